"""What is odd about a file of Spack's and costs nothing: a version not known, no records in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cachetui.model import Note
from cachetui.safe_text import clip, safe

SHOWN = 20
"""Characters of a version that a sentence quotes."""


def oddities(
    path: str, noun: str, version: object, known: Sequence[object], *, is_empty: bool
) -> Iterator[Note]:
    """Yield a note where the file at *path* is of a *version* that is not *known*, or is empty.

    A *version* of None is not said. *noun* is what its versions are of: ``lockfile``.
    """
    if version is not None and version not in known:
        what = f"is of {noun} version {clip(safe(str(version)), SHOWN)}"
        yield Note(safe(path), f"{what}, known are {known[0]} to {known[-1]}: read by its shape")
    if is_empty:
        yield Note(safe(path), "has no records")
