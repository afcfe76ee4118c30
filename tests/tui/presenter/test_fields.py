"""What a line of a package's specs shows of its configuration, and in which order."""

from __future__ import annotations

from cachetui.index.growing import GrowingIndex
from cachetui.tui.presenter.search import ParsedSearch, parse_search
from cachetui.tui.presenter.state import State
from cachetui.tui.presenter.view import View, ViewBuilder
from support.index_builder import a_listing, fill
from support.pilot import HOST


def a_view(*variants: str, versions: tuple[str, ...] = ("1.14.3",)) -> View:
    """View a package of one spec for each of *variants*, all in one group."""
    index = GrowingIndex()
    for number, texts in enumerate(variants):
        version = versions[number % len(versions)]
        spec = a_listing(str(number), variants=tuple(texts.split()), versions=(version,))
        fill(index, spec, a_listing("far", variants=("build_system=cmake", "+zoo"), stacks=("x",)))
    views = ViewBuilder(index, lambda: HOST)
    views.refresh_snapshot()
    search = parse_search("", ParsedSearch(), index)
    return views.view(State(search=search, package="hdf5"))


def variants_of(view: View) -> set[str]:
    """Return the variants in the lines of the first group."""
    found = set[str]()
    for number, one in enumerate(view.specs.lines):
        if one.configuration and one.group.path[0] == "e4s":
            spans = view.specs[number].left
            found.update(text for role, text in spans if role == "variant")
    return found


def test_what_tells_the_lines_of_a_group_apart_comes_first() -> None:
    view = a_view("build_system=cmake +cxx +mpi ~shared", "build_system=cmake +cxx ~mpi ~shared")
    assert variants_of(view) == {"+mpi +cxx ~shared", "~mpi +cxx ~shared"}


def test_the_build_system_comes_last_where_more_is_different() -> None:
    view = a_view("build_system=cmake +cxx +mpi", "build_system=autotools +cxx ~mpi", "+cxx")
    assert variants_of(view) == {
        "+mpi build_system=cmake +cxx",
        "~mpi build_system=autotools +cxx",
        "+cxx",
    }
    several = a_view(
        "build_system=cmake +cxx +mpi", "build_system=autotools +cxx ~mpi", versions=("1", "2")
    )
    assert variants_of(several) == {
        "+mpi +cxx build_system=cmake",
        "~mpi +cxx build_system=autotools",
    }


def test_lines_that_differ_in_nothing_else_come_before_lines_of_other_versions() -> None:
    lines = ("+a +b +c", "~a +b +c", "+a +b ~c", "+a +b ~c")
    view = a_view(*lines[:3], versions=("2", "2", "1"))
    assert variants_of(view) == {"+a +c +b", "~a +c +b", "+a ~c +b"}
    view = a_view(lines[0], lines[2], versions=("2", "2"))
    assert variants_of(view) == {"+c +a +b", "~c +a +b"}


def test_what_all_lines_share_names_the_build_system_last() -> None:
    view = a_view("build_system=cmake +mpi", "build_system=cmake +mpi ~zip")
    index_of_all = [text for role, text in view.fields.common() if role == "variant"]
    assert index_of_all == ["build_system=cmake"]
