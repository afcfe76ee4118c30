"""What makes the search of names quick finds the same as looking at every name does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.names import NAMES
from cachetui.query.names.holders import Holders
from cachetui.query.names.search import Names
from cachetui.query.names.typos import Spellings
from support.spelling import edits, in_order

SPACK = NAMES.read_text().split()[::20]
RANKED = Names(SPACK)
words = st.text("ab", max_size=4) | st.text("ab", min_size=5, max_size=10)
"""Of two letters, so that many are near each other."""
texts = st.lists(words, max_size=8)


@given(texts=texts, queries=texts)
def test_letters_are_held_whatever_was_looked_for_before(
    texts: list[str], queries: list[str]
) -> None:
    holders = Holders(texts)
    for query in queries:
        held = [at for at, text in enumerate(texts) if in_order(query, text)]
        assert holders.find(query) == held


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a query, and texts that begin with it but for some letters."""
    query, texts = draw(st.text("abc", max_size=10)), []
    for _ in range(draw(st.integers(0, 8))):
        text = query
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, min(start + 2, len(text))))
            text = text[:start] + draw(st.text("abc", max_size=2)) + text[end:]
        texts.append(text + draw(st.text("abc", max_size=2)))
    return query, texts


@settings(max_examples=300)
@given(misspelt())
def test_spellings_near_a_query_are_those_within_so_many_edits(
    drawn: tuple[str, list[str]],
) -> None:
    query, texts = drawn
    spellings, size = Spellings(dict(enumerate(texts))), len(query)
    measured = {at: edits(query, text) for at, text in enumerate(texts)}
    few = (size >= 3) + (size >= 6)
    assert spellings.near(query) == {at: n for at, n in measured.items() if few and n <= few}
    begun = {at: edits(query, text[:size]) for at, text in enumerate(texts) if len(text) >= size}
    few = (size >= 5) + (size >= 8)
    assert spellings.beginning_near(query) == {at: n for at, n in begun.items() if few and n <= few}


@given(name=st.sampled_from(SPACK), more=st.text("py-to", max_size=3), kept=st.integers(0, 6))
def test_a_name_typed_and_taken_back_is_found_as_if_it_were_new(
    name: str, more: str, kept: int
) -> None:
    for query in (name[:kept], name, name + more, name[:kept], name[:kept] + more):
        assert RANKED.find(query) == Names(SPACK).find(query)
        assert RANKED.find(query) == [match.number for match in RANKED.rank(query)]
