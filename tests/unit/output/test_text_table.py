from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cachetui.output.text_table import LIST_WIDTH, WIDEST, list_cell, table

words = st.lists(st.from_regex("[a-z]{1,12}", fullmatch=True), min_size=1, max_size=9)


def test_columns_are_aligned_and_numbers_stand_to_the_right() -> None:
    rows = [("a", "1", "x"), ("bbb", "", ""), ("", "1234", "yy")]
    assert list(table(("name", "specs", "last"), rows)) == [
        "name  specs  last",
        "a         1  x",
        "bbb       -  -",
        "-      1234  yy",
    ]


def test_a_very_long_cell_moves_its_own_line_alone() -> None:
    long = "x" * (WIDEST + 9)
    lines = list(table(("one", "two"), [("a", "b"), (long, "c")]))
    assert lines == [f"{'one':{WIDEST}}  two", f"{'a':{WIDEST}}  b", f"{long}  c"]


def test_what_a_long_cell_moved_aside_is_back_in_its_column_where_there_is_room() -> None:
    long = "x" * (WIDEST + 3)
    rows = [("a", "bbbbbb", "c", "1"), (long, "b", "c", "2"), (long, "bbbbbb", "c", "3")]
    heads, first, moved, pushed = table(("one", "two", "three", "four"), rows)
    assert heads.index("three") == first.index("c") == moved.index("c") == WIDEST + 2 + 6 + 2
    assert pushed.index("c") == len(long) + 2 + 6 + 2
    assert moved.index("2") == pushed.index("3") == first.index("1")


def test_a_table_is_cut_where_the_terminal_ends() -> None:
    assert list(table(("one", "two"), [("abc", "def")], width=6)) == ["one  …", "abc  …"]


@given(words)
def test_a_list_in_a_cell_tells_how_much_of_it_there_is(values: list[str]) -> None:
    cell = list_cell(values)
    *shown, last = cell.split(",")
    if last.startswith("+"):
        assert values[: len(shown)] == shown
        assert int(last) == len(values) - len(shown)
        assert len(",".join(values)) > LIST_WIDTH
    else:
        assert [*shown, last] == values
    assert len(cell) <= LIST_WIDTH


@given(words.filter(lambda values: len(values) > 1))
def test_no_list_in_a_cell_could_show_more(values: list[str]) -> None:
    *shown, last = list_cell(values).split(",")
    if last.startswith("+"):
        more = [*values[: len(shown) + 1], f"+{len(values) - len(shown) - 1}"]
        assert len(",".join(more)) > LIST_WIDTH
