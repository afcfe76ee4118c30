"""What a run allows its sources to fetch, and how far a fetch is; imports nothing of a network."""

from __future__ import annotations

from threading import Event, Lock, get_ident
from time import localtime, monotonic, strftime

from msgspec import Struct

from cachetui.safe_text import safe

WINDOW = 0.5
"""Seconds of a fetch before its speed says anything."""


class Transfer(Struct):
    """A body that is being fetched, written by the reading thread and read by any other."""

    label: str = ""
    """What is being fetched, safe to show; empty while nothing is."""
    done: int = 0
    """Bytes that have come."""
    total: int | None = None
    """Bytes that there are to be, None where the server does not say."""
    begun: float = 0.0

    def begin(self, label: str, total: int | None = None) -> None:
        """Begin a fetch of *total* bytes."""
        self.label, self.done, self.total, self.begun = safe(label), 0, total, monotonic()

    def end(self) -> None:
        """Say that nothing is being fetched."""
        self.label = ""

    def __str__(self) -> str:
        """Return ``fetching e4s index, 12.4 of 96.0 MB, 3.1 MB/s``; empty if nothing is."""
        label, done, total, seconds = self.label, self.done, self.total, monotonic() - self.begun
        if not label or not done:
            return label and f"asking {label}"
        amount = f"{done / 1e6:.1f}" + (f" of {total / 1e6:.1f}" if total else "")
        speed = f", {done / seconds / 1e6:.1f} MB/s" if seconds > WINDOW else ""
        return f"fetching {label}, {amount} MB{speed}"


class Fetching:
    """What one reading of the sources may fetch, and what came of it."""

    def __init__(self, *, offline: bool = False, refresh: bool = False, keeps: bool = True) -> None:
        """Allow to ask servers unless *offline*, and to keep what they answer if it *keeps*.

        *refresh* has the servers themselves answer, and what was kept is summed before it is used.
        """
        self.offline = offline
        self.refresh = refresh
        self.keeps = keeps
        self._transfers: dict[int, Transfer] = {}
        """Thread -> what it is fetching."""
        self._lock = Lock()
        self.in_use: set[str] = set()
        """The sums of all contents that are to be read: none of them may go yet."""
        self.has_unkept = False
        """Whether something that was to be kept could not be, and is in memory."""
        self.oldest: float | None = None
        """When the oldest copy that was used without asking was fetched, in Unix seconds."""
        self.said: list[str] = []
        """Sentences for the user about this reading, each once."""
        self._stopped = Event()

    def say(self, sentence: str) -> None:
        """Have the user told *sentence*, once."""
        with self._lock:
            if sentence not in self.said:
                self.said.append(sentence)

    @property
    def transfer(self) -> Transfer:
        """What this thread is fetching."""
        return self._transfers.setdefault(get_ident(), Transfer())

    def progress(self) -> str:
        """Return what is being fetched and how far it is, by whatever thread; empty if nothing."""
        active = [one for one in list(self._transfers.values()) if one.label]
        active.sort(key=lambda one: not one.done)  # what comes says more than who is waited for
        more = f", and {len(active) - 1} more" if len(active) > 1 else ""
        return f"{active[0]}{more}" if active else ""

    @property
    def is_stopped(self) -> bool:
        """Whether the reading was ended: nothing more is fetched."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End a fetch at its next chunk, and the waiting before a further try."""
        self._stopped.set()

    def wait(self, seconds: float) -> bool:
        """Wait for *seconds*, or until the reading is ended; return whether it is."""
        return self._stopped.wait(seconds)

    def used(self, fetched: float) -> None:
        """Record that a copy *fetched* then stands for what nobody was asked for."""
        with self._lock:
            self.oldest = min(fetched, self.oldest or fetched)


class EarlierFetching(Fetching):
    """A reading of what there was before it changed last, of what is kept alone."""

    def __init__(self, today: Fetching | None = None) -> None:
        """End with the reading of *today* that it is compared with, if that is given."""
        super().__init__(keeps=False)
        if today is not None:
            self._stopped = today._stopped
        self.times: dict[str, float] = {}
        """URL -> when an earlier content of it, which was read, was still right."""

    @property
    def since(self) -> float | None:
        """When the oldest of them was right, in Unix seconds; None if nothing has changed."""
        return min(self.times.values(), default=None)


def moment(seconds: float) -> str:
    """Return the local time of Unix *seconds*: ``2026-04-01 09:30``."""
    return strftime("%Y-%m-%d %H:%M", localtime(seconds))
