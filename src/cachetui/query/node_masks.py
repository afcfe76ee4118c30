"""What a query asks of a spec by itself, answered for all specs at once: as masks over specs.

Specs that are known only as dependencies of others count too, so that ``^gcc`` finds an external
gcc.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cached_property
from operator import not_

from cachetui.index.index import Index
from cachetui.index.masks import gather, intersect, invert, union
from cachetui.index.nodes import UNKNOWN
from cachetui.model import ARCHITECTURE, CODE
from cachetui.query.query import Dependency, Query
from cachetui.spack import compilers
from cachetui.spack.compilers import LANGUAGES
from cachetui.spack.satisfies import compiler_test
from cachetui.spack.values import any_of

Configurations = Callable[[Query], bytes | None]
"""Returns the mask of the configurations that meet a query; None where it asks nothing of them."""


class NodeMasks:
    """The specs of an index as nodes of its graph; see `cachetui.query.dependencies.SpecMasks`."""

    def __init__(self, index: Index, meeting: Configurations) -> None:
        """Take the specs that *index* has now; *meeting* evaluates a query on configurations."""
        self._index = index
        self._meeting = meeting
        self.graph = index.graph()
        self._carrying: dict[str, bytes] = {}

    def own(self, query: Query) -> bytes:
        """Return the mask of the specs that meet all of *query* but name and dependencies."""
        asked = Query(
            namespace=query.namespace,
            versions=query.versions,
            variants=query.variants,
            flags=query.flags,
            **{key: getattr(query, key) for key in ARCHITECTURE},
        )
        mask = self._meeting(asked)
        found = self._all if mask is None else self._lifted(mask)
        if not query.hash:
            return found
        hashes = self._index.hashes[: self.graph.specs]
        return intersect([found, bytes(bool(h and h.startswith(query.hash)) for h in hashes)])

    def called(self, name: str) -> bytes:
        """Return the mask of the specs of the package *name*, which can be a pattern.

        The older and the newer name of a compiler count as the same.
        """
        named = any_of({name, *compilers.names(name)})
        packages = bytes(map(named, self._index.packages.shown))
        found = self._lifted(gather(packages, self._index.configurations.package))
        unread = (spec for spec, known in self._index.nodes.names.items() if named(known))
        return union(found, self.graph.mask_of(unread))

    def with_compiler(self, asked: Dependency) -> bytes:
        """Return the mask of the specs that meet *asked* by the one compiler that they list.

        Its name and version are compared with those of the compiler, and what else is asked with
        the spec's own: a page tells no more of a compiler.
        """
        if not set(asked.virtuals) <= set(LANGUAGES) or asked.node.dependencies:
            return b"\0" * self.graph.specs
        node = asked.node
        found = self._compiled(compiler_test(node.name, node.versions))
        if node.name in LANGUAGES:
            found = union(found, self._compiled(_provides_all))
        return intersect([found, self.own(node.but(versions=None))])

    def is_package(self, name: str) -> bool:
        """Return whether any spec is of a package of that name."""
        return self._index.packages.find(name) is not None or name in self._unread_names

    def carrying(self, virtual: str) -> bytes:
        """Return the mask of the edges that carry *virtual*."""
        if virtual not in self._carrying:
            holds = bytes(virtual in some for some in self._index.edges.virtual_sets.values)
            self._carrying[virtual] = gather(holds, self.graph.virtuals)
        return self._carrying[virtual]

    @cached_property
    def by_compiler(self) -> bytes:
        """The mask of the specs that list a compiler, and have no edge for any language."""
        named = self._compiled(lambda compiler: compiler is not None)
        for language in LANGUAGES:
            named = intersect([named, invert(self.graph.parents_of(self.carrying(language)))])
        return named

    @cached_property
    def without_edges(self) -> bytes:
        """The mask of the specs of which no dependency is known, as on pages."""
        return bytes(map(not_, self.graph.count))

    @cached_property
    def _unread_names(self) -> frozenset[str]:
        """The packages of specs that are known by name only, from those that depend on them."""
        return frozenset(self._index.nodes.names.values())

    @cached_property
    def _configurations(self) -> array[int]:
        """Spec -> its configuration; of one that has none, the code behind the last."""
        unknown = len(self._index.configurations)
        read = self._index.nodes.configuration
        listed = self._index.first_listings.configurations
        codes = (read[spec] if spec < len(read) else UNKNOWN for spec in range(self.graph.specs))
        found = array(CODE, codes)
        for spec in range(min(len(listed), len(found))):
            if found[spec] == UNKNOWN:
                found[spec] = listed[spec]
        return array(CODE, (min(code, unknown) for code in found))

    @property
    def _all(self) -> bytes:
        """The mask of all specs."""
        return b"\1" * self.graph.specs

    def _lifted(self, mask: bytes) -> bytes:
        """Return the mask of the specs whose configuration is in *mask*, one of configurations."""
        return gather(mask + b"\0", self._configurations)

    def _compiled(self, test: Callable[[str | None], bool]) -> bytes:
        """Return the mask of the specs whose compiler, as it is shown, passes *test*."""
        shown = bytes(map(test, self._index.compilers.shown))
        return self._lifted(gather(shown, self._index.configurations.compiler))


def _provides_all(compiler: str | None) -> bool:
    """Return whether *compiler*, ``gcc@12`` or the like, compiles c, cxx and fortran."""
    return (compiler or "").partition("@")[0] in compilers.OF_ALL_LANGUAGES
