"""The rows of ``--show``: facts, one for each spec, package, tag, or cell of the matrix.

A row maps the name of a fact to a text, a number or a list. Numbers of specs count distinct ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from cachetui.index.fields import CONFIGURATION_FIELDS, FIELD, Field
from cachetui.index.index import Index
from cachetui.index.ordering import stack_place, tag_age

Matches = Mapping[int, Sequence[int]]
"""Package code -> its listings that were found, in the order of packages' names."""
Fact = str | int | tuple[str, ...] | None
"""A fact that holds or not is an int too: a bool."""
Row = dict[str, Fact]
Stats = dict[str, int | dict[str, int]]
SPEC_COLUMNS = ("target", "os", "compiler")
"""The fields of a spec's row behind its version."""
_FIRST = [FIELD[key] for key in ("version", *SPEC_COLUMNS)]
"""The fields of its configurations that a package's row has before its stacks."""
_LAST = [
    field
    for field in CONFIGURATION_FIELDS
    if field.key != "package" and field not in _FIRST and not (field.many or field.optional)
]
"""Those that follow its tags."""


def listings_of(matches: Matches) -> list[int]:
    """Return all the listings that were facts."""
    return list(chain.from_iterable(matches.values()))


def spec_rows(index: Index, matches: Matches) -> Iterator[Row]:
    """Yield a row for each spec, in the order of the first listings of each."""
    make_row = _row_maker(index)
    for listings in matches.values():
        specs: dict[int, list[int]] = {}
        for listing in listings:
            specs.setdefault(index.listings.spec[listing], []).append(listing)
        yield from map(make_row, specs.values())


def _row_maker(index: Index) -> Callable[[Sequence[int]], Row]:
    """Return what makes the row of a spec from its listings, with each text made only once.

    What these differ in is as the first of them has it.
    """
    columns, hashes, names = index.listings, index.hashes, _Names(index)
    configurations = cache(lambda code: index.configuration(code, exact=True))

    def make_row(listings: Sequence[int]) -> Row:
        configuration = configurations(columns.configuration[listings[0]])
        return {
            "hash": hashes[columns.spec[listings[0]]],
            "package": configuration.package,
            "version": configuration.version,
            **{name: getattr(configuration, name) for name in SPEC_COLUMNS},
            "tags": names.tags(listings),
            "stacks": names.stacks(listings),
            "variants": configuration.variants,
        }

    return make_row


def package_rows(index: Index, matches: Matches) -> Iterator[Row]:
    """Yield a row for each package, its versions and tags from the newest on."""
    names = _Names(index)
    for package, listings in matches.items():
        codes = {index.listings.configuration[listing] for listing in listings}
        yield {
            "package": index.packages.values[package],
            "specs": len({index.listings.spec[listing] for listing in listings}),
            "configurations": len(codes),
            **{field.plural: _distinct(index, field, codes) for field in _FIRST},
            "stacks": names.stacks(listings),
            "tags": names.tags(listings),
            **{field.plural: _distinct(index, field, codes) for field in _LAST},
        }


def _distinct(index: Index, field: Field, configurations: Iterable[int]) -> tuple[str, ...]:
    """Return the distinct texts that *configurations* have in *field*, in its order."""
    column, values = index.column(field), index.dictionaries[field.name].values
    codes = {column[code] for code in configurations}
    return tuple(field.ordered({text for code in codes for text in field.texts(values[code])}))


def compiler_rows(index: Index, matches: Matches) -> Iterator[Row]:
    """Yield a row for each compiler, by name; what was built with none comes last."""
    field, columns = FIELD["compiler"], index.listings
    values, column = index.dictionaries[field.name].values, index.column(field)
    found: dict[str, dict[str, set[int]]] = {}
    packages: dict[str, set[int]] = {}
    for package, listings in matches.items():
        for listing in listings:
            value = values[column[columns.configuration[listing]]] or field.missing
            name, _, version = value.partition("@")
            found.setdefault(name, {}).setdefault(version, set()).add(columns.spec[listing])
            packages.setdefault(name, set()).add(package)
    for name in field.ordered(found):
        versions = found[name]
        yield {
            "compiler": None if name == field.missing else name,
            "specs": len(set().union(*versions.values())),
            "packages": len(packages[name]),
            "versions": tuple(FIELD["version"].ordered(filter(None, versions))),
        }


def tag_rows(index: Index, matches: Matches) -> Iterator[Row]:
    """Yield a row for each tag, the newest first; of a single package with its versions there."""
    from cachetui.views.tags import history, tag_totals

    listings = listings_of(matches)
    past = history(index, listings) if len(matches) == 1 else ()
    versions = {one.tag: tuple(filter(None, dict(one.versions))) for one in past}
    for facts in tag_totals(index, listings):
        row: Row = {
            "tag": facts.tag,
            "packages": facts.packages,
            "specs": facts.specs,
            "listings": facts.listings,
        }
        yield {**row, "versions": versions[facts.tag]} if versions else row


def cell_rows(index: Index, matches: Matches) -> Iterator[Row]:
    """Yield a row for each stack and target that have anything in common."""
    from cachetui.views.matrix import matrix

    listings = listings_of(matches)
    packages = matrix(index, listings, "packages", exact=True).records()
    specs = matrix(index, listings, "specs", exact=True).records()
    for one, other in zip(packages, specs, strict=True):
        yield {**one, **other}


def stats(index: Index, matches: Matches) -> Stats:
    """Return the counts of everything, and of the specs by stack and target, the busiest first."""
    from cachetui.views.overview import overview

    listings = listings_of(matches)
    facts = overview(index, listings, most=len(listings))
    totals = facts.totals
    return {
        "packages": totals.packages,
        "specs": totals.specs,
        "configurations": totals.configurations,
        "listings": totals.listings,
        "pages": totals.pages,
        "tags": totals.tags,
        "stacks": totals.stacks,
        "targets": totals.targets,
        "specs_by_stack": {bar.label: bar.specs for bar in facts.stacks},
        "specs_by_target": {bar.label: bar.specs for bar in facts.targets},
        "problems": facts.problems,
        "pages_skipped": facts.skipped,
        "rows_skipped": facts.skipped_rows,
    }


class _Names:
    """The names of the tags and stacks of listings, put in order once for each choice of them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._age = list(map(tag_age, index.tags.values))
        self._tags = cache(self._named_tags)
        self._stacks = cache(self._named_stacks)

    def tags(self, listings: Iterable[int]) -> tuple[str, ...]:
        """Return the tags, the newest first."""
        return self._tags(frozenset(map(self._index.listings.tag.__getitem__, listings)))

    def stacks(self, listings: Iterable[int]) -> tuple[str, ...]:
        """Return the stacks by name, ``root`` last."""
        return self._stacks(frozenset(map(self._index.listings.stacks.__getitem__, listings)))

    def _named_tags(self, codes: frozenset[int]) -> tuple[str, ...]:
        newest_first = sorted(codes, key=self._age.__getitem__, reverse=True)
        return tuple(filter(None, map(self._index.tags.values.__getitem__, newest_first)))

    def _named_stacks(self, codes: frozenset[int]) -> tuple[str, ...]:
        stacks = chain.from_iterable(map(self._index.stacks.values.__getitem__, codes))
        return tuple(sorted(set(stacks), key=stack_place))
