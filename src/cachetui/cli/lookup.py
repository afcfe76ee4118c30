"""Queries -> what matches them in some sources, of which no more is read than they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from itertools import chain

from msgspec import Struct

from cachetui.cli.progress import shown
from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.model import EntryError, Problem
from cachetui.query.match import match, providers
from cachetui.query.parser import QueryError
from cachetui.query.query import Compatibility, Query
from cachetui.safe_text import safe
from cachetui.sources.fetching import Fetching
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Formats
from cachetui.sources.open import open_sources
from cachetui.sources.reading import EntryReader, find_entries
from cachetui.sources.source import Entry, Source, SourceError

NEAR = 3
"""Names that are offered in place of one that no package has."""

NO_ANSWER = "pages do not list dependencies, so ^ has no answer"


class LookupResult(Struct, frozen=True):
    """The listings that any of some queries matches."""

    index: Index
    """As much of the sources as had to be read."""
    matches: dict[int, list[int]]
    """Package code -> its listings that match, by the packages' names; no empty ones."""
    unknown: list[str]
    """The names asked for that no package has."""
    unreadable: Sequence[SourceError] = ()
    """Why sources could not be read at all, if others could."""

    @property
    def specs(self) -> set[int]:
        """The codes of the specs that were found."""
        spec = self.index.listings.spec
        return {spec[listing] for listing in chain.from_iterable(self.matches.values())}


class UnanswerableError(QueryError):
    """A sound query that pages cannot answer."""

    def __init__(self, message: str, column: int, text: str) -> None:
        super().__init__(message, column)
        self.text = text


def refuse_unanswerable(index: Index, queries: Iterable[tuple[str, Query]]) -> None:
    """Raise UnanswerableError for a query, beside its text, that asks pages for dependencies."""
    if index.tells_dependencies or not index.listings:
        return
    for text, query in queries:
        if query.depends:
            column = max(text.find("^"), 0)
            raise UnanswerableError(NO_ANSWER, column, text)


def unanswerable(
    text: str, locations: Iterable[str], fetching: Fetching
) -> UnanswerableError | None:
    """Return why a query for dependencies has no answer, if the sources have nothing but pages."""
    for source in open_sources(locations, fetching):
        with suppress(SourceError):  # reading says so, where that matters
            for entry in find_entries(source, Filter()):
                if not isinstance(entry, Problem) and _has_records(entry):
                    return None
    return UnanswerableError(NO_ANSWER, max(text.find("^"), 0), text)


def _has_records(entry: Entry) -> bool:
    with suppress(EntryError):
        return EntryReader(entry, Formats()).has_records()
    return False


def look_up(
    sources: Sequence[Source],
    queries: Sequence[Query],
    wanted: Filter,
    verdict: Compatibility,
    *,
    everything: bool = False,
    fetching: Fetching | None = None,
) -> LookupResult:
    """Read what is *wanted* of *sources*, and match *queries* (any of them; none is everything).

    *fetching* is how the sources fetch.
    Raises SourceError where a source cannot be read.
    """
    queries = queries or [Query()]
    loading = read(sources, wanted, everything=everything, fetching=fetching)
    index = loading.index
    unknown = [
        query.name for query in queries if query.name and not packages_named(index, query.name)
    ]
    if unknown and loading.nouns - {"page"} and wanted.packages:
        # it may be a virtual, which edges tell
        edges = Filter(tags=wanted.tags, edges=True)
        index = read(sources, edges, everything=everything).index
    unknown = [name for name in unknown if not providers(index, name)]
    return LookupResult(index, _matches(index, queries, verdict), unknown, loading.unreadable)


def _matches(
    index: Index, queries: Sequence[Query], verdict: Compatibility
) -> dict[int, list[int]]:
    """Return the listings that meet any of *queries*, by package in the order of their names."""
    found: dict[int, set[int]] = {}
    for query in queries:
        for package, listings in _found(index, query, verdict).items():
            found.setdefault(package, set()).update(listings)
    by_name = sorted(filter(found.get, found), key=index.packages.values.__getitem__)
    return {package: sorted(found[package]) for package in by_name}


def _found(index: Index, query: Query, verdict: Compatibility) -> dict[int, list[int]]:
    """Return the listings that meet *query*, by package; a virtual's name means its providers."""
    named, matched = packages_named(index, query.name), match(index, query, verdict)
    if named or not query.name:
        return {package: matched.listings(package) for package in named}
    specs, column = providers(index, query.name), index.listings.spec
    packages = range(len(index.packages))
    return {
        package: [one for one in matched.listings(package) if column[one] in specs]
        for package in (packages if specs else ())
    }


def read(
    sources: Sequence[Source],
    wanted: Filter,
    *,
    everything: bool = False,
    fetching: Fetching | None = None,
) -> Loading:
    """Read what is *wanted* of *sources*, and show how far *fetching* for it is.

    Raises SourceError if none of them can be read.
    """
    loading = Loading(sources, wanted, everything=everything, fetching=fetching)
    with shown(loading.fetching):
        loading.run()
    return loading


def wanted(
    queries: Sequence[Query], tags: Sequence[str], *, edges: bool = False, others: bool = False
) -> Filter:
    """Return what *queries* need: only names and hashes that all of them give narrow it.

    A tag that they ask for does not: a page can stand in the folder of another one.

    *edges* says that dependencies are shown, *others* that so are listings of what no query asks
    for. Spack's own files are read as a whole then; pages know no dependencies.
    """
    edges = edges or others or any(query.dependencies for query in queries)
    if others:
        return Filter(tags=tuple(tags), edges=True)
    return Filter(
        tags=tuple(tags),
        edges=edges,
        packages=_if_all([query.name for query in queries]),
        hashes=_if_all([query.hash for query in queries]),
    )


def _if_all(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(texts) if all(texts) else ()


def packages_named(index: Index, pattern: str) -> Iterable[int]:
    """Return the packages whose name is *pattern*, or fits it; all where it is empty."""
    names = index.packages.values
    if not pattern:
        return range(len(names))
    if "*" in pattern:
        return [code for code, name in enumerate(names) if fnmatchcase(name, pattern)]
    code = index.packages.find(pattern)
    return [] if code is None else [code]


def near(name: str, names: Iterable[str]) -> list[str]:
    """Return the few of *names* that *name* may have been meant for, safe to show."""
    from cachetui.query.names.search import Names

    return [safe(found.name) for found in Names(sorted(names)).rank(name, NEAR)]


def package_names(sources: Iterable[Source], tags: Sequence[str]) -> set[str]:
    """Return the names of all packages in *sources*, reading no more than that needs.

    They explain a wrong name: of pages only the heads are read.
    """
    wanted = Filter(tags=tuple(tags))
    names: set[str] = set()
    for source in sources:
        with suppress(SourceError):
            for entry in find_entries(source, wanted):
                if not isinstance(entry, Problem):
                    names.update(_names_in(entry))
    return names


def _names_in(entry: Entry) -> Iterator[str]:
    """Yield the names of packages in *entry*, none if it cannot be read."""
    with suppress(EntryError):
        yield from EntryReader(entry, Formats()).packages()
