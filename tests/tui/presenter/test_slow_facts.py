"""What takes longer than a key may wait: in steps, kept, and gone on with."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from cachetui.index import steps
from cachetui.settings.options import Options
from cachetui.sources.open import SAMPLE
from cachetui.tui.presenter import slow_facts
from cachetui.tui.presenter.view import View
from cachetui.tui.session import Session
from support.pilot import HOST


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """The sample, with steps of so few listings that everything takes many."""
    found = Session(Options(sources=(str(SAMPLE),), host=HOST))
    found.loading.run()
    found.refresh_snapshot()
    monkeypatch.setattr(steps, "MOST", 16)
    return found


def searched(session: Session, text: str) -> View:
    return session.view(session.searched(session.view(session.first_state), text))


def test_an_overview_is_there_when_its_last_step_is_done(session: Session) -> None:
    facts, view = session.slow_facts, searched(session, "")
    for _ in facts.learning(view):
        assert facts.overview(view) is None
    assert facts.overview(view) is not None


@pytest.mark.parametrize("text", ["", "target=zen3 +mpi"])
def test_what_a_key_interrupts_goes_on_where_it_was(session: Session, text: str) -> None:
    facts, view = session.slow_facts, searched(session, text)
    session.index.first_listings.learn()
    every = list(facts.learning(view))
    session.judge_for(HOST)
    facts = session.slow_facts
    begun = facts.learning(view)
    next(begun)
    next(begun)
    assert len(list(facts.learning(view))) == len(every) - 2
    assert facts.overview(view) or facts.reasons(view)


def learn(session: Session, text: str) -> None:
    """Have learned what a rest at *text* has."""
    for _ in session.slow_facts.learning(searched(session, text)):
        pass


def test_overviews_of_earlier_searches_are_kept_as_many_as_are_worth_it(session: Session) -> None:
    facts, first = session.slow_facts, searched(session, "")
    with patch.object(slow_facts, "KEPT", 3):
        for text in ("", "@1", "@2", "@0"):
            learn(session, text)
        assert facts.overview(first) is None
    assert facts.overview(searched(session, "@1"))


def test_a_search_that_finds_the_same_listings_has_the_same_overview(session: Session) -> None:
    facts = session.slow_facts
    learn(session, "target=x86*")
    assert facts.overview(searched(session, "target=x86_64*"))
    for other in ("target=zen*", "target=x86* @2:", "target=x86* py"):
        assert facts.overview(searched(session, other)) is None


def test_each_search_that_finds_nothing_has_its_own_reasons(session: Session) -> None:
    learn(session, "+mpi os=zzz")
    assert session.slow_facts.reasons(searched(session, "+mpi os=zzz"))
    assert not session.slow_facts.reasons(searched(session, "+cuda os=zzz"))


def test_what_was_shown_or_come_back_to_is_kept_longer(session: Session) -> None:
    facts, first = session.slow_facts, searched(session, "")
    with patch.object(slow_facts, "KEPT", 3):
        for text in ("", "@1", "@2"):
            learn(session, text)
        assert facts.overview(first)
        learn(session, "@1")
        learn(session, "@0")
    assert facts.overview(first)
    assert facts.overview(searched(session, "@1"))
    assert facts.overview(searched(session, "@2")) is None


def test_what_went_wrong_in_a_step_begins_anew(session: Session) -> None:
    def failing(*_: object) -> Iterator[None]:
        yield
        raise OSError("gone")

    facts = session.slow_facts
    with (
        patch("cachetui.views.dashboard.dashboard_steps", failing),
        pytest.raises(OSError, match="gone"),
    ):
        learn(session, "")
    learn(session, "")
    assert facts.overview(searched(session, ""))


def test_steps_that_nobody_goes_on_with_go_at_once(session: Session) -> None:
    next(session.slow_facts.learning(searched(session, "")))
    gc.disable()
    try:
        facts = weakref.ref(session.slow_facts)
        session.judge_for(HOST)
        assert facts() is None
    finally:
        gc.enable()


def test_the_listings_of_all_that_is_found_are_those_of_its_packages(session: Session) -> None:
    for text in ("", "@1:", "py", "torch target=x86_64_v3", "zzz"):
        found = searched(session, text).packages
        names = [found.name(row) for row in range(1, len(found))]
        each = [number for name in names if name for number in found.listings(name)]
        assert sorted(found.every_listing()) == sorted(each)
