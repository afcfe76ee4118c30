"""The reading behind the screen: how it is begun, and the words of the top bar about it."""

from __future__ import annotations

import sys
from collections import deque
from itertools import chain
from time import sleep
from typing import TYPE_CHECKING

from cachetui.index.index import Index
from cachetui.index.known_pages import KnownPages
from cachetui.index.loading import Loading, Progress
from cachetui.safe_text import counted, counted_all
from cachetui.settings.options import Options
from cachetui.sources.fetching import EarlierFetching, moment
from cachetui.sources.filter import Filter
from cachetui.sources.open import behind_urls, open_sources
from cachetui.sources.source import SourceError

if TYPE_CHECKING:
    from cachetui.views.news import News

SWITCH = 0.001
"""Seconds for which a thread that reads keeps the processor from a key: Python's own are 5 ms."""
BREATH = 0.001
"""Seconds for which what is learned after the reading leaves the index to the screen."""


def new_reading(options: Options, before: Loading | None = None) -> Loading:
    """Return a reading of the sources, not begun yet.

    After one *before* it servers answer anew, and pages are read only where their files have
    changed. Raises SourceError where there is nothing to read.
    """
    fetching = options.fetching(again=before is not None)
    return Loading(
        open_sources(options.sources, fetching),
        Filter(tags=options.tags, edges=True),
        everything=options.everything,
        fetching=fetching,
        known=KnownPages(before.index, before.known)
        if before and before.progress.done
        else KnownPages(),
    )


def read_all(loading: Loading, *, is_again: bool) -> Exception | None:
    """Read all by *loading*; return what went wrong, which is for whoever waits for the screen.

    If it *is_again*, sources that cannot be read are problems, as what was read before stands.
    """
    sys.setswitchinterval(SWITCH)
    try:
        loading.run()
    except Exception as error:
        return None if is_again and isinstance(error, SourceError) else error
    return None


def reload_report(progress: Progress) -> str | None:
    """Return what a reload has read, and what was as it was; None where nothing was known."""
    if not progress.same:
        return None
    again = progress.read - progress.same
    read = f"read again: {again:,} of {progress.read:,}" if again else "nothing was read again"
    return f"{read}, {counted(progress.same, 'page')} had not changed"


def news_of(loading: Loading, options: Options) -> News | None:
    """Return what came and went, beside what *loading* read, since its mirrors changed last.

    None where no mirror has changed as far as is kept, or one could not be read now, or *loading*
    is stopped meanwhile. Reading the earlier indexes takes as long as reading today's without
    their dependencies.
    """
    fetched = behind_urls(loading.sources)
    if not fetched or loading.unreadable:
        return None
    fetching, wanted = EarlierFetching(loading.fetching), Filter(tags=options.tags)
    try:
        sources = behind_urls(open_sources(options.sources, fetching))
        earlier = Loading(sources, wanted, everything=options.everything, fetching=fetching)
        for source in sources:
            deque(source.entries(wanted), maxlen=0)  # whether anything has changed is soon known
        if fetching.since is None:
            return None
        earlier.run()
    except SourceError:
        return None
    if fetching.is_stopped:
        return None  # of a part of them most would be new
    from cachetui.views.news import news

    urls = [source.location for source in fetched]
    return news(loading.index, earlier.index, urls, fetching.since)


def reading_status(loading: Loading) -> str:
    """Return what is being fetched or read; in the end how old it is, and what `!` tells."""
    progress, fetching = loading.progress, loading.fetching
    if not progress.done:
        return fetching.progress() or f"reading {progress.read:,}/{progress.found:,}"
    told = {"problem": len(loading.index.problems), "note": len(fetching.said)}
    facts = [f"offline, of {moment(fetching.oldest)}"] if fetching.oldest is not None else []
    facts += [f"{counted_all(told)} (!)"] if any(told.values()) else []
    return "  ".join(facts)


def get_ready_to_search(index: Index) -> None:
    """Learn of a complete *index*, while nothing is asked yet, what the first key would wait for.

    A letter needs rapidfuzz, a constraint the first listing of each spec and what lists a variant.
    """
    import rapidfuzz  # noqa: F401

    for _ in chain(index.first_listings.learning(), index.named_variants.learning()):
        sleep(BREATH)
