"""The variants by name: which texts there are of each, and what lists them."""

from __future__ import annotations

from threading import RLock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.index import steps
from cachetui.index.columns import Dictionary
from cachetui.index.named_variants import NamedVariants

LISTS = st.lists(
    st.lists(st.sampled_from(["+mpi", "~mpi", "+mpl", "api=v2", "api:=v2", "++x"])).map(tuple),
    unique=True,
)
"""Lists of variants, as configurations have them."""


@given(LISTS, LISTS, st.data())
def test_what_lists_a_variant_is_what_a_look_at_all_finds(
    lists: list[tuple[str, ...]], more: list[tuple[str, ...]], data: st.DataObject
) -> None:
    dictionary = Dictionary[tuple[str, ...]]()
    found = NamedVariants(dictionary, RLock())
    for some in (lists, more):
        for listed in some:
            dictionary.code(listed)
        found.learn()
        every = {text for listed in dictionary.values for text in listed}
        assert found.texts("*") == every
        asked = data.draw(st.sets(st.sampled_from(sorted(every)))) if every else set[str]()
        assert found.having(asked) == bytes(not asked.isdisjoint(v) for v in dictionary.values)


def test_a_name_has_its_texts_and_a_beginning_those_of_all_that_begin_so() -> None:
    dictionary = Dictionary[tuple[str, ...]]()
    dictionary.code(("+mpi", "~mpl", "api=v2"))
    found = NamedVariants(dictionary, RLock())
    found.learn()
    assert found.texts("mpi") == {"+mpi"}
    assert found.texts("mp*") == {"+mpi", "~mpl"}
    assert found.texts("other") == set()
    assert sorted(found.names) == ["api", "mpi", "mpl"]
    assert sorted(found.switches) == ["mpi", "mpl"]


def test_steps_learn_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST", 32)
    dictionary = Dictionary[tuple[str, ...]]()
    for number in range(5):
        dictionary.code((f"v={number}",))
    found = NamedVariants(dictionary, RLock())
    learned = [sorted(found.texts("v")) for _ in found.learning()]
    assert [len(texts) for texts in learned] == [2, 4, 5]
    assert found.having(["v=1", "v=4"]) == b"\0\1\0\0\1"
