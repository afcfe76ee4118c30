"""Spack's spec syntax: a spec is a node, and what it hangs on are more nodes.

Spack: lib/spack/spack/spec_parser.py, and ``Spec._add_flag`` in lib/spack/spack/spec.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from cachetui.model import ARCHITECTURE, split_architecture
from cachetui.spack.keys import EXTENSION_KEYS, FLAGS
from cachetui.spack.tokens import SpecSyntaxError, Token, tokens
from cachetui.spack.values import unquoted

_FIELDS = {"arch": ARCHITECTURE, "architecture": ARCHITECTURE, "operating_system": ("os",)}
_RESERVED = frozenset(
    ("branch", "commit", "dev_path", "namespace", "patches", "ref", "tag", *ARCHITECTURE, *_FIELDS)
)
_EDGE_ATTRIBUTES = ("deptypes", "virtuals", "when")
_ONE_SPEC = "expected a single spec, but got more"


class Node(Struct, eq=False):
    """A package with its attributes: the spec itself, or what follows a ``%`` or a ``^``."""

    mark: str = ""
    """``%``, ``%%`` or ``^``; nothing for the spec itself."""
    start: int = 0
    inside: bool = False
    """Whether it is a dependency, or hangs on one."""
    words: list[str] = field(default_factory=list)
    """Its name; of a fuzzy text all the words that search for one."""
    virtuals: str = ""
    """``c,cxx`` of ``%c,cxx=clang``."""
    edge: list[Token] = field(default_factory=list)
    """The pairs of ``%[when=+x virtuals=c]``."""
    version: Token | None = None
    hash: Token | None = None
    attributes: list[Token] = field(default_factory=list)
    """Its switches and pairs, in order."""
    pieces: list[Token] = field(default_factory=list)
    """Everything it is made of, as written."""
    _given: set[str] = field(default_factory=set)

    @property
    def blank(self) -> bool:
        """Whether it is a mark so far, and no more."""
        return not (self.words or self.version or self.hash or self.attributes)

    def add(self, token: Token) -> None:
        """Add *token*; raise SpecSyntaxError where it has no place here."""
        self.pieces.append(token)
        if token.kind == "name" and self.blank:
            self.words.append(token.text)
        elif token.kind == "version":
            if self.version:
                raise SpecSyntaxError("a spec cannot have multiple versions", token.start)
            self.version = token
        elif token.kind == "hash" and not self.hash:
            self.hash = token
        elif token.kind in ("switch", "pair"):
            self._claim(token)
            self.attributes.append(token)
        elif token.kind == "file":
            raise SpecSyntaxError("a spec file cannot be read here", token.start)
        else:
            raise SpecSyntaxError(_ONE_SPEC, token.start)

    def _claim(self, token: Token) -> None:
        """Refuse *token* if its key is taken, or cannot stand in this form."""
        key = token.match["key"] or token.match["variant"]
        fields = _FIELDS.get(key, (key,))
        if token.propagates and key in _RESERVED:
            raise SpecSyntaxError(f"Propagation is not supported for '{key}'", token.start)
        if token.kind == "switch" and fields[0] in ARCHITECTURE:
            raise SpecSyntaxError(f"'{key}' must have a value", token.start)
        if not self._given.isdisjoint(fields) and key not in FLAGS:
            raise SpecSyntaxError(_twice(key, fields), token.start)
        self._given.update(fields)


def _twice(key: str, fields: tuple[str, ...]) -> str:
    if fields[0] in ARCHITECTURE:
        each = "each of 'platform', 'os' and 'target' stands once"
        return f"'{key}' is given twice: a spec cannot have two architectures, {each}"
    if key in EXTENSION_KEYS:
        return f"'{key}' is given twice: commas mean any of"
    return f"the variant '{key}' is given twice"


def nodes(read: Iterable[Token], end: int, *, fuzzy: bool = False) -> list[Node]:
    """Sort the tokens read from a text of *end* characters into nodes, the spec itself first.

    A name behind other things begins a second spec, which is an error; where *fuzzy*, it is one
    more word of the spec's own name, and what follows it is the spec's again. Raises
    SpecSyntaxError.
    """
    stream = iter(read)
    node = root = Node()
    found = [root]
    for token in stream:
        if token.kind in ("edge", "sigil"):
            node = _hanging(token, node.inside, stream, end)
            found.append(node)
        elif fuzzy and token.kind == "name" and not (node.mark and node.blank):
            node = root
            root.words.append(token.text)
        else:
            node.add(token)
    for other in found[1:]:
        _check(other, node)
    return found


def _check(node: Node, last: Node) -> None:
    """Refuse a mark without its package; only at the end of the text is that a beginning."""
    if node.blank or (node.mark != "^" and not (node.words or node.version or node.hash)):
        unfinished = node.start if node is last and node.blank else None
        raise SpecSyntaxError(f"a package is expected after '{node.mark}'", node.start, unfinished)


def _hanging(token: Token, inside: bool, stream: Iterator[Token], end: int) -> Node:
    """Begin the node that *token* announces, and read its edge attributes if it has any."""
    mark = token.match["opening"] or token.match["mark"]
    if mark == "]":
        raise SpecSyntaxError("unexpected token ']'", token.start)
    node = Node(mark, token.start, inside or mark == "^", pieces=[token])
    if token.kind == "edge":
        token = _edge(node, stream, end)
    if token.match["virtuals"]:
        node.virtuals = token.match["virtuals"]
        node.words.append(token.match["substitute"])
    return node


def _edge(node: Node, stream: Iterator[Token], end: int) -> Token:
    """Read the edge attributes of *node*; return the token of the closing bracket."""
    for token in stream:
        node.pieces.append(token)
        if token.match["mark"] == "]":
            return token
        typing = node.start if token.end == end else None
        if token.kind != "pair":
            raise SpecSyntaxError("unexpected token in edge attributes", token.start, typing)
        if token.match["key"] not in _EDGE_ATTRIBUTES:
            known = ", ".join(_EDGE_ATTRIBUTES)
            raise SpecSyntaxError(f"the known edge attributes are {known}", token.start, typing)
        node.edge.append(token)
    raise SpecSyntaxError("the bracket is not closed", node.start, node.start)


def architecture(token: Token) -> dict[str, str]:
    """Return what an ``arch=``, ``platform=``, ``os=`` or ``target=`` says of each of the three.

    Empty for any other token. ``arch=linux-None-None`` says nothing of os and target.
    """
    fields = _FIELDS.get(token.match["key"], (token.match["key"],))
    if fields[0] not in ARCHITECTURE:
        return {}
    value = unquoted(token.match["value"])
    values = split_architecture(value) if len(fields) == len(ARCHITECTURE) else (value,)
    return {name: part for name, part in zip(fields, values, strict=True) if part != "None"}


class SpecString(Struct, frozen=True):
    """What the spec string of an old page says; what it does not say is empty."""

    name: str
    version: str
    compiler: str | None
    """``gcc@7.5.0``, without the ``=`` of newer spellings."""
    variants: tuple[str, ...]
    """As pages list them, in the order written: ``+shared``, ``build_type=Release``."""
    platform: str
    os: str
    target: str
    hash: str
    dependencies: str
    """From the first ``^`` on, as written."""

    @property
    def architecture(self) -> tuple[str, str, str]:
        """Platform, os and target."""
        return self.platform, self.os, self.target


def spec_string(text: str) -> SpecString:
    """Return the parts of a spec string: ``axl@0.3.0%gcc@7.5.0+shared arch=linux-rhel7-x86_64``.

    Its dependencies are not read. Raises SpecSyntaxError.
    """
    head, dependencies = [], ""
    for token in tokens(text):
        if token.text[0] == "^":
            dependencies = text[token.start :]
            break
        head.append(token)
    root, *compilers = nodes(head, len(text))
    if not root.words:
        raise SpecSyntaxError("a package's name is expected", 0)
    attributes = [token for node in (root, *compilers) for token in node.attributes]
    fields = {name: value for token in attributes for name, value in architecture(token).items()}
    return SpecString(
        name=root.words[0].rpartition(".")[2],
        version=_version(root),
        compiler=_compiler(compilers[0]) if compilers else None,
        variants=tuple(_variant(token) for token in attributes if not architecture(token)),
        platform=fields.get("platform", ""),
        os=fields.get("os", ""),
        target=fields.get("target", ""),
        hash=next((node.hash.text[1:] for node in (root, *compilers) if node.hash), ""),
        dependencies=dependencies,
    )


def _version(node: Node) -> str:
    return node.version.text[1:].strip().removeprefix("=") if node.version else ""


def _compiler(node: Node) -> str:
    name = node.words[0].rpartition(".")[2] if node.words else ""
    return f"{name}@{_version(node)}" if node.version else name


def _variant(token: Token) -> str:
    match = token.match
    if token.kind == "switch":
        return ("+" if match["sign"][0] == "+" else "~") + match["variant"]
    return f"{match['key']}{match['operator'].replace('==', '=')}{unquoted(match['value'])}"


def is_spaced(token: Token) -> bool:
    """Return whether white space stands before *token*."""
    return token.match.string[: token.start][-1:].isspace()
