"""Why nothing matches: what each constraint meets alone, what is left without it, what is near."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings

from cachetui.index import steps
from cachetui.index.index import Index
from cachetui.index.selection import Selection
from cachetui.index.steps import Steps, at_once
from cachetui.query.constraints import Constraint, constraints, without
from cachetui.query.evaluate import Evaluation
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.query.query import Query
from cachetui.views.reasons import MOST, TOGETHER, Reasons
from cachetui.views.unmet import fewest_unmet
from support.index_builder import a_listing, index_of, sample
from support.listings import verdict
from support.queries import QUERIES

HDF5 = index_of(
    a_listing("a", versions=("1.14.3",), target="x86_64_v3", stacks=("e4s",)),
    a_listing("b", versions=("1.12",), target="aarch64", compiler="gcc@11.4.0", variants=("~mpi",)),
    a_listing("c", package="zlib", versions=("1.3",), compiler=None, variants=("+pic", "api=v18")),
)


def reasons(index: Index, text: str, *, named: bool = True) -> dict[str, str]:
    """Return the line of each reason, and what Enter makes of the query."""
    query = parse(text)
    codes = [code for code, name in enumerate(index.packages.values) if name == query.name]
    found = Reasons(index, query, verdict, codes if query.name and named else None).reasons()
    return {one.text: str(one.mended) for one in found}


@pytest.mark.parametrize(
    ("text", "line", "becomes"),
    [
        ("target=zen3", "target=zen3: 0 here; :zen3, what runs on it: 2", "target=:zen3"),
        ("target=zen4:", "target=zen4:: 0 here; :zen4, what runs on it: 2", "target=:zen4"),
        ("target=ppc64le", "target=ppc64le: 0 here; :ppc64le, what runs on it: 0", ""),
        ("target=arch64", "target=arch64: 0 here; nearest: target=aarch64, 1", "target=aarch64"),
        ("target=zne3", "target=zne3: 0 here; nearest: target=:zen3, 2", "target=:zen3"),
        ("target=:zne3", "target=:zne3: 0 here; nearest: target=:zen3, 2", "target=:zen3"),
        (
            "target=zne3,nothing",
            "target=nothing,zne3: 0 here; nearest: target=:zen3, 2",
            "target=:zen3",
        ),
        ("target=nothing-like-it", "target=nothing-like-it: 0 here", ""),
        ("stack=e4", "stack=e4: 0 here; nearest: stack=e4s, 3", "stack=e4s"),
        ("os=ubuntu24", "os=ubuntu24: 0 here; nearest: os=ubuntu24.04, 3", "os=ubuntu24.04"),
        ("hdf5@1.13", "@1.13: 0 here; nearest: @=1.12, 1; 2 without it", "hdf5@=1.12"),
        ("@9:", "@9:: 0 here; nearest: @=1.14.3, 1", "@=1.14.3"),
        ("@:0.5", "@:0.5: 0 here; nearest: @=1.3, 1", "@=1.3"),
        ("%gc", "%gc: 0 here; nearest: %gcc, 2", "%gcc"),
        ("%gcc@12", "%gcc@12: 0 here; nearest: %gcc@=11.4.0, 1", "%gcc@=11.4.0"),
        ("+mpj", "+mpj: 0 here; nearest: +mpi, 1", "+mpi"),
        ("~pic", "~pic: 0 here; nearest: +pic, 1", "+pic"),
        ("~pica", "~pica: 0 here", ""),  # +pic would be the opposite
        ("api=v1", "api=v1: 0 here; nearest: api=v18, 1", "api=v18"),
        ("%gc %gcc", "%gc: 0 here, 2 without it", "%gcc"),  # which is asked for already
        ("+mpj+mpi", "+mpj: 0 here, 1 without it", "+mpi"),
        ("/zz", "/zz: 0 here", ""),
        ("^zlib", "^zlib: pages do not list dependencies", ""),
        ("hdf5 stack=zzz", "stack=zzz: 0 here, 2 without it", "hdf5"),
        ("runs=no +mpi", "runs=no: 1 here, 1 without it", "+mpi"),
    ],
)
def test_a_constraint_that_nothing_meets_says_what_is_near(
    text: str, line: str, becomes: str
) -> None:
    assert reasons(HDF5, text)[line] == becomes


def test_constraints_that_only_exclude_each_other_are_dropped_one_by_one() -> None:
    assert reasons(HDF5, "hdf5 +mpi target=aarch64") == {
        "+mpi: 1 here, 1 without it": "hdf5 target=aarch64",
        "target=aarch64: 1 here; :aarch64, what runs on it: 0 with the rest; 1 without it": (
            "hdf5+mpi"
        ),
        "hdf5: 2 here, 0 without it": "+mpi target=aarch64",
    }


def test_what_leads_to_a_spec_stands_first_and_a_name_that_there_is_last() -> None:
    assert list(reasons(HDF5, "hdf5 +mpi /zz")) == [
        *("/zz: 0 here, 1 without it", "+mpi: 1 here, 0 without it", "hdf5: 2 here, 0 without it")
    ]
    first, *others = reasons(HDF5, "hdf6 +mpi target=aarch64", named=False).items()
    assert first == ("hdf6: no package is called so; nearest: hdf5", "hdf5+mpi target=aarch64")
    assert len(others) == 2


def left(text: str, *, named: bool = True) -> dict[str, int | None]:
    """Return how many specs each part of a query leaves when it goes or is mended, in order."""
    query = parse(text)
    codes = [code for code, name in enumerate(HDF5.packages.values) if name == query.name]
    found = Reasons(HDF5, query, verdict, codes if query.name and named else None).reasons()
    return {one.text.split(":")[0]: one.left for one in found}


def test_what_leads_nowhere_stands_last_whether_it_is_a_name_or_a_constraint() -> None:
    assert list(left("hdf5 +mpi target=aarch64").items()) == [
        *(("+mpi", 1), ("target=aarch64", 1), ("hdf5", 0))
    ]
    assert list(left("hdf5 +pic os=zzz").items()) == [
        *(("+pic and os=zzz", 2), ("+pic", 0), ("os=zzz", 0), ("hdf5", 0))
    ]
    assert list(left("hdf5 +pic").items()) == [("+pic", 1), ("hdf5", 1)]


def test_where_no_package_is_called_so_only_another_name_leads_anywhere() -> None:
    assert left("hdf6 +mpi", named=False) == {"hdf6": 1, "+mpi": 0}
    assert left("qqqqqqqq +mpi", named=False) == {"qqqqqqqq": 1, "+mpi": 0}
    (found,) = Reasons(HDF5, Query(name="hdf aarch64"), verdict, None).reasons()
    assert found.left is None  # any name may be meant


def test_a_near_name_that_finds_nothing_may_still_mean_another_package_on_the_screen() -> None:
    alike = index_of(
        a_listing("a", variants=("~mpi",)), a_listing("b", package="hdf5-blosc", variants=("+mpi",))
    )
    first, *_ = Reasons(alike, parse("h5df +mpi"), verdict, None).reasons()
    assert first.text == "h5df: no package is called so; nearest: hdf5"
    assert first.left is None


@pytest.mark.parametrize(
    ("constraint", "line"),
    [
        ("+mpi", "+mpi: 1 here"),
        ("+mpj", "+mpj: 0 here; nearest: +mpi"),
        ("target=zen3", "target=zen3: 0 here; :zen3, what runs on it"),
        ("target=ppc64le", "target=ppc64le: 0 here"),
        ("%gcc@12", "%gcc@12: 0 here; nearest: %gcc@=11.4.0"),
    ],
)
def test_where_no_package_is_called_so_no_line_says_what_would_be_left(
    constraint: str, line: str
) -> None:
    _, found = Reasons(HDF5, parse(f"hdf6 {constraint}"), verdict, None).reasons()
    assert (found.text, found.left) == (line, 0)


@pytest.mark.parametrize(
    ("name", "value", "becomes"),
    [
        ("hdf aarch64", "target=aarch64", "hdf target=aarch64"),
        ("aarch64 hdf", "target=aarch64", "hdf target=aarch64"),
        ("hdf aar", "target=aarch64", "hdf target=aarch64"),
        ("x86_64_v3", "target=x86_64_v3", "target=x86_64_v3"),
        ("hdf ubuntu", "os=ubuntu24.04", "hdf os=ubuntu24.04"),
        ("e4s", "stack=e4s", "stack=e4s"),
    ],
)
def test_a_word_of_the_name_that_is_a_value_becomes_one(
    name: str, value: str, becomes: str
) -> None:
    query = Query(name=name)
    (found,) = Reasons(HDF5, query, verdict, None).reasons()
    assert found.text == f"{name}: no package is called so; there is {value}"
    assert str(found.mended) == becomes


@pytest.mark.parametrize("name", ["hdf aa", "zzz"])
def test_a_word_that_is_no_value_or_too_short_to_tell_becomes_none(name: str) -> None:
    (found,) = Reasons(HDF5, Query(name=name), verdict, None).reasons()
    assert "there is" not in found.text


@pytest.mark.parametrize(
    ("text", "line", "becomes"),
    [
        ("hdf5 /zz stack=zzz", "stack=zzz and /zz: 2 without both", "hdf5"),
        (
            "hdf5@1.14.3~mpi os=:a stack=e4s",
            "~mpi and os=:a: 1 without both",
            "hdf5@1.14.3 stack=e4s",
        ),
        ("+foo /zz stack=zzz", "+foo, stack=zzz and /zz: 3 without all 3", ""),
        ("%gcc +foo ~pica target=aarch64", "+foo and ~pica: 1 without both", "target=aarch64 %gcc"),
    ],
)
def test_what_only_leads_to_a_spec_together_stands_first_in_one_line(
    text: str, line: str, becomes: str
) -> None:
    assert next(iter(reasons(HDF5, text).items())) == (line, becomes)


@pytest.mark.parametrize("text", ["+foo /zz stack=zzz os=zzz", "hdf6 +foo /zz", "hdf5 +foo"])
def test_nothing_is_offered_together_where_it_takes_too_many_or_leads_nowhere(text: str) -> None:
    named = not text.startswith("hdf6")
    assert not any("without both" in line for line in reasons(HDF5, text, named=named))
    assert not any("without all" in line for line in reasons(HDF5, text, named=named))


@settings(max_examples=40)
@given(QUERIES)
def test_what_fails_together_are_the_fewest_without_which_a_spec_is_left(query: Query) -> None:
    index, query = sample(), query.but(name="")
    parts = list(constraints(query))[:6]
    query = without(query, list(constraints(query))[6:])
    masks = list(Evaluation(index, query, verdict).masks())
    numbers = at_once(fewest_unmet(index, masks, None, TOGETHER))

    def left(dropped: Iterable[Constraint]) -> int:
        return match(index, without(query, dropped), verdict).total()

    assert left(parts[number] for number in numbers) or not numbers
    for size in range(len(numbers) or TOGETHER + 1) if not left(()) else ():
        assert not any(map(left, combinations(parts, size)))


@settings(max_examples=60)
@given(QUERIES)
def test_the_constraints_are_those_that_are_evaluated_and_each_is_left_out_once(
    query: Query,
) -> None:
    found = list(constraints(query))
    masks = Evaluation(sample(), query, verdict).masks()
    assert [one.text for one in found] == [mask.constraint for mask in masks]
    for number, one in enumerate(found):
        rest = [other.text for n, other in enumerate(found) if n != number]
        assert [other.text for other in constraints(one.without)] == rest


@settings(max_examples=40)
@given(QUERIES)
def test_the_numbers_are_those_of_the_queries_they_speak_of(query: Query) -> None:
    index = sample()
    for reason in Reasons(index, query.but(name=""), verdict).reasons():
        assert match(index, reason.mended, verdict).total() == reason.left
        assert "\n" not in reason.text


def test_of_very_many_constraints_few_get_a_line_and_the_others_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[int] = []

    def counting(*parts: Any) -> Selection:
        counted.append(1)
        return Selection(*parts)

    monkeypatch.setattr("cachetui.views.reasons.Selection", counting)
    text = " ".join(f"+v{number:03}" for number in range(500))
    *_, last = lines = list(reasons(HDF5, text).items())
    assert len(lines) == MOST + 1
    assert last[0] == "480 constraints more, too many to tell of each"
    assert last[1] == " ".join(f"+v{number:03}" for number in range(MOST)).replace(" ", "")
    assert len(counted) == 2 * MOST


def looks_of_each(taken: Steps[Any], looks: list[int]) -> Iterator[int]:
    """Yield how many *looks* were made by each step, the last too."""
    while True:
        looks.clear()
        ended = next(taken, True)
        yield len(looks)
        if ended:
            return


@pytest.mark.parametrize(
    "text", ["hdf5 /zz stack=zzz", "target=zen3", "target=ppc64le", "hdf5@1.13 +mpj", "%gc %gcc"]
)
def test_no_step_looks_at_everything_twice(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def counted(look: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*parts: Any) -> Any:
            looks.append(1)
            return look(*parts)

        return counting

    for look in (Selection, match):
        monkeypatch.setattr(f"cachetui.views.reasons.{look.__name__}", counted(look))
    query = parse(text)
    codes = [HDF5.packages.values.index(query.name)] if query.name else None
    assert max(looks_of_each(Reasons(HDF5, query, verdict, codes).steps(), looks)) == 1


def test_what_fails_together_is_counted_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    masks = list(Evaluation(HDF5, parse("/zz stack=zzz"), verdict).masks())
    monkeypatch.setattr(steps, "MOST", 1)
    taken = list(fewest_unmet(HDF5, masks, None, TOGETHER))
    assert len(taken) == 1 + len(HDF5.listings)


@pytest.mark.parametrize(("codes", "version"), [([0, 1], "@=1.12"), ([1, 0], "@=1.11")])
def test_a_near_value_is_one_of_a_package_that_the_name_means(
    codes: list[int], version: str
) -> None:
    index = index_of(
        a_listing("a", versions=("1.12",), variants=("+zfp",)),
        a_listing("b", package="hdf5-x", versions=("1.11",), variants=("+pic",)),
        a_listing("c", package="zlib", versions=("1.13.0",), variants=("+pie",)),
    )
    for text, near in (("hdf5 @1.13.1", version), ("hdf5 +pid", "+pic")):
        found = Reasons(index, parse(text), verdict, codes).reasons()
        assert f"nearest: {near}, 1" in found[0].text
