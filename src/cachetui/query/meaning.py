"""The nodes of a text -> a query: the step from Spack's syntax to what is asked of a listing.

The first node is the spec itself. A ``%`` behind it, or behind a ``^``, is an edge of that node;
keys that Spack does not have, such as ``stack=``, belong to the spec wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from cachetui.index.fields import VERDICTS, YES_NO
from cachetui.query import notes
from cachetui.query.notes import Notes, note_on_pages
from cachetui.query.query import Dependency, Query
from cachetui.spack.compilers import COMPILERS
from cachetui.spack.keys import FLAGS
from cachetui.spack.syntax import Node, architecture, is_spaced, nodes
from cachetui.spack.tokens import (
    SpecSyntaxError,
    Token,
    tokens,
)
from cachetui.spack.values import NONE, any_of, items, plain, quoted, unquoted, without_stand_ins
from cachetui.spack.variants import Flag, Variant, asked_variant
from cachetui.spack.versions import ExactVersion, VersionError, VersionList

CHOICES = {
    "runs": VERDICTS,
    **dict.fromkeys(("cached", "installed", "locked", "explicit", "external"), YES_NO),
}
"""The keys that have a few fixed values -> these, in their order."""
TYPES = ("build", "link", "run", "test")
"""The types of edges. Spack: lib/spack/spack/deptypes.py, ``ALL_TYPES``."""

_HOST_NAMES = frozenset(("fe", "be", "frontend", "backend", "default_os", "default_target"))


def query_of(found: list[Node]) -> Query:
    """Return the query that the nodes of a text make, of which the first is the spec itself.

    Raises SpecSyntaxError where a value means nothing.
    """
    remarks = Notes()
    spec, *others = found
    for node in others:
        _take_over(spec, node, remarks)
    query = _with_dependencies(_own(spec, remarks, is_spec=True), others, remarks)
    note_on_pages(query, remarks)
    return query.but(notes=remarks.always, page_notes=remarks.pages)


def _take_over(spec: Node, node: Node, remarks: Notes) -> None:
    """Move to *spec* the tokens of *node* that are meant for the spec.

    Keys that Spack does not have are. So is what follows a compiler after a space, ``%gcc +mpi``:
    Spack 1.0 gives that to the compiler, but before it belonged to the spec (CHANGELOG v1.0.0), and
    people still type it that way. With a space before its name a compiler keeps what follows it:
    ``% gcc target=zen3``.
    """
    moved = [token for token in node.attributes if token.is_extension]
    if _lends(node):
        strays = [t for t in node.attributes if t not in moved and is_spaced(t)]
        if strays:
            remarks.add(
                notes.MOVED, " ".join(token.text for token in strays), "".join(node.words[:1])
            )
        moved += strays
        if node.hash and is_spaced(node.hash) and not spec.hash:
            spec.hash, node.hash = node.hash, None
    had = {token.text for token in spec.attributes}
    for token in moved:
        node.attributes.remove(token)
        if token.text not in had or token.is_extension:
            spec.add(token)


def _lends(node: Node) -> bool:
    """Return whether *node* leaves to the spec what follows it after a space.

    A compiler does, right behind its mark: ``%gcc``, and not ``% gcc``.
    """
    first = next((token for token in node.pieces if token.kind != "sigil"), None)
    return (
        (node.mark, node.virtuals, node.inside) == ("%", "", False)
        and (not node.words or "*" in node.words[0] or node.words[0] in (*COMPILERS, NONE))
        and not (first and is_spaced(first))
    )


def _with_dependencies(query: Query, others: list[Node], remarks: Notes) -> Query:
    """Return *query* with *others* as dependencies, in normal order.

    A ``%`` belongs to the ``^`` that it stands behind, if there is one, else to the spec.
    """
    found: list[tuple[Dependency, list[Dependency]]] = []
    direct: list[Dependency] = []
    for node in others:
        dependency = _dependency(node, remarks)
        if not dependency.direct:
            found.append((dependency, []))
        else:
            (found[-1][1] if node.inside else direct).append(dependency)
    far = [_with_nested(one, _in_order(nested)) for one, nested in found]
    return query.but(dependencies=(*_in_order(direct), *_in_order(far)))


def _with_nested(dependency: Dependency, nested: tuple[Dependency, ...]) -> Dependency:
    """Return *dependency* with *nested*, the dependencies that its own node must have."""
    return replace(dependency, node=dependency.node.but(dependencies=nested))


def _in_order(dependencies: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Return *dependencies* in the order of the normal form, each once."""
    return tuple(sorted(set(dependencies), key=str))


def _dependency(node: Node, remarks: Notes) -> Dependency:
    """Return the dependency that *node* asks for, without those of its own."""
    virtuals, types, when = list(filter(None, node.virtuals.split(","))), list[str](), None
    for token in node.edge:
        value = unquoted(token.match["value"])
        if token.match["key"] == "virtuals":
            virtuals += filter(None, value.split(","))
        elif token.match["key"] == "deptypes":
            types += _types(value, token)
        else:
            when = _condition(value, token)
    if node.mark.startswith("%%"):
        remarks.add(notes.PROPAGATED)
    return Dependency(
        not node.mark.startswith("^"),
        _own(node, remarks),
        tuple(sorted(set(virtuals))),
        tuple(sorted(set(types), key=TYPES.index)),
        when,
    )


