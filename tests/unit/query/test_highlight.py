"""Package names as letters: what is the same, and which letters are marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.query.names.highlight import fold, positions


def marked(query: str, name: str) -> str:
    """The name with its marked letters in brackets."""
    at = set(positions(query, name))
    text = "".join(f"[{letter}]" if n in at else letter for n, letter in enumerate(name))
    return text.replace("][", "")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("py-ml-dtypes", " py ml dtypes"),
        ("PY_ML  dtypes", " py ml dtypes"),
        ("--libstdc++.", " libstdc"),
        ("\tÉcole\u2003Ж", " école ж"),
        ("ΟΔΟΣ", " οδοσ"),
        ("", ""),
        ("-_ ", ""),
    ],
)
def test_words_fold_to_lower_case_with_a_space_before_each(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(), st.text())
def test_folding_goes_letter_by_letter(one: str, other: str) -> None:
    assert fold(one + "-" + other) == fold(one) + fold(other)
    assert fold(one + other).replace(" ", "") == (fold(one) + fold(other)).replace(" ", "")


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("py-gpytorch", "[py]-[gpytorch]"),
        ("GPyT", "py-[gpyt]orch"),
        ("torch", "py-gpy[torch]"),
        ("pygpt", "[py]-[gp]y[t]orch"),
        ("p", "[p]y-gpytorch"),
        ("o", "py-gpyt[o]rch"),
        ("gch", "py-[g]pytor[ch]"),
        ("gpytorch py", "[py]-[gpytorch]"),
        ("py py", "[py]-g[py]torch"),
        ("gpytroch", "py-[gpyto]r[ch]"),
        ("gpxtorch", "py-[gp]y[torch]"),
        ("", "py-gpytorch"),
    ],
)
def test_the_letters_that_a_person_means_are_marked(query: str, marks: str) -> None:
    assert marked(query, "py-gpytorch") == marks


@pytest.mark.parametrize(
    ("query", "name", "marks"),
    [
        ("sql", "py-psql-sqlite", "py-psql-[sql]ite"),  # a word's start before an earlier place
        ("mldt", "py-ml-dtypes", "py-[ml]-[dt]ypes"),
        ("einsum opt", "py-opt-einsum", "py-[opt]-[einsum]"),
        ("py pyper", "pyper-py", "[pyper]-[py]"),  # the longer word takes its place first
        ("git git", "py-git-fat", "py-[git]-fat"),  # a word said twice
        ("abd", "axabcd", "ax[ab]c[d]"),  # in a run
        ("ad", "abc-axd-d", "[a]bc-axd-[d]"),  # at the starts of words
        ("éa", "É_A", "[É]_[A]"),
        ("i\u0307x", "İ-x", "[İ]-[x]"),  # a letter that two letters stand for
    ],
)
def test_runs_and_starts_of_words_are_marked_first(query: str, name: str, marks: str) -> None:
    assert marked(query, name) == marks
