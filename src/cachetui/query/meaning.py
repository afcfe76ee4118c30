"""What the nodes of a text ask for: the step from Spack's syntax to a query.

A page shows one row for a spec: its compiler without attributes, no namespace, no dependencies.
What is said of those is read as well as a row allows, and a note says how.
"""

from __future__ import annotations

from collections.abc import Iterable

from cachetui.index.fields import VERDICTS
from cachetui.query.query import Query
from cachetui.safe_text import clip
from cachetui.spack.syntax import FLAGS, Node, architecture
from cachetui.spack.tokens import EXTENSION_KEYS, SpecSyntaxError, Token
from cachetui.spack.values import any_of, items, plain, unquoted
from cachetui.spack.variants import Compiler, Variant
from cachetui.spack.versions import ExactVersion, VersionError, VersionList

_LANGUAGES = ("c", "cxx", "fortran")
_HOST_NAMES = frozenset(("fe", "be", "frontend", "backend", "default_os", "default_target"))
_MARKS = ("^", "%", "%%", "^[", "%[", "%%[")

_CONDITION = "pages do not show how a compiler is used: [{}] is left out"
_DEPENDENCIES = "pages do not list dependencies: {} cannot be answered"
_FLAGS = "pages do not show compiler flags such as {}"
_GIT = "a git version matches only where the page has the same ref"
_HOST = "Spack's names for the host are not known here: write its os and target"
_LANGUAGE = "pages show one compiler for a spec: c, cxx and fortran cannot be told apart"
_LEFT_OUT = "pages show one compiler for a spec, that of c before the others: {} is left out"
_MOVED = "{0} behind %{1} belongs to {1} in Spack 1.x, here it is asked of the package"
_NAMESPACE = "pages do not show namespaces: {} is left out"
_PROPAGATED = "pages do not show what propagates: %% is read as %"
_TWO = "pages show one compiler for a spec: none has two"


def query_of(nodes: list[Node]) -> Query:
    """Turn the *nodes* of a text, the spec itself first, into what they ask of a listing.

    Raises SpecSyntaxError where a value means nothing.
    """
    return _Reading(nodes).query()


class _Reading:
    """One text on its way to a query, with the notes that come up."""

    def __init__(self, nodes: list[Node]) -> None:
        self.spec = nodes[0]
        self.compilers = [node for node in nodes[1:] if _is_compiler(node)]
        self.dependencies = [node for node in nodes[1:] if not _is_compiler(node)]
        self.had = {token.text for token in self.spec.attributes}
        self.notes: list[str] = []

    def query(self) -> Query:
        for node in self.compilers:
            self._take_over(node)
        for node in self.dependencies:
            self._versions(node)
            self._add(filter(is_extension, node.attributes))
        dependencies = written(self.dependencies)
        if dependencies:
            self._note(_DEPENDENCIES, dependencies)
        return Query(
            name=self._name(),
            versions=self._versions(self.spec),
            variants=self._variants(),
            hash=self.spec.hash.text[1:] if self.spec.hash else "",
            compilers=self._compilers(),
            dependencies=dependencies,
            **self._fields(),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _note(self, note: str, *texts: str) -> None:
        self.notes.append(note.format(*(clip(text, 40) for text in texts)))

    def _take_over(self, compiler: Node) -> None:
        """Ask of the spec what stands behind *compiler*.

        Spack 1.0 gives that to the compiler, before that it was the spec's (CHANGELOG v1.0.0).
        People still type it the old way, and pages show nothing of a compiler but its version.
        """
        self._add(token for token in compiler.attributes if token.text not in self.had)
        self.had.update(token.text for token in compiler.attributes)
        self._add([compiler.hash] if compiler.hash else [])
        strays = [token.text for token in compiler.attributes if not is_extension(token)]
        if strays:
            self._note(_MOVED, " ".join(strays), _name(compiler))

    def _add(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            self.spec.add(token)

    def _name(self) -> str:
        for word in self.spec.words:
            if "." in word:
                self._note(_NAMESPACE, f"'{word.rpartition('.')[0]}'")
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
            self._note(_GIT)
        return None if versions.unbounded else versions

    def _compilers(self) -> tuple[Compiler, ...]:
        found = set()
        for node in self._told_apart():
            found.add(Compiler(_name(node), self._versions(node)))
            self._note_on_use(node)
        if len({compiler.name for compiler in found}) > 1:
            self._note(_TWO)
        return tuple(sorted(found, key=str))

    def _told_apart(self) -> list[Node]:
        """Leave out the compilers of languages that a page would not name."""
        bound = [node for node in self.compilers if _languages(node)]
        shown = min(bound, key=lambda node: min(_languages(node)), default=None)
        for node in bound:
            if node is not shown:
                self._note(_LEFT_OUT, written([node]))
        return [node for node in self.compilers if node is shown or not _languages(node)]

    def _note_on_use(self, compiler: Node) -> None:
        if _languages(compiler):
            self._note(_LANGUAGE)
        if compiler.mark == "%%":
            self._note(_PROPAGATED)
        for token in compiler.edge:
            if token.match["key"] != "virtuals":
                self._note(_CONDITION, token.text)

    def _variants(self) -> tuple[Variant, ...]:
        found = set()
        for token in self.spec.attributes:
            key = token.match["key"]
            if key == "namespace":
                self._note(_NAMESPACE, token.text)
            elif not architecture(token) and not is_extension(token):
                found.add(_variant(token))
            if key in FLAGS:
                self._note(_FLAGS, key)
        return tuple(sorted(found, key=lambda variant: (variant.name, str(variant))))

    def _fields(self) -> dict[str, tuple[str, ...]]:
        fields = {}
        for token in self.spec.attributes:
            for key, value in architecture(token).items():
                fields[key] = _items(token, key, value)
                if key in ("os", "target") and not _HOST_NAMES.isdisjoint(fields[key]):
                    self._note(_HOST)
            if is_extension(token):
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


def is_extension(token: Token) -> bool:
    """Return whether *token* is one of our own pairs, such as ``stack=e4s``."""
    match = token.match
    return token.kind == "pair" and match["key"] in EXTENSION_KEYS and match["operator"] == "="


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


def written(nodes: list[Node]) -> str:
    """Write *nodes* in one spelling, our own pairs left out."""
    words: list[str] = []
    glued, apart = False, True
    for token in (token for node in nodes for token in node.pieces):
        if is_extension(token):
            glued, apart = False, True
            continue
        apart |= token.kind == "pair" or token.text in _MARKS or _is_spaced(token)
        if glued or not apart:
            words[-1] += _squeezed(token)
        else:
            words.append(_squeezed(token))
        glued, apart = token.text in _MARKS, False
    return " ".join(words)


def _is_spaced(token: Token) -> bool:
    return token.match.string[token.start - 1] == " "


def _squeezed(token: Token) -> str:
    if token.kind == "switch":
        return token.match["sign"].replace("-", "~") + token.match["variant"]
    return token.text if token.kind == "pair" else token.text.replace(" ", "")
