"""Each value that there is finds just the listings that have it, typed or written by a facet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cachetui.index.index import Index
from cachetui.model import Listing
from cachetui.query.edit import toggled
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.query.query import Query
from cachetui.spack.targets import names_of
from cachetui.spack.values import literal, spelled
from cachetui.spack.versions import key as version_key
from cachetui.views.facets import facets
from support.index_builder import a_listing, everything, generated, index_of, sample
from support.listings import found, verdict

HAS: dict[str, Callable[[Listing, str], bool]] = {
    "stack": lambda one, text: text in (one.stacks or ("none",)),
    "tag": lambda one, text: text == (one.tag or "none"),
    "target": lambda one, text: one.configuration.target in names_of(text),
    "os": lambda one, text: text == (one.configuration.os or "none"),
    "platform": lambda one, text: text == (one.configuration.platform or "none"),
    "compiler": lambda one, text: text == (one.configuration.compiler or "none"),
    "version": lambda one, text: version_key(text) in map(version_key, one.configuration.versions),
}
INDEXES: dict[str, Callable[[], Index]] = {
    "sample": sample,
    "generated": generated,
    "aliases": lambda: index_of(
        a_listing("a", target="graviton2"),
        a_listing("b", target="neoverse_n1"),
        a_listing("c", target="x86_64", compiler="apple-clang@16.0.0", os="*", tag="it's, a? tag"),
    ),
}


@pytest.mark.parametrize("name", INDEXES)
def test_a_value_finds_what_has_it_and_so_does_what_a_facet_writes(name: str) -> None:
    index = INDEXES[name]()
    listings = {number: index.listing(number) for number in everything(index)}
    for facet in facets(index, Query(), None, verdict):
        for value in facet.values:
            asked = toggled(Query(), facet.key, value.text)
            matched = match(index, asked, verdict)
            assert matched.total() == value.specs, asked
            if has := HAS.get(facet.key):
                wanted = [number for number, one in listings.items() if has(one, value.text)]
                assert found(matched) == wanted, asked
                if facet.key != "version":
                    typed = parse(spelled(facet.key, "=", [literal(value.text)]))
                    assert found(match(index, typed, verdict)) == wanted, typed
