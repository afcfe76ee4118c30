"""The options there are: their names, what they say of themselves, how they are taken apart."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from cachetui import __version__
from cachetui.cli.exit_codes import WRONG
from cachetui.output import streams

TYPE_CHECKING = False  # typing itself would take longer than all else that --version needs
if TYPE_CHECKING:
    from typing import Any, NoReturn

FORMATS = ("table", "json", "spec", "hash")
SHOWS = (
    *("specs", "packages", "matrix", "tags", "stats", "compilers"),
    *("tree", "needed-by", "coverage", "new"),
)
SHELLS = ("bash", "zsh", "fish")

DESCRIPTION = "Browse a Spack binary build cache: what is there, and how to install it."
SOURCE_HELP = """\
the URL of a mirror (https://, http://, s3://, oci://) or of a site with a list of them, a folder
that holds pages at any depth, a mirror, an installation, Spack's own copies of indexes
(~/.spack/cache), an index, a spack.lock or a spec.json, one page (.md or .txt), an archive of such
a folder (.tar, .tar.gz, .tgz, .tar.xz, .zip), or - for a file on stdin; mirror:NAME is a mirror by
its name in Spack's configuration; NAME= before a source is what its origin is called. By default
$CACHETUI_SOURCE, else the current folder where it has a _cache, a spack.lock or a mirror, else
Spack's own copies of indexes, else the sample"""
EXAMPLES = """\
examples:
  cachetui                               look around, in the sample or ./_cache
  cachetui -q 'hdf5+mpi %gcc@12:' cache.tar.gz
  cachetui --host zen3 -q 'py-torch runs=yes' --print table
  spack install --cache-only $(cachetui --pick hash)
  cachetui -q 'py-opt-einsum stack=e4s' --print hash | head -1

A search is Spack's spec syntax, with stack= tag= compiler= runs= beside it.
With --print a package's name is exact, or a pattern with *.

--print exits with 0 where something matches and 1 where nothing does (coverage
with 1 where anything is missing), --check with 0 where all is well and 1 where
there are problems; wrong usage with 2."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Say *message* in one line on stderr, and leave with the exit code for wrong usage."""
        from cachetui.safe_text import safe

        streams.say(f"error: {safe(message)}")
        sys.exit(WRONG)

    def _print_message(self, message: str, file: Any = None) -> None:
        # the stream may be closed, or its reader gone: Python 3.10 and 3.11.2 raise then
        try:  # noqa: SIM105 - contextlib would be one import more for --version to wait for
            super()._print_message(message, file)
        except (OSError, AttributeError):
            pass


class _Version(argparse.Action):
    """Prints which version this is, and leaves; Python's own imports what formats help for it."""

    def __call__(self, parser: argparse.ArgumentParser, *arguments: Any) -> None:
        streams.write([f"cachetui {__version__}"])
        parser.exit()


class _Completion(argparse.Action):
    """Prints the lines that have a shell ask the program what may follow, and leaves."""

    def __call__(self, parser: argparse.ArgumentParser, *arguments: Any) -> None:
        from argcomplete.shell_integration import shellcode

        streams.write([shellcode(["cachetui"], shell=arguments[1]).strip()])
        parser.exit()


def _help(prog: str) -> argparse.HelpFormatter:
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and len(columns) < 5 else 80
    return argparse.RawDescriptionHelpFormatter(
        prog, max_help_position=26, width=max(40, min(width, 80) - 1)
    )


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; it exits with a sentence where it cannot parse."""
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
    _add_network(where)
    _add_search(parser.add_argument_group("what to look for"))
    _add_output(parser.add_argument_group("instead of the screen"))
    _add_screen(parser.add_argument_group("the screen"))
    about = parser.add_argument_group("about the program")
    about.add_argument("--version", action=_Version, nargs=0, help="print it and leave")
    about.add_argument(
        "--completion",
        action=_Completion,
        choices=SHELLS,
        metavar="SHELL",
        help="print what bash, zsh or fish evaluate to complete options, sources and packages",
    )
    about.add_argument("-h", "--help", action="help", help="print this and leave")
    return parser


def _add_network(group: argparse._ArgumentGroup) -> None:
    how = group.add_mutually_exclusive_group()
    how.add_argument(
        "--offline", action="store_true", help="ask no server: only what has been fetched before"
    )
    how.add_argument(
        "--refresh",
        action="store_true",
        help="have each server answer anew, and no cache on the way; r does so on the screen",
    )


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
        help="tell what runs on that machine, not on this one: zen3, linux-rhel8-zen4",
    )
    add(
        "--all",
        action="store_true",
        help="also what is on offer nowhere: externals, holes, what is gone from an installation",
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
        help="with --print table or json: specs (the default), packages, matrix, tags, stats, "
        "compilers, tree (dependencies of what matches), needed-by (what depends on it), "
        "coverage (what of a lockfile is missing), new (what came and went since last time)",
    )
    add(
        "--columns",
        metavar="LIST",
        help="the columns of the table and of the screen, with commas between: "
        "version,compiler,target,hash,^python (^ is a dependency's version)",
    )
    add(
        "--format",
        metavar="TEXT",
        help="print a line for each spec, in the manner of spack find: '{name}@{version} {hash:7}'",
    )
    add(
        "--best",
        action="store_true",
        help="of what is printed, of each package only the first build",
    )
    add(
        "--mirrors",
        action="store_true",
        help="print what Spack's configuration says of mirrors, as a table or with --print json",
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
    add(
        "--serve",
        metavar="[HOST:]PORT",
        help="the screen in browsers: read-only unless --no-read-only, and on this machine alone "
        "unless HOST says otherwise",
    )
    add("--sessions", type=int, metavar="N", help="with --serve: at most N pages at a time, or 16")
    add(
        "--read-only",
        action=argparse.BooleanOptionalAction,
        help="for shared terminals: look and leave nothing",
    )
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


def joined(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the arguments with ``-q`` and its text joined, and those that follow ``--``.

    Joined because the text may begin with a dash.
    """
    words: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            break
        text = next(rest, None) if argument in ("-q", "--query") else None
        if text == "--":
            text = "-- "  # argparse would take it away; a search means the same with a space
        words.append(argument if text is None else f"--query={text}")
    return words, list(rest)
