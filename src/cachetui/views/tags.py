"""Tags: how much each holds, and since when each version of a package is there.

Tags are identified by their text as it is shown, which is what a query asks for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from cachetui.index.counts import gathered
from cachetui.index.index import Index
from cachetui.index.masks import Chosen, cells, stretches
from cachetui.index.ordering import tag_age
from cachetui.index.steps import Steps, at_once
from cachetui.spack.versions import key as version_key

Tag = str | None
"""A tag, safe to show; None for pages without one, those of 2021."""


class TagTotals(Struct, frozen=True):
    """How much a tag holds."""

    tag: Tag
    packages: int
    specs: int
    listings: int


class TagVersions(Struct, frozen=True):
    """What a tag holds of a package, by version."""

    tag: Tag
    specs: int
    versions: tuple[tuple[str, int], ...]
    """Each version with its number of specs, the newest first."""


class Since(Struct, frozen=True):
    """A version, and which tags have it."""

    version: str
    first: Tag
    """The oldest tag that has it."""
    last: Tag
    """The newest tag that has it."""
    tags: int
    """How many tags have it."""


def tag_totals(index: Index, listings: Chosen) -> tuple[TagTotals, ...]:
    """Return what each tag has of *listings*, the newest tag first."""
    return at_once(tag_steps(index, listings))


def tag_steps(index: Index, listings: Chosen) -> Steps[tuple[TagTotals, ...]]:
    """Work out the `tag_totals` of *listings*."""
    columns, package_of, shown = index.listings, index.configurations.package, index.tags.shown
    sizes = Counter[Tag]()
    specs, packages = defaultdict[Tag, set[int]](set), defaultdict[Tag, set[int]](set)
    for some in stretches(listings):
        first, spec = 0, cells(columns.spec, some)
        package = cells(package_of, cells(columns.configuration, some))
        for code, run in groupby(cells(columns.tag, some)):  # a page's listings share their tag
            tag, last = shown[code], first + len(list(run))
            sizes[tag] += last - first
            specs[tag].update(spec[first:last])
            packages[tag].update(package[first:last])
            first = last
        yield
    totals = []
    for tag in sorted(sizes, key=tag_age, reverse=True):
        totals.append(TagTotals(tag, len(packages.pop(tag)), len(specs.pop(tag)), sizes[tag]))
        yield  # to let go of the specs of all tags would take as long as the longest step
    return tuple(totals)


def history(index: Index, listings: Sequence[int]) -> tuple[TagVersions, ...]:
    """Return what each tag has of *listings*, of one package, by version; the newest tag first."""
    columns, fields = index.listings, index.configurations
    specs = cells(columns.spec, listings)
    configurations = cells(columns.configuration, listings)
    versions = cells(fields.versions, configurations)
    found = gathered(tags_of(index, listings), zip(versions, specs, strict=True))
    return tuple(
        TagVersions(tag, len({spec for _, spec in found[tag]}), _versions(index, found[tag]))
        for tag in sorted(found, key=tag_age, reverse=True)
    )


def _versions(index: Index, found: Iterable[tuple[int, int]]) -> tuple[tuple[str, int], ...]:
    """Return each version with its number of specs, the newest first.

    *found* are pairs of a code of versions and a spec.
    """
    shown = index.versions.shown
    specs: dict[str, set[int]] = {}
    for versions, spec in found:
        for version in shown[versions] or ("",):
            specs.setdefault(version, set()).add(spec)
    newest = sorted(specs, key=version_key, reverse=True)
    return tuple((version, len(specs[version])) for version in newest)


def since(past: Iterable[TagVersions]) -> tuple[Since, ...]:
    """Return since when each version in *past*, a `history`, is there; the newest version first."""
    tags: dict[str, list[Tag]] = {}
    for one in past:
        for version, _ in one.versions:
            tags.setdefault(version, []).append(one.tag)
    newest = sorted(tags, key=version_key, reverse=True)
    return tuple(Since(v, tags[v][-1], tags[v][0], len(tags[v])) for v in newest)


def tags_of(index: Index, listings: Sequence[int]) -> list[Tag]:
    """Return the tag of each of *listings*."""
    return [index.tags.shown[code] for code in cells(index.listings.tag, listings)]
