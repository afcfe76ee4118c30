"""Specs side by side: their fields, variants and dependencies, with what differs first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from cachetui.index.fields import CONFIGURATION_FIELDS, FIELD, Field
from cachetui.index.index import Index
from cachetui.index.masks import cells
from cachetui.model import Configuration
from cachetui.spack.values import NONE
from cachetui.spack.variants import Variant
from cachetui.views.dependency_diff import NO_DIFFERENCES, Differences, differences
from cachetui.views.known_spec import has_record

MOST = 4
"""Sides that can be compared at once."""
UNSAID_DIFFERS = (
    "they agree in all that pages say; they differ in what pages do not (dependencies, recipe, "
    "flags)"
)
"""The note on specs of one configuration whose dependencies are not known."""
SAME_NEEDS = (
    "they agree in all that is listed, and in all that they link and run; only the recipe or "
    "build dependencies can differ"
)
"""The note on specs of one configuration whose dependencies are known, and the same."""
_NOT_ALWAYS_SAID = {
    field.heading or field.key
    for field in CONFIGURATION_FIELDS
    if field.optional and not field.many
}
"""The names of the rows that an input may not have at all, such as a namespace."""
SAME_SPEC = "they are the same spec"
AGREE = "they agree in all the pages show, their dependencies included"


class Side(Struct, frozen=True):
    """One spec, or several of one configuration; all texts are safe to show."""

    configuration: Configuration
    specs: tuple[int, ...]
    """The codes of its specs."""
    hashes: tuple[str | None, ...]
    """The hash of each of its specs, in the same order; None where there is none."""
    tags: tuple[str, ...]
    """The tags that list any of the specs, the newest first."""
    stacks: tuple[str, ...]
    """The stacks that list any of the specs, by name, ``root`` last."""

    @property
    def title(self) -> str:
        """Package and version, with the beginning of the hash, or the number of several specs."""
        shown, first = self.configuration, self.hashes[0]
        which = f"x{len(self.hashes)}" if len(self.hashes) > 1 else f"/{first[:7]}" if first else ""
        return f"{shown.package}@{shown.version} {which}".rstrip()


class ComparisonRow(Struct, frozen=True):
    """A field, or a variant, and what it is on each side."""

    name: str
    values: tuple[str, ...]
    """Safe to show; ``none`` where a side lacks the field or the dependency, empty where it lacks
    the variant, or what else is listed of a dependency."""
    differs: bool


class Comparison(Struct, frozen=True):
    """Two to four specs or configurations side by side."""

    titles: tuple[str, ...]
    fields: tuple[ComparisonRow, ...]
    """Rows that differ come first."""
    variants: tuple[ComparisonRow, ...]
    """By name, rows that differ first; values as pages list them: ``+mpi``, ``api=v18``."""
    dependencies: tuple[ComparisonRow, ...]
    """The dependencies that differ, as ``^name``, the deepest cause first. The values are versions,
    providers, variants or hashes."""
    consequences: tuple[str, ...]
    """The other dependencies that differ, by name: they do so only because of those."""
    note: str
    """What can still differ where nothing above does; else empty."""


def side(index: Index, listings: Sequence[int]) -> Side:
    """Return the side of *listings*: all listings of one spec, or of specs of one configuration."""
    columns = index.listings
    hashes = dict.fromkeys((columns.spec[n], index.hashes[columns.spec[n]]) for n in listings)
    return Side(
        index.configuration(columns.configuration[listings[0]]),
        tuple(spec for spec, _ in hashes),
        tuple(name for _, name in hashes),
        *(_listed(index, FIELD[key], listings) for key in ("tag", "stack")),
    )


def _listed(index: Index, field: Field, listings: Sequence[int]) -> tuple[str, ...]:
    """Return all that *listings* have in *field*, a field of listings, in its order."""
    shown, codes = index.dictionaries[field.name].shown, cells(index.column(field), listings)
    return tuple(
        field.ordered({label for code in set(codes) for label in field.labels(shown[code])})
    )


def compare(index: Index, sides: Sequence[Side]) -> Comparison:
    """Return *sides* beside each other; raise ValueError unless they are two to `MOST`.

    Dependencies are compared where each side is one spec and those of all are known.
    """
    if not 2 <= len(sides) <= MOST:
        raise ValueError(f"two to {MOST} specs can be compared, not {len(sides)}")
    built = [*_configuration_rows(sides)]
    listed = [_row(*pair) for pair in _listed_texts(sides)]
    variants = sorted(_variants(sides), key=lambda row: row.name)
    needed = _needed(index, sides)
    found = needed or NO_DIFFERENCES
    differ = found.differences or any(row.differs for row in (*built, *variants))
    return Comparison(
        tuple(one.title for one in sides),
        _differing_first([*built, *listed]),
        _differing_first(variants),
        tuple(_dependency_rows(found, len(sides))),
        found.consequences,
        "" if differ else _note(sides, are_needs_known=needed is not None),
    )


def differing(index: Index, sides: Sequence[Side]) -> list[ComparisonRow]:
    """Return the fields and variants in which the builds of *sides* differ, else dependencies.

    A field that some kinds of input do not have counts only where all sides have it.
    """
    rows = [*_configuration_rows(sides), *_variants(sides)]
    found = [row for row in rows if row.differs and not _is_unsaid(row)]
    return found or list(_dependency_rows(_needed(index, sides) or NO_DIFFERENCES, len(sides)))


def _is_unsaid(row: ComparisonRow) -> bool:
    """Return whether *row* may differ only because the input of a side has no such field."""
    return row.name in _NOT_ALWAYS_SAID and NONE in row.values


def _needed(index: Index, sides: Sequence[Side]) -> Differences | None:
    """Return the differences in what *sides* depend on; None where that is not known."""
    specs = [one.specs[0] for one in sides if len(one.specs) == 1]
    if len(specs) < len(sides) or not all(has_record(index, spec) for spec in specs):
        return None
    return differences(index, specs)


def _dependency_rows(found: Differences, sides: int) -> Iterator[ComparisonRow]:
    """Yield the row of each dependency that differs, the deepest cause first."""
    for one in sorted(found.differences, key=lambda one: (not one.is_cause, -one.depth)):
        lacks = "" if one.kind == "build" else NONE
        texts = (one.of(place) or lacks for place in range(sides))
        yield ComparisonRow(f"^{one.name}", tuple(texts), differs=True)


def _row(name: str, values: tuple[str, ...]) -> ComparisonRow:
    return ComparisonRow(name, values, _differ(values))


def _differ(values: Sequence[object]) -> bool:
    """Return whether any of *values* differs from the first."""
    return any(value != values[0] for value in values)


def _differing_first(rows: Sequence[ComparisonRow]) -> tuple[ComparisonRow, ...]:
    return tuple(sorted(rows, key=lambda row: not row.differs))


def _configuration_rows(sides: Sequence[Side]) -> Iterator[ComparisonRow]:
    """Yield the row of each field of configurations but the variants, if any side has a value."""
    for field in CONFIGURATION_FIELDS:
        values = [getattr(one.configuration, field.name) for one in sides]
        if field.key != "variant" and (any(values) or not field.optional):
            texts = (field.labels(value) for value in values)
            yield _row(field.heading or field.key, tuple(map(",".join, texts)))


def _listed_texts(sides: Sequence[Side]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield name and values of each field in which specs of one configuration can differ."""
    yield "stacks", tuple(",".join(one.stacks) for one in sides)
    yield "tags", tuple(",".join(one.tags) for one in sides)
    yield "hash", tuple(_which(one) for one in sides)


