"""Pictures of a terminal one after another in one SVG: what they share is drawn once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_STYLE = re.compile(r"\.terminal-\d+-(r\d+) (\{[^}]*\})")
_ELEMENT = re.compile(r"<rect fill=\"#[^>]*crispEdges\"/>|<text class=\"terminal-.*?</text>", re.S)
_CLASS = re.compile(r"class=\"terminal-\d+-([a-z0-9]+)\"")
_CLIPPED = re.compile(r" clip-path=\"[^\"]*\"")
_OUTSIDE = 'transform="translate(-9,-41)"'
"""The place of the window's title, which stands above the terminal."""

Frames = frozenset[int]
"""The numbers of the pictures that something stands in."""


class _Part(NamedTuple):
    """A piece of a picture, with its style in place of the class that it has in that picture."""

    text: str
    style: str


def animated(pictures: Sequence[str], seconds: float, still: int) -> str:
    """Return one SVG that shows *pictures*, each for some *seconds*, again and again.

    They are of one size, as Textual exports them. Where nothing moves, number *still* is shown.
    """
    parts: dict[_Part, set[int]] = {}
    for number, picture in enumerate(pictures):
        for part in _parts(picture):
            parts.setdefault(part, set()).add(number)
    ordered = sorted(parts, key=lambda part: part.text.startswith("<text"))  # on their ground
    classes = {style: f"s{n}" for n, style in enumerate(dict.fromkeys(p.style for p in ordered))}
    groups: dict[Frames, list[str]] = {}
    for part in ordered:
        text = part.text.replace("<text", f'<text class="{classes[part.style]}"')
        groups.setdefault(frozenset(parts[part]), []).append(text)
    shown = sorted(groups, key=sorted)
    style = "\n".join(
        [
            *(f".{name} {style}" for style, name in classes.items()),
            *_timing(shown, len(pictures), seconds, still),
        ]
    )
    drawn = (
        f'<g class="g{n}">{"".join(found)}</g>'
        for is_text in (False, True)
        for n, frames in enumerate(shown)
        if (found := [one for one in groups[frames] if one.startswith("<text") is is_text])
    )
    return _around(pictures[0], style, drawn)


def _parts(picture: str) -> Iterable[_Part]:
    """Yield the grounds and texts of *picture*, the title of its window among them."""
    styles = dict(_STYLE.findall(picture))
    for match in _ELEMENT.finditer(picture):
        text, found = _CLIPPED.sub("", match[0]), _CLASS.search(match[0])
        if found is None:
            yield _Part(text, "")
        elif found[1] == "title":
            yield _Part(text.replace(found[0], _OUTSIDE), "{ font: bold 18px arial }")
        else:
            yield _Part(text.replace(f"{found[0]} ", ""), styles[found[1]])


def _timing(shown: Sequence[Frames], pictures: int, seconds: float, still: int) -> Iterable[str]:
    """Yield the rules by which each group is there in its pictures and in no others."""
    for number, frames in enumerate(shown):
        if len(frames) == pictures:
            continue
        steps = " ".join(
            f"{100 * n / pictures:g}% {{ visibility: {_is(n in frames)} }}" for n in range(pictures)
        )
        yield f"@keyframes k{number} {{ {steps} }}"
        yield (
            f".g{number} {{ visibility: {_is(still in frames)}; "
            f"animation: k{number} {pictures * seconds:g}s step-end infinite }}"
        )
    yield "@media (prefers-reduced-motion) { g { animation: none !important } }"


def _is(there: bool) -> str:
    return "visible" if there else "hidden"


def _around(picture: str, style: str, drawn: Iterable[str]) -> str:
    """Return the frame of *picture*, its window, round what is *drawn*."""
    head = picture[: picture.index("<style>")]
    window = re.search(r"</defs>\s*(<rect[^>]*/>)", picture)
    dots = re.search(r"<g transform=\"translate\(26,22\)\">.*?</g>", picture, re.S)
    assert window is not None
    assert dots is not None
    font = "text { font: 20px Fira Code, monospace; white-space: pre }"
    rules = f"<style>\n{font}\n{style}\n</style>"
    terminal = ['<g transform="translate(9,41)">', *drawn, "</g>"]
    return "\n".join([head + rules, window[1], dots[0], *terminal, "</svg>\n"])
