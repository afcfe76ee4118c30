"""Listings as JSON: what is kept between them changes nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from cachetui.index.index import Index
from cachetui.output import records
from cachetui.output.records import json_lines
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.spack.compatibility import Host
from support.index_builder import sample

HOST = Host("linux", "rhel8", "zen3")


def test_objects_of_configurations_are_kept_for_a_package_and_not_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index, made, really = sample(), Counter[int](), records._template

    def noting(index: Index, host: Host, code: int) -> str:
        made[code] += 1
        return really(index, host, code)

    matched = match(index, parse(""))
    first, second, *_ = map(matched.listings, range(len(index.packages)))
    expected = list(json_lines(index, first + second + first, HOST))
    monkeypatch.setattr(records, "_template", noting)
    monkeypatch.setattr(records, "AT_ONCE", 1)
    monkeypatch.setattr(records, "KEPT", 0)
    assert list(json_lines(index, first + second + first, HOST)) == expected
    package = index.configurations.package
    again = index.listings.configuration[first[0]]
    for code, times in made.items():
        assert times == (2 if package[code] == package[again] else 1)
