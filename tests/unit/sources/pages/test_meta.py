"""What ``meta`` says of the rows: compared with them, and worth no more than a note."""

from __future__ import annotations

import pytest

from cachetui.model import Batch
from cachetui.sources.formats.pages.distinct import Distinct
from cachetui.sources.formats.pages.eras import page_of
from cachetui.sources.formats.pages.front_matter import read_front_matter
from support.page_builder import Row, a_hash, page_2025


def read(text: str) -> Batch:
    return page_of(read_front_matter(text.encode()), "x", Distinct())


SAYS = page_2025("x", "v1", [Row(a_hash("a")), Row(a_hash("b"), os="rhel8", stacks=("e4s",))])


@pytest.mark.parametrize(
    ("said", "instead", "sentence"),
    [
        ('"num_specs": 2', '"num_specs": 3', "its meta says num_specs is 3, its rows are 2"),
        ('"num_specs": 2', '"num_specs": 1', "its meta says num_specs is 1, its rows are 2"),
        ('"e4s": 2', '"e4s": 1', "its meta and its rows disagree on num_specs_by_stack"),
        ('"oss": ["rhel8", ', '"oss": [', "its meta and its rows disagree on oss"),
        ('["gcc@13.2.0"]', '["gcc@13.2.1"]', "its meta and its rows disagree on compilers"),
        ('"versions": ["1.2.0"]}\n', '"versions": []}\n', "... disagree on versions"),
        ('"stacks": ["e4s", "root"]', '"stacks": ["e4s"]', "... disagree on stacks"),
        ('["linux"]', '["darwin"]', "its meta and its rows disagree on platforms"),
        ('["x86_64_v3"]', '["aarch64"]', "its meta and its rows disagree on targets"),
        (
            '"num_specs": 2',
            '"num_specs": "two"',
            "its meta cannot be used: num_specs has text where a number belongs",
        ),
        ('"num_specs": 2', '"num_specs": [', "its meta is not YAML: "),
        ("{", "[" * 200 + "{", "its meta is nested over 100 deep"),
    ],
)
def test_meta_that_disagrees_with_the_rows_is_noted_and_costs_nothing(
    said: str, instead: str, sentence: str
) -> None:
    assert SAYS.count(said) >= 1
    page = read(SAYS.replace(said, instead, 1))
    assert (len(page), page.lost) == (2, [])
    assert page.note is not None
    assert sentence.removeprefix("...") in page.note
    assert read(SAYS).note is None


def test_what_meta_does_not_say_is_no_disagreement() -> None:
    start, end = SAYS.index("meta: "), SAYS.index("spec_details:")
    for meta in (
        "",
        "meta: {}\n",
        "meta:\n  num_specs: 2\n  versions: ['1.2.0']\n",
        "meta: {y: 1}\n",
    ):
        assert read(SAYS[:start] + meta + SAYS[end:]).note is None
