"""The query language: Spack's spec syntax, read as what a listing must meet.

Beside Spack's own keys there are ``stack= tag= compiler= runs=``, and ``%none``. A page shows less
than a spec can say; what it does not show is read as well as a row allows, and a note says how.
Spack: lib/spack/spack/spec_parser.py, lib/spack/docs/spec_syntax.rst.
"""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import combining, east_asian_width

from cachetui.index.fields import VERDICTS
from cachetui.query import notes
from cachetui.query.query import Query
from cachetui.safe_text import clip, safe
from cachetui.spack.syntax import FLAGS, Node, architecture, nodes, written
from cachetui.spack.tokens import EXTENSION_KEYS, SpecSyntaxError, Token, tokens
from cachetui.spack.values import any_of, items, plain, unquoted
from cachetui.spack.variants import Compiler, Variant
from cachetui.spack.versions import ExactVersion, VersionError, VersionList

_SPACES = str.maketrans("\t\n\r\f\v", "     ")
_LONGEST_MESSAGE = 200
_LANGUAGES = ("c", "cxx", "fortran")
_HOST_NAMES = frozenset(("fe", "be", "frontend", "backend", "default_os", "default_target"))


class QueryError(SpecSyntaxError):
    """A text that is no query: what is wrong, and the column (from 0) where."""


def parse(text: str, *, fuzzy: bool = False) -> Query:
    """Read *text* as a query.

    A *fuzzy* text is what people type into a search line: words without Spack's marks are one
    package name, wherever they stand. Otherwise there is one word at most, as in Spack. Raises
    QueryError.
    """
    text = text.translate(_SPACES)
    try:
        _refuse_controls(text)
        return _QueryBuilder(nodes([*tokens(text)], len(text), fuzzy=fuzzy)).query()
    except SpecSyntaxError as error:
        message = clip(error.message, _LONGEST_MESSAGE)
        raise QueryError(message, error.column, error.unfinished) from None


def _refuse_controls(text: str) -> None:
    """Refuse what a terminal would act upon; pages are searched as they are shown."""
    if safe(text) == text:
        return
    for column, character in enumerate(text):
        if safe(character) != character:
            raise SpecSyntaxError("control characters cannot be part of a query", column)


def format_error(text: str, error: QueryError, width: int = 78) -> str:
    """Return *error* in three lines: what is wrong, the text, and a caret under the place.

    Of a text wider than *width* the part round the caret is shown, a ``~`` where it is cut. All
    of it is safe to show.
    """
    half = (width - 2) // 2
    before, behind = safe(text[: error.column]), safe(text[error.column :])
    left, right = "~" * (len(before) > half), "~" * (len(behind) > half)
    shown = f"{left}{before[-half:]}"
    caret = " " * _cells(shown) + "^"
    return f"{error.message}\n{shown}{behind[:half]}{right}\n{caret}"


def _cells(text: str) -> int:
    """Return how many cells of a terminal *text* takes."""
    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)


