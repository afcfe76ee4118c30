from __future__ import annotations

import subprocess
import sys

import pytest

from bench.figures import HEADS, WIDTHS, Budget, Figure, percentile, side_by_side, spelled, table
from bench.film import Film, Rows
from bench.keystrokes import at_rest
from bench.starting import TYPED, delays, turn
from support.paths import BENCH


def test_a_promise_is_so_many_times_the_other_and_so_much_more() -> None:
    assert Budget(2, plus=0.5).limit(3.0) == 6.5
    assert Budget(plus=0.016).limit(None) == 0.016
    assert Budget(2, plus=0.014).spelled("s") == "2 x + 14.0 ms"
    assert Budget(plus=4000).spelled("B") == "4,000 B"


@pytest.mark.parametrize(("ours", "holds"), [(2.5, True), (2.6, False)])
def test_a_figure_holds_up_to_its_limit(ours: float, holds: bool) -> None:
    figure = Figure("what", "sample", "s", ours, 1.0, "fzf", Budget(2, plus=0.5))
    assert figure.holds is holds
    assert figure.ratio == pytest.approx(ours - 0.5)


def test_a_figure_without_a_promise_or_another_is_only_itself() -> None:
    figure = Figure("what", "sample", "B", 12_345)
    assert figure.holds is None
    assert figure.cells() == ("what", "sample", "12,345 B", "", "", "", "", "")


def test_figures_are_written_with_three_digits_or_so() -> None:
    assert [spelled(n, "s") for n in (0.00064, 0.0191, 0.0206, 1.5)] == [
        "0.6 ms",
        "19.1 ms",
        "21 ms",
        "1.50 s",
    ]
    assert [spelled(n, "B") for n in (700, 2_400_000)] == ["700 B", "2.4 MB"]


def test_programs_take_turns_and_the_median_of_each_counts() -> None:
    order: list[str] = []
    times = iter([5.0, 1.0, 7.0])

    def ours() -> float:
        order.append("ours")
        return next(times)

    def other() -> float:
        order.append("other")
        return 2.0

    assert side_by_side(3, ours, other) == [5.0, 2.0]
    assert order == ["ours", "other"] * 3


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile(range(100), 95) == 95
    assert percentile([3.0], 95) == 3.0


def test_every_turn_of_the_typing_changes_the_text_by_its_key() -> None:
    text = ""
    for number in range(40):
        key, after = turn(number)
        assert after == (text[:-1] if key == "backspace" else text + key)
        assert TYPED.startswith(after)
        assert after
        text = after


def test_a_key_is_answered_by_its_own_text_or_a_later_one() -> None:
    sent = [(1.0, "p"), (2.0, "py"), (2.1, "py-"), (9.0, "py")]
    seen = [(1.5, "p"), (2.4, "py-")]
    assert list(delays(sent, seen)) == pytest.approx([0.5, 0.4, 0.3])


ECHO = r"""
import sys, termios, tty
tty.setraw(0)
sys.stdout.write("ready\r\n"); sys.stdout.flush()
while (key := sys.stdin.read(1)) != "q":
    sys.stdout.write(key.upper()); sys.stdout.flush()
"""


def test_a_film_knows_what_a_key_changed_and_with_how_many_bytes() -> None:
    with Film([sys.executable, "-c", ECHO]) as film:
        assert film.await_sight(lambda rows: "ready" in rows[0]) > film.began
        answer = film.answer("x", tuple)
        assert film.rows()[1] == "X"
        assert answer.size == 1
        assert answer.delay > 0
        assert film.answer("y", lambda rows: rows[0]).delay == 0
        with pytest.raises(AssertionError, match="ended"):
            film.answer("q", tuple)


def test_a_program_that_does_not_show_what_was_waited_for_is_ended() -> None:
    film = Film([sys.executable, "-c", ECHO])

    def fails(rows: Rows) -> bool:
        raise AssertionError

    with pytest.raises(AssertionError):
        at_rest(film, fails)
    assert film.process.poll() is not None


def test_the_command_prints_its_table() -> None:
    argv = [sys.executable, str(BENCH), "--quick", "--rounds", "1", "start", "searching", "lookup"]
    run = subprocess.run(argv, capture_output=True, text=True, check=True)
    head, *lines = run.stdout.splitlines()
    assert head.split() == [word for name in HEADS for word in name.split()]
    assert len(lines) == 6
    at = sum(WIDTHS[:1]) + 2
    assert {line[at : at + WIDTHS[1]].strip() for line in lines} == {"sample"}
    assert lines[0].split()[-1] in ("yes", "NO")


def test_a_measure_that_there_is_not_is_refused() -> None:
    run = subprocess.run([sys.executable, str(BENCH), "nothing"], capture_output=True, text=True)
    assert run.returncode == 2
    assert "no such measure: nothing" in run.stderr


def test_a_table_is_printed_line_by_line() -> None:
    figures = iter([Figure("first", "sample", "s", 1.0)])
    lines = table(figures)
    assert next(lines).startswith("what")
    assert next(lines).split() == ["first", "sample", "1.00", "s"]
