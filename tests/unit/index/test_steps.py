"""Work in steps: what it comes to, and how it is divided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.index import steps
from cachetui.index.steps import Steps, at_once, parts


def counting(to: int) -> Steps[list[int]]:
    found = []
    for number in range(to):
        found.append(number)
        yield
    return found


@pytest.mark.parametrize("to", [0, 1, 5])
def test_all_steps_at_once_come_to_what_they_return(to: int) -> None:
    assert at_once(counting(to)) == list(range(to))


@given(st.integers(0, 99), st.integers(0, 99))
def test_parts_are_all_of_it_one_behind_the_other(start: int, length: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "MOST", 10)
        found = list(parts(start, start + length))
    numbers = [n for first, end in found for n in range(first, end)]
    assert numbers == list(range(start, start + length))
    assert all(0 < end - first <= 10 for first, end in found)
