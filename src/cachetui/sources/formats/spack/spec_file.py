"""``spec.json``: one spec with all of its dependencies, of a mirror, a prefix, or by itself."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Raw, Struct, field

from cachetui.model import Origin, Status
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Parts
from cachetui.sources.formats.spack.graph import WrittenGraph
from cachetui.sources.formats.spack.lockfile import decode_whole
from cachetui.sources.formats.spack.oddities import oddities
from cachetui.sources.formats.spack.origins import place_of
from cachetui.sources.formats.spack.unwrap import unwrap
from cachetui.sources.source import Content, Entry, Expectation

KNOWN_VERSIONS = range(1, 6)
"""Spack: lib/spack/spack/spec.py, SPECFILE_FORMAT_VERSION."""


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
        graph = WrittenGraph(origin, entry.path, place if is_record else place.without_tag())
        root, prefix = nodes[:1], prefix_of_spec(entry.path)
        status = _status(is_cached=is_cached, is_record=is_record, is_installed=prefix is not None)
        names = [graph.add(None, bytes(node), status, prefix=prefix, size=size) for node in root]
        if is_record and _is_known(entry, names):
            return
        for node in nodes[1:]:
            graph.add(None, bytes(node))
        yield from graph.parts(wanted)
    yield from oddities(entry.path, "spec file", version, KNOWN_VERSIONS, is_empty=not nodes)


def _status(*, is_cached: bool, is_record: bool, is_installed: bool) -> int:
    """Return the bits of `Status` that a spec file states of the spec that it is about."""
    is_root = not is_record
    return Status.CACHED * is_cached | Status.ROOT * is_root | Status.INSTALLED * is_installed


def _is_known(entry: Entry, names: list[str | None]) -> bool:
    """Return whether the mirror of *entry* had a spec in its other layout already."""
    known: set[str | None] = entry.shared.setdefault("specs", {None})
    is_known = any(name in known for name in names if name)
    known.update(names)
    return is_known


def _nodes_of(spec: list[Raw] | _Nodes) -> tuple[list[Raw], int | None]:
    """Return the nodes of a spec file, the root first, and its version."""
    return (spec, 1) if isinstance(spec, list) else (spec.nodes, spec.meta.version)


def prefix_of_spec(path: str) -> str | None:
    """Return the prefix that a spec file describes; None if it does not lie in ``.spack``."""
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - a link is not followed
    return str(folder.parent) if folder.name == ".spack" else None
