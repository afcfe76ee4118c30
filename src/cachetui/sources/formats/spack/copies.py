"""Spack's own copies of the indexes of mirrors, in ``~/.spack/cache/indices``.

``contents.json`` says which file is the copy of which mirror; the key is the mirror's URL, and
since Spack 1.0 the layout behind it: ``https://binaries.spack.io/develop__v3``, for a view
``URL__v3__VIEW``. Spack: lib/spack/spack/binary_distribution.py, BinaryCacheIndex.
"""

from __future__ import annotations

import re
from collections import defaultdict

import msgspec
from msgspec import Struct

from cachetui.model import EntryError, Problem
from cachetui.safe_text import clip, safe
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Parts
from cachetui.sources.formats.spack.database import DatabaseReader
from cachetui.sources.formats.spack.lockfile import decode_whole
from cachetui.sources.formats.spack.manifest import check
from cachetui.sources.formats.spack.merge import Merge
from cachetui.sources.formats.spack.origins import place_of_mirror
from cachetui.sources.formats.spack.unwrap import unwrap
from cachetui.sources.source import Content, Entry

SHOWN = 80
"""Characters of a URL or a file's name that a sentence quotes."""

_LAYOUT = re.compile(r"__v(\d+)(__[^/]*)?$")
_FILE = re.compile(r"\w[\w.-]*")


class Copy(Struct):
    """The copy of one index."""

    index_hash: str
    index_path: str


COPIES = msgspec.json.Decoder(dict[str, Copy])
"""Reads ``contents.json``: a key for each copy."""


def split_key(key: str) -> tuple[str, int]:
    """Return the URL and the layout of the mirror that *key* stands for."""
    found = _LAYOUT.search(key)
    return (key[: found.start()], int(found[1])) if found else (key, 2)


def read_copies(entry: Entry, content: Content, wanted: Filter) -> Parts:
    """Yield what all copies list; one that cannot be used costs only itself.

    Raises OSError or EntryError where *entry* itself cannot be used.
    """
    copies: dict[str, Copy] = decode_whole(COPIES, unwrap(content))
    merges: defaultdict[str, Merge] = defaultdict(Merge)
    for key, copy in sorted(copies.items(), reverse=True):  # layout 3 comes before 2
        url, _ = split_key(key)
        try:
            yield from _read_copy(entry, url, copy, wanted, merges[url])
        except EntryError as error:
            yield _problem(entry, key, str(error))
        except OSError as error:
            yield _problem(entry, key, f"cannot be read: {error.strerror}")


def _read_copy(entry: Entry, url: str, copy: Copy, wanted: Filter, merge: Merge) -> Parts:
    """Yield what the copy of the index at *url* lists; raises EntryError where it is not sound."""
    if not _FILE.fullmatch(copy.index_path):
        raise EntryError(f"'{clip(safe(copy.index_path), SHOWN)}' is no file beside it")
    file = entry.resolve(copy.index_path)
    place = place_of_mirror(url)
    with file.open() as content:
        check(content, copy.index_hash)
        yield from DatabaseReader(file.path, place, wanted, merge).read(content)


def _problem(entry: Entry, key: str, reason: str) -> Problem:
    return Problem(safe(entry.path), f"the copy of {clip(safe(key), SHOWN)}: {reason}")
