"""``--show new``: an earlier reading, from what is kept, beside that of today."""

from __future__ import annotations

from collections.abc import Sequence

from cachetui.cli.exit_codes import FOUND, NOTHING, WRONG
from cachetui.cli.lookup import LookupResult, look_up
from cachetui.output import formats as forms
from cachetui.output import streams
from cachetui.output.news import Changed, news_records, news_table
from cachetui.query.query import Compatibility, Query
from cachetui.settings.options import Options
from cachetui.sources.fetching import EarlierFetching, moment
from cachetui.sources.filter import Filter
from cachetui.sources.open import behind_urls, open_sources
from cachetui.sources.source import Source, SourceError
from cachetui.spack.compatibility import Host
from cachetui.views.news import came_and_went

NOT_FETCHED = "what is new is known of mirrors behind a URL only: of them the last index is kept"
UNCHANGED = "no earlier index is kept: none of the mirrors has changed since it was fetched first"
UNREADABLE = "what is new cannot be told while a mirror cannot be read"


def print_news(
    found: LookupResult,
    sources: Sequence[Source],
    queries: Sequence[Query],
    needed: Filter,
    options: Options,
    verdict: Compatibility,
) -> int:
    """Print what of *found* is new, and what is gone that *queries* would have matched.

    Returns the exit code. Raises streams.OutputError.
    """
    fetched = behind_urls(sources)
    if fault := NOT_FETCHED if not fetched else UNREADABLE if found.unreadable else None:
        streams.say(f"error: {fault}")
        return WRONG
    fetching = EarlierFetching()
    earlier = _earlier(options, fetching, queries, needed, verdict)
    if earlier is None or fetching.since is None:
        streams.say(UNCHANGED)
        return NOTHING
    urls = [source.location for source in fetched]
    came, went = came_and_went(found.index, found.matches, earlier.index, earlier.matches, urls)
    if not came and not went:
        streams.say(f"nothing of it came or went since {moment(fetching.since)}")
        return NOTHING
    changed = (found.index, came), (earlier.index, went)
    _print_changed(changed, fetching.since, options)
    streams.say(f"compared with what was fetched {moment(fetching.since)}")
    return FOUND


def _print_changed(changed: Changed, since: float, options: Options) -> None:
    """Print what *changed*, as the options say; raises streams.OutputError."""
    if options.best:
        (index, came), (before, went) = changed
        came = forms.best(index, came, "table", host=options.host)
        changed = (index, came), (before, forms.best(before, went, "table", host=options.host))
    if options.print == "json":
        streams.write(news_records(changed, since, lambda: options.host or Host.detect()))
    else:
        streams.write(news_table(changed, streams.terminal_width()))


def _earlier(
    options: Options,
    fetching: EarlierFetching,
    queries: Sequence[Query],
    needed: Filter,
    verdict: Compatibility,
) -> LookupResult | None:
    """Return what *queries* match in what was there before; None if nothing of it is kept."""
    sources = behind_urls(open_sources(options.sources, fetching))
    try:
        return look_up(sources, queries, needed, verdict, everything=options.everything)
    except SourceError:
        return None
