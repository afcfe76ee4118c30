"""Whatever a terminal sends, and however slowly it takes what is drawn: keys are keys, and act.

``python tests/properties/run.py terminal`` tries the same for longer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import strategies as st
from textual.events import Key, Paste
from textual.message import Message

from cachetui.safe_text import safe
from cachetui.sources.open import SAMPLE
from cachetui.tui.terminal.input_filter import InputFilter
from cachetui.tui.terminal.lag import ANSWER
from cachetui.tui.terminal.pieces import Piece
from cachetui.tui.terminal.textual_internals import KeyParser
from properties.strategies import LEAVING, PRESSED, fuzzed
from support.pty_terminal import KEYS, SlowLink, Terminal
from support.textual_internals import KEY_SEQUENCES, keys_of


class Sent(NamedTuple):
    """Something that a terminal sends, and what it stands for."""

    data: bytes
    keys: tuple[tuple[str, str | None], ...]
    """Names of keys with their characters; a paste is called so, with its text."""
    has_to_rest: bool = False
    """Whether the terminal sends nothing behind it for a while."""


def as_keys(sequence: str) -> Sent:
    return Sent(sequence.encode(), tuple(keys_of(sequence)))


def as_paste(text: str) -> Sent:
    return Sent(b"\x1b[200~%b\x1b[201~" % text.encode(), (("paste", text),))


def as_answer(sequence: str) -> Sent:
    return Sent(sequence.encode(), ())


CHARACTERS = st.characters(codec="utf-8", exclude_characters="\x1b")
TEXT = st.text(CHARACTERS, max_size=12)
PRINTED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
INTRODUCERS = "[O]PX^_"
ALT = st.characters(codec="utf-8", exclude_characters=f"\x1b{INTRODUCERS}")
TYPED = st.one_of(
    CHARACTERS.map(as_keys),
    st.sampled_from(KEY_SEQUENCES).map(as_keys),
    ALT.map("\x1b{}".format).map(as_keys),
    st.builds("\x1b[{};{}u".format, st.integers(32, 0x3FF), st.integers(1, 8)).map(as_keys),
    st.just(Sent(b"\x1b", (("escape", "\x1b"),), has_to_rest=True)),
)
PASTES = TEXT.filter(lambda text: "\0" not in text).map(as_paste)
NUMBERS = st.lists(st.integers(0, 70_000).map(str), max_size=6).map(";".join)
NO_ANSWERS = {*KEY_SEQUENCES, "\x1b[200~"}
ANSWERS = (
    st.one_of(
        st.builds(
            "\x1b]{};{}{}".format, st.integers(0, 1400), PRINTED, st.sampled_from(["\a", "\x1b\\"])
        ),
        st.builds("\x1b{}{}\x1b\\".format, st.sampled_from("PX^_"), PRINTED | st.just("1+r\a=\t")),
        st.builds("\x1b[{}{}{}".format, st.sampled_from("?>="), NUMBERS, st.sampled_from("cnuyRS")),
        st.builds("\x1b[{}{}".format, NUMBERS, st.sampled_from("cntx_`|")),
        st.builds("\x1b[?{};{}$y".format, st.integers(1, 3000), st.integers(0, 4)),
        st.integers(35, 57_000).map("\x1b[{}~".format),
        st.sampled_from(
            ["\x1b[12;40R", "\x1b[77E", "\x1b[u", "\x1b[M !!", "\x1b[3;1$y", "\x1b]\x1b\\"]
        ),
    )
    .filter(lambda one: one not in NO_ANSWERS)
    .map(as_answer)
)
MIXED = st.lists(TYPED | TYPED | PASTES | ANSWERS, max_size=12)
CUTS = st.lists(st.integers(0, 200), max_size=20)


def pieces(source: InputFilter, data: bytes, cuts: Iterable[int] = ()) -> list[Piece]:
    """Feed *data* in parts."""
    ends = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    return [piece for start, end in pairwise(ends) for piece in source.feed(data[start:end])]


def rested(source: InputFilter) -> list[Piece]:
    """Let nothing follow for as long as anything is waited for."""
    found: list[Piece] = []
    while source.patience is not None:
        found += source.silence()
    return found


def understood(found: Iterable[Piece]) -> list[tuple[str, str | None]]:
    parser = KeyParser()
    return [one for piece in found for message in parser.messages(piece) for one in named(message)]


def named(message: Message) -> list[tuple[str, str | None]]:
    if isinstance(message, Key):
        return [(message.key, message.character)]
    return [("paste", message.text)] if isinstance(message, Paste) else []


@fuzzed("input", st.tuples(MIXED, CUTS), 150)
def test_answers_are_no_keys_however_what_is_sent_is_cut(
    drawn: tuple[list[Sent], list[int]],
) -> None:
    sent, cuts = drawn
    source, found = InputFilter(), list[Piece]()
    run = b""
    for one in sent:
        run += one.data
        if one.has_to_rest:
            found += pieces(source, run, cuts) + rested(source)
            run = b""
    found += pieces(source, run, cuts)
    assert source.patience is None
    assert understood(found) == [key for one in sent for key in one.keys]


LETTERS = st.text("abcxyz", min_size=1, max_size=5)


@fuzzed("input", st.tuples(st.sampled_from("]P"), LETTERS, CUTS, st.booleans()), 50)
def test_letters_behind_a_key_with_alt_are_keys_where_an_arrow_follows(
    drawn: tuple[str, str, list[int], bool],
) -> None:
    sign, letters, cuts, is_answered = drawn
    typed = f"\x1b{sign}{letters}{ANSWER if is_answered else ''}\x1b[A"
    found = understood(pieces(InputFilter(), typed.encode(), cuts))
    alone = understood(rested(source_with(f"\x1b{sign}{letters}")))
    assert found == [*alone, ("up", None)]


@pytest.mark.parametrize(
    "begun", ["\x1b]11;rgb:1f", "\x1b]lq", "\x1b_Gi=31", "\x1bP>|XTe", "\x1bP1$r"]
)
def test_an_answer_that_an_arrow_ends_is_no_keys(begun: str) -> None:
    assert understood(pieces(InputFilter(), f"{begun}\x1b[A".encode())) == [("up", None)]


def source_with(text: str) -> InputFilter:
    """Return a filter that holds *text*, which is not finished."""
    source = InputFilter()
    assert not source.feed(text.encode())
    return source


BYTES = st.lists(
    st.one_of(
        st.binary(max_size=6),
        MIXED.map(lambda sent: b"".join(one.data for one in sent)),
        st.sampled_from(
            [b"\x1b", b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b[200~", b"\x1b[20", b"\x1b[M"]
        ),
    ),
    max_size=8,
).map(b"".join)


@fuzzed("input", st.tuples(BYTES, st.booleans()), 80)
def test_ctrl_c_is_a_key_after_anything(drawn: tuple[bytes, bool]) -> None:
    data, is_quiet_before = drawn
    source = InputFilter()
    found = source.feed(data)
    if is_quiet_before:
        found += rested(source)
    found += source.feed(b"\x03") + rested(source)
    assert understood(found)[-1] == ("ctrl+c", "\x03")


@fuzzed("input", st.tuples(BYTES, CUTS), 80)
def test_any_bytes_give_the_same_keys_however_they_are_cut(
    drawn: tuple[bytes, list[int]],
) -> None:
    data, cuts = drawn
    one, other = InputFilter(), InputFilter()
    whole = one.feed(data) + rested(one)
    assert understood(whole) == understood(pieces(other, data, cuts) + rested(other))


# on a terminal

STEPS = st.one_of(
    st.sampled_from([key for key in PRESSED if key in KEYS or len(key) == 1]).map(
        lambda key: KEYS.get(key, key).encode()
    ),
    ANSWERS.map(lambda one: one.data),
    st.sampled_from([KEYS[key].encode() * 20 for key in ("down", "up", "right", "pagedown")]),
    PASTES.map(lambda one: one.data),
)
RATES = st.sampled_from([5_000, 20_000, 200_000])
assert not {*LEAVING} & {*PRESSED}


@fuzzed("terminal", st.tuples(st.lists(st.tuples(STEPS, st.booleans()), max_size=12), RATES), 1)
def test_the_last_state_is_on_the_screen_whatever_was_sent_over_a_slow_link(
    drawn: tuple[list[tuple[bytes, bool]], int],
) -> None:
    steps, rate = drawn
    with Terminal([sys.executable, "-m", "cachetui", SAMPLE, "--no-mouse"]) as terminal:
        terminal.wait_for("f1 help")
        terminal.link = SlowLink(rate)
        for data, waits in steps:
            terminal.send(data)
            if waits:
                terminal.settle(0.02, timeout=30)
        terminal.settle(0.7, timeout=60)
        shown = terminal.rows()
        assert [row for row in shown if safe(row) != row] == []
        terminal.link = None
        mark = terminal.mark()
        terminal.press("ctrl+l")
        terminal.wait_for(lambda: len(terminal.bytes_since(mark)) > 1_000)
        terminal.settle()
        assert terminal.rows() == shown
        terminal.press("ctrl+c")
        assert terminal.wait() == 0
