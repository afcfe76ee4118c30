"""Half-typed queries: the part that can be searched for, and how the last word can be finished.

An unfinished end (``@``, ``%``, ``target=``, an open quote) is no error at the end of the text or
at the cursor: it is left out of the query until it is finished.
"""

from __future__ import annotations

import re

from msgspec import Struct

from cachetui.index.fields import RANGED
from cachetui.query.parser import QueryError, parse
from cachetui.query.query import Query
from cachetui.spack.tokens import SpecSyntaxError, Token, tokens
from cachetui.spack.values import is_pattern, items, literal, plain, spelled, unquoted

_OPEN_PAIR = re.compile(r"""(:?==?)\s*(?:(["'])(.*))?""", re.DOTALL)
_FINISHED_ITEMS = re.compile(r"(?:(?:\\.|[^,\\])*,)*", re.DOTALL)
_LAST_VERSION = re.compile(r"[^@,:=\s]*$")


class Word(Struct, frozen=True):
    """The word before the cursor, as far as it is typed: what a completion replaces."""

    kind: str
    """``name``, ``version``, ``compiler``, ``dependency``, ``variant``, ``value`` or ``hash``."""
    key: str
    """Of a value its key; of a version the compiler that has it, empty for the package's own."""
    prefix: str
    """What has been typed of it."""
    head: str
    """The text before all that a completion replaces."""
    operator: str = ""
    """Of a value what stands before it: ``=``, ``:=``, ``==`` or ``:==``."""
    before: tuple[str, ...] = ()
    """Of a value its finished items, those before the last comma."""
    lead: str = ""
    """Of the last item the finished part: ``x86_64:`` of a range."""
    is_whole: bool = False
    """Whether it is no beginning: it ends in a quote, or has a ``*`` or ``?`` as in a shell."""

    def finished(self, text: str) -> str:
        """Return what was typed up to the cursor with *text* as this word, quoted if need be."""
        if self.kind != "value":
            return self.head + text
        return self._with_item(self.lead + literal(text))

    @property
    def begun(self) -> str:
        """What was typed up to the cursor, with a ``*`` behind this word."""
        if self.kind != "value":
            return f"{self.head}{self.prefix}*"
        return self._with_item(f"{self.lead}{literal(self.prefix)}*")

    def _with_item(self, last: str) -> str:
        """Return what was typed up to the cursor with *last* as the last item of this value."""
        return self.head + spelled(self.key, self.operator, (*self.before, last))


class PartialQuery(Struct, frozen=True):
    """A text while it is being typed."""

    query: Query | None
    """What is finished; None where there is an error."""
    error: QueryError | None
    """What is wrong, other than not being finished."""
    unfinished: int | None
    """The column where the part that was left out begins; None where all was read."""
    word: Word | None
    """The word that can be completed; None where there is none."""


def read_partial(text: str, cursor: int | None = None) -> PartialQuery:
    """Read the fuzzy query *text* with the cursor at column *cursor*, at its end if None."""
    place = len(text) if cursor is None else cursor
    word, unfinished = word_before(text, place), None
    while True:
        try:
            return PartialQuery(parse(text, fuzzy=True), None, unfinished, word)
        except QueryError as error:
            unfinished = error.unfinished
            if unfinished is not None:
                text = text[:unfinished]
            elif (unfinished := _open_at(text, place)) is not None:
                text = text[:unfinished] + " " * (place - unfinished) + text[place:]
            else:
                return PartialQuery(None, error, None, word)


def _open_at(text: str, cursor: int) -> int | None:
    """Return the column where an unfinished part begins that ends at *cursor*, if there is one."""
    if cursor < len(text):
        try:
            parse(text[:cursor], fuzzy=True)
        except QueryError as error:
            return error.unfinished
    return None


def word_before(text: str, cursor: int) -> Word | None:
    """Return the word of *text* that ends at column *cursor*; None if none can be completed."""
    head = text[:cursor]
    read: list[Token] = []
    try:
        read.extend(tokens(head))
    except SpecSyntaxError as error:
        return _unfinished(head, read, error) if error.unfinished is not None else None
    if not read or _in_brackets(read) or (read[-1].end < cursor and read[-1].kind != "sigil"):
        return None
    return _finished(head, read)


