"""The detail of a spec: what it says, and in how many lines."""

from __future__ import annotations

from cachetui.model import Listing
from cachetui.tui.presenter.detail import detail
from cachetui.tui.presenter.search import ParsedSearch, parse_search
from cachetui.tui.presenter.state import State
from cachetui.tui.presenter.view import ViewBuilder
from support.index_builder import a_listing, index_of
from support.pilot import HOST


def detail_of(*listings: Listing, width: int = 80) -> list[str]:
    """Return the lines of the detail of the one spec that *listings* list."""
    index = index_of(*listings)
    views = ViewBuilder(index, lambda: HOST)
    views.refresh_snapshot()
    view = views.view(State(search=parse_search("", ParsedSearch(), index), package="hdf5"))
    _, lines = detail(index, HOST, view, width)
    return ["".join(text for _, text in one.left) for one in lines]


def about_tags(lines: list[str]) -> list[str]:
    """Return the lines from the tags on to what follows them."""
    start = next(number for number, one in enumerate(lines) if one.startswith("tags "))
    end = next(number for number, one in enumerate(lines) if one.startswith("spec "))
    return lines[start:end]


def test_tags_in_which_the_same_stacks_list_a_spec_share_a_line_the_newest_first() -> None:
    stacks = {"v0.21.0": ("e4s", "root"), "develop": ("ml",), "v0.21.1": ("e4s", "root")}
    lines = detail_of(*(a_listing(tag=tag, stacks=some) for tag, some in stacks.items()))
    assert about_tags(lines) == [
        "tags       develop: ml",
        "           v0.21.1, v0.21.0: e4s root",
    ]


def test_what_no_tag_or_no_stack_lists_is_said_to_be_so() -> None:
    assert about_tags(detail_of(a_listing(tag=None, stacks=()))) == ["tags       no tag: no stack"]


def test_many_tags_are_wrapped_between_them() -> None:
    listings = (a_listing(tag=f"develop-2025-03-{day}", stacks=("e4s",)) for day in range(10, 30))
    lines = about_tags(detail_of(*listings))
    assert len(lines) == 7
    assert lines[0].startswith("tags       develop-2025-03-29, develop-2025-03-28,")
    assert lines[-1].endswith(" develop-2025-03-10: e4s")


def test_a_command_that_fits_is_one_line() -> None:
    command = f"spack install --cache-only /{a_listing().hash}"
    assert command in detail_of(a_listing(), width=len(command))
    assert command not in detail_of(a_listing(), width=len(command) - 1)
