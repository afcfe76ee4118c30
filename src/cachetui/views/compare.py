"""Specs side by side: the fields that differ, their variants as a diff, the rest folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.model import Configuration
from cachetui.spack.variants import Variant
from cachetui.views.groups import stack_place
from cachetui.views.ordering import NO_TAG, stack_labels, tag_age

MOST = 4
"""Sides that can stand beside each other."""
ONLY_DEPENDENCIES = (
    "they agree in all the pages show; only their dependencies can differ, which pages do not carry"
)
"""What is said of specs of one configuration."""
SAME_SPEC = "they are the same spec"
AGREE = "they agree in all the pages show, their dependencies included"


class Side(Struct, frozen=True):
    """One spec, or several of one configuration; all texts are safe to show."""

    configuration: Configuration
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


class Field(Struct, frozen=True):
    """A field, or a variant, and what it is on each side."""

    name: str
    values: tuple[str, ...]
    """Safe to show; empty where a side has none."""
    differs: bool


class Comparison(Struct, frozen=True):
    """Two to four specs or configurations side by side."""

    titles: tuple[str, ...]
    fields: tuple[Field, ...]
    """Those that differ first."""
    variants: tuple[Field, ...]
    """Those that differ first, by name; the values as pages list them: ``+mpi``, ``api=v18``."""
    note: str
    """What there is to say where the configurations agree; else empty."""


def side(index: Index, listings: Sequence[int]) -> Side:
    """Make a side of *listings*: all those of a spec, or of the specs of a configuration."""
    columns = index.listings
    shown = [index.listing(number) for number in listings]
    hashes = dict.fromkeys((columns.spec[n], index.hashes[columns.spec[n]]) for n in listings)
    tags = {one.tag for one in shown}
    stacks = {stack for one in shown for stack in stack_labels(one.stacks)}
    return Side(
        shown[0].configuration,
        tuple(name for _, name in hashes),
        tuple(tag or NO_TAG for tag in sorted(tags, key=tag_age, reverse=True)),
        tuple(sorted(stacks, key=stack_place)),
    )


def compare(sides: Sequence[Side]) -> Comparison:
    """Put *sides* beside each other; raises ValueError unless they are two to `MOST`."""
    if not 2 <= len(sides) <= MOST:
        raise ValueError(f"two to {MOST} specs can be compared, not {len(sides)}")
    looks = [Field(*pair, _differ(pair[1])) for pair in _looks(sides)]
    listed = [Field(*pair, _differ(pair[1])) for pair in _listed(sides)]
    variants = sorted(_variants(sides), key=lambda one: one.name)
    return Comparison(
        tuple(one.title for one in sides),
        _differing_first([*looks, *listed]),
        _differing_first(variants),
        "" if any(one.differs for one in (*looks, *variants)) else _note(sides),
    )


def _differ(values: Sequence[object]) -> bool:
    return any(value != values[0] for value in values)


def _differing_first(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(sorted(fields, key=lambda one: not one.differs))


def _looks(sides: Sequence[Side]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each field that a configuration has beside its variants, and its values."""
    shown = [one.configuration for one in sides]
    yield "package", tuple(look.package for look in shown)
    yield "version", tuple(",".join(look.versions) for look in shown)
    yield "compiler", tuple(look.compiler or "none" for look in shown)
    yield "platform", tuple(look.platform for look in shown)
    yield "os", tuple(look.os for look in shown)
    yield "target", tuple(look.target for look in shown)
    if any(look.dependencies for look in shown):
        yield "depends on", tuple(look.dependencies for look in shown)


def _listed(sides: Sequence[Side]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each field that tells specs of one configuration apart, and its values."""
    yield "stacks", tuple(",".join(one.stacks) for one in sides)
    yield "tags", tuple(",".join(one.tags) for one in sides)
    yield "hash", tuple(_which(one) for one in sides)


def _which(one: Side) -> str:
    return (one.hashes[0] or "none") if len(one.hashes) == 1 else f"{len(one.hashes)} specs"


def _variants(sides: Sequence[Side]) -> Iterator[Field]:
    """Yield each variant that a side has; its spelling, which changed in 2025, does not count."""
    by_name = [_by_name(one.configuration) for one in sides]
    for name in dict.fromkeys(name for variants in by_name for name in variants):
        texts = [variants.get(name, []) for variants in by_name]
        meant = [[Variant.listed(text).values for text in some] for some in texts]
        yield Field(name, tuple(map(" ".join, texts)), _differ(meant))


def _by_name(shown: Configuration) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in shown.variants:
        found.setdefault(Variant.listed(text).name, []).append(text)
    return found


def _note(sides: Sequence[Side]) -> str:
    """Say what can still differ where everything agrees that the pages show of a build."""
    if len(sides[0].hashes) == 1 and sides[0].hashes[0] and not _differ([s.hashes for s in sides]):
        return SAME_SPEC
    return AGREE if sides[0].configuration.dependencies else ONLY_DEPENDENCIES
