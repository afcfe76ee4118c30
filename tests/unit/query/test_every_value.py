"""Each value that there is finds just the listings that have it, typed or written by a facet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

import pytest

from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.model import Configuration, Listing
from cachetui.query.edit import KEYS, toggled
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.query.pasted import as_query
from cachetui.query.query import Query
from cachetui.sources.filter import Filter
from cachetui.sources.open import open_source
from cachetui.spack.spec_line import is_spec, spec_line
from cachetui.spack.targets import names_of
from cachetui.spack.values import literal, spelled
from cachetui.spack.variants import Variant
from cachetui.spack.versions import key as version_key
from cachetui.views.facets import facets
from support.index_builder import a_listing, everything, generated, index_of, sample
from support.listings import found, verdict
from support.paths import DATA

ITEMS: dict[str, Callable[[Listing], tuple[str | None, ...]]] = {
    "stack": lambda one: one.stacks or (None,),
    "tag": lambda one: (one.tag,),
    "target": lambda one: (one.configuration.target,),
    "os": lambda one: (one.configuration.os,),
    "platform": lambda one: (one.configuration.platform,),
    "compiler": lambda one: (one.configuration.compiler,),
    "origin": lambda one: (one.origin,),
}
"""Key -> what a listing has of it; nothing is asked for by the word none."""


@cache
def records() -> Index:
    """Read files of Spack's of every kind into one index."""
    files = sorted((DATA / "indexes").glob("*.*"))
    loading = Loading([open_source(str(path)) for path in files], Filter(edges=True))
    loading.run()
    return loading.index


def odd() -> Index:
    """Index values that need quotes, or that have been misread."""
    texts = ("a b", "it's", 'say "no"', "a,b", "x*", "a? b", "-O2 'x y'", "\\d", "é", "a=b")
    return index_of(
        a_listing("a", target="graviton2", compiler="intel-oneapi-compilers@2025.1.0"),
        a_listing("b", target="neoverse_n1", compiler="apple-clang@16.0.0"),
        a_listing("c", target="x86_64", compiler="apple-clang", os="*", stacks=()),
        a_listing("d", variants=("languages='c,c++,fortran'", 'cflags="-O2 -g"')),
        a_listing("e", variants=("languages:=c,c++", "cflags=-g", "commit=" + "0f" * 20)),
        *(a_listing(t, tag=t, stacks=(t, "root"), variants=(f"path={t}",)) for t in texts),
        *(a_listing(f"{t}.", os=t, platform=t, compiler=f"gcc@{t}") for t in texts),
    )


INDEXES: dict[str, Callable[[], Index]] = {
    "sample": sample,
    "generated": partial(generated, 12),
    "records": records,
    "odd": odd,
}


def has_item(key: str, value: str, one: Listing) -> bool:
    asked = names_of(value) | {value} if key == "target" else {value}
    return any((text or "none") in asked for text in ITEMS[key](one))


def has_version(value: str, one: Listing) -> bool:
    return version_key(value) in map(version_key, one.configuration.versions)


def has_namespace(value: str, one: Listing) -> bool:
    return one.configuration.namespace in (None, value)


def has_variant(text: str, one: Listing) -> bool:
    """Return whether a listing has the variant *text*, and of one with values each of them."""
    asked, has = _variant(text), [_variant(each) for each in one.configuration.variants]
    if text.partition("=")[0].endswith(":"):
        return asked in has
    return any(name == asked[0] and asked[1] <= values for name, values in has)


def _variant(text: str) -> tuple[str, frozenset[str]]:
    if text[0] in "+~":
        return text[1:], frozenset(text[0])
    name, _, values = text.partition("=")
    values = values[1:-1] if values[:1] == values[-1:] == "'" else values
    return name.removesuffix(":"), frozenset(values.split(","))


def has_flags(text: str, one: Listing) -> bool:
    name, words = _flags(text)
    each = map(_flags, (*one.configuration.flags, *one.configuration.variants))
    return any(other == name and words <= values for other, values in each)


def _flags(text: str) -> tuple[str, set[str]]:
    name, _, words = text.partition("=")
    quoted = len(words) > 1 and words[0] == words[-1] == '"'
    return name, set((words[1:-1].replace('\\"', '"') if quoted else words).split())


Question = tuple[str, str, Callable[[Listing], bool]]
"""The key of a facet, a value of it as lists show it, and which listings have that."""


def questions(one: Listing) -> Iterator[Question]:
    """Yield everything that *one* can be asked for by a value of it."""
    built = one.configuration
    for key, values in ITEMS.items():
        for value in values(one):
            yield key, value or "none", partial(has_item, key, value or "none")
    for version in built.versions:
        yield "version", version, partial(has_version, version)
    for text in (*built.variants, *built.flags):
        is_flag = text.partition("flags=")[1] != ""
        yield "variant", text, partial(has_flags if is_flag else has_variant, text)
    if built.namespace is not None:
        yield "namespace", built.namespace, partial(has_namespace, built.namespace)


def typed(key: str, value: str) -> str:
    """Write *value* as somebody types it who looks at it in a list."""
    if key == "version":
        return f"@={value}"
    if key == "variant":
        return str(Variant.listed(value)) if "flags=" not in value else value
    return spelled(key, "=", [literal(value)])


def has_namesake(key: str, built: Configuration) -> bool:
    """Return whether a row has a variant called as a key of ours, which is then asked for."""
    return any(text.lstrip("+~").startswith((f"{key}=", f"{key}:=")) for text in built.variants)


@pytest.mark.parametrize("name", INDEXES)
def test_a_value_finds_what_has_it_typed_and_by_a_facet(name: str) -> None:
    index = INDEXES[name]()
    index.named_variants.learn()
    rows = [index.listing(number) for number in everything(index)]
    asked = {(key, value): holds for one in rows for key, value, holds in questions(one)}
    assert len(asked) > 20
    for (key, value), holds in asked.items():
        if any(has_namesake(key, one.configuration) for one in rows):
            continue
        wanted = [number for number, one in enumerate(rows) if holds(one)]
        assert wanted
        query = parse(typed(key, value))
        assert found(match(index, query, verdict)) == wanted, (key, value)
        assert parse(str(query)) == query
        if key in KEYS:
            assert found(match(index, toggled(Query(), key, value), verdict)) == wanted, (
                key,
                value,
            )


@pytest.mark.parametrize("name", INDEXES)
def test_a_facet_counts_what_its_value_finds(name: str) -> None:
    index = INDEXES[name]()
    for facet in facets(index, Query(), None, verdict):
        for value in facet.values:
            asked = toggled(Query(), facet.key, value.text)
            assert match(index, asked, verdict).total() == value.specs, asked


@pytest.mark.parametrize("name", INDEXES)
def test_the_line_of_a_spec_finds_it_again_as_it_stands_and_in_a_command(name: str) -> None:
    index = INDEXES[name]()
    index.named_variants.learn()
    for number in everything(index)[:: max(len(everything(index)) // 100, 1)]:
        listing = index.listing(number, exact=True)
        line = spec_line(listing)
        for text in [line, as_query(f"spack spec {line}")] * is_spec(listing.configuration):
            assert number in found(match(index, parse(text), verdict)), text
