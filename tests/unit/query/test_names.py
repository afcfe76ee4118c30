"""Fuzzy package names: the order of the ways, the marks, and what must hold for any text."""

from __future__ import annotations

import random
import re
import statistics
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bench.names import KINDS, NAMES, make, worth
from cachetui.query.names.highlight import fold
from cachetui.query.names.search import NameMatch, Names
from support.spelling import edits, in_order

SEEDS = ["py-affine", "py-gpytorch", "py-linear-operator", "py-ml-dtypes", "py-opt-einsum"]
SPACK = NAMES.read_text().split()
RANKED = Names(SPACK)

lists = st.lists(st.text(max_size=8) | st.text("abpy-_ 5Bé", max_size=8), max_size=6)
queries = st.text(max_size=8) | st.text("abpy-_ 5Bé", max_size=8)
real = st.sampled_from(SPACK)


def found(names: Sequence[str], query: str) -> list[str]:
    return [match.name for match in Names(names).rank(query)]


def letters(text: str) -> str:
    return fold(text).replace(" ", "")


def marks(match: NameMatch) -> str:
    return "".join(match.name[at] for at in match.positions)


def test_the_ways_to_mean_a_name_stand_in_their_order() -> None:
    ways = [
        "torch",  # the name
        "py-torch",  # without its language
        "torchvision",  # its beginning
        "r-torch-data",  # the beginning without its language
        "intel-torch",  # the beginning of a word
        "py-pytorch-lightning",  # inside a word
        "tourches",  # vowels left out
        "txoxrxcxh",  # letters in order
        "troch",  # a typo
    ]
    assert found(ways[::-1], "torch") == ways


def test_every_way_finds_its_name_among_the_seeds() -> None:
    ways = {
        "py-gpytorch": ["gpyt", "pygpt", "GPyTorch", "gpytroch", "gp", "torch"],
        "py-ml-dtypes": ["mldt", "py_ml_dtypes", "pymldtypes", "dtypes ml", "dtyeps", "mldtps"],
        "py-opt-einsum": ["opt_einsm", "pyopteinsum", "einsm opt", "pyopei", "py-op-ei", "OPT E"],
        "py-linear-operator": ["linear operatr", "lnroprtr", "operator py linear", "lineer"],
    }
    for name, some in ways.items():
        for query in some:
            assert found(SEEDS, query)[0] == name, query


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("gpyt", "py-gpytorch"),
        ("mldt", "py-ml-dtypes"),
        ("opt_einsm", "py-opt-einsum"),
        ("pytroch", "py-torch"),
        ("torch", "py-torch"),
        ("hdf", "hdf"),
        ("paraveiw", "paraview"),
        ("tensorflow probabilty", "py-tensorflow-probability"),
        ("oneapi mkl", "intel-oneapi-mkl"),
    ],
)
def test_a_name_stands_first_among_all_of_spacks(query: str, first: str) -> None:
    assert RANKED.rank(query)[0].name == first


def test_behind_a_separator_another_word_follows() -> None:
    names = ["python", "py-yt", "py-yt-idv", "pyyt"]
    assert found(names, "py-")[:2] == ["py-yt", "py-yt-idv"]
    assert found(names, "py-yt-")[:2] == ["py-yt-idv", "py-yt"]
    assert found([*names, "py-yt-"], "py-yt-")[0] == "py-yt-"


def test_separators_are_one_but_those_of_the_name_are_better() -> None:
    names = ["ab-c", "a-bc", "abc", "a_bc"]
    assert found(names, "a bc")[:2] == ["a-bc", "a_bc"]
    assert found(names, "a_bc")[0] == "a_bc"
    assert sorted(found(names, "ABC")) == sorted(names)


def test_shorter_names_come_first_and_of_languages_the_commonest() -> None:
    names = ["perl-yaml", "r-yamls", "py-yaml", "libyaml", "yaml-cpp", "lua-yaml", "go-yaml"]
    assert found(names, "yaml")[:4] == ["py-yaml", "go-yaml", "lua-yaml", "perl-yaml"]


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("b a", "py-a-b", "bax"),  # the words themselves; their letters at the beginning
        ("py-dot", "py-dotmap", "py-pydot"),  # the beginning; all of it but for separators
        ("py-path", "py-pathy", "py-path-py"),  # the beginning; the words in another order
        ("pypylib", "pypylibs", "py-pyrate-libm"),  # the beginning; two letters of every word
        ("pypyli", "py-pyrate-limiter", "py-pylint"),  # the latter; a beginning across words
        ("abc", "zz-abcdef-gh", "ax-bx-cx"),  # the beginning of one word; of several
        ("abx", "ant-bit-xyz", "a-k-bx"),  # beginnings of all words; of some
        ("trch", "tourache", "torchx"),  # vowels left out of the name; of its beginning
        ("trch", "toruchx", "txrch"),  # vowels left out; consonants
        ("ab", "apt-zoo-bit", "aqqb"),  # beginnings of words; letters
    ],
)
def test_of_two_names_the_likelier_comes_first(query: str, better: str, worse: str) -> None:
    assert found([worse, better], query) == [better, worse]


def test_a_name_is_found_by_the_beginning_that_has_been_typed_so_far_with_a_typo() -> None:
    for query in ("linearopre", "pylineraop", "oeprat", "py linera"):
        assert found(SEEDS, query) == ["py-linear-operator"], query


