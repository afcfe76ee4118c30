"""Notes on a query: what was read otherwise than written, and what pages cannot answer."""

from __future__ import annotations

from cachetui.query.query import Query
from cachetui.safe_text import clip

QUOTED = 40
"""Characters of a query that a sentence quotes."""

GIT = "a git version matches only where the cache has the same ref"
HOST = "Spack's names for the host are not known here: write its os and target"
PROPAGATED = "what propagates is not known of concrete specs: %% is read as %"
MOVED = (
    "{0} behind %{1} belongs to {1} in Spack 1.x, here it is asked of the package: "
    "without a space before it, it is asked of {1}"
)
LANGUAGE = "pages show one compiler for a spec: c, cxx and fortran cannot be told apart"
LEFT_OUT = "pages show one compiler for a spec, that of c before the others: {} is left out"
TWO = "pages show one compiler for a spec: none has two"
NAMESPACE = "pages do not show namespaces: {} counts only where an index does"
FLAGS = "pages do not show compiler flags such as {}"
DEPENDENCIES = "pages do not list dependencies: {} cannot be answered"


class Notes:
    """The sentences that come up while a query is read, each once and in order."""

    def __init__(self) -> None:
        self._always: dict[str, None] = {}
        self._pages: dict[str, None] = {}

    def add(self, note: str, *texts: str) -> None:
        """Take in *note*, with *texts* in place of its braces."""
        self._always[note.format(*(clip(text, QUOTED) for text in texts))] = None

    def of_pages(self, note: str, *texts: str) -> None:
        """Take in a *note* that holds for pages only, with *texts* in place of its braces."""
        self._pages[note.format(*(clip(text, QUOTED) for text in texts))] = None

    @property
    def always(self) -> tuple[str, ...]:
        """The notes that hold for every cache."""
        return tuple(self._always)

    @property
    def pages(self) -> tuple[str, ...]:
        """The notes that hold for a cache that has pages."""
        return tuple(self._pages)


def note_on_pages(query: Query, remarks: Notes) -> None:
    """Add to *remarks* what pages cannot answer of *query*."""
    if any(one.virtuals for one in query.dependencies if one.is_compiler):
        remarks.of_pages(LANGUAGE)
    for one in query.left_out:
        remarks.of_pages(LEFT_OUT, str(one))
    if len({one.node.name for one in query.compilers}) > 1:
        remarks.of_pages(TWO)
    unanswered = [str(one) for one in query.dependencies if not one.is_compiler]
    if unanswered:
        remarks.of_pages(DEPENDENCIES, " ".join(unanswered))
