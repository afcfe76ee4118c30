"""Queries drawn at random, with every field that one can have."""

from __future__ import annotations

from hypothesis import strategies as st

from cachetui.query.query import Query
from cachetui.spack.values import items, literal
from cachetui.spack.variants import Compiler, Variant
from cachetui.spack.versions import VersionList

NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,5}", fullmatch=True)
KEYS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,5}", fullmatch=True).filter(
    lambda key: key not in ("stack", "tag", "compiler", "runs", "os", "target", "arch", "platform")
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
COMPILERS = st.tuples(NAMES, VERSIONS).map(lambda found: Compiler(*found))
QUERIES = st.builds(
    Query,
    name=NAMES | st.just(""),
    versions=VERSIONS,
    variants=VARIANTS,
    platform=FIELDS,
    os=FIELDS,
    target=FIELDS,
    stack=FIELDS,
    tag=FIELDS,
    compiler=FIELDS,
    runs=st.sampled_from([(), ("yes",), ("yes", "maybe"), ("maybe", "no")]),
    hash=st.sampled_from(["", "abc", "2lwakq4"]),
    compilers=st.lists(COMPILERS, max_size=2, unique_by=str).map(
        lambda found: tuple(sorted(found, key=str))
    ),
    dependencies=st.sampled_from(["", "^zlib@1.2 +x %gcc", "^mpi=openmpi ^x"]),
)
