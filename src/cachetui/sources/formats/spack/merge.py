"""What is known of the specs of one mirror, whose indexes are read one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

from cachetui.model import Batch, Configuration
from cachetui.sources.formats.spack.configurations import Built, NodeConfigurations
from cachetui.sources.formats.spack.records import InstallRecord
from cachetui.sources.formats.spack.status import StatusReader
from cachetui.sources.source import Entry


class Seen(NamedTuple):
    """The facts in a record; equal ones are the same object."""

    configuration: Configuration
    status: int


class Merge:
    """State shared by the indexes of one mirror, so that each spec counts once."""

    def __init__(self) -> None:
        self.configurations = NodeConfigurations()
        self.seen: dict[str, Seen] = {}
        """Hash -> the facts in its first record."""
        self.batches: list[Batch] = []
        """Rows of an index that was read otherwise, whose facts are not in `seen` yet."""

    @property
    def is_begun(self) -> bool:
        """Whether any index of the mirror has been read."""
        return bool(self.seen or self.batches)

    def learn(self) -> None:
        """Take the facts of what was read otherwise; a mirror seldom has another index."""
        for batch in self.batches:
            configurations = map(batch.configurations.__getitem__, batch.configuration_of)
            facts = map(Seen, configurations, batch.status)
            self.seen.update(zip(cast(Iterable[str], batch.hashes), facts, strict=True))
        self.batches.clear()


def merge_of(entry: Entry) -> Merge:
    """Return the state that *entry* shares with the other indexes of its mirror."""
    merge: Merge = entry.shared.setdefault("indexes", Merge())
    return merge


class Facts:
    """The facts of the records of an index, of which few are distinct."""

    def __init__(self, status: StatusReader) -> None:
        self._status = status
        self._known: dict[object, dict[int, Seen]] = {}
        """What a record says of its status -> identity of a `Built` -> the facts of both."""

    def of(self, built: Iterable[Built], records: list[InstallRecord]) -> list[Seen]:
        """Return the facts of *records*, whose nodes say what is *built*."""
        said = self._status.said(records)
        known = {one: self._known.setdefault(one, {}).get for one in set(said)}
        return [
            known[one](id(this)) or self._make(one, this, record)
            for one, this, record in zip(said, built, records, strict=True)
        ]

    def _make(self, said: object, built: Built, record: InstallRecord) -> Seen:
        status = self._status.of(record, is_external=built.is_external)
        facts = self._known[said][id(built)] = Seen(built.configuration, status)
        return facts
