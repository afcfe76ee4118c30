"""Queries drawn at random, with every field that one can have."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cachetui.query.parser import parse
from cachetui.query.query import Dependency, Query
from cachetui.spack.keys import EXTENSION_KEYS
from cachetui.spack.keys import FLAGS as FLAG_NAMES
from cachetui.spack.values import items, literal
from cachetui.spack.variants import Flag, Variant
from cachetui.spack.versions import VersionList

RESERVED = (*EXTENSION_KEYS, *FLAG_NAMES, "os", "target", "arch", "platform", "namespace")
NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,5}", fullmatch=True)
KEYS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,5}", fullmatch=True).filter(
    lambda key: key not in RESERVED
)
TEXTS = st.text(alphabet="ab1 ,*?\\\"'=;~/:.-é$@", min_size=1, max_size=6)
ITEMS = st.lists(TEXTS.map(literal) | TEXTS.flatmap(lambda t: st.sampled_from(items(t) or ("x",))))
FIELDS = ITEMS.map(lambda found: tuple(sorted(set(found))))
SWITCHES = st.builds(Variant, KEYS, st.booleans(), propagated=st.booleans())
VALUES = st.sets(TEXTS, min_size=1).map(lambda found: tuple(sorted(found)))
PAIRS = st.builds(Variant, KEYS, VALUES, st.booleans(), st.booleans())
VARIANTS = st.lists(SWITCHES | PAIRS, unique_by=lambda variant: variant.name).map(
    lambda found: tuple(sorted(found, key=lambda variant: (variant.name, str(variant))))
)
VERSIONS = st.none() | st.sampled_from(["1.2:", "=1.3,2:", "git.x/y", ":3,develop", "1"]).map(
    VersionList.parse
)
FLAGS = st.lists(
    st.builds(
        Flag,
        st.sampled_from(["cflags", "ldflags"]),
        st.lists(st.sampled_from(["-g", "-O2", "-Wl,-x", "a=b"]), min_size=1, max_size=2).map(
            tuple
        ),
    ),
    max_size=2,
    unique_by=lambda flag: flag.name,
).map(lambda found: tuple(sorted(found, key=lambda flag: flag.name)))
CHOICES = st.sampled_from([(), ("yes",), ("no",), ("yes", "no")])
NODE = {
    "namespace": st.sampled_from(["", "builtin", "a.b"]),
    "versions": VERSIONS,
    "variants": VARIANTS,
    "flags": FLAGS,
    "platform": FIELDS,
    "os": FIELDS,
    "target": FIELDS,
    "hash": st.sampled_from(["", "abc", "2lwakq4"]),
}
"""What a spec and a dependency can both be asked for."""
WORDS = st.lists(NAMES, max_size=2, unique=True).map(lambda found: tuple(sorted(found)))
TYPES = st.sampled_from([(), ("build",), ("build", "link"), ("run", "test")])


def _sorted(found: list[Dependency]) -> tuple[Dependency, ...]:
    return tuple(sorted(found, key=str))


def _dependencies(direct: bool, nodes: st.SearchStrategy[Query]) -> st.SearchStrategy[Any]:
    when = st.none() | st.sampled_from(["+x", "^mpi", "%c@1 os=a", 'x="a b"']).map(parse)
    one = st.builds(Dependency, st.just(direct), nodes, WORDS, TYPES, when)
    return st.lists(one, max_size=1).map(_sorted)


DIRECT = _dependencies(True, st.builds(Query().but, name=NAMES | st.just(""), **NODE))
FAR = _dependencies(
    False, st.builds(Query().but, name=NAMES | st.just(""), dependencies=DIRECT, **NODE)
)
QUERIES = st.builds(
    Query().but,
    name=NAMES | st.just(""),
    stack=FIELDS,
    tag=FIELDS,
    compiler=FIELDS,
    origin=FIELDS,
    runs=st.sampled_from([(), ("yes",), ("yes", "maybe"), ("maybe", "no")]),
    cached=CHOICES,
    installed=CHOICES,
    dependencies=st.builds(lambda direct, far: (*direct, *far), DIRECT, FAR),
    **NODE,
)
