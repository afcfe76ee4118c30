r"""The right side of ``key=value``: quotes, lists, and the patterns of a shell.

A value stands bare or in quotes; in quotes a backslash keeps the quote from closing. Commas cut
a value into items, and in an item ``*`` and ``?`` stand for other characters. A backslash makes
the next one of ``\ , * ?`` and the space plain: ``tag="a\,b"`` is the one tag ``a,b``. Before
anything else a backslash is itself, but for what `cachetui.spack.spec_line` writes in place of a
character that a shell would act upon: ``\x20`` is a space. Items are kept in this written form, in
one spelling.
Spack: lib/spack/spack/spec_parser.py (VALUE, QUOTED_VALUE); the escapes of a list are ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import translate

BARE = r"A-Za-z0-9_+*.,:=%^~/\\?\-"
"""What a value may hold without quotes, as part of a regex's character class."""
NONE = "none"
"""What a query asks for, and a list shows, where a field has no value."""

_BARE_VALUE = re.compile(f"[{BARE}]+")
_BARE_COMPILERS = re.compile(f"[{BARE}@]+")
_PAIR = re.compile(r"\\(.)", re.DOTALL)
_ITEM = re.compile(r"(?:\\.|[^,])+", re.DOTALL)
_STAND_IN = r"\\x(?:20|27|2a|2d|3f|5b)"
_CHARACTER = re.compile(rf"{_STAND_IN}|\\[\\,*? ]|.", re.DOTALL)
_ESCAPED = {"\\": "\\\\", ",": "\\,", "*": "\\*", "?": "\\?"}
_WILD = ("*", "?")


def unquoted(text: str) -> str:
    """Return what a value as written stands for: without its quotes, if it has any."""
    quote = text[:1]
    if quote not in ("'", '"'):
        return text
    return _PAIR.sub(lambda pair: quote if pair[1] == quote else pair[0], text[1:-1])


def spelled(key: str, operator: str, items: Iterable[str]) -> str:
    """Return ``key=value`` with *items* as its value, in quotes where it needs them."""
    value = ",".join(items)
    bare = _BARE_COMPILERS if key == "compiler" and operator.startswith("=") else _BARE_VALUE
    if not bare.fullmatch(value) or value.startswith("="):
        value = '"' + value.replace('"', '\\"') + '"'
    return f"{key}{operator}{value}"


def quoted(text: str) -> str:
    """Write *text* in quotes, if there is a kind of them that it can stand in."""
    quote = "'" if '"' in text and "'" not in text else '"'
    return quote + text.replace(quote, f"\\{quote}") + quote


def items(value: str) -> tuple[str, ...]:
    """Cut an unquoted *value* at its commas; empty items and spaces round commas do not count."""
    return tuple(filter(None, map(_normal, _ITEM.findall(value))))


def literal(text: str) -> str:
    """Return the item that stands for *text* and nothing else."""
    return _written([f"\\{c}" if c in _WILD else c for c in text])


def plain(item: str) -> str:
    """Return *item* as text, a ``*`` in it as a star."""
    return _CHARACTER.sub(lambda match: _plain(match[0]), item) if "\\" in item else item


def without_stand_ins(text: str) -> str:
    r"""Return *text* with the characters for which ``\x20`` and the like stand in."""
    return re.sub(_STAND_IN, lambda match: _plain(match[0]), text) if "\\x" in text else text


def _plain(character: str) -> str:
    """Return the one character that stands at a place of an item, whatever is before it."""
    return chr(int(character[2:], 16)) if len(character) == 4 else character[-1]


def is_pattern(item: str) -> bool:
    """Return whether *item* has a ``*`` or ``?`` that stands for other characters."""
    return any(wild in _CHARACTER.findall(item) for wild in _WILD if wild in item)


def any_of(items: Iterable[str]) -> Callable[[str], bool]:
    """Return the test whether a text is one of *items*."""
    patterns, texts = [], set()
    for item in items:
        if is_pattern(item):
            patterns.append(re.compile(_regex(item)).match)
        else:
            texts.add(plain(item))
    if not patterns:
        return texts.__contains__
    return lambda text: text in texts or any(pattern(text) for pattern in patterns)


def _regex(item: str) -> str:
    """Return *item* as a regex; fnmatch makes one that does not try every way to place a star."""
    characters = _CHARACTER.findall(item)
    return translate("".join(c if c in _WILD else _bracketed(_plain(c)) for c in characters))


def _bracketed(character: str) -> str:
    return f"[{character}]" if character in "*?[" else character


def _normal(item: str) -> str:
    """Return *item* in its one spelling, without the spaces round it."""
    characters = _CHARACTER.findall(item)
    while characters and characters[0] == " ":
        characters.pop(0)
    while characters and characters[-1] == " ":
        characters.pop()
    return _written(characters)


def _written(characters: list[str]) -> str:
    """Join the characters of an item, those that are plain by a backslash included."""
    written = [c if c in _WILD else _ESCAPED.get(_plain(c), _plain(c)) for c in characters]
    for end in (0, -1):
        if written and written[end] == " ":
            written[end] = "\\ "
    return "".join(written)
