"""The bytes of a page -> its front matter, by a handler of our own for python-frontmatter.

The front matter is cut into its top-level entries with plain string work, and each entry costs
only what it needs: ``spec_details`` is decoded as typed JSON, a plain title is a slice, and YAML
is asked only for what nothing simpler can read. Entries of other names are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from frontmatter.default_handlers import BaseHandler

from cachetui.model import EntryError
from cachetui.sources.formats.pages.distinct import RawRows, decode_raw_rows
from cachetui.sources.formats.pages.meta import decode_meta
from cachetui.sources.formats.pages.plain import LAYOUT
from cachetui.sources.formats.pages.rows import Row, decode_rows
from cachetui.sources.safe_yaml import YamlRefusedError, load_yaml

MAX_LINES = 1_000_000
"""Lines of front matter that are read: the oldest pages have one for each spec."""


def read_front_matter(data: bytes) -> dict[str, Any]:
    """Return the front matter of a page.

    Of its entries, ``layout``, ``title`` and ``category`` are strings, ``categories`` a list of
    them, ``meta`` what `meta.decode_meta` gives, ``spec_details`` what `distinct.decode_raw_rows`
    or else `rows.decode_rows` gives, ``spec_names`` and ``spec_files`` lists of strings. Others
    are left out; where ``layout`` is not `LAYOUT`, all others are.

    Raises EntryError where there is none, it does not end, or an entry cannot be read.
    """
    try:
        text = data.decode().removeprefix("\ufeff").lstrip()
    except UnicodeDecodeError as error:
        raise EntryError(f"is not UTF-8 text (byte {error.start + 1:,})") from None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    # as frontmatter.parse goes on, but for its searches through all of the text
    if not _HANDLER.detect(text):
        raise EntryError("has no front matter" if text else "is empty")
    front_matter, _body = _HANDLER.split(text)
    return _HANDLER.load(front_matter)


class PageHandler(BaseHandler):
    """Cuts a page and decodes the entries of its front matter that pages are known to have."""

    FM_BOUNDARY = re.compile(r"---[^\S\n]*(?:\n|\Z)")

    def detect(self, text: str) -> bool:
        """Return whether *text* begins with front matter."""
        return bool(self.FM_BOUNDARY.match(text))

    def split(self, text: str) -> tuple[str, str]:
        """Return front matter and body of *text*; raises EntryError if the former has no end."""
        start = line = text.find("\n") + 1
        for _ in range(MAX_LINES):
            if not line:
                raise EntryError("its front matter is cut off: there is no closing ---")
            if text.startswith("---", line) and (end := self.FM_BOUNDARY.match(text, line)):
                return text[start : line - 1], text[end.end() :]
            line = text.find("\n", line) + 1
        raise EntryError(f"its front matter has over {MAX_LINES:,} lines")

    def load(self, fm: str) -> dict[str, Any]:
        """Return the known entries of the front matter *fm*, decoded; raises EntryError."""
        entries = _entries(fm)
        metadata: dict[str, Any] = {}
        for key, decode in _DECODERS.items():
            if key not in entries:
                continue
            try:
                metadata[key] = decode(entries[key])
            except YamlRefusedError as error:
                raise EntryError(f"its entry {key} {error}") from None
            if metadata.get("layout", LAYOUT) != LAYOUT:
                break
        return metadata


_CONTINUES = frozenset(" \t\n-#[]{},")
"""Line beginnings that go on with the entry before."""


def _entries(fm: str) -> dict[str, str]:
    """Return the texts of the top-level entries by their names; raises EntryError."""
    entries: dict[str, str] = {}
    start = end = 0
    while end < len(fm):
        end = fm.find("\n", end) + 1 or len(fm) + 1
        if fm[end : end + 1] in _CONTINUES:
            continue
        key, _, value = fm[start : end - 1].partition(":")
        key = key.strip(" \t'\"")
        if key in entries and key in _DECODERS:
            raise EntryError(f"has its entry {key} twice")
        entries[key] = value
        start = end
    return entries


_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_QUOTED = re.compile(r"\"([^\"\\\n]*)\"|'([^'\n]*)'")
_FLOW = re.compile(r"\[\s*((?:[A-Za-z0-9_][\w.+-]*\s*,\s*)*[A-Za-z0-9_][\w.+-]*)\s*\]", re.ASCII)
_ITEM = re.compile(r"\s*- +(?:'([^']*(?:''[^']*)*)'|\"([^\\]*)\"|([\w.+-]+))(?:: *[\w.+-]+)? *")


def _scalar(value: str) -> str:
    """Return one scalar, which is always text here, also where it could be a number."""
    value = value.strip()
    if _PLAIN.fullmatch(value):
        return value
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        return quoted[1] or quoted[2] or ""
    data = load_yaml(value)
    if not isinstance(data, str):
        raise YamlRefusedError("is not a text")
    return data


def _names(value: str) -> list[str]:
    """Return a list of scalars; one scalar is a list of one."""
    flow = _FLOW.fullmatch(value.strip())
    if flow:
        return [name.strip() for name in flow[1].split(",")]
    data = load_yaml(value)
    names = data if isinstance(data, list) else [data]
    names = [name for name in names if name is not None]
    if not all(isinstance(name, str) for name in names):
        raise YamlRefusedError("is not a list of names")
    return names


def _block_list(value: str) -> list[str]:
    """Return a block list of strings, or the keys of a block list of one-key maps.

    Keys can be longer than the 1,024 characters that YAML allows, so YAML comes second.
    """
    items = [_ITEM.fullmatch(line) for line in value.split("\n") if not line.isspace() and line]
    if all(items):
        return [_unquoted(item) for item in items if item]
    data = load_yaml(value)
    if not isinstance(data, list):
        raise YamlRefusedError("is not a list")
    return [_key_of(item) for item in data]


def _unquoted(item: re.Match[str]) -> str:
    single, double, plain = item.groups()
    return single.replace("''", "'") if single is not None else double or plain or ""


def _key_of(item: object) -> str:
    key = next(iter(item), None) if isinstance(item, dict) else item
    if not isinstance(key, str):
        raise YamlRefusedError("is not a list of texts")
    return key


def _details(value: str) -> RawRows | list[Row | str]:
    return decode_raw_rows(value) or decode_rows(value)


_DECODERS: dict[str, Callable[[str], Any]] = {
    "layout": _scalar,  # first: of a file with another layout nothing more is decoded
    "title": _scalar,
    "category": _scalar,
    "categories": _names,
    "meta": decode_meta,
    "spec_details": _details,
    "spec_names": _block_list,
    "spec_files": _block_list,
}
_HANDLER = PageHandler()
