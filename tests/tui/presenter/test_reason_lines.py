"""Why nothing is found, as lines: what leads nowhere is dim."""

from __future__ import annotations

from msgspec.structs import replace

from cachetui.query.query import Query
from cachetui.tui.presenter.reason_lines import ReasonLines
from cachetui.tui.presenter.search import ParsedSearch
from cachetui.tui.presenter.state import State
from cachetui.tui.presenter.view import View, ViewBuilder
from cachetui.views.reasons import Reason
from support.index_builder import sample
from support.pilot import HOST


def a_view(*left: int | None) -> View:
    view = ViewBuilder(sample(), lambda: HOST).view(State(search=ParsedSearch()))
    reasons = (Reason(f"reason {n}", Query(name="a"), n, drops=True) for n in left)
    return replace(view, reasons=tuple(reasons))


def test_a_reason_that_leads_nowhere_is_dim() -> None:
    lines = ReasonLines(a_view(3, None, 0), 60).lines
    assert [one.left for one in lines] == [
        *((("", "reason 3"),), (("", "reason None"),), (("dim", "reason 0"),))
    ]


def test_what_enter_does_stands_near_the_longest_line() -> None:
    assert ReasonLines(a_view(3), 60).reach == len("   reason 3  enter: a")
    assert ReasonLines(a_view(), 60).reach == 3
