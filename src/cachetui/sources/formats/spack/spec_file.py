"""``spec.json``: one spec with all of its dependencies, of a mirror, a prefix, or by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Raw, Struct, field

from cachetui.model import Note, Origin, Status
from cachetui.safe_text import safe
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Parts
from cachetui.sources.formats.spack.graph import Graph
from cachetui.sources.formats.spack.lockfile import decode_whole
from cachetui.sources.formats.spack.origins import place_of
from cachetui.sources.formats.spack.unwrap import unwrap
from cachetui.sources.source import Content, Entry, Expectation

LATEST = 5
"""The latest version that is known. Spack: lib/spack/spack/spec.py, SPECFILE_FORMAT_VERSION."""


class _Meta(Struct):
    version: int | None = None


class _Nodes(Struct):
    nodes: list[Raw]
    meta: _Meta = field(name="_meta", default_factory=_Meta)


class _SpecFile(Struct):
    spec: list[Raw] | _Nodes
    """In version 1 just the nodes."""
    layout: Raw = field(name="buildcache_layout_version", default=Raw())
    checksum: Raw = field(name="binary_cache_checksum", default=Raw())
    """Keys that only the file of a mirror has."""


_SPEC_FILE = msgspec.json.Decoder(_SpecFile)


def read_spec_file(entry: Entry, content: Content, wanted: Filter) -> Parts:
    """Yield the spec in *entry* and its dependencies; raises OSError or EntryError."""
    yield from read_spec(entry, unwrap(content), wanted)


def read_spec(entry: Entry, data: bytes, wanted: Filter, size: int | None = None) -> Parts:
    """Yield the spec that *data* is about, and its dependencies; raises EntryError.

    *size* is the number of bytes of its tarball: then it is known to be cached. In a mirror it
    counts as one of the mirror's records, elsewhere as what the user asks about.
    """
    found: _SpecFile = decode_whole(_SPEC_FILE, data)
    nodes, version = _nodes_of(found.spec)
    is_cached = size is not None or bool(bytes(found.layout) or bytes(found.checksum))
    is_record = is_cached and entry.expectation != Expectation.CERTAIN
    place = place_of(entry.path)
    if wanted.allows_tag(place.tag if is_record else None):
        origin = Origin(place.name, "mirror" if is_record else "spec")
        graph = Graph(origin, entry.path, place if is_record else place.without_tag())
        prefix = prefix_of_spec(entry.path)
        status = Status.CACHED if is_cached else Status(0)
        if not is_record:
            status |= Status.ROOT
        if prefix:
            status |= Status.INSTALLED
        for number, node in enumerate(nodes):
            if number:
                graph.add(None, bytes(node))
            else:
                graph.add(None, bytes(node), status, prefix=prefix, size=size)
        yield from graph.parts(wanted)
    yield from _notes(entry.path, nodes, version)


def _nodes_of(spec: list[Raw] | _Nodes) -> tuple[list[Raw], int]:
    """Return the nodes of a spec file, the root first, and its version."""
    return (spec, 1) if isinstance(spec, list) else (spec.nodes, spec.meta.version or LATEST)


def _notes(path: str, nodes: list[Raw], version: int) -> Iterator[Note]:
    if version > LATEST:
        known = f"known are 1 to {LATEST}: read by its shape"
        yield Note(safe(path), f"is of spec file version {version}, {known}")
    if not nodes:
        yield Note(safe(path), "has no records")


def prefix_of_spec(path: str) -> str | None:
    """Return the prefix that a spec file describes; None if it does not lie in ``.spack``."""
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - a link is not followed
    return str(folder.parent) if folder.name == ".spack" else None
