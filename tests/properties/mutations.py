"""Changes of real input: each is made from its number alone, so that it can be made again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple


class Sample(NamedTuple):
    """Something that the program reads."""

    name: str
    """Of the file, which promises what it holds; empty where it is none."""
    data: bytes


TOKENS = (
    *(b'"', b"'", b"\\", b"\n", b"\r\n", b",", b":", b": ", b"[", b"]", b"{", b"}", b"- ", b"#"),
    *(b"---\n", b"\n---\n", b"&a [*a]", b"!!python/name:os", b"null", b"true", b"[]", b"{}", b'""'),
    *(b"-1", b"0", b"9" * 30, b"9" * 5000, b"1e999", b"NaN", b"\\ud800", b"\\u0000", b"[" * 2000),
    *(b"\0", b"\x1b", b"\x1b[31m", b"\x1b]52;c;", b"\x9b", b"\x07"),
    *(b"\x7f", b"\xff", b"\xef\xbb\xbf"),
    *(text.encode() for text in ("\u202e", "\ufe0f", "\u0301", "é", "\U000e0041", "界", "\u2028")),
    *(b"../../etc/passwd", b"/etc/passwd", b"$(id)", b"; rm -rf ~", b"a" * 40, b" " * 300),
    *(b"@", b"%", b"^", b"^[", b"%[", b"~", b"+"),
    *(b"==", b":=", b"@:", b"*", b"?", b"/", b"target="),
    *(b"\x1b[200~", b"\x1b[201~", b"\x1bP", b"\x1b\\", b"\x1b_", b"\x1b[?1;2c", b"\x1b[<0;1;1M"),
)
LONGEST = 400
"""Bytes that a change takes out, or writes twice."""
TIMES = (1, 1, 1, 2, 2, 3, 5, 9)
"""How many changes are made, each as likely as the others."""


def mutated(samples: Sequence[Sample], seed: int, number: int) -> Sample:
    """Return one of *samples* with some changes."""
    draw = Random(f"{seed} {number}")
    chosen = draw.choice(samples)
    data = bytearray(chosen.data)
    for _ in range(draw.choice(TIMES)):
        draw.choice(CHANGES)(data, draw, samples)
    return Sample(chosen.name, bytes(data))


def _stretch(data: bytearray, draw: Random) -> slice:
    start = draw.randint(0, len(data))
    return slice(start, start + draw.randint(0, LONGEST))


def _bit(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    if data:
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def _byte(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    if data:
        data[draw.randrange(len(data))] = draw.randrange(256)


def _token(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    place = draw.randint(0, len(data))
    data[place:place] = draw.choice(TOKENS)


def _replaced(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    place = draw.randint(0, len(data))
    data[place : place + draw.randint(1, 8)] = draw.choice(TOKENS)


def _taken_out(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    del data[_stretch(data, draw)]


def _twice(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    stretch = _stretch(data, draw)
    data[stretch.start : stretch.start] = data[stretch]


def _elsewhere(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    moved = data[stretch := _stretch(data, draw)]
    del data[stretch]
    place = draw.randint(0, len(data))
    data[place:place] = moved


def _spliced(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    other = bytearray(draw.choice(samples).data)
    data[_stretch(data, draw)] = other[_stretch(other, draw)]


def _cut_off(data: bytearray, draw: Random, samples: Sequence[Sample]) -> None:
    del data[draw.randint(0, len(data)) :]


CHANGES: Sequence[Callable[[bytearray, Random, Sequence[Sample]], None]] = (
    *(_bit, _byte, _token, _token, _replaced, _replaced),
    *(_taken_out, _twice, _elsewhere, _spliced, _cut_off),
)