class _QueryBuilder:
    """Makes the query of one text, and collects the notes that come up."""

    def __init__(self, nodes: list[Node]) -> None:
        self.spec = nodes[0]
        self.compilers = [node for node in nodes[1:] if _is_compiler(node)]
        self.dependencies = [node for node in nodes[1:] if not _is_compiler(node)]
        self.had = {token.text for token in self.spec.attributes}
        self._notes: list[str] = []

    def query(self) -> Query:
        for node in self.compilers:
            self._take_over(node)
        for node in self.dependencies:
            self._versions(node)
            self._add(token for token in node.attributes if token.is_extension)
        dependencies = written(self.dependencies)
        if dependencies:
            self._note(notes.DEPENDENCIES, dependencies)
        return Query(
            name=self._name(),
            versions=self._versions(self.spec),
            variants=self._variants(),
            hash=self.spec.hash.text[1:] if self.spec.hash else "",
            compilers=self._compilers(),
            dependencies=dependencies,
            **self._fields(),
            notes=tuple(dict.fromkeys(self._notes)),
        )

    def _note(self, note: str, *texts: str) -> None:
        self._notes.append(note.format(*(clip(text, 40) for text in texts)))

    def _take_over(self, compiler: Node) -> None:
        """Ask of the spec what stands behind *compiler*.

        Spack 1.0 gives that to the compiler, before that it was the spec's (CHANGELOG v1.0.0).
        People still type it the old way, and pages show nothing of a compiler but its version.
        """
        self._add(token for token in compiler.attributes if token.text not in self.had)
        self.had.update(token.text for token in compiler.attributes)
        self._add([compiler.hash] if compiler.hash else [])
        strays = [token.text for token in compiler.attributes if not token.is_extension]
        if strays:
            self._note(notes.MOVED, " ".join(strays), _name(compiler))

    def _add(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            self.spec.add(token)

    def _name(self) -> str:
        for word in self.spec.words:
            if "." in word:
                self._note(notes.NAMESPACE, f"'{word.rpartition('.')[0]}'")
        words = (word.rpartition(".")[2] for word in self.spec.words)
        return " ".join(word for word in words if word != "*")

    def _versions(self, node: Node) -> VersionList | None:
        """Read the versions of *node*; None where it takes any."""
        if not node.version:
            return None
        try:
            versions = VersionList.parse(node.version.text[1:])
        except VersionError as error:
            column = node.version.start + 1 + error.column
            raise SpecSyntaxError(error.message, column) from None
        if any(isinstance(item, ExactVersion) and item.ref for item in versions.items):
            self._note(notes.GIT)
        return None if versions.unbounded else versions

    def _compilers(self) -> tuple[Compiler, ...]:
        found = set()
        for node in self._told_apart():
            found.add(Compiler(_name(node), self._versions(node)))
            self._note_on_use(node)
        if len({compiler.name for compiler in found}) > 1:
            self._note(notes.TWO)
        return tuple(sorted(found, key=str))

    def _told_apart(self) -> list[Node]:
        """Leave out the compilers of languages that a page would not name."""
        bound = [node for node in self.compilers if _languages(node)]
        shown = min(bound, key=lambda node: min(_languages(node)), default=None)
        for node in bound:
            if node is not shown:
                self._note(notes.LEFT_OUT, written([node]))
        return [node for node in self.compilers if node is shown or not _languages(node)]

    def _note_on_use(self, compiler: Node) -> None:
        if _languages(compiler):
            self._note(notes.LANGUAGE)
        if compiler.mark == "%%":
            self._note(notes.PROPAGATED)
        for token in compiler.edge:
            if token.match["key"] != "virtuals":
                self._note(notes.CONDITION, token.text)

    def _variants(self) -> tuple[Variant, ...]:
        found = set()
        for token in self.spec.attributes:
            key = token.match["key"]
            if key == "namespace":
                self._note(notes.NAMESPACE, token.text)
            elif not architecture(token) and not token.is_extension:
                found.add(_variant(token))
            if key in FLAGS:
                self._note(notes.FLAGS, key)
        return tuple(sorted(found, key=lambda variant: (variant.name, str(variant))))

    def _fields(self) -> dict[str, tuple[str, ...]]:
        fields = {}
        for token in self.spec.attributes:
            for key, value in architecture(token).items():
                fields[key] = _items(token, key, value)
                if key in ("os", "target") and not _HOST_NAMES.isdisjoint(fields[key]):
                    self._note(notes.HOST)
            if token.is_extension:
                key = token.match["key"]
                fields[key] = _items(token, key, unquoted(token.match["value"]))
        return fields


def _is_compiler(node: Node) -> bool:
    """Whether *node* hangs on the spec by a ``%`` that may name its compiler."""
    return not node.inside and (bool(_languages(node)) or not _virtuals(node))


def _virtuals(node: Node) -> list[str]:
    values = [
        unquoted(token.match["value"]) for token in node.edge if token.match["key"] == "virtuals"
    ]
    return [name for value in (node.virtuals, *values) for name in value.split(",") if name]


def _languages(node: Node) -> list[int]:
    """Return the ranks of the languages that *node* is bound to."""
    return [_LANGUAGES.index(name) for name in _virtuals(node) if name in _LANGUAGES]


def _name(compiler: Node) -> str:
    return compiler.words[0].rpartition(".")[2] if compiler.words else "*"


def _items(token: Token, key: str, value: str) -> tuple[str, ...]:
    """Read a value of which any item may be met: in order, each once."""
    found = sorted(set(items(value)))
    if not found:
        raise SpecSyntaxError(f"'{key}' must have a value", token.start)
    return tuple(sorted(found, key=lambda item: _rank(item, token)) if key == "runs" else found)


def _rank(item: str, token: Token) -> int:
    """Return which verdict *item* stands for, the first if it is a pattern."""
    holds = any_of([item])
    for rank, verdict in enumerate(VERDICTS):
        if holds(verdict):
            return rank
    begun = any(verdict.startswith(plain(item)) for verdict in VERDICTS)
    typing = begun and token.end == len(token.match.string)
    raise SpecSyntaxError(
        "'runs' is one of yes, maybe and no", token.start, token.start if typing else None
    )


def _variant(token: Token) -> Variant:
    """Read a switch or a pair. Spack: lib/spack/spack/variant.py, ``from_string_or_bool``."""
    match = token.match
    if token.kind == "switch":
        return Variant(match["variant"], match["sign"][0] == "+", propagated=token.propagates)
    value = unquoted(match["value"])
    if value.upper() in ("TRUE", "FALSE"):
        return Variant(match["key"], value.upper() == "TRUE", propagated=token.propagates)
    found = items(value)
    values = () if found == ("*",) else tuple(sorted({plain(item) for item in found})) or ("",)
    exact = match["operator"][0] == ":" and bool(values or match["key"] in EXTENSION_KEYS)
    return Variant(match["key"], values, exact, token.propagates)
