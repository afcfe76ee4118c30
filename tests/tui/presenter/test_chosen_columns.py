"""The columns that a user chose, in the lines of the screen."""

from __future__ import annotations

from cachetui.index.index import Index
from cachetui.tui.presenter.lines import Line
from cachetui.tui.presenter.search import ParsedSearch, parse_search
from cachetui.tui.presenter.state import State
from cachetui.tui.presenter.view import View, ViewBuilder
from cachetui.views.chosen_fields import chosen_fields
from support.page_builder import a_hash
from support.pilot import HOST
from support.record_builder import Record, index_of

STACK = index_of(
    Record("a", "2.0", ("python-a",), package="numpy"),
    Record("b", "2.0", ("python-b",), package="numpy"),
    Record("c", "1.9", ("python-b",), package="numpy"),
    Record("python-a", "3.12", package="python"),
    Record("python-b", "3.9", package="python"),
)


def a_view(columns: str, *, is_complete: bool = True, **changes: object) -> View:
    views = ViewBuilder(STACK, lambda: HOST, columns=chosen_fields(columns))
    views.refresh_snapshot(is_complete=is_complete)
    view = views.view(State(search=searched(STACK), package="numpy", **changes))  # type: ignore[arg-type]
    opened = view.specs.lines[view.specs.first_configuration()].position
    return views.view(view.state.toggle(opened))


def searched(index: Index) -> ParsedSearch:
    return parse_search("", ParsedSearch(), index)


def text(line: Line) -> str:
    return "".join(text for _, text in line.left).split("x2")[0].strip()


def words_of(view: View) -> list[list[str]]:
    lines = [view.specs[number] for number in range(len(view.specs))]
    return [
        text(line).split()
        for line, found in zip(lines, view.specs.lines, strict=True)
        if found.configuration
    ]


def test_a_configuration_lists_what_its_specs_differ_in_and_each_spec_has_its_own() -> None:
    view = a_view("version,^python,hash")
    configuration, first, second, other = words_of(view)
    assert configuration[1:] == ["2.0", "3.12,3.9", "-"]
    names = {a_hash("a"): "3.12", a_hash("b"): "3.9"}
    for line in (first, second):
        version, python, short, name = line
        assert (version, python, short) == ("2.0", names[name[1:]], name[:8])
    assert other == ["1.9", "3.9", f"/{a_hash('c')[:7]}"]


def test_the_columns_have_heads_on_every_screen() -> None:
    view = a_view("version,^python")
    assert text(view.specs.head) == "version  ^python"
    assert view.fields.needs_heads


def test_dependencies_are_shown_when_all_is_read() -> None:
    assert words_of(a_view("^python,version", is_complete=False))[0][1:] == ["-", "2.0"]


def test_c_shows_all_columns_instead_of_those() -> None:
    view = a_view("version", all_columns=True)
    assert "ubuntu24.04" in " ".join(words_of(view)[0])
    assert not view.fields.needs_heads