def _in_brackets(read: list[Token]) -> bool:
    """Return whether the last tokens are inside the brackets of an edge: ``^[virtuals=``."""
    marks = [token for token in read if token.kind in ("edge", "sigil")]
    return bool(marks) and marks[-1].kind == "edge"


def _finished(head: str, read: list[Token]) -> Word | None:
    """Return the word that the last token of *read* ends with; None if it cannot be completed."""
    last = read[-1]
    match = last.match
    if last.kind == "name":
        return _name(head, read)
    if last.kind == "version":
        return _version(head, read[:-1])
    if last.kind == "switch":
        name = match["variant"]
        return Word("variant", "", name, head[: match.start("variant")], is_whole="*" in name)
    if last.kind == "hash":
        return Word("hash", "", last.text[1:], head[: last.start + 1])
    if last.kind == "pair":
        return _value(head, last.start, match["key"], match["operator"], unquoted(match["value"]))
    if match["mark"] in ("%", "%%"):
        name = match["substitute"] or ""
        lead = head[: len(head) - len(name)]
        return Word("compiler", "", name, lead, is_whole=bool(name))
    return None


def _unfinished(head: str, read: list[Token], error: SpecSyntaxError) -> Word | None:
    """Return the word at the end of *head*, of which the tokens in *read* are sound.

    *error* says where the rest begins, which is no token yet.
    """
    last = read[-1] if read else None
    if last and last.kind == "name" and (pair := _OPEN_PAIR.match(head, last.end)):
        quote = pair[2] or '"'
        value = (pair[3] or "").replace(f"\\{quote}", quote)
        return _value(head, last.start, last.text, pair[1], value)
    sigil = head[error.column]
    if sigil in "+~-":
        return Word("variant", "", "", head)
    if sigil == "/":
        return Word("hash", "", "", head)
    if sigil == "@":
        return _version(head, read)
    return _version(head, read[:-1]) if sigil in ",." else None


def _name(head: str, read: list[Token]) -> Word | None:
    """Return the name at the end: a dependency or compiler behind its mark, else the package.

    The package's name is all words that stand together.
    """
    first = len(read) - 1
    owner = _owner(read, first)
    if owner:
        name = read[first].text
        kind = {"^": "dependency", "]": ""}.get(owner.match["mark"], "compiler")
        if not kind:
            return None
        return Word(kind, "", name, head[: -len(name)], is_whole="*" in name)
    while first and read[first - 1].kind == "name" and not _owner(read, first - 1):
        first -= 1
    start = read[first].start
    return Word("name", "", head[start:], head[:start])


def _owner(read: list[Token], place: int) -> Token | None:
    """Return the mark, such as ``^``, right before the token at *place*; None if there is none."""
    before = read[place - 1] if place else None
    return before if before and before.kind == "sigil" and not before.match["virtuals"] else None


def _version(head: str, read: list[Token]) -> Word | None:
    """Return the version at the end of *head*; *read* are the tokens before its ``@``.

    None for that of a ``^``: the versions of dependencies are not completed.
    """
    typed = _LAST_VERSION.search(head)
    prefix = typed[0] if typed else ""
    key, mark = "", "%"
    if read and read[-1].kind == "sigil":
        key, mark = read[-1].match["substitute"] or "", read[-1].match["mark"]
    elif read and read[-1].kind == "name" and (owner := _owner(read, len(read) - 1)):
        key, mark = read[-1].text, owner.match["mark"]
    return Word("version", key, prefix, head[: len(head) - len(prefix)]) if "%" in mark else None


def _value(head: str, start: int, key: str, operator: str, value: str) -> Word:
    """Return the last item of the *value* of *key*, whose pair begins at column *start*."""
    done = _FINISHED_ITEMS.match(value)
    before = done[0] if done else ""
    lead, colon, last = value[len(before) :].rpartition(":" if key in RANGED else "\0")
    prefix = plain(last.strip(" "))
    whole = is_pattern(last) or head[-1:] in ("'", '"')
    return Word("value", key, prefix, head[:start], operator, items(before), lead + colon, whole)
