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


def test_however_long_a_key_is_held_one_frame_waits_at_most() -> None:
    lag, frame, held = answering(0.001), 0.125, 20.0  # a frame takes so many seconds on its way
    arrivals: list[float] = []
    for now in (tick / 30 for tick in range(30, int(held * 30))):
        while arrivals and arrivals[0] <= now:
            lag.answer(arrivals.pop(0))
        if lag.rest(now) == 0:
            assert lag.wants_to_ask(2_500, now)
            arrivals.append(max([now, *arrivals]) + frame)
        assert now < 2 or len(arrivals) <= 2, f"{len(arrivals)} after {now} s"


def test_a_way_that_has_become_longer_is_learnt_from_what_comes_after_little() -> None:
    lag = answering(0.01)
    assert lag.wants_to_ask(STEP, 1.0)
    lag.answer(1.3)
    now = 2.0
    while lag.wants_to_ask(1, now):  # as long as the answers are late
        lag.answer(now + 0.3)
        now += 1
    assert 10 < now < 100


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
