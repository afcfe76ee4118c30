"""Queries -> what matches them in some sources, of which no more is read than they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from itertools import chain

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.model import PageError, Problem
from cachetui.query.match import match
from cachetui.query.parser import QueryError, parse
from cachetui.query.query import Compatibility, Query
from cachetui.safe_text import safe
from cachetui.sources.filter import Filter
from cachetui.sources.source import Source

NEAR = 3
"""Names that are offered in place of one that no package has."""

_TITLE = re.compile(rb"^title: *[\"']?([\w.+-]+)", re.MULTILINE)
_LAYOUT = re.compile(rb"^layout: *[\"']?cache\b", re.MULTILINE)
_PATTERN = re.compile(r"[A-Za-z0-9._*?+-]+")


class LookupResult(Struct, frozen=True):
    """What queries match: any of them."""

    index: Index
    """What had to be read for them."""
    matches: dict[int, list[int]]
    """Package code -> its listings that match, by the packages' names; no empty ones."""
    unknown: list[str]
    """The names asked for that no package has."""


class UnanswerableError(QueryError):
    """A sound query that pages cannot answer."""


def read_query(text: str, *, fuzzy: bool = False) -> Query:
    """Read *text* as a query that pages can answer; raises QueryError, else UnanswerableError."""
    query = parse(text, fuzzy=fuzzy)
    if query.dependencies:
        column = max(text.find("^"), 0)
        raise UnanswerableError("pages do not list dependencies, so ^ has no answer", column)
    return query


def look_up(
    sources: Sequence[Source], queries: Sequence[Query], tags: Sequence[str], verdict: Compatibility
) -> LookupResult:
    """Read *sources* as far as *queries* and the patterns of *tags* need it, and match them.

    Raises SourceError where a source cannot be read.
    """
    queries = queries or [Query()]
    index = read(sources, wanted(queries, tags))
    found: dict[int, set[int]] = {}
    unknown = []
    for query in queries:
        named = _named(index, query.name)
        if query.name and not named:
            unknown.append(query.name)
        matched = match(index, query, verdict)
        for package in named:
            found.setdefault(package, set()).update(matched.listings(package))
    by_name = sorted(filter(found.get, found), key=index.packages.values.__getitem__)
    return LookupResult(index, {package: sorted(found[package]) for package in by_name}, unknown)


def read(sources: Sequence[Source], wanted: Filter) -> Index:
    """Read what is *wanted* of *sources*; raises SourceError."""
    loading = Loading(sources, wanted)
    loading.run()
    return loading.index


def wanted(queries: Sequence[Query], tags: Sequence[str]) -> Filter:
    """Return what *queries* need: only names, tags or hashes that all of them give narrow it."""
    asked = [query.tag for query in queries]
    if not tags and all(asked) and all(map(_PATTERN.fullmatch, chain.from_iterable(asked))):
        tags = list(chain.from_iterable(asked))
    return Filter(
        tags=tuple(tags),
        packages=_if_all([query.name for query in queries]),
        hashes=_if_all([query.hash for query in queries]),
    )


def _if_all(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(texts) if all(texts) else ()


def _named(index: Index, pattern: str) -> Iterable[int]:
    """Give the packages whose name is *pattern*, or fits it; all where it is empty."""
    names = index.packages.values
    if not pattern:
        return range(len(names))
    if "*" in pattern:
        return [code for code, name in enumerate(names) if fnmatchcase(name, pattern)]
    code = index.packages.find(pattern)
    return [] if code is None else [code]


def near(name: str, names: Iterable[str]) -> list[str]:
    """Give the few of *names* that *name* may have been meant for, safe to show."""
    from cachetui.query.names.search import Names

    return [safe(found.name) for found in Names(sorted(names)).rank(name, NEAR)]


def titles(sources: Iterable[Source], tags: Sequence[str]) -> set[str]:
    """Collect the packages' names off the heads of the pages in *sources*.

    It is what a wrong name is explained with: the pages themselves are not read.
    """
    names: set[str] = set()

    def note(head: bytes) -> bool:
        if (title := _TITLE.search(head)) and _LAYOUT.search(head):
            names.add(title[1].decode())
        return False

    for source in sources:
        for file in source.files(Filter(tags=tuple(tags))):
            if not isinstance(file, Problem):
                try:
                    file.read(note)
                except (OSError, PageError):
                    continue
    return names