def _types(value: str, token: Token) -> list[str]:
    """Return the types in ``deptypes=``; raises SpecSyntaxError if there is another among them."""
    types = list(filter(None, value.split(",")))
    if not set(types) <= set(TYPES):
        raise SpecSyntaxError(f"the types of a dependency are {', '.join(TYPES)}", token.start)
    return types


def _condition(value: str, token: Token) -> Query | None:
    """Return the query in ``when=``; None where it asks nothing. Raises SpecSyntaxError."""
    try:
        query = query_of(nodes([*tokens(value)], len(value)))
    except SpecSyntaxError as error:
        raise SpecSyntaxError(f"in the condition: {error.message}", token.start) from None
    if unquoted(quoted(str(query))) != str(query):
        raise SpecSyntaxError("a condition cannot have both kinds of quotes in it", token.start)
    return query if query != Query() else None


def _own(node: Node, remarks: Notes, *, is_spec: bool = False) -> Query:
    """Return what *node* asks of a spec by itself, without dependencies."""
    named = [token for token in node.attributes if token.match["key"] == "namespace"]
    namespaces = [word.rpartition(".")[0] for word in node.words if "." in word]
    namespaces += [unquoted(token.match["value"]) for token in named]
    if namespaces:
        remarks.of_pages(notes.NAMESPACE, named[0].text if named else f"'{namespaces[0]}'")
    words = (word.rpartition(".")[2] for word in node.words)
    return Query(
        name=" ".join(word for word in words if word != "*"),
        namespace=namespaces[-1] if namespaces else "",
        versions=_versions(node, remarks),
        variants=_variants(node),
        flags=_flags(node, remarks),
        hash=node.hash.text[1:] if node.hash else "",
        **_fields(node, remarks, with_extensions=is_spec),
    )


def _versions(node: Node, remarks: Notes) -> VersionList | None:
    """Return the versions of *node*; None where it takes any. Raises SpecSyntaxError."""
    if not node.version:
        return None
    try:
        versions = VersionList.parse(node.version.text[1:])
    except VersionError as error:
        column = node.version.start + 1 + error.column
        raise SpecSyntaxError(error.message, column) from None
    if any(isinstance(item, ExactVersion) and item.ref for item in versions.items):
        remarks.add(notes.GIT)
    return None if versions.unbounded else versions


def _variants(node: Node) -> tuple[Variant, ...]:
    """Return the variants of *node*, by name: every key that is nothing else."""
    found = {
        asked_variant(token)
        for token in node.attributes
        if token.match["key"] not in ("namespace", *FLAGS)
        and not architecture(token)
        and not token.is_extension
    }
    return tuple(sorted(found, key=lambda variant: (variant.name, str(variant))))


def _flags(node: Node, remarks: Notes) -> tuple[Flag, ...]:
    """Return the compiler flags of *node*, by kind; one given several times has all its words."""
    words: dict[str, list[str]] = {}
    for token in node.attributes:
        if (key := token.match["key"]) in FLAGS:
            value = without_stand_ins(unquoted(token.match["value"]))
            words.setdefault(key, []).extend(value.split())
            remarks.of_pages(notes.FLAGS, key)
    return tuple(Flag(key, tuple(found)) for key, found in sorted(words.items()) if found)


def _fields(node: Node, remarks: Notes, *, with_extensions: bool) -> dict[str, Any]:
    """Return the items of *node* by their keys: of the architecture, and of our own keys."""
    fields: dict[str, Any] = {}
    for token in node.attributes:
        for key, value in architecture(token).items():
            fields[key] = _items(token, key, value)
            if key in ("os", "target") and not _HOST_NAMES.isdisjoint(fields[key]):
                remarks.add(notes.HOST)
        if with_extensions and token.is_extension:
            key = token.match["key"]
            fields[key] = _items(token, key, unquoted(token.match["value"]))
    return fields


def _items(token: Token, key: str, value: str) -> tuple[str, ...]:
    """Return the items of *value*, each once and in order; raises SpecSyntaxError."""
    found = sorted(set(items(value)))
    if not found:
        raise SpecSyntaxError(f"'{key}' must have a value", token.start)
    if key in CHOICES:
        found.sort(key=lambda item: _rank(item, key, token))
    return tuple(found)


def _rank(item: str, key: str, token: Token) -> int:
    """Return the place of *item* among the choices of *key*; of a pattern that of the first match.

    Raises SpecSyntaxError where it is none of them.
    """
    holds, choices = any_of([item]), CHOICES[key]
    for rank, choice in enumerate(choices):
        if holds(choice):
            return rank
    begun = any(choice.startswith(plain(item)) for choice in choices)
    typing = token.start if begun and token.end == len(token.match.string) else None
    *first, last = choices
    message = f"'{key}' is one of {', '.join(first)} and {last}"
    raise SpecSyntaxError(message, token.start, typing)
