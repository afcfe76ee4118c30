"""What is being fetched, as one line on the terminal that is erased in the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from cachetui.output import streams
from cachetui.sources.fetching import Fetching

EVERY = 0.2
"""Seconds from one line to the next; what takes less has none."""


@contextmanager
def shown(fetching: Fetching) -> Iterator[None]:
    """Show how far *fetching* is for as long as the context lasts.

    Nothing is shown where stderr is no terminal, or nothing is fetched.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    ended = Event()
    thread = Thread(target=_show, args=(fetching, ended), name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _show(fetching: Fetching, ended: Event) -> None:
    """Write the line again and again until it has *ended*, each over the one before."""
    width = 0
    while not ended.wait(EVERY):
        width = streams.show_line(fetching.progress(), width)
    streams.show_line("", width)
