"""``--show tree`` and ``--show needed-by``: what specs depend on, and what depends on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cachetui.index.index import Index
from cachetui.model import Status
from cachetui.output.records import type_names
from cachetui.output.show import Matches, Row, listings_of
from cachetui.safe_text import DOTS, clip
from cachetui.views.build_order import BuildOrder, specs_once
from cachetui.views.dependency_tree import Branch, dependency_tree
from cachetui.views.known_spec import KnownSpec, known_spec
from cachetui.views.needed_by import needed_by

INDENT = "    "
DEEPEST = 20
"""Levels of a tree that are told apart by their indentation."""
WIDEST = 60
"""Columns after which the state of a spec need not stand below those of others."""

_STATES = [
    (str(one.name).lower(), one) for one in (Status.CACHED, Status.INSTALLED, Status.EXTERNAL)
]


def tree_lines(
    index: Index, listings: Iterable[int], width: int = 0, dots: str = DOTS
) -> Iterator[str]:
    """Yield the tree of each spec of *listings*, a line for each place of a dependency.

    A line is cut at *width* columns, unless that is 0, and ends in *dots* then.
    """
    for listing in specs_once(index, listings):
        branches = list(dependency_tree(index, index.listings.spec[listing]))
        names = [INDENT * min(one.depth, DEEPEST) + one.known.label for one in branches]
        column = min(max(map(len, names)), WIDEST)
        for name, branch in zip(names, branches, strict=True):
            text = f"{name.ljust(column)}  {_state(branch)}"
            yield clip(text, width, dots) if width else text


def _state(branch: Branch) -> str:
    repeated = branch.is_repeated and not branch.is_leaf
    return f"{branch.known.state}, see above" if repeated else branch.known.state


def tree_rows(index: Index, matches: Matches) -> Iterator[Row]:
    """Yield an object for each spec of each tree, the root's hash and the depth in all of them."""
    for listing in specs_once(index, listings_of(matches)):
        root = index.listings.spec[listing]
        for branch in dependency_tree(index, root, exact=True):
            if not branch.is_repeated:
                yield {
                    "root": index.hashes[root],
                    "depth": branch.depth,
                    **identity(branch.known),
                    "types": type_names(branch.types),
                    "virtuals": branch.virtuals,
                    **states(branch.known),
                }


def needed_by_rows(index: Index, matches: Matches, order: BuildOrder) -> Iterator[Row]:
    """Yield a row for each spec that needs one of those in *matches*, by itself or not."""
    specs = {index.listings.spec[listing] for listing in listings_of(matches)}
    for one in needed_by(index, specs, order):
        known = known_spec(index, one.spec, exact=True)
        built = index.configuration(index.listings.configuration[one.listing], exact=True)
        yield {
            **identity(known),
            "target": built.target,
            "direct": bool(one.types),
            "types": type_names(one.types),
            **states(known),
        }


def identity(known: KnownSpec) -> Row:
    """Return what *known* is called; the version is None where no record of it was read."""
    return {"name": known.package, "version": known.version or None, "hash": known.hash}


def states(known: KnownSpec) -> Row:
    """Return where *known* is: whether it is cached, installed, external."""
    return {name: bool(known.status & bit) for name, bit in _STATES}
