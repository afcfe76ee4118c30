"""``spack.lock``: what an environment wants, versions 1 to 7, and environments that it includes."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from cachetui.model import EntryError, Origin, Status
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Parts
from cachetui.sources.formats.spack.graph import WrittenGraph
from cachetui.sources.formats.spack.oddities import oddities
from cachetui.sources.formats.spack.origins import place_of
from cachetui.sources.formats.spack.unwrap import unwrap
from cachetui.sources.formats.type_errors import misfit
from cachetui.sources.source import Content, Entry

KNOWN_VERSIONS = range(1, 8)
"""Spack: lib/spack/spack/environment/__init__.py."""


class _Root(Struct):
    hash: str = ""


class _Environment(Struct):
    """An environment's specs: the lockfile's own, or those of one that it includes."""

    roots: list[_Root] = []
    concrete_specs: dict[str, Raw] = {}


class _Meta(Struct):
    version: int | None = field(name="lockfile-version", default=None)


class _Lockfile(_Environment):
    meta: _Meta = field(name="_meta", default_factory=_Meta)
    include_concrete: dict[str, _Environment] = {}
    """Since version 5."""


_LOCKFILE = msgspec.json.Decoder(_Lockfile)


def read_lockfile(entry: Entry, content: Content, wanted: Filter) -> Parts:
    """Yield what the lockfile *entry* wants; raises OSError or EntryError."""
    place = place_of(entry.path)
    lockfile: _Lockfile = decode_whole(_LOCKFILE, unwrap(content))
    if wanted.allows_tag(None):
        graph = WrittenGraph(Origin(place.name, "lockfile"), entry.path, place.without_tag())
        for environment in (lockfile, *lockfile.include_concrete.values()):
            roots = {root.hash for root in environment.roots}
            for key, text in environment.concrete_specs.items():
                status = Status.LOCKED | Status.ROOT if key in roots else Status.LOCKED
                graph.add(key, bytes(text), status)
        yield from graph.parts(wanted)
    is_empty = not lockfile.concrete_specs and not lockfile.include_concrete
    version = lockfile.meta.version
    yield from oddities(entry.path, "lockfile", version, KNOWN_VERSIONS, is_empty=is_empty)


def decode_whole(decoder: msgspec.json.Decoder[Any], data: bytes) -> Any:
    """Return what *data* says; raises EntryError where it is broken or of another shape."""
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        raise EntryError(misfit(error)) from None
    except RecursionError:
        raise EntryError("is nested too deep") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        cut_off = "truncated" in str(error)
        raise EntryError("is cut off" if cut_off else "is broken JSON") from None
