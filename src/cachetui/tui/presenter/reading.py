"""The reading behind the screen: how it is begun, and the words of the top bar about it."""

from __future__ import annotations

from cachetui.index.known_pages import KnownPages
from cachetui.index.loading import Loading, Progress
from cachetui.safe_text import counted
from cachetui.settings.options import Options
from cachetui.sources.fetching import moment
from cachetui.sources.filter import Filter
from cachetui.sources.open import open_sources


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


def reload_report(progress: Progress) -> str | None:
    """Return what a reload has read, and what was as it was; None where nothing was known."""
    if not progress.same:
        return None
    again = progress.read - progress.same
    read = f"read again: {again:,} of {progress.read:,}" if again else "nothing was read again"
    return f"{read}, {counted(progress.same, 'page')} had not changed"


def reading_status(loading: Loading) -> str:
    """Return what is being fetched or read; in the end how old it is, and how many problems."""
    progress, fetching = loading.progress, loading.fetching
    if not progress.done:
        return str(fetching.transfer) or f"reading {progress.read:,}/{progress.found:,}"
    problems = len(loading.index.problems)
    facts = [f"offline, of {moment(fetching.oldest)}"] if fetching.oldest is not None else []
    facts += [f"{counted(problems, 'problem')} (!)"] if problems else []
    return "  ".join(facts)
