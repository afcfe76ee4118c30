"""The command line: arguments -> options -> report or screen.

What ``--version`` and ``--help`` do not need is imported where it is used: people wait for it.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from cachetui import __version__, streams

TYPE_CHECKING = False  # typing itself would take longer than all else that --version needs
if TYPE_CHECKING:
    from typing import NoReturn

    from cachetui.config import Config
    from cachetui.options import Options
    from cachetui.targets import Host

FORMATS = ("table", "json", "spec", "hash")
SHOWS = ("specs", "packages", "matrix", "tags", "stats")
USAGE_ERROR = 2
INTERRUPTED = 130

DESCRIPTION = "Browse a Spack binary build cache: what is there, and how to install it."
SOURCE_HELP = """\
a folder that holds pages at any depth, one page (.md or .txt), or an archive of such a folder
(.tar, .tar.gz, .tgz, .tar.xz, .zip); by default $CACHETUI_SOURCE, else the current folder where
it has a _cache, else the sample that comes with the program"""
EXAMPLES = """\
examples:
  cachetui                               look around, in the sample or ./_cache
  cachetui -q 'hdf5+mpi %gcc@12:' cache.tar.gz
  cachetui --host zen3 -q 'py-torch runs=yes' --print table
  spack install --cache-only $(cachetui --pick hash)
  cachetui -q 'py-opt-einsum stack=e4s' --print hash | head -1

A search is Spack's spec syntax, with stack= tag= compiler= runs= beside it.
With --print a package's name is exact, or a pattern with *.

--print exits with 0 where something matches and 1 where nothing does, --check
with 0 where all is well and 1 where there are problems; wrong usage with 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program on *arguments*, by default the process's; return its exit code."""
    streams.prepare()
    parser = _parser()
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
        from cachetui.report import report

        return report(options)
    if options.pick and (fault := _unpickable(options.query)):
        streams.say(f"error: {fault}")
        return USAGE_ERROR
    gc.disable()  # neither imports nor pages leave anything to collect; all read, it is on again
    try:
        from cachetui.tui.app import run

        return run(options)
    finally:
        gc.enable()


def _unpickable(text: str) -> str | None:
    """Return why nothing can be picked by the query *text*, if it is sound otherwise."""
    from cachetui.lookup import UnanswerableError, read_query
    from cachetui.query import QueryError, explained

    try:
        read_query(text, fuzzy=True)
    except UnanswerableError as error:
        return explained(text, error)
    except QueryError:
        pass  # the screen shows it with its caret, to be mended there
    return None


def _sentence(error: Exception) -> str:
    """Return what *error* says where it was meant for people, else that something is broken."""
    from cachetui.config import SettingError
    from cachetui.files import SourceError
    from cachetui.tui.terminal import TerminalError

    if isinstance(error, SourceError | SettingError | TerminalError | streams.OutputError):
        return str(error)
    return f"something went wrong inside ({type(error).__name__}: {error})"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        from cachetui.text import safe

        streams.say(f"error: {safe(message)}")
        sys.exit(USAGE_ERROR)


def _help(prog: str) -> argparse.HelpFormatter:
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and len(columns) < 5 else 80
    return argparse.RawDescriptionHelpFormatter(
        prog, max_help_position=26, width=max(40, min(width, 80) - 1)
    )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cachetui",
        usage="cachetui [OPTIONS] [SOURCE ...]",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=_help,
        allow_abbrev=False,
        add_help=False,
    )
    where = parser.add_argument_group("where to look")
    where.add_argument("sources", nargs="*", metavar="SOURCE", help=SOURCE_HELP)
    _add_search(parser.add_argument_group("what to look for"))
    _add_output(parser.add_argument_group("instead of the screen"))
    _add_screen(parser.add_argument_group("the screen"))
    about = parser.add_argument_group("about the program")
    version = f"cachetui {__version__}"
    about.add_argument("--version", action="version", version=version, help="print it and leave")
    about.add_argument("-h", "--help", action="help", help="print this and leave")
    return parser


