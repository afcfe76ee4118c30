"""Nodes -> configurations, of which a file has few: what nodes share is worked out once."""

from __future__ import annotations

from typing import NamedTuple, cast

from cachetui.model import Configuration
from cachetui.sources.formats.batches import RowError
from cachetui.sources.formats.spack.nodes import (
    WrittenNode,
    architecture_of,
    compiler_of,
    node_of,
    parameters_of,
)

_PACKAGE_HASH = b'"package_hash"'
_DEPENDENCIES = b'"dependencies"'
BEFORE = b'{"name":"-",' + _PACKAGE_HASH
"""Makes a node again of the rest of its text."""


class Built(NamedTuple):
    """The facts of a node that many specs share: all but its hash and dependencies."""

    configuration: Configuration
    is_external: bool
    prefix: str | None
    """Path of an external."""


class NodeConfigurations:
    """The configurations of a file's nodes."""

    def __init__(self) -> None:
        self._by_head: dict[bytes, Built | None] = {}
        self._known: dict[tuple[str | bytes | None, ...], Configuration] = {}
        self._built: dict[tuple[int, bool, str | None], Built] = {}
        self._architectures: dict[bytes, tuple[str, str, str]] = {}
        self._parameters: dict[bytes, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def of(self, text: bytes) -> Built | None:
        """Return what the node in *text* says; None if its edges have to tell its compiler.

        Of the nodes that have the same text before ``package_hash`` only the first is decoded:
        Spack writes there what a configuration is made of. Raises RowError if it lacks something.
        """
        end = text.find(_PACKAGE_HASH)
        head = text[:end] if end > 0 else _head_of(text)
        try:
            return self._by_head[head]
        except KeyError:
            node = node_of(text)
            states_compiler = compiler_of(bytes(node.compiler), b"") is not None
            built = self.built(node, None) if states_compiler else None
            if _DEPENDENCIES not in head and _tells_all(head, node):
                self._by_head[head] = built
            return built

    def known(self, texts: list[bytes]) -> tuple[list[Built], list[bytes]]:
        """Return what the nodes in *texts* say, and where their edges can be: behind `BEFORE`.

        Both are empty if any node has to be decoded.
        """
        parts = [text.partition(_PACKAGE_HASH) for text in texts]
        known = [self._by_head.get(head) for head, _, _ in parts]
        if not all(known):
            return [], []
        return cast(list[Built], known), [rest for _, _, rest in parts]

    def built(self, node: WrittenNode, compiler: str | None) -> Built:
        """Return what *node* says, with the *compiler* of its edges; raises RowError."""
        own = compiler_of(bytes(node.compiler), bytes(node.annotations))
        configuration = self._configuration(node, own or compiler)
        prefix = node.external.path if node.external else None
        key = id(configuration), node.external is not None, prefix
        built = self._built.get(key)
        if built is None:
            built = self._built[key] = Built(configuration, node.external is not None, prefix)
        return built

    def _configuration(self, node: WrittenNode, compiler: str | None) -> Configuration:
        arch, parameters = bytes(node.arch), bytes(node.parameters)
        key = node.name, node.version, node.namespace, compiler, arch, parameters
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._make(node, compiler, arch, parameters)
        return known

    def _make(
        self, node: WrittenNode, compiler: str | None, arch: bytes, parameters: bytes
    ) -> Configuration:
        """Return the configuration of *node*; raises RowError without a version.

        *arch* and *parameters* are its JSON texts: what many nodes share is read once.
        """
        if not node.version:
            raise RowError("has no version")
        if arch not in self._architectures:
            self._architectures[arch] = architecture_of(arch)
        if parameters not in self._parameters:
            self._parameters[parameters] = parameters_of(parameters)
        variants, flags = self._parameters[parameters]
        return Configuration(
            node.name,
            (node.version,),
            compiler,
            *self._architectures[arch],
            variants,
            namespace=node.namespace,
            flags=flags,
        )


_ENDS = (_DEPENDENCIES, b'"hash"')
"""Keys that follow what a configuration is made of, in nodes that have no ``package_hash``."""


def _head_of(text: bytes) -> bytes:
    """Return the beginning of a node's text, before the first key that is the node's own."""
    for key in _ENDS:
        if (end := text.find(key)) > 0:
            return text[:end]
    return b""


def _tells_all(head: bytes, node: WrittenNode) -> bool:
    """Return whether *head* alone says of a node the same as its whole text."""
    try:
        alone = node_of(head.rstrip(b", \t\r\n") + b"}")
    except RowError:
        return False
    return _own_facts(alone) == _own_facts(node)


def _own_facts(node: WrittenNode) -> tuple[object, ...]:
    raw = bytes(node.arch), bytes(node.compiler), bytes(node.parameters)
    return node.name, node.version, node.namespace, node.external, *raw
