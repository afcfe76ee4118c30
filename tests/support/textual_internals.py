"""Every use that tests make of a private name of Textual, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import Mock, patch

import pytest
from textual import _wait
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.events import Key
from textual.keys import Keys, _character_to_key
from textual.screen import Screen

from cachetui.tui.terminal.textual_internals import PrivateName

PRIVATE_NAMES_OF_TESTS = (
    PrivateName("textual.app:App", "_display", "what it is given is drawn"),
    PrivateName("textual.app:App", "_resize_event", "the screens have yet to hear of a new size"),
    PrivateName("textual._compositor", "ChopsUpdate", "and this says where"),
    PrivateName("textual.screen:Screen", "_dirty_widgets", "they wait to be drawn"),
    PrivateName("textual.screen:Screen", "_update_timer", "runs while anything waits to be drawn"),
    PrivateName("textual.screen:Screen", "_callbacks", "they wait until all is drawn"),
    PrivateName("textual.timer:Timer", "_active", "whether it runs"),
    PrivateName("textual.message_pump:MessagePump", "_next_callbacks", "they wait to be called"),
    PrivateName("textual.screen:Screen", "_compositor", "it has the text that is on the screen"),
    PrivateName("textual.screen:Screen", "_refresh_layout", "typing must not lay out the screen"),
    PrivateName("textual._ansi_sequences", "ANSI_SEQUENCES_KEYS", "every sequence that is a key"),
    PrivateName("textual._xterm_parser", "XTermParser", "what a sequence is taken for"),
    PrivateName("textual.keys", "_character_to_key", "settings write keys as characters"),
    PrivateName("textual.timer", "_time", "a clock that a test can set forward"),
    PrivateName("textual._wait", "SLEEP_GRANULARITY", "a pilot waits that long twice for each key"),
    PrivateName("textual._wait", "SLEEP_IDLE", "how much work in that time is none"),
)

_LOOK = 0.004
"""Seconds for which a program must do nothing to be idle; Textual's own are five times as many."""


KEY_SEQUENCES = sorted(key for key in ANSI_SEQUENCES_KEYS if len(key) > 1 and key != "\x1b\x1b")
"""The sequences that Textual knows as keys; of two Escapes it makes two keys."""

NAMED_KEYS = {key.value for key in Keys if key.value[0].isalnum() and len(key.value) > 1}
"""The keys that Textual has names of its own for, those of controls included."""


def key_name(character: str) -> str:
    """Return Textual's name of the key that types *character*."""
    return _character_to_key(character)


def keys_of(sequence: str) -> list[tuple[str, str | None]]:
    """Return the names and characters of the keys that *sequence*, which is whole, stands for."""
    parser = XTermParser()
    found = [*parser.feed(sequence), *parser.feed("")]
    return [(event.key, event.character) for event in found if isinstance(event, Key)]


def rows_on_screen(app: App[list[int]]) -> list[str]:
    """Return the text of each line of the screen that is on top."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def all_is_drawn(app: App[list[int]]) -> bool:
    """Return whether no screen that is seen, be it behind a dialog, has anything left to do."""
    if app.message_queue_size or app._resize_event is not None:
        return False
    return not any(_is_busy(screen) for screen in app.screen_stack if screen.is_current)


def _is_busy(screen: Screen[object]) -> bool:
    if screen._dirty_widgets or screen._callbacks or screen._update_timer._active.is_set():
        return True
    widgets = screen.walk_children(with_self=True)
    return any(one.message_queue_size or one._next_callbacks for one in widgets)


def watch_layouts(screen: Screen[None], monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Return a stand-in for laying out the screen, which has every call of it."""
    lays_out = Mock()
    monkeypatch.setattr(screen, "_refresh_layout", lays_out)
    return lays_out


@contextmanager
def quick_to_see_that_all_is_done() -> Iterator[None]:
    """Have a pilot look more often whether a key has been dealt with, and so wait less for it."""
    share = _wait.SLEEP_IDLE / _wait.SLEEP_GRANULARITY
    with patch.multiple(_wait, SLEEP_GRANULARITY=_LOOK, SLEEP_IDLE=_LOOK * share):
        yield
