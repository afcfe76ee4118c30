"""The README's walk: every picture has its own parts and no others, and none tells the machine."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from rich.console import Console

from support.animation import animated
from support.paths import ROOT


def picture(*lines: str) -> str:
    console = Console(record=True, width=30, height=4, file=StringIO(), force_terminal=True)
    for line in lines:
        console.print(line)
    return console.export_svg(title=lines[0])


def texts(svg: str, number: int, pictures: int) -> list[str]:
    """Return the texts that are visible in picture *number*."""
    found = []
    for group, content in re.findall(r'<g class="g(\d+)">(.*?)</g>', svg, re.DOTALL):
        steps = re.search(rf"@keyframes k{group} {{ (.*?) }} }}", svg)
        at = f" {100 * number / pictures:g}% {{ visibility: visible"
        if steps is None or at in steps[0]:
            found += re.findall(r">([^<]+)</text>", content)
    return [text.replace("&#160;", " ").strip() for text in found]


def test_each_picture_shows_its_own_texts_and_what_all_share_is_drawn_once() -> None:
    svg = animated([picture("both", "[red]one"), picture("both", "[blue]two")], 1, still=1)
    assert sorted(filter(None, texts(svg, 0, 2))) == ["both", "both", "one"]
    assert sorted(filter(None, texts(svg, 1, 2))) == ["both", "both", "two"]
    assert svg.count(">both<") == 2  # in the title, too


def test_where_nothing_moves_one_picture_is_seen() -> None:
    svg = animated([picture("one"), picture("two")], 1, still=1)
    rules = dict(re.findall(r"\.g(\d+) \{ visibility: (\w+)", svg))
    seen = {
        text
        for n, text in re.findall(r'<g class="g(\d+)">.*?>(\w+)</text>', svg)
        if rules[n] == "visible"
    }
    assert seen == {"two"}


@pytest.mark.parametrize("name", ["screen.svg", "walk.svg"])
def test_the_pictures_are_small_and_tell_nothing_of_the_machine(name: str) -> None:
    svg = (ROOT / ".github" / name).read_text(encoding="utf-8")
    assert len(svg) < 200_000
    assert "linux-ubuntu24.04-zen3" in svg
    assert not re.search(r"/(?:home|root|tmp|work|Users)\b", svg)
    assert set(re.findall(r"https?://[^\"< ]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "https://www.textualize.io",
    }
