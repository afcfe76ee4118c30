"""Archives for tests: made of a few members in every way that is known, and read as a stream."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from cachetui.model import EntryError, Problem
from cachetui.safe_text import safe
from cachetui.sources.filter import Filter
from cachetui.sources.open import open_source

PAGES = {f"_cache/v{n}/x{n}/specs.md": f"page {n} ".encode() * 300 * n for n in range(1, 5)}
Members = dict[str, bytes]


def tar(members: Members, mode: Literal["w", "w:gz", "w:xz"] = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


KINDS: dict[str, Callable[[Members], bytes]] = {
    "c.tar": tar,
    "c.tar.gz": lambda members: tar(members, "w:gz"),
    "c.tgz": lambda members: tar(members, "w:gz"),
    "c.tar.xz": lambda members: tar(members, "w:xz"),
    "c.zip": zipped,
}
every_kind = pytest.mark.parametrize("name", KINDS)


def read(path: Path, wanted: Filter | None = None) -> tuple[Members, list[str]]:
    """Read every file at once, as a stream wants it; return the bytes and all problems."""
    files, problems = {}, []
    for found in open_source(str(path)).entries(wanted or Filter()):
        inner = found.path.removeprefix(f"{path}:")
        if isinstance(found, Problem):
            problems.append(f"{inner}: {found.text}")
            continue
        try:
            with found.open() as content:
                files[inner] = content.read()
        except EntryError as error:
            problems.append(f"{safe(inner)}: {error}")
    return files, problems


def write(folder: Path, name: str, members: Members) -> Path:
    path = folder / name
    path.write_bytes(KINDS[name](members))
    return path


def special(kind: bytes, name: str, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info
