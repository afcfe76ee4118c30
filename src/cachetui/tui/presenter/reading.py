"""The reading behind the screen: how it is begun, and the words of the top bar about it."""

from __future__ import annotations

from cachetui.index.loading import Loading
from cachetui.safe_text import counted
from cachetui.settings.options import Options
from cachetui.sources.fetching import moment
from cachetui.sources.filter import Filter
from cachetui.sources.open import open_sources


def new_reading(options: Options, *, again: bool = False) -> Loading:
    """Return a reading of the sources, not begun yet; *again* has servers answer anew.

    Raises SourceError where there is nothing to read.
    """
    fetching = options.fetching(again=again)
    return Loading(
        open_sources(options.sources, fetching),
        Filter(tags=options.tags, edges=True),
        everything=options.everything,
        fetching=fetching,
    )


def reading_status(loading: Loading) -> str:
    """Return what is being fetched or read; in the end how old it is, and how many problems."""
    progress, fetching = loading.progress, loading.fetching
    if not progress.done:
        return str(fetching.transfer) or f"reading {progress.read:,}/{progress.found:,}"
    problems = len(loading.index.problems)
    facts = [f"offline, of {moment(fetching.oldest)}"] if fetching.oldest is not None else []
    facts += [f"{counted(problems, 'problem')} (!)"] if problems else []
    return "  ".join(facts)
