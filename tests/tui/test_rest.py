"""What follows a movement: in steps, of which many short ones go between two breaths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from cachetui.tui.widgets import rest
from cachetui.tui.widgets.rest import BREATH, PAUSE, SPELL, Rest


class Timers:
    """Stands for a widget and for the clock: what waits is called when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.delays: list[float] = []
        self._waiting: list[Callable[[], None]] = []

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Any:
        self.delays.append(delay)
        self._waiting.append(callback)
        return SimpleNamespace(stop=self._waiting.clear)

    def fire(self) -> None:
        self._waiting.pop()()


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    found = Timers()
    monkeypatch.setattr(rest, "monotonic", lambda: found.now)
    return found


def following(timers: Timers, steps: int, seconds: float, done: list[int]) -> Rest:
    """Begin to rest before *steps* that take some *seconds* each."""

    def follow() -> Iterator[None]:
        for number in range(steps):
            timers.now += seconds
            done.append(number)
            yield

    made = Rest(timers, follow)  # type: ignore[arg-type]
    made.begin()
    return made


def test_short_steps_go_together_and_one_breath_comes_between_what_takes_long(
    timers: Timers,
) -> None:
    done: list[int] = []
    made = following(timers, 20, SPELL / 8, done)
    for number in (8, 16, 20):
        assert not made.is_over
        timers.fire()
        assert len(done) == number
    assert made.is_over
    assert timers.delays == [PAUSE, BREATH, BREATH]


def test_a_key_waits_for_one_step_at_most_that_is_long(timers: Timers) -> None:
    done: list[int] = []
    made = following(timers, 3, 2 * SPELL, done)
    for number in (1, 2, 3):
        timers.fire()
        assert len(done) == number
    assert not made.is_over
    timers.fire()
    assert made.is_over


def test_a_movement_between_two_breaths_begins_anew(timers: Timers) -> None:
    done: list[int] = []
    made = following(timers, 20, SPELL / 8, done)
    timers.fire()
    made.begin()
    assert timers.delays == [PAUSE, BREATH, PAUSE]
    timers.fire()
    assert done == [*range(8), *range(8)]
