"""The constraints of a query: each with the text that it is in the query, and what meets it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given

from cachetui.index.index import Index
from cachetui.query.evaluate import ConstraintMask, Evaluation
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.query.query import Query
from support.listings import found, indexed, listing, verdict
from support.queries import QUERIES

ROWS = indexed(
    listing(version="1.2", compiler="gcc@12", variants=("+mpi", "api=v1"), stacks=("e4s",)),
    listing(version="2.0", compiler=None, target="aarch64", tag="v1", hash="b" * 32),
)
ROWS.named_variants.learn()  # as whoever evaluates does first


@pytest.mark.parametrize(
    "text",
    [
        *("@1.2:", "%gcc@12:", "%none", "+mpi", "~~mpi", "api=v1", "platform=linux", "os=none"),
        *("target=:zen3", "stack=e4s,ml", "tag=v1", "compiler=none", "runs=yes", "/ab"),
    ],
)
def test_a_constraint_alone_has_the_text_of_its_query_and_meets_what_it_finds(text: str) -> None:
    query = parse(text)
    (constraint,) = Evaluation(ROWS, query, verdict).masks()
    assert constraint.constraint == text == str(query)
    sizes = {"configurations": len(ROWS.configurations), "listings": len(ROWS.listings)}
    assert len(constraint.mask) == sizes[constraint.of]
    chosen = [
        n
        for n, one in enumerate(ROWS.listings.configuration)
        if constraint.mask[one if constraint.of == "configurations" else n]
    ]
    assert chosen == found(match(ROWS, query, verdict))


@given(QUERIES)
def test_the_constraints_are_the_query_without_its_name(query: Query) -> None:
    masks = list(Evaluation(ROWS, query, verdict).masks())
    joined = parse(" ".join(mask.constraint for mask in masks))
    assert joined == query.but(name="")


def test_a_query_that_asks_for_nothing_has_no_constraint() -> None:
    evaluation = Evaluation(Index(), Query(name="hdf5"), None)
    assert list(evaluation.masks()) == []
    assert (evaluation.configurations(), evaluation.listings()) == (None, None)


@pytest.mark.parametrize("word", ["+v{}", "v{}=x", "^v{}", "%v{}"])
def test_of_very_many_constraints_no_more_are_asked_than_leave_something(
    monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    query = parse("+mpi " + " ".join(word.format(number) for number in range(500)))
    asked: list[str] = []
    masks = Evaluation.masks

    def noting(self: Evaluation) -> Iterator[ConstraintMask]:
        for mask in masks(self):
            asked.append(mask.constraint)
            yield mask

    monkeypatch.setattr(Evaluation, "masks", noting)
    evaluation = Evaluation(ROWS, query, verdict)
    assert not any(evaluation.configurations() or ()) or not any(evaluation.listings() or ())
    assert len(asked) <= 2
