"""Specs side by side: what differs of their fields, variants and dependencies, the rest folded."""

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
"""Sides that can stand beside each other."""
UNSAID_DIFFERS = (
    "they agree in all that pages say; they differ in what pages do not (dependencies, recipe, "
    "flags)"
)
"""What is said of specs of one configuration."""
SAME_NEEDS = (
    "they agree in all that is listed, and in all that they link and run; only the recipe or "
    "build dependencies can differ"
)
"""What is said of them where their dependencies are known."""
_NOT_ALWAYS_SAID = {
    field.heading or field.key
    for field in CONFIGURATION_FIELDS
    if field.optional and not field.many
}
SAME_SPEC = "they are the same spec"
AGREE = "they agree in all the pages show, their dependencies included"


class Side(Struct, frozen=True):
    """One spec, or several of one configuration; all texts are safe to show."""

    configuration: Configuration
    specs: tuple[int, ...]
    """The codes of its specs."""
    hashes: tuple[str | None, ...]
    """Those of its specs, each once; None for each that has none."""
    tags: tuple[str, ...]
    """Those that list any of them, the newest first."""
    stacks: tuple[str, ...]
    """Those that list any of them, by name, ``root`` last."""

    @property
    def title(self) -> str:
        """Package, version, and which spec or how many."""
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
    """Those that differ first."""
    variants: tuple[ComparisonRow, ...]
    """Those that differ first, by name; the values as pages list them: ``+mpi``, ``api=v18``."""
    dependencies: tuple[ComparisonRow, ...]
    """Those that differ as ``^name``, the deepest cause first; values are versions, providers,
    variants or hashes."""
    consequences: tuple[str, ...]
    """Other dependencies that differ, only because of these."""
    note: str
    """What there is to say where the configurations agree; else empty."""


def side(index: Index, listings: Sequence[int]) -> Side:
    """Return the side of *listings*: all those of a spec, or of the specs of a configuration."""
    columns = index.listings
    hashes = dict.fromkeys((columns.spec[n], index.hashes[columns.spec[n]]) for n in listings)
    return Side(
        index.configuration(columns.configuration[listings[0]]),
        tuple(spec for spec, _ in hashes),
        tuple(name for _, name in hashes),
        *(_listed(index, FIELD[key], listings) for key in ("tag", "stack")),
    )


def _listed(index: Index, field: Field, listings: Sequence[int]) -> tuple[str, ...]:
    """Return what *listings* have in a *field* of their own, in its order."""
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
    return any(value != values[0] for value in values)


def _differing_first(rows: Sequence[ComparisonRow]) -> tuple[ComparisonRow, ...]:
    return tuple(sorted(rows, key=lambda row: not row.differs))


def _configuration_rows(sides: Sequence[Side]) -> Iterator[ComparisonRow]:
    """Yield the row of each field that a configuration has beside its variants."""
    for field in CONFIGURATION_FIELDS:
        values = [getattr(one.configuration, field.name) for one in sides]
        if field.key != "variant" and (any(values) or not field.optional):
            texts = (field.labels(value) for value in values)
            yield _row(field.heading or field.key, tuple(map(",".join, texts)))


def _listed_texts(sides: Sequence[Side]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each field that tells specs of one configuration apart, and its values."""
    yield "stacks", tuple(",".join(one.stacks) for one in sides)
    yield "tags", tuple(",".join(one.tags) for one in sides)
    yield "hash", tuple(_which(one) for one in sides)


def _which(one: Side) -> str:
    return (one.hashes[0] or NONE) if len(one.hashes) == 1 else f"{len(one.hashes)} specs"


def _variants(sides: Sequence[Side]) -> Iterator[ComparisonRow]:
    """Yield each variant that a side has; its spelling, which changed in 2025, does not count."""
    by_name = [_by_name(one.configuration) for one in sides]
    for name in dict.fromkeys(name for variants in by_name for name in variants):
        texts = [variants.get(name, []) for variants in by_name]
        meant = [[Variant.listed(text).values for text in some] for some in texts]
        yield ComparisonRow(name, tuple(map(" ".join, texts)), _differ(meant))


def _by_name(shown: Configuration) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for text in shown.variants:
        texts.setdefault(Variant.listed(text).name, []).append(text)
    return texts


def _note(sides: Sequence[Side], *, are_needs_known: bool) -> str:
    """Return what can still differ where all agrees that is listed of a build."""
    if len(sides[0].hashes) == 1 and sides[0].hashes[0] and not _differ([s.hashes for s in sides]):
        return SAME_SPEC
    if are_needs_known:
        return SAME_NEEDS
    return AGREE if sides[0].configuration.dependencies else UNSAID_DIFFERS
