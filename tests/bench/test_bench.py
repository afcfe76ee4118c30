from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.compare import COLUMNS as COMPARED
from bench.compare import Program, by_turns, checked_out
from bench.figures import COLUMNS, Budget, Figure, percentile, side_by_side, spelled, table
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
    assert head.split() == [word for name in COLUMNS for word in name.split()]
    assert len(lines) == 6
    assert {line[head.index("cache") :].split()[0] for line in lines} == {"sample"}
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


PROGRAMS = Program("this tree", Path("/now")), Program("v1", Path("/before"))


def test_two_programs_take_turns_and_each_figure_has_the_median_of_both() -> None:
    order: list[str] = []
    seconds = iter([4.0, 1.0, 6.0, 3.0, 5.0, 2.0])

    def run() -> Iterator[Figure]:
        order.append(os.environ["PYTHONPATH"])
        ours = next(seconds)
        budget = Budget(1, plus=ours)
        yield Figure("what", "sample", "s", ours, 2 * ours, "fzf", budget)
        yield Figure("... its bytes", "sample", "B", 10 * ours**2)

    pair, size = by_turns("it", run, 3, PROGRAMS)
    assert order == ["/now", "/before"] * 3
    assert pair.now == Figure("what", "sample", "s", 5.0, 10.0, "fzf", Budget(1, plus=5.0))
    assert (pair.before.ours, pair.before.other) == (2.0, 4.0)
    assert (size.now.ours, size.before.ours) == pytest.approx((770 / 3, 140 / 3))


def test_a_pair_has_both_ratios_and_what_is_promised_of_now() -> None:
    budget = Budget(2)

    def run() -> Iterator[Figure]:
        ours = 3.0 if os.environ["PYTHONPATH"] == "/now" else 6.0
        yield Figure("what", "sample", "s", ours, 1.5, "fzf", budget)

    (pair,) = by_turns("it", run, 1, PROGRAMS)
    assert dict(zip(COMPARED, pair.cells(), strict=True)) == {
        **{"what": "what", "cache": "sample", "now": "3.00 s", "before": "6.00 s"},
        **{"now/before": "0.50", "other": "1.50 s", "whose": "fzf", "now/other": "2.00"},
        **{"before/other": "4.00", "at most": "2 x", "holds": "yes"},
    }


def test_lines_that_go_on_with_another_belong_to_that_one() -> None:
    def run() -> Iterator[Figure]:
        if os.environ["PYTHONPATH"] == "/now":
            yield from (Figure("a", "sample", "s", 1.0), Figure("...", "sample", "s", 2.0))
        yield from (Figure("b", "sample", "s", 3.0), Figure("...", "sample", "s", 4.0))

    assert [pair.now.ours for pair in by_turns("it", run, 1, PROGRAMS)] == [3.0, 4.0]


def test_what_one_program_fails_costs_its_lines_and_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run() -> Iterator[Figure]:
        yield Figure("what", "sample", "s", 1.0)
        if os.environ["PYTHONPATH"] == "/before":
            raise AssertionError("ended\n\nthe screen")
        yield Figure("more", "sample", "s", 1.0)

    assert [pair.now.what for pair in by_turns("it", run, 2, PROGRAMS)] == ["what"]
    assert capsys.readouterr().err == "it: figures are missing, since v1 failed: ended\n"


def test_the_program_that_is_measured_is_the_one_in_the_folder(tmp_path: Path) -> None:
    for name in ("this", "that"):
        program = tmp_path / name / "cachetui"
        program.mkdir(parents=True)
        (program / "__init__.py").touch()
        (program / "__main__.py").write_text(f"print('it is {name}')")
    argv = [sys.executable, "-m", "cachetui"]
    printed: list[bytes] = []

    def run() -> Iterator[Figure]:
        with Film(argv) as film:
            film.wait()
            printed.append(bytes(film.output).strip())
        printed.append(subprocess.check_output(argv).strip())
        yield Figure("what", "sample", "s", 1.0)

    programs = (Program(name, tmp_path / name) for name in ("this", "that"))
    assert [*by_turns("it", run, 1, (next(programs), next(programs)))]
    assert printed == [b"it is this"] * 2 + [b"it is that"] * 2


def test_a_revision_is_checked_out_into_the_folder_once(tmp_path: Path) -> None:
    program = checked_out("HEAD", tmp_path)
    assert (program.source / "cachetui" / "__main__.py").exists()
    assert [*(program.source / "cachetui" / "styles").glob("*.tcss")]  # they are outside of src
    assert program.source.is_relative_to(tmp_path)
    mark = program.source / "mark"
    mark.touch()
    assert checked_out("HEAD", tmp_path) == program
    assert mark.exists()
