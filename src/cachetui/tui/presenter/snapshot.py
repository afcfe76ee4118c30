"""How far the reading was at some moment: what differs from it is yet to be shown."""

from __future__ import annotations

from msgspec import Struct

from cachetui.index.loading import Loading


class Snapshot(Struct, frozen=True):
    """How far a reading was; the defaults are before any reading."""

    read: int = -1
    size: tuple[int, int, int] = (0, 0, 0)
    """Of the index."""
    problems: int = 0
    done: bool = False
    has_news: bool = False


def snapshot_of(loading: Loading, *, has_news: bool) -> Snapshot:
    """Return how far *loading* is now; *has_news* once it is known what came and went.

    What it has read is added to its index first: the next page may take long.
    """
    loading.add_what_is_read()
    progress, index = loading.progress, loading.index
    return Snapshot(progress.read, index.size, len(index.problems), progress.done, has_news)
