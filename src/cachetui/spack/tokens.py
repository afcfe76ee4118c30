"""The tokens of Spack's spec syntax: one pass over a text with one regex.

An error knows its place, and whether more typing could mend it. Beyond Spack, a name may hold
``*``, that of a switch end in it, a bare value hold ``?``, and the value of ``compiler=`` an ``@``.
Spack: lib/spack/spack/spec_parser.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cachetui.model import ARCHITECTURE
from cachetui.spack.keys import EXTENSION_KEYS
from cachetui.spack.values import BARE

_ID = "[A-Za-z0-9_][A-Za-z0-9_-]*"
_KEY = "[A-Za-z0-9_][A-Za-z0-9_.-]*"
_NAME = rf"(?:{_ID}\.)*[A-Za-z0-9_*][A-Za-z0-9_*-]*"
# What follows is as long as it can be, and never less: the lookahead refuses a version that ends
# before another of its characters, so that a long text is not tried at every length.
_VERSION = "=?[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*(?![.-]*[A-Za-z0-9_])"
_RANGE = rf"(?:(?:{_VERSION})?:(?:{_VERSION}(?!\s*=))?|{_VERSION})"
_REF = r"(?:git\.[A-Za-z0-9_][A-Za-z0-9_./-]*|[A-Fa-f0-9]{40}(?![A-Za-z0-9_.-]))"
_NO_VIRTUAL = f"(?:{'|'.join((*EXTENSION_KEYS, *ARCHITECTURE, 'arch'))})"
_QUOTED = r""" "[^"\\]*(?:\\.[^"\\]*)*" | '[^'\\]*(?:\\.[^'\\]*)*' """
_TOKEN = re.compile(
    rf"""
      (?P<edge>    (?P<opening>\^|%%?)\[ )
    | (?P<sigil>   (?P<mark>\^|%%?|\])
                   (?:\s*(?P<virtuals>(?!{_NO_VIRTUAL}=){_ID}(?:,{_ID})*)
                    =(?!\*)(?P<substitute>{_NAME}))? )
    | (?P<version> @(?:{_REF}(?:={_VERSION})?|\s*{_RANGE}(?:\s*,\s*{_RANGE})*) )
    | (?P<switch>  (?P<sign>\+\+|~~|--|[+~-])\s*(?P<variant>{_KEY}\*?) )
    | (?P<pair>    (?P<key>(?P<compiler>compiler(?==))|{_KEY})(?P<operator>:?==?)
                   (?P<value>{_QUOTED}|(?(compiler)[{BARE}@]|[{BARE}])+) )
    | (?P<file>    (?<![A-Za-z0-9_./-])(?:\.|[A-Za-z0-9_-]*/)[A-Za-z0-9_./-]*
                   (?![A-Za-z0-9_./-])(?<=\.json|\.yaml) )
    | (?P<name>    {_NAME} )
    | (?P<hash>    /[A-Za-z0-9_]+ )
    | (?P<space>   \s+ )
    | (?P<bad>     . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)

_OPEN_PAIR = re.compile(r"""(?P<operator>:?=?=?)\s*(?P<quote>["'].*)?""", re.DOTALL)
_OPEN_SIGIL = re.compile(r"(\+\+|~~|--|[@/+~-])\s*=?")
_OPEN_LIST = re.compile(r",\s*=?|[.-]+")
_EXPECTED = {"@": "a version", "/": "a hash"}
_UNEXPECTED = "unexpected characters in the spec string"
_PROPAGATING = ("==", ":==", "++", "~~", "--")


class SpecSyntaxError(ValueError):
    """A text that is no spec."""

    def __init__(self, message: str, column: int, unfinished: int | None = None):
        super().__init__(message)
        self.message = message
        """One sentence without its full stop."""
        self.column = column
        """Where in the text it is wrong, from 0."""
        self.unfinished = unfinished
        """Where the end begins that more typing could mend; None where it could not."""


class Token(NamedTuple):
    """A piece of a text that means one thing."""

    kind: str
    """edge, sigil, version, switch, pair, file, name or hash: a group of the regex."""
    match: re.Match[str]

    @property
    def text(self) -> str:
        """The token as written."""
        return self.match[0]

    @property
    def start(self) -> int:
        """Its first column."""
        return self.match.start()

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.match.end()

    @property
    def propagates(self) -> bool:
        """Whether a switch or pair is meant for dependencies too: ``++x``, ``x==a``."""
        return (self.match["operator"] or self.match["sign"]) in _PROPAGATING

    @property
    def is_extension(self) -> bool:
        """Whether it is a pair that Spack does not have, such as ``stack=e4s``."""
        match = self.match
        is_extension = match["key"] in EXTENSION_KEYS and match["operator"] == "="
        return self.kind == "pair" and is_extension


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of *text*, white space left out.

    Raises SpecSyntaxError at the first character that begins none.
    """
    last = None
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "bad":
            raise _unexpected(text, match.start(), last)
        if kind != "space":
            last = Token(kind, match)
            yield last


def _unexpected(text: str, column: int, last: Token | None) -> SpecSyntaxError:
    """Return what is wrong at *column*, behind the token *last*."""
    if last and last.kind == "name" and last.end == column and text[column] in ":=":
        return _open_pair(text, column, last)
    if sigil := _OPEN_SIGIL.match(text, column):
        expected = f"{_EXPECTED.get(sigil[1], 'a variant')} is expected after '{sigil[1]}'"
        return SpecSyntaxError(expected, column, column if sigil.end() == len(text) else None)
    listed = last and last.kind == "version" and _OPEN_LIST.fullmatch(text, column)
    return SpecSyntaxError(_UNEXPECTED, column, column if listed else None)


def _open_pair(text: str, column: int, key: Token) -> SpecSyntaxError:
    """Return what is wrong with the pair whose operator should be at *column*."""
    pair = _OPEN_PAIR.match(text, column)
    assert pair
    mended = key.start if pair.end() == len(text) else None
    if pair["quote"]:
        return SpecSyntaxError("the quote is not closed", pair.start("quote"), mended)
    if "=" in pair["operator"]:
        expected = f"a value is expected after '{key.text}{pair['operator']}'"
        return SpecSyntaxError(expected, column, mended)
    return SpecSyntaxError(_UNEXPECTED, column, mended)
