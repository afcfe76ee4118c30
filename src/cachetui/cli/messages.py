"""Sentences on stderr beside what is printed: what was skipped, why nothing was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from cachetui.cli.lookup import LookupResult, near, package_names, packages_named, read
from cachetui.index.index import Index
from cachetui.query.query import Compatibility, Query
from cachetui.safe_text import clip, counted, counted_all, safe
from cachetui.settings.options import Options
from cachetui.sources.fetching import Fetching, moment
from cachetui.sources.filter import Filter
from cachetui.sources.source import Source, SourceError

if TYPE_CHECKING:
    from cachetui.views.chosen_fields import ChosenField

LOOKED_FOR = (
    "looked for .md and .txt files whose front matter says 'layout: cache', "
    "and for indexes, installations, lockfiles and spec files of Spack"
)
QUOTED = 60
"""Characters of a query or a name that a sentence quotes."""


def notes(index: Index, queries: Sequence[Query]) -> Iterator[str]:
    """Yield what there is to say of how *queries* were read, each sentence once."""
    found = list(chain.from_iterable(query.notes for query in queries))
    if len(index.listings) and not len(index.nodes):
        found += chain.from_iterable(query.page_notes for query in queries)
    yield from dict.fromkeys(found)


def skipped(index: Index) -> Iterator[str]:
    """Yield how many pages, indexes, rows and records could not be used, if any."""
    entries = {noun: number for noun, number in index.skipped.items() if noun != "source"}
    if lost := counted_all(entries | index.skipped_rows):
        yield f"{lost} could not be used, --check says why"


def about_sources(unreadable: Sequence[SourceError], fetching: Fetching) -> Iterator[str]:
    """Yield what there is to say of whole sources: which could not be read, how old the rest is."""
    yield from map(str, unreadable)
    yield from fetching.said
    if fetching.oldest is not None:
        yield f"offline: what was fetched {moment(fetching.oldest)}"


def without_hash(found: LookupResult) -> Iterator[str]:
    """Yield how many of the specs that were found have no hash, if any."""
    hashes = found.index.hashes
    lacking = sum(hashes[spec] is None for spec in found.specs)
    if lacking:
        yield f"{counted(lacking, 'spec')} without a hash left out, their pages do not have it"


def unmatched(found: LookupResult, sources: Sequence[Source], options: Options) -> Iterator[str]:
    """Yield which names no package has, or that nothing was found at all.

    Raises SourceError if that is for want of pages.
    """
    empty = is_empty(found.index)
    known = package_names(sources, options.tags) if found.unknown or empty else set()
    if empty and not known:
        yield from without_pages(sources, options)
        return
    unknown = [name for name in found.unknown if name not in known]
    for name in unknown:
        names = _as_hash(name, sources, options) or near(name, known)
        yield f"no package is called {_quoted(name)}{_did_you_mean(names)}"
    if not found.matches and not unknown:
        yield _nothing(options)


def unknown_dependencies(index: Index, chosen: Iterable[ChosenField]) -> Iterator[str]:
    """Yield which dependencies, of those that a column or a format names, nothing here has."""
    names = dict.fromkeys(one.dependency for one in chosen if one.dependency)
    if not names:
        return
    from cachetui.views.named_dependency import NamedDependency

    known = {*index.packages.shown, *index.nodes.names.values()}
    for name in names:
        named = NamedDependency(index, name)
        if not named.is_known:
            meant = [] if named.is_virtual else near(name, known)
            yield f"nothing here depends on {_quoted(name)}{_did_you_mean(meant)}"


def reasons(
    found: LookupResult,
    sources: Sequence[Source],
    queries: Sequence[Query],
    narrowed: Filter,
    options: Options,
    verdict: Compatibility,
) -> Iterator[str]:
    """Yield for each constraint of each of *queries*, which find nothing, what would be without it.

    What was left unread since no query could find it is read now: *narrowed* is what was read.
    """
    from cachetui.views.reasons import Reasons

    index, needed = found.index, Filter(options.tags, narrowed.packages, edges=narrowed.edges)
    if needed != narrowed:
        index = read(sources, needed, everything=options.everything).index
    for query in filter(lambda query: query.constrained, queries):
        packages = list(packages_named(index, query.name))
        if packages:
            given = packages if query.name else None
            for reason in Reasons(index, query, verdict, given).reasons():
                yield f"  {reason.text}"


def without_pages(sources: Sequence[Source], options: Options) -> Iterator[str]:
    """Yield that nothing has a tag of *options*; raises SourceError if there is nothing at all."""
    if not options.tags or not package_names(sources, ()):
        named = ", ".join(f"'{safe(source.location)}'" for source in sources)
        raise SourceError(f"there is nothing to browse in {named}: {LOOKED_FOR}")
    yield _nothing(options)


def _nothing(options: Options) -> str:
    asked = " or ".join(_quoted(query) for query in options.queries if query.strip())
    tags = " or ".join(map(_quoted, options.tags))
    return (f"nothing matches {asked}" if asked else "no spec is listed") + (
        f" in a tag like {tags}" if tags else ""
    )


def is_empty(index: Index) -> bool:
    """Return whether nothing was read, not even what could not be used."""
    return not index.packages.values and not index.problems


def _as_hash(name: str, sources: Sequence[Source], options: Options) -> list[str]:
    """Return *name* with the slash of a hash, if it lacks only that: of all there is, some has it.

    Raises SourceError.
    """
    from cachetui.query.pasted import has_hash, is_hash_beginning

    if not is_hash_beginning(name):
        return []
    wanted = Filter(tags=options.tags, hashes=(name,))
    found = read(sources, wanted, everything=options.everything)
    return [f"/{name}"] * has_hash(found.index, name)


def _did_you_mean(names: Sequence[str]) -> str:
    if not names:
        return ""
    *first, last = names
    return f"; did you mean {', '.join(first)}{' or ' if first else ''}{last}?"


def _quoted(text: str) -> str:
    return f"'{clip(safe(text), QUOTED)}'"
