"""Files of Spack's own as formats: each kind recognised by its keys.

Reading needs modules that recognising does without; they are imported when a file is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import cast

from msgspec import Struct

from cachetui.model import Batch
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Parts, Reader
from cachetui.sources.formats.spack.kinds import Kind, kind_of
from cachetui.sources.source import Content, Entry

_ROOM = "cachetui.sources.formats.spack"


class SpackFormat(Struct, frozen=True):
    """One kind of file that Spack writes."""

    kind: Kind
    noun: str
    module: str
    """The module that reads it, and in it the function."""
    function: str

    def recognises(self, name: str, head: bytes) -> bool:
        """Return whether *head* begins a file of this kind."""
        return kind_of(head) is self.kind

    def read(self, entry: Entry, content: Content, wanted: Filter) -> Parts:
        """Yield what *entry* lists; raises EntryError or OSError."""
        reader = getattr(import_module(f"{_ROOM}.{self.module}"), self.function)
        return cast(Reader, reader)(entry, content, wanted)

    def packages(self, entry: Entry, content: Content) -> Iterator[str]:
        """Yield the names of packages that *entry* lists."""
        for part in self.read(entry, content, Filter()):
            if isinstance(part, Batch):
                yield from (name for name, _ in part.packages)


SPACK_FORMATS = (
    SpackFormat(Kind.DATABASE, "index", "shelved", "read_index"),
    SpackFormat(Kind.LOCKFILE, "lockfile", "lockfile", "read_lockfile"),
    SpackFormat(Kind.SPEC, "spec file", "spec_file", "read_spec_file"),
    SpackFormat(Kind.MANIFEST, "manifest", "manifest", "read_manifest"),
    SpackFormat(Kind.COPIES, "index", "copies", "read_copies"),
)
