"""From the bytes of a page to its front matter: a handler of our own for python-frontmatter.

The front matter is cut into its top-level entries with plain string work, and each entry costs
only what it needs: ``spec_details`` is decoded as typed JSON, a plain title is a slice, and YAML
is asked only for what nothing simpler can read. Entries of other names are never looked at.
"""

from __future__ import annotations

import json
import re
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from cachetui.rows import decode_rows
from cachetui.yamltext import YamlRefusedError, load_yaml

MAX_BYTES = 256 * 1024 * 1024
"""A page larger than this is not read; the largest of the public cache has 660 kB."""


class PageError(Exception):
    """A page cannot be used; the message is one sentence without its full stop."""


def read_front_matter(data: bytes) -> dict[str, Any]:
    """Read the front matter of a page.

    Of its entries, ``title``, ``layout`` and ``category`` are strings, ``categories`` a list of
    them, ``meta`` a dict or the sentence that says why not, ``spec_details`` what
    `rows.decode_rows` gives, ``spec_names`` and ``spec_files`` lists of strings. Others are left
    out.

    Raises PageError where there is none, it does not end, or an entry cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise PageError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PageError(f"is not UTF-8 text (byte {error.start + 1:,})") from None
    if not has_front_matter(text):
        raise PageError("is empty" if not text.strip() else "has no front matter")
    metadata, _body = frontmatter.parse(text, handler=_HANDLER)
    return metadata


def has_front_matter(text: str) -> bool:
    """Tell whether *text* begins with the line that opens front matter."""
    opening, _, _ = text.lstrip().partition("\n")
    return opening.rstrip() == "---"


class PageHandler(BaseHandler):
    """Cuts a page and decodes the entries of its front matter that pages are known to have."""

    FM_BOUNDARY = re.compile("")  # the base class insists on one; nothing here searches with it

    def detect(self, text: str) -> bool:
        """Tell whether this handler is for *text*."""
        return has_front_matter(text)

    def split(self, text: str) -> tuple[str, str]:
        """Cut *text* into front matter and body; raises PageError if the former has no end."""
        start = text.find("\n") + 1
        end = text.find("\n---", start - 1)
        while end >= 0:
            line_end = text.find("\n", end + 1)
            line_end = line_end if line_end >= 0 else len(text)
            if text[end + 4 : line_end].isspace() or line_end == end + 4:
                return text[start : max(end, start)], text[line_end + 1 :]
            end = text.find("\n---", line_end)
        raise PageError("its front matter is cut off: there is no closing ---")

    def load(self, fm: str) -> dict[str, Any]:
        """Decode the known entries of the front matter *fm*; raises PageError."""
        metadata = {}
        for key, value in _entries(fm).items():
            decode = _DECODERS.get(key)
            if decode is None:
                continue
            try:
                metadata[key] = decode(value)
            except ValueError as error:
                raise PageError(f"its entry {key} {error}") from None
        return metadata


def _entries(fm: str) -> dict[str, str]:
    """Cut front matter at the lines that begin a top-level entry; of equal keys the last stays."""
    entries: dict[str, str] = {}
    key = ""
    lines: list[str] = []
    for line in [*fm.split("\n"), "end:"]:
        if line[:1] in _CONTINUES:
            lines.append(line)
            continue
        if key:
            entries[key] = "\n".join(lines)
        key, _, value = line.partition(":")
        lines = [value]
    return entries


_CONTINUES = frozenset(("", " ", "\t", "-", "#", "]", "}"))
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_QUOTED = re.compile(r"\"([^\"\\]*)\"|'([^']*)'")
_FLOW = re.compile(r"\[\s*((?:[A-Za-z0-9_][\w.+-]*\s*,\s*)*[A-Za-z0-9_][\w.+-]*)\s*\]", re.ASCII)
_ITEM = re.compile(r"\s*- +(?:'((?:[^']|'')*)'|\"([^\"\\]*)\"|([\w.+-]+))(?:: *[\w.+-]+)? *")


def _scalar(value: str) -> str:
    """Read one scalar, which is always text here, however much it looks like a number."""
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
    """Read a list of scalars, or one scalar as a list of one."""
    flow = _FLOW.fullmatch(value.strip())
    if flow:
        return [name.strip() for name in flow[1].split(",")]
    data = load_yaml(value)
    names = data if isinstance(data, list) else [data]
    if not all(isinstance(name, str) for name in names):
        raise YamlRefusedError("is not a list of names")
    return names


def _meta(value: str) -> dict[str, Any] | str:
    """Read ``meta``; it only repeats the rows, so what is wrong with it costs no page."""
    try:
        data = json.loads(value)
    except (ValueError, RecursionError):
        try:
            data = load_yaml(value)
        except YamlRefusedError as error:
            return str(error)
    return data if isinstance(data, dict) else "is not a mapping"


def _block_list(value: str) -> list[str]:
    """Read a block list of strings, or of one-key maps, of which the key is what counts.

    Keys can be longer than the 1,024 characters that YAML allows, so YAML comes second.
    """
    lines = [line for line in value.split("\n") if line.strip()]
    items = [_ITEM.fullmatch(line) for line in lines]
    if all(items):
        return [_unquoted(item) for item in items if item]
    data = load_yaml(value)
    if not isinstance(data, list):
        raise YamlRefusedError("is not a list")
    return [str(next(iter(item), "") if isinstance(item, dict) else item) for item in data]


def _unquoted(item: re.Match[str]) -> str:
    single, double, plain = item.groups()
    return single.replace("''", "'") if single is not None else double or plain or ""


_DECODERS = {
    "title": _scalar,
    "layout": _scalar,
    "category": _scalar,
    "categories": _names,
    "meta": _meta,
    "spec_details": decode_rows,
    "spec_names": _block_list,
    "spec_files": _block_list,
}
_HANDLER = PageHandler()
