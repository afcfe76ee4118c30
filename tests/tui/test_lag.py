"""How far a terminal is behind, by a clock that the test sets."""

from __future__ import annotations

from cachetui.tui.terminal.lag import BEHIND, LOST, MOST, STEP, Lag


def answering(after: float) -> Lag:
    """Return what is known of a terminal that has answered once, *after* so many seconds."""
    lag = Lag()
    assert lag.wants_to_ask(1, 0.0)
    lag.answer(after)
    return lag


def test_a_terminal_that_never_answers_is_never_behind_and_soon_asked_no_more() -> None:
    lag = Lag()
    assert [lag.wants_to_ask(STEP, 0.0) for _ in range(2 * MOST)].count(True) == MOST
    assert lag.rest(1000.0) == 0
    assert not lag.is_awaiting


def test_it_is_asked_again_after_so_many_characters() -> None:
    lag = answering(0.01)
    assert [lag.wants_to_ask(STEP // 2, 1.0) for _ in range(4)] == [False, True, False, True]


def test_a_link_that_is_only_long_is_not_behind() -> None:
    lag = answering(0.4)
    for frame in range(MOST):
        assert lag.wants_to_ask(STEP, 1 + frame / 10)
        assert lag.rest(1 + frame / 10) == 0
    for frame in range(MOST):
        lag.answer(1.4 + frame / 10)
        assert lag.rest(1.4 + frame / 10) == 0


def test_while_an_answer_is_late_there_is_no_room_and_then_one_frame_at_a_time() -> None:
    lag = answering(0.01)
    assert lag.wants_to_ask(STEP, 1.0)
    assert lag.rest(1.0 + BEHIND) == 0
    assert lag.rest(1.2) > 0
    assert lag.is_awaiting
    lag.answer(1.5)
    assert lag.rest(1.5) == 0
    assert lag.wants_to_ask(1, 1.5)
    assert lag.rest(1.5) > 0
    lag.answer(1.51)
    assert not lag.wants_to_ask(1, 1.5)
    assert lag.rest(1.5) == 0


def test_an_answer_that_is_lost_is_not_waited_for() -> None:
    lag = answering(0.01)
    assert lag.wants_to_ask(STEP, 1.0)
    assert lag.rest(1.0 + LOST - 0.1) > 0
    assert lag.rest(1.1 + LOST) == 0
    assert not lag.is_awaiting
    assert lag.wants_to_ask(STEP, 9.0)


def test_an_answer_to_nobodys_question_is_nothing() -> None:
    lag = Lag()
    lag.answer(1.0)
    assert not lag.is_awaiting
