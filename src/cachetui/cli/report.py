"""``--print`` and ``--check``: what was found on stdout, the rest on stderr, and an exit code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from msgspec.structs import replace

from cachetui.cli import messages as narration
from cachetui.cli.exit_codes import FOUND, NOTHING, WRONG
from cachetui.cli.lookup import (
    LookupResult,
    UnanswerableError,
    look_up,
    read,
    refuse_unanswerable,
    wanted,
)
from cachetui.output import formats as forms
from cachetui.output import streams
from cachetui.query.parser import QueryError, format_error, parse
from cachetui.query.pasted import as_query
from cachetui.query.query import Compatibility, Query
from cachetui.safe_text import counted
from cachetui.settings.options import Options
from cachetui.sources.fetching import Fetching
from cachetui.sources.filter import Filter
from cachetui.sources.open import open_sources
from cachetui.sources.source import Source
from cachetui.spack.compatibility import Host, runs_here
from cachetui.views.known_spec import has_record

ON_PAGES = "pages do not list them"
NO_DEPENDENCIES = f"no dependencies are known of what matches: {ON_PAGES}"
NOTHING_NEEDS_IT = "nothing here needs what matches, neither to link nor to run"
NOTHING_LOCKED = "nothing that matches is wanted by a lockfile: name a spack.lock among the sources"
UNREAD = "nothing is found in what could be read; the rest may have it"


def report(options: Options) -> int:
    """Print what ``--print`` or ``--check`` asks for; return the exit code.

    Raises SourceError where a source cannot be read or there is no page in any, and
    streams.OutputError where stdout cannot be written to.
    """
    fetching = options.fetching()
    sources = open_sources(options.sources, fetching)
    return (_check if options.check else _print)(sources, options, fetching)


def _check(sources: Sequence[Source], options: Options, fetching: Fetching) -> int:
    """Print every problem of the input, and say how much it has; return the exit code."""
    needed = Filter(tags=options.tags, edges=True, checks=True)
    index = read(sources, needed, everything=options.everything, fetching=fetching).index
    _say(narration.about_sources((), fetching))  # the others are among the problems
    if narration.is_empty(index):
        _say(narration.without_pages(sources, options))
        return NOTHING
    streams.write(map(str, index.problems))
    packages, specs, problems = index.listed_packages, index.listed_specs, len(index.problems)
    counts = ((packages, "package"), (specs, "spec"), (problems, "problem"))
    _say([", ".join(counted(number, noun) for number, noun in counts)])
    if lost := index.skipped["source"]:
        streams.say(f"error: {counted(lost, 'source')} could not be read at all")
        return WRONG
    return NOTHING if index.problems else FOUND


def _print(sources: Sequence[Source], options: Options, fetching: Fetching) -> int:
    """Print what meets any of the queries, and say what there is to say; return the exit code."""
    texts = list(map(as_query, options.queries))
    queries = _parsed(texts)
    if queries is None:
        return WRONG
    others = _shows_others(options)
    needed = wanted(queries, options.tags, edges=_shows_edges(options), others=others)
    everything, verdict = options.everything, _judge(options.host)
    found = look_up(sources, queries, needed, verdict, everything=everything, fetching=fetching)
    try:
        refuse_unanswerable(found.index, zip(texts, queries, strict=True))
    except UnanswerableError as error:
        streams.say(f"error: {format_error(error.text, error)}")
        return WRONG
    _say(narration.about_sources(found.unreadable, fetching))
    _say(narration.notes(found.index, queries))
    _say(narration.skipped(found.index))
    if options.show == "new":
        from cachetui.cli.news import print_news

        return print_news(found, sources, queries, needed, options, verdict)
    _say(narration.unmatched(found, sources, options))
    if not found.matches:
        _say(narration.reasons(found, sources, queries, needed, options, verdict))
        return _nothing(found)
    return _write(_best(found, options) if options.best else found, options)


def _parsed(texts: Iterable[str]) -> list[Query] | None:
    """Return the queries that *texts* are; None, and say why, where one is no query."""
    queries = []
    for text in texts:
        try:
            queries.append(parse(text))
        except QueryError as error:
            streams.say(f"error: {format_error(text, error)}")
            return None
    return queries


def _nothing(found: LookupResult) -> int:
    """Return the exit code where nothing is found: unknown where not all could be read."""
    if not found.unreadable:
        return NOTHING
    streams.say(f"error: {UNREAD}")
    return WRONG


def _shows_edges(options: Options) -> bool:
    """Return whether dependencies stand beside each spec that is printed."""
    if any(one.field.key == "dependencies" for one in options.chosen):
        return True
    return options.show == "specs" and options.print == "json"


def _shows_others(options: Options) -> bool:
    """Return whether facts of other specs are printed beside what matches: of dependencies."""
    if options.show in forms.OF_DEPENDENCIES:
        return True
    return any(one.dependency for one in options.chosen)


def _best(found: LookupResult, options: Options) -> LookupResult:
    """Return *found* with the listings of the first build of each package only."""
    form, host = options.print or "table", options.host
    matches = forms.best(found.index, found.matches, form, show=options.show, host=host)
    return replace(found, matches=matches)


def _write(found: LookupResult, options: Options) -> int:
    """Print what ``--show`` says of *found*, in the form of ``--print``; return the exit code."""
    if options.show == "coverage":
        return _write_coverage(found, options)
    if _shows_others(options) and not _are_dependencies_known(found):
        return WRONG
    _say(narration.unknown_dependencies(found.index, options.chosen))
    lines = forms.lines(
        found.index,
        found.matches,
        options.print or "table",
        show=options.show,
        host=options.host,
        width=streams.terminal_width(),
        chosen=options.format or options.columns,
    )
    first = list(islice(lines, 1))
    streams.write(chain(first, lines))
    if options.print == "hash":
        _say(narration.without_hash(found))
    elif not first:
        _say([NOTHING_NEEDS_IT])
        return NOTHING
    return FOUND


def _write_coverage(found: LookupResult, options: Options) -> int:
    """Print how much is there of what the lockfiles want, or of those specs that match."""
    from cachetui.output.coverage import coverage_records, coverage_table
    from cachetui.views.coverage import NearestBuilds, coverage, locked

    index, roots = found.index, set(locked(found.index))
    if options.queries:
        roots &= found.specs
    if not roots:
        streams.say(f"error: {NOTHING_LOCKED}")
        return WRONG
    order = forms.build_order(index, options.host)
    covered = coverage(index, order, roots if options.queries else ())
    nearest = NearestBuilds(index, order)
    if options.print == "json":
        streams.write(coverage_records(index, covered, nearest))
    else:
        streams.write(coverage_table(index, covered, nearest, streams.terminal_width()))
    return NOTHING if covered.missing else FOUND


def _are_dependencies_known(found: LookupResult) -> bool:
    """Return whether any dependencies are known of what was found; say of how much they are not."""
    specs = found.specs
    lacking = sum(not has_record(found.index, spec) for spec in specs)
    if lacking == len(specs):
        streams.say(f"error: {NO_DEPENDENCIES}")
        return False
    if lacking:
        streams.say(f"the dependencies of {counted(lacking, 'spec')} are not known: {ON_PAGES}")
    return True


def _judge(host: Host | None) -> Compatibility:
    """Return what `match` asks whether something runs; this machine is looked at when it does."""

    def verdict(*place: str) -> str:
        nonlocal host
        host = host or Host.detect()
        return runs_here(host, *place).answer

    return verdict


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        streams.say(sentence)
