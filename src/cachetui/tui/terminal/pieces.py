"""The pieces that what a terminal sends is cut into."""

from __future__ import annotations

from typing import NamedTuple


class Typed(NamedTuple):
    """Characters of which each is a key; behind an escape character the first is one with alt."""

    text: str


class Sequence(NamedTuple):
    """A whole sequence that stands for one key or movement of the mouse, or for nothing known."""

    text: str


class Pasted(NamedTuple):
    """The text between the two marks of a paste."""

    text: str


Piece = Typed | Sequence | Pasted
