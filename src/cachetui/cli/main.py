"""The command line: arguments -> options -> report or screen.

What ``--version`` and ``--help`` do not need is imported where it is used: people wait for it.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from cachetui.cli.parser import USAGE_ERROR, joined, make_parser
from cachetui.output import streams

TYPE_CHECKING = False  # typing itself would take longer than all else that --version needs
if TYPE_CHECKING:
    from cachetui.settings.config import Config
    from cachetui.settings.options import Options
    from cachetui.spack.compatibility import Host

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program on *arguments*, by default the process's; return its exit code."""
    streams.prepare()
    parser = make_parser()
    try:
        return _run(_options(parser, sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        streams.drop()  # whoever reads it may not go on doing so
        return INTERRUPTED
    except Exception as error:  # whatever it is, a page of traceback is no help to its reader
        parser.error(_sentence(error))
    finally:
        streams.finish()


def _run(options: Options) -> int:
    if options.print or options.check:
        from cachetui.cli.report import report

        return report(options)
    if options.pick and (fault := _unpickable(options)):
        streams.say(f"error: {fault}")
        return USAGE_ERROR
    gc.disable()  # neither imports nor pages leave anything to collect; all read, it is on again
    try:
        from cachetui.tui.app import run

        return run(options)
    finally:
        gc.enable()


def _unpickable(options: Options) -> str | None:
    """Return why nothing can be picked by the first search, if it is sound otherwise."""
    from cachetui.cli.lookup import unanswerable
    from cachetui.query.parser import QueryError, format_error, parse

    try:
        query = parse(options.query, fuzzy=True)
    except QueryError:
        return None  # the screen shows it with its caret, to be mended there
    if not query.depends:
        return None
    fault = unanswerable(options.query, options.sources, options.fetching())
    return format_error(options.query, fault) if fault else None


def _sentence(error: Exception) -> str:
    """Return what *error* says where it was meant for people, else that something is broken."""
    from cachetui.settings.config import SettingError
    from cachetui.sources.source import SourceError
    from cachetui.tui.terminal.platform import TerminalError

    if isinstance(error, SourceError | SettingError | TerminalError | streams.OutputError):
        return str(error)
    return f"something went wrong inside ({type(error).__name__}: {error})"


def _options(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> Options:
    arguments, behind_dashes = joined(arguments)
    given = parser.parse_intermixed_args(arguments)
    if fault := _misuse(given):
        parser.error(fault)
    host = _host(parser, given.host) if given.host is not None else None
    sources = (*given.sources, *behind_dashes)
    config = _config(parser, given, sources)
    from cachetui.settings.options import Options

    return Options(
        sources=sources or (_default_source(config),),
        queries=tuple(given.query),
        tags=tuple(given.tag),
        host=host,
        print=given.print,
        show=given.show or "specs",
        best=given.best,
        everything=given.all,
        pick=given.pick,
        check=given.check,
        read_only=given.read_only,
        offline=given.offline,
        refresh=given.refresh,
        mouse="SSH_CONNECTION" not in os.environ if given.mouse is None else given.mouse,
        theme=given.theme or config.theme,
        config=config,
    )


def _config(
    parser: argparse.ArgumentParser, given: argparse.Namespace, sources: Sequence[str]
) -> Config:
    """Read the settings, unless nothing depends on them."""
    from cachetui.settings.config import NO_CONFIG, SettingError, read_config

    if given.config is None and sources and (given.print or given.check):
        return NO_CONFIG
    try:
        return read_config(given.config)
    except SettingError as error:
        parser.error(str(error))


def _default_source(config: Config) -> str:
    from cachetui.sources.open import default_source

    named = None if os.environ.get("CACHETUI_SOURCE") else config.source
    return named or default_source()


def _misuse(given: argparse.Namespace) -> str | None:
    """Return the sentence that says which options do not go together, if so."""
    ways = [f"--{way}" for way in ("print", "pick", "check") if getattr(given, way)]
    if len(ways) > 1:
        return f"{ways[0]} and {ways[1]} do not go together"
    if given.check and given.query:
        return "--check reads everything: it takes no --query"
    if given.pick and given.read_only:
        return "--pick and --read-only do not go together: nothing leaves a read-only screen"
    if given.show not in (None, "specs") and given.print not in ("table", "json"):
        return "--show needs --print table or --print json"
    if given.best and not given.print:
        return "--best needs --print"
    if len(given.query) > 1 and not given.print:
        return "--query can be given several times with --print only"
    return None


def _host(parser: argparse.ArgumentParser, text: str) -> Host:
    from cachetui.spack.compatibility import Host, HostError

    try:
        return Host.parse(text)
    except HostError as error:
        parser.error(f"--host: {error}")
