"""What the commands of this folder share: areas to choose from, and only so much patience."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from cachetui.sources import reading
from support.in_process import raise_again


class TooSlowError(Exception):
    """A trial takes too long; it is no OSError, which reading would take for its own."""


def parser_of(command: str, about: str | None, areas: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser for *command*, which tries some of *areas*, or all of them."""
    parser = argparse.ArgumentParser(
        command, description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"some of: {' '.join(areas)}")
    return parser


def parsed(parser: argparse.ArgumentParser, areas: Sequence[str]) -> argparse.Namespace:
    """Return the options; an area that is none of *areas* ends the command."""
    options = parser.parse_args()
    if unknown := {*options.areas} - {*areas}:
        parser.error(f"there is no {', '.join(sorted(unknown))}, only {', '.join(areas)}")
    return options


def look_for_the_unforeseen() -> None:
    """Have readers raise an error that nobody foresaw: that is what is looked for."""
    reading.unforeseen = raise_again


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise TooSlowError in what takes more than some *seconds*."""

    def too_long(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"it took over {seconds} seconds")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