def _add_search(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "-q",
        "--query",
        action="append",
        default=[],
        metavar="TEXT",
        help="start with this search; with --print it may be given several times: any of them",
    )
    add(
        "-t",
        "--tag",
        action="append",
        default=[],
        metavar="TAG",
        help="only this tag of the cache; repeatable, * and ? as in a shell",
    )
    add(
        "--host",
        metavar="[PLATFORM-OS-]TARGET",
        help="judge what runs on that machine, not on this one: zen3, linux-rhel8-zen4",
    )


def _add_output(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--print",
        choices=FORMATS,
        metavar="FORMAT",
        help="print what the search matches: table, json (one object a line), spec, hash",
    )
    add(
        "--show",
        choices=SHOWS,
        metavar="WHAT",
        help="with --print table or json: specs (the default), packages, matrix, tags, stats",
    )
    add("--check", action="store_true", help="read everything, print what could not be used")


def _add_screen(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--pick",
        choices=FORMATS,
        metavar="FORMAT",
        help="Enter on a spec, or on what is marked, prints it in FORMAT and leaves",
    )
    add("--read-only", action="store_true", help="for shared terminals: look and leave nothing")
    add(
        "--mouse",
        action=argparse.BooleanOptionalAction,
        help="by default on, and off over SSH, where selecting text by hand matters more",
    )
    add("--theme", metavar="NAME", help="the colours of the screen: ansi-dark, ansi-light, ...")
    add(
        "--config",
        metavar="PATH",
        help="the settings, by default cachetui/config.toml where settings are kept",
    )


def _options(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> Options:
    arguments, behind_dashes = _joined(arguments)
    given = parser.parse_intermixed_args(arguments)
    if fault := _misuse(given):
        parser.error(fault)
    host = _host(parser, given.host) if given.host is not None else None
    sources = (*given.sources, *behind_dashes)
    config = _config(parser, given, sources)
    from cachetui.options import Options

    return Options(
        sources=sources or (_default_source(config),),
        queries=tuple(given.query),
        tags=tuple(given.tag),
        host=host,
        print=given.print,
        show=given.show or "specs",
        pick=given.pick,
        check=given.check,
        read_only=given.read_only,
        mouse="SSH_CONNECTION" not in os.environ if given.mouse is None else given.mouse,
        theme=given.theme or config.theme,
        config=config,
    )


def _config(
    parser: argparse.ArgumentParser, given: argparse.Namespace, sources: Sequence[str]
) -> Config:
    """Read the settings, unless nothing depends on them."""
    from cachetui.config import NO_CONFIG, SettingError, read_config

    if given.config is None and sources and (given.print or given.check):
        return NO_CONFIG
    try:
        return read_config(given.config)
    except SettingError as error:
        parser.error(str(error))


def _default_source(config: Config) -> str:
    from cachetui.sources import default_source

    named = None if os.environ.get("CACHETUI_SOURCE") else config.source
    return named or default_source()


def _joined(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Join ``-q`` and its text, which may begin with a dash; cut off what follows ``--``."""
    joined: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            break
        text = next(rest, None) if argument in ("-q", "--query") else None
        if text == "--":
            text = "-- "  # argparse would take it away; a search means the same with a space
        joined.append(argument if text is None else f"--query={text}")
    return joined, list(rest)


def _misuse(given: argparse.Namespace) -> str | None:
    """Return the sentence that says which options do not go together, if so."""
    ways = [f"--{way}" for way in ("print", "pick", "check") if getattr(given, way)]
    if len(ways) > 1:
        return f"{ways[0]} and {ways[1]} do not go together"
    if given.check and given.query:
        return "--check reads everything: it takes no --query"
    if given.pick and given.read_only:
        return "--pick and --read-only do not go together: nothing leaves a read-only screen"
    if given.show and given.print not in ("table", "json"):
        return "--show needs --print table or --print json"
    if len(given.query) > 1 and not given.print:
        return "--query can be given several times with --print only"
    return None


def _host(parser: argparse.ArgumentParser, text: str) -> Host:
    from cachetui.targets import Host, HostError

    try:
        return Host.parse(text)
    except HostError as error:
        parser.error(f"--host: {error}")