def _which(one: Side) -> str:
    """Return the hash of a side, or how many specs it has."""
    return (one.hashes[0] or NONE) if len(one.hashes) == 1 else f"{len(one.hashes)} specs"


def _variants(sides: Sequence[Side]) -> Iterator[ComparisonRow]:
    """Yield the row of each variant that any side has.

    Whether it differs is judged by its values: the spelling changed in 2025.
    """
    by_name = [_by_name(one.configuration) for one in sides]
    for name in dict.fromkeys(name for variants in by_name for name in variants):
        texts = [variants.get(name, []) for variants in by_name]
        meant = [[Variant.listed(text).values for text in some] for some in texts]
        yield ComparisonRow(name, tuple(map(" ".join, texts)), _differ(meant))


def _by_name(shown: Configuration) -> dict[str, list[str]]:
    """Return name of a variant -> its texts; a page may list it more than once."""
    texts: dict[str, list[str]] = {}
    for text in shown.variants:
        texts.setdefault(Variant.listed(text).name, []).append(text)
    return texts


def _note(sides: Sequence[Side], *, are_needs_known: bool) -> str:
    """Return the note on *sides* that agree in all that is listed of them."""
    if len(sides[0].hashes) == 1 and sides[0].hashes[0] and not _differ([s.hashes for s in sides]):
        return SAME_SPEC
    if are_needs_known:
        return SAME_NEEDS
    return AGREE if sides[0].configuration.dependencies else UNSAID_DIFFERS