def test_without_letters_all_names_stand_by_the_alphabet_and_unmarked() -> None:
    for query in ("", " -_"):
        matches = Names(SEEDS[::-1]).rank(query)
        assert [(match.name, match.positions) for match in matches] == [(n, ()) for n in SEEDS]


@pytest.mark.parametrize("query", ["qwertyuiop", "zzzzz", "jjqx", "x" * 10_000, "π√∫", "\ud800"])
def test_nonsense_finds_nothing(query: str) -> None:
    assert RANKED.rank(query) == []


def test_letters_far_apart_stand_behind_a_slip_of_one_finger_but_are_found() -> None:
    assert found(["p-x-e-x-tab-x-s-xyz-c", "petsc"], "petcs") == ["petsc"]
    assert found(["pxxexxtxxxxcxxxxs", "petsc"], "petcs") == ["petsc", "pxxexxtxxxxcxxxxs"]


def test_a_name_of_ten_thousand_letters_is_found_and_marked() -> None:
    long = "ab-" * 3_333 + "z"
    names = Names([*SEEDS, long])
    for query in (long, long[:5_000], "z", "abz", "z ab"):
        assert names.rank(query)[0].name == long
        assert letters(marks(names.rank(query)[0])), query
    assert names.rank(long + "y") == []


@given(name=real, data=st.data())
def test_one_edit_finds_a_name_of_spacks(name: str, data: st.DataObject) -> None:
    assume(len(letters(name)) > 4)
    at = data.draw(st.integers(1, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    swapped = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    slips = [name[:at] + letter + name[at + 1 :], name[:at] + letter + name[at:], swapped]
    query = data.draw(st.sampled_from([*slips, name[:at] + name[at + 1 :]]))
    assert name in [match.name for match in RANKED.rank(query)]


@given(name=real, data=st.data())
def test_letters_of_a_name_in_order_find_it(name: str, data: st.DataObject) -> None:
    text = letters(name)
    chosen = data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1))
    query = "".join(text[at] for at in sorted(chosen))
    (match,) = [match for match in RANKED.rank(query) if match.name == name]
    assert letters(marks(match)) == query


@given(name=real, rng=st.randoms(use_true_random=False))
def test_words_in_any_order_find_a_name_and_are_marked(name: str, rng: random.Random) -> None:
    words = re.findall(r"[a-z0-9]+", name)
    rng.shuffle(words)
    (match,) = [match for match in RANKED.rank("_".join(words), 3) if match.name == name]
    assert marks(match) == letters(name)


@given(name=real, rng=st.randoms(use_true_random=False))
def test_what_is_found_has_the_letters_or_the_words_or_is_near(
    name: str, rng: random.Random
) -> None:
    query = "".join(rng.sample(name, min(len(name), rng.randint(3, 9)))).strip("-")
    wanted, words = letters(query), fold(query).split()
    for match in RANKED.rank(query):
        spaced = fold(match.name)
        if in_order(wanted, letters(match.name)) or all(word in spaced for word in words):
            continue
        assert near(wanted, words, spaced), (query, match.name)


def near(wanted: str, words: list[str], spaced: str) -> bool:
    """Tell whether some text of the name is at most two edits away, one under six letters."""
    rest = spaced.split(maxsplit=1)[-1].replace(" ", "")
    own = spaced.split()
    texts = [rest, spaced.replace(" ", "")]

    def slight(query: str, text: str) -> bool:
        few = (len(query) > 2) + (len(query) > 5)
        return min(edits(query, text), edits(query, text[: len(query)])) <= few

    return any(slight(wanted, text) for text in texts) or all(
        any(slight(word, text) for text in own) for word in words
    )


@given(names=lists, query=queries)
def test_any_text_is_ranked_without_fail(names: list[str], query: str) -> None:
    ranked = Names(names)
    matches = ranked.rank(query)
    assert [ranked.rank(query, limit) for limit in range(3)] == [matches[:n] for n in range(3)]
    assert matches == Names(names).rank(query)
    assert len({match.number for match in matches}) == len(matches)
    for match in matches:
        assert names[match.number] == match.name
        assert list(match.positions) == sorted(set(match.positions))
        assert all(0 <= at < len(match.name) for at in match.positions)


@given(names=lists, data=st.data())
def test_the_name_itself_comes_first(names: list[str], data: st.DataObject) -> None:
    assume(names)
    name = data.draw(st.sampled_from(names))
    assert Names(names).rank(name)[0].name == name


@given(names=lists, cut=st.integers(0, 6), query=queries)
def test_names_can_come_one_after_the_other(names: list[str], cut: int, query: str) -> None:
    growing = Names(names[:cut])
    growing.rank(query)
    growing.add(names[cut:])
    assert len(growing) == len(names)
    assert growing.rank(query) == Names(names).rank(query)


@pytest.mark.slow
def test_queries_of_every_kind_find_their_names_in_the_first_ranks() -> None:
    def search(query: str) -> list[str]:
        return [match.name for match in RANKED.rank(query, 10)]

    worths = {rule.__name__: worth(make(rule, SPACK, 60, seed=0), search) for rule in KINDS}
    assert statistics.fmean(worths.values()) > 0.95, worths
    assert min(worths.values()) > 0.85, worths
