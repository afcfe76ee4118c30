"""The language of the search line by examples, for the help and for a page with room left."""

from __future__ import annotations

from cachetui.tui.presenter.lines import Line, line, width_of

QUERY = (
    ("gpyt torch", "some letters of a name, also with a typo"),
    ("@1.2:1.4", "versions: a range; @1.2: from it on, @=1.2 just that one"),
    ("%gcc@12:", "the compiler and its versions; %none for builds without one"),
    ("+mpi ~ipo", "variants that are on and off; api=v18, fabrics:=rxm,tcp, with=*"),
    ("target=aarch64", "built for it; target=:zen3 is all that runs on a zen3"),
    ("os= arch=", "what it was built for; commas mean any of"),
    ("/2lwakq4", "the beginning of a hash"),
    ("stack=e4s tag=v0.2*", "who lists it; * and ? as in a shell"),
    ("runs=yes,maybe", "what runs on this host"),
    ("origin= cached=yes", "where it comes from; installed= locked= explicit= external= too"),
    ("^mpi ^hdf5@1.14", "what it depends on, where dependencies are known"),
)
"""The language of the search line, an example and its meaning."""
TITLE = "The search line"
LABEL = max(width_of(example) for example, _ in QUERY) + 2
"""Columns of the examples, with the gap after them."""


def example_lines(width: int, rows: int) -> list[Line]:
    """Return the examples with their title; none where not all are whole in *rows* lines."""
    found = [line(("variant", example.ljust(LABEL)), meaning) for example, meaning in QUERY]
    widest = max(LABEL + width_of(meaning) for _, meaning in QUERY)
    if widest > width or len(found) + 2 > rows:
        return []
    return [Line(()), line(("head", TITLE)), *found]
