"""The command line: arguments -> options -> report or screen.

What ``--version`` and ``--help`` do not need is imported where it is used: people wait for it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from cachetui import __version__

if TYPE_CHECKING:
    from cachetui.options import Options
    from cachetui.targets import Host

FORMATS = ("table", "json", "spec", "hash")
SHOWS = ("specs", "packages", "tags", "stats")
USAGE_ERROR = 2
INTERRUPTED = 130

DESCRIPTION = "Browse a Spack binary build cache: which builds there are, and how to install them."
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

A search is Spack's spec syntax, and stack= tag= compiler= runs= beside it. With
--print a package's name is exact, or a pattern with *.

--print exits with 0 where something matches, 1 where nothing does; --check with
0 where all is well, 1 where there are problems; wrong usage with 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program on *arguments*, by default the process's; return its exit code."""
    parser = _parser()
    try:
        return _run(parser, _options(parser, sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(parser: argparse.ArgumentParser, options: Options) -> int:
    from cachetui.sources import SourceError

    try:
        if options.print or options.check:
            from cachetui.report import report

            return report(options)
        from cachetui.tui.app import run

        return run(options)
    except SourceError as error:
        parser.error(str(error))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        from cachetui.text import safe

        self.exit(USAGE_ERROR, f"{self.prog}: error: {safe(message)}\n")


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
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=SOURCE_HELP)
    _add_search(parser.add_argument_group("what to look for"))
    _add_output(parser.add_argument_group("instead of the screen"))
    _add_screen(parser.add_argument_group("the screen"))
    about = parser.add_argument_group("about the program")
    about.add_argument("--version", action="version", version=f"cachetui {__version__}")
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
        help="with --print table or json: specs (the default), packages, tags, stats",
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
    add("--theme", metavar="NAME", help="the colours of the screen")


def _options(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> Options:
    given = parser.parse_intermixed_args(_joined(arguments))
    if fault := _misuse(given):
        parser.error(fault)
    host = _host(parser, given.host) if given.host is not None else None
    from cachetui.options import Options
    from cachetui.sources import default_source

    return Options(
        sources=tuple(given.sources) or (default_source(),),
        queries=tuple(given.query),
        tags=tuple(given.tag),
        host=host,
        print=given.print,
        show=given.show or "specs",
        pick=given.pick,
        check=given.check,
        read_only=given.read_only,
        mouse="SSH_CONNECTION" not in os.environ if given.mouse is None else given.mouse,
        theme=given.theme,
    )


def _joined(arguments: Sequence[str]) -> list[str]:
    """Join ``-q`` and its text, which may begin with a dash that is not an option's."""
    joined: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            return [*joined, argument, *rest]
        text = next(rest, None) if argument in ("-q", "--query") else None
        joined.append(argument if text is None else f"--query={text}")
    return joined


def _misuse(given: argparse.Namespace) -> str | None:
    """Return the sentence that says which options do not go together, if so."""
    ways = [f"--{way}" for way in ("print", "pick", "check") if getattr(given, way)]
    if len(ways) > 1:
        return f"{ways[0]} and {ways[1]} do not go together"
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
