"""The registry of fields: complete, and in the order that people see."""

from __future__ import annotations

import pytest
from msgspec.structs import fields

from cachetui.index.fields import CODED_FIELDS, CONFIGURATION_FIELDS, FACETS, FIELD, LISTING_FIELDS
from cachetui.model import Configuration, Listing
from support.index_builder import sample


def test_every_field_of_a_listing_is_registered() -> None:
    assert {field.name for field in CONFIGURATION_FIELDS} == set(Configuration._fields)
    names = {field.name for field in fields(Listing)} - {
        "configuration",
        "status",
    }  # whose bits are fields
    assert {field.name for field in LISTING_FIELDS} == names
    assert set(FACETS) <= FIELD.keys()


def test_every_field_with_codes_has_a_column_and_a_dictionary() -> None:
    index = sample()
    for field in CODED_FIELDS:
        rows = index.configurations if field.owner == "configuration" else index.listings
        assert len(index.column(field)) == len(rows)
        assert max(index.column(field)) < len(index.dictionaries[field.name])


@pytest.mark.parametrize(
    ("key", "ordered"),
    [
        ("version", ["develop", "1.10", "1.9", "none"]),
        ("compiler", ["gcc@9", "gcc@11", "none"]),
        ("stack", ["e4s", "root", "no stack"]),
        ("tag", ["develop", "v1.0", "v0.9", "no tag"]),
        ("variant", ["~a", "+b", "c=1"]),
        ("runs", ["yes", "maybe", "no"]),
        ("os", ["rhel8", "ubuntu24.04", "none"]),
    ],
)
def test_values_stand_in_the_order_of_their_field(key: str, ordered: list[str]) -> None:
    assert FIELD[key].ordered(reversed(ordered)) == ordered


def test_the_lack_of_a_value_has_a_name() -> None:
    lacking = {key: FIELD[key].labels(None) for key in ("compiler", "os", "tag")}
    assert lacking == {"compiler": ("none",), "os": ("none",), "tag": ("no tag",)}
    assert FIELD["stack"].labels(()) == ("no stack",)
    assert FIELD["stack"].labels(("b", "a", "b")) == ("b", "a")
