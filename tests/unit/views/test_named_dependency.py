"""``spec[name]``: the shortcut over the whole graph finds what a walk from each spec finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cachetui.model import DepType
from cachetui.views.named_dependency import NamedDependency
from support.page_builder import a_hash
from support.record_builder import Record, To, index_of, spec_of

NEEDED = DepType.LINK | DepType.RUN
SPECS = range(9)
NEEDS = st.lists(
    st.tuples(st.sampled_from(SPECS), st.sampled_from((NEEDED, NEEDED, NEEDED, DepType.BUILD))),
    max_size=2,
)


def walked(graph: dict[int, list[tuple[int, int]]], named: set[int], spec: int) -> int | None:
    """Return what Spack takes: a direct build dependency, else the nearest of link and run."""
    for child, types in graph[spec]:
        if types == DepType.BUILD and child in named:
            return child
    order = [spec]
    for one in order:
        order += [child for child, types in graph[one] if types == NEEDED and child not in order]
    return next((one for one in order if one in named), None)


@settings(max_examples=250)
@given(
    st.lists(NEEDS, min_size=len(SPECS), max_size=len(SPECS)),
    st.sets(st.sampled_from(SPECS), max_size=3),
)
def test_the_dependency_of_a_name_is_the_one_that_a_walk_finds(
    needs: list[list[tuple[int, int]]], named: set[int]
) -> None:
    graph = {spec: list(dict(found).items()) for spec, found in enumerate(needs)}
    index = index_of(
        *(
            Record(
                f"s{spec}",
                needs=tuple(To(f"s{child}", types) for child, types in found),
                package="python" if spec in named else "other",
            )
            for spec, found in graph.items()
        )
    )
    finder = NamedDependency(index, "python")
    for spec in SPECS:
        found = finder.of(spec_of(index, f"s{spec}"))
        expected = walked(graph, named, spec)
        name = None if found is None else index.hashes[found]
        assert name == (None if expected is None else a_hash(f"s{expected}"))
