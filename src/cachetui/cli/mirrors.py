"""``--mirrors``: what Spack's configuration says of mirrors on stdout, its faults on stderr."""

from __future__ import annotations

from time import time

from cachetui.cli.exit_codes import FOUND, NOTHING
from cachetui.output import streams
from cachetui.output.mirrors import mirror_records, mirror_table
from cachetui.safe_text import safe
from cachetui.settings.options import Options
from cachetui.sources.mirrors.configured import configured
from cachetui.sources.mirrors.known import spack_copies


def print_mirrors(options: Options) -> int:
    """Print the mirrors, and say which files cannot be used; return the exit code.

    Raises streams.OutputError where stdout cannot be written to.
    """
    found = configured()
    for problem in found.problems:
        streams.say(str(problem))
    if not found.mirrors:
        streams.say(f"no mirror is configured in {', '.join(map(safe, found.files))}")
        return NOTHING
    mirrors, copies = found.mirrors.values(), spack_copies()
    if options.print == "json":
        streams.write(mirror_records(mirrors, copies))
    else:
        streams.write(mirror_table(mirrors, copies, time(), streams.terminal_width()))
    return FOUND
