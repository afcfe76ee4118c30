"""The shapes that pages have had since 2021, made one: a page's package, tag and sound rows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cachetui.meta import disagreement
from cachetui.model import HASH
from cachetui.reader import PageError
from cachetui.rows import Row
from cachetui.syntax import SpecSyntaxError, spec_string
from cachetui.text import clip, safe

SHOWN = 60
"""Characters of a faulty value that a problem quotes."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one page lists: a package in a tag."""

    package: str
    tag: str | None
    rows: list[Row]
    """The rows that can be used, their compiler, platform, os and target in today's spelling."""
    lost: list[str] = field(default_factory=list)
    """A sentence for each row that cannot."""
    notes: list[str] = field(default_factory=list)
    """Where the page disagrees with itself; costs nothing."""


def page_of(metadata: dict[str, Any]) -> Page:
    """Read a page of any era from its front matter (as `reader.read_front_matter` gives it).

    Raises PageError where it has no title or no list of specs.
    """
    package = metadata.get("title", "")
    if not package:
        raise PageError("has no title")
    rows, lost = _rows(metadata)
    notes = [] if lost else _notes(metadata.get("meta", {}), rows)
    return Page(package, _tag(metadata), rows, lost, notes)


def _tag(metadata: dict[str, Any]) -> str | None:
    categories = metadata.get("categories", [])
    return categories[1] if len(categories) > 1 else None


def _rows(metadata: dict[str, Any]) -> tuple[list[Row], list[str]]:
    if "spec_details" in metadata:
        rows, lost = metadata["spec_details"]
        return _sound(rows, lost)
    strings = metadata.get("spec_names", metadata.get("spec_files"))
    if strings is None:
        raise PageError("lists no specs: it has neither spec_details nor spec_names")
    return _from_strings(strings)


def _sound(rows: Iterable[Row | None], lost: list[str]) -> tuple[list[Row], list[str]]:
    """Keep the rows that say all a spec needs, in today's spelling."""
    sound = []
    for number, row in enumerate(rows, 1):
        if row is None:
            continue
        fault = _modernise(row)
        if fault:
            lost.append(f"row {number}: {fault}")
        else:
            sound.append(row)
    return sound, lost


def _modernise(row: Row) -> str | None:
    """Bring *row* into today's spelling; the sentence that says why it cannot be used, if so."""
    if row.hash is None:
        return "has no hash"
    if not HASH.fullmatch(row.hash):
        return f"'{clip(safe(row.hash), SHOWN)}' is not a hash of 32 characters a-z2-7"
    if row.architecture is not None and row.target is None:
        row.platform, row.os, row.target = split_architecture(row.architecture)
    for name in ("versions", "platform", "os", "target"):
        if not getattr(row, name):
            return f"has no {name}"
    row.compiler = modern_compiler(row.compiler)
    row.size = _size(row.size)
    return None


def split_architecture(text: str) -> tuple[str, str, str]:
    """Cut ``linux-ubuntu20.04-x86_64_v3`` at its first and last dash (an os may hold dashes)."""
    platform, _, rest = text.partition("-")
    os, _, target = rest.rpartition("-")
    return platform, os, target


def modern_compiler(compiler: str | None) -> str | None:
    """Spell *compiler* as pages do since 2025: ``gcc@=11.4.0`` loses its ``=``, none is None."""
    if compiler is None or compiler in ("none", ""):
        return None
    return compiler.replace("@=", "@") if "@=" in compiler else compiler


def _size(size: int | float | str | None) -> int | float | None:
    """Read a size in bytes; ``-`` and whatever is no number of bytes is None."""
    if isinstance(size, str):
        return int(size) if size.isascii() and size.isdigit() and len(size) < 20 else None
    return size if size is not None and math.isfinite(size) and size >= 0 else None


def _from_strings(strings: list[str]) -> tuple[list[Row], list[str]]:
    """Read the spec strings of 2021 and 2022, which have no hash."""
    rows, lost = [], []
    for number, text in enumerate(strings, 1):
        try:
            spec = spec_string(text)
        except SpecSyntaxError as error:
            lost.append(f"row {number}: {error} in '{clip(safe(text), SHOWN)}'")
            continue
        row = Row(
            versions=(spec.version,) if spec.version else (),
            compiler=modern_compiler(spec.compiler),
            platform=spec.platform,
            os=spec.os,
            target=spec.target,
            variants=spec.variants,
            dependencies=spec.dependencies,
        )
        rows.append(row)
    return rows, lost


def _notes(meta: dict[str, Any] | str, rows: list[Row]) -> list[str]:
    if isinstance(meta, str):
        return [f"its meta {meta}"]
    note = disagreement(meta, rows)
    return [note] if note else []
