"""The order in which tags and stacks stand, and what the lack of one is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cachetui.spack.versions import VersionKey

    TagAge = tuple[int, str, VersionKey, str]
    """Larger is newer."""

ROOT = "root"
"""The stack that lists everything; it comes last."""
NO_STACK = "no stack"
"""Stands for the stack of specs that no stack lists."""
NO_TAG = "no tag"
"""Stands for the tag of pages that have none."""
DEVELOP = "develop"
"""The tag that is always the newest."""

_DATE = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_RELEASE = re.compile(r"(?:releases/)?v?([0-9].*)", re.DOTALL)


def stack_place(label: str) -> tuple[int, str]:
    """Return what stacks sort by: their names, with ``root`` and then ``no stack`` at the end."""
    return (label == ROOT) + 2 * (label == NO_STACK), label


def stack_labels(stacks: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stacks of a row, each once, or ``no stack``."""
    return tuple(dict.fromkeys(stacks)) or (NO_STACK,)


def tag_age(tag: str | None) -> TagAge:
    """Return what tags sort by, the oldest first.

    A release has no date, so tags sort by their kind first: no tag at all, other names, releases,
    snapshots, ``develop``. Releases then sort as versions, and snapshots by their date.
    """
    from cachetui.spack.versions import key as version_key  # the first screen sorts no tags

    text = tag or ""
    dated, release = _DATE.search(text), _RELEASE.match(text)
    kinds = (tag is not None, release, dated, text == DEVELOP)
    newest_kind = max((rank for rank, holds in enumerate(kinds, 1) if holds), default=0)
    version = version_key(release[1] if release else text)
    return newest_kind, dated[0] if dated else "", version, text
