"""Rows of any file of Spack's -> batches, a package's rows side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import TypeVar, get_args

from cachetui.model import Batch, Configuration, EntryError, Origin
from cachetui.safe_text import clip, counted, safe
from cachetui.sources.formats.batches import MAX_LOST
from cachetui.sources.formats.spack.origins import Provenance

T = TypeVar("T")

SHOWN = 40
"""Characters of a record's key that a problem quotes."""
MAX_BROKEN = 100_000
"""Records of an entry that may be unusable: each costs as much as dozens of sound ones."""


Row = tuple[str, str, Configuration, int, float | None, str | None, int | None]
"""Package, hash, configuration, status, time of installation, prefix, size of the tarball.

A plain tuple: an index has hundreds of thousands.
"""


class Losses:
    """The records of an entry that cannot be used: sentences for the first, then a number."""

    def __init__(self) -> None:
        self._sentences: list[str] = []
        self._told = 0
        self._untold = 0
        self._count = 0

    def refuse_more(self) -> None:
        """Raise EntryError if so many have been lost that the rest is not worth looking at."""
        if self._untold > MAX_BROKEN:
            raise EntryError(f"has over {MAX_BROKEN:,} records that cannot be used")

    def add(self, sentence: str) -> None:
        """Record that a record is lost, and why."""
        self._count += 1
        if self._told < MAX_LOST:
            self._told += 1
            self._sentences.append(sentence)
        else:
            self._untold += 1

    def add_record(self, key: str, reason: str) -> None:
        """Record that the record with this key is lost, and why."""
        self.add(f"record {clip(safe(key), SHOWN)}: {reason}")

    def any(self, *, is_last: bool = False) -> bool:
        """Return whether something has been lost since the last time.

        The last time a sentence counts those that have none.
        """
        if is_last and self._untold:
            self._sentences.append(f"{counted(self._untold, 'more record')} cannot be used")
            self._untold = 0
        return bool(self._sentences or self._count)

    def take(self) -> tuple[list[str], int]:
        """Return sentences and number of records lost since the last time."""
        taken = self._sentences, self._count
        self._sentences, self._count = [], 0
        return taken


class SharedConfigurations:
    """The configurations that the batches of a file share."""

    def __init__(self) -> None:
        self.values: list[Configuration] = []
        self._places: dict[int, int] = {}
        """Identity -> place."""

    def places(self, configurations: Sequence[Configuration]) -> list[int]:
        """Return the places of *configurations*; those that have none get the next ones."""
        identities = list(map(id, configurations))
        known = self._places
        if not known.keys() >= set(identities):
            for identity, one in zip(identities, configurations, strict=True):
                if identity not in known:
                    known[identity] = len(self.values)
                    self.values.append(one)
        return list(map(known.__getitem__, identities))


def batch_of(
    origin: Origin,
    path: str,
    place: Provenance,
    rows: list[Row],
    shared: SharedConfigurations,
    losses: Losses | None = None,
) -> Batch:
    """Return a batch of *rows*, which are put in order, and of what has been lost."""
    rows.sort(key=itemgetter(0))
    columns = zip(*rows, strict=True) if rows else ((),) * len(get_args(Row))
    packages, hashes, configurations, status, times, prefixes, sizes = columns
    lost, skipped = losses.take() if losses else ([], 0)
    return Batch(
        origin,
        path,
        packages=list(Counter(packages).items()),
        tag=place.tag,
        configurations=shared.values,
        configuration_of=shared.places(configurations),
        hashes=hashes,
        stacks=(place.stacks,) * len(rows),
        sizes=_if_any(sizes),
        status=bytes(status),
        times=_if_any(times),
        prefixes=_if_any(prefixes),
        lost=lost,
        skipped_rows=skipped,
    )


def _if_any(values: Sequence[T | None]) -> Sequence[T | None]:
    return values if values.count(None) < len(values) else ()
