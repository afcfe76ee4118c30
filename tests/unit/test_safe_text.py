"""Untrusted text made safe: whatever goes in, a terminal shows it and does nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcwidth

from cachetui.safe_text import clip, counted, counted_all, safe, safe_url, without_dots

ANYTHING = st.text(st.characters(codec=None, categories=None))
ACTS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories that a terminal acts upon, cannot show, or shows as whatever it likes."""


def test_no_character_of_all_that_exist_gets_through_that_a_terminal_acts_upon() -> None:
    everything = "".join(map(chr, range(0x110000)))
    through = set(safe(everything))
    assert not [hex(ord(c)) for c in through if unicodedata.category(c) in ACTS]
    assert {c for c in through if unicodedata.category(c) == "Zs"} == {" "}
    assert len(through) > 130_000  # letters of all scripts stay


def test_every_width_is_one_that_terminals_agree_on() -> None:
    through = safe("".join(map(chr, range(0x20, 0x110000))))
    assert not {c for c in set(through) if cell_len(c) != wcwidth(c)}


def test_variation_selectors_fillers_and_flags_are_spelled_out() -> None:
    for code in (0x034F, 0x115F, 0x180B, 0x3164, 0xFE0F, 0xFFA0, 0x1F1E9, 0x1F3FD, 0xE0101):
        assert safe(f"a{chr(code)}b").isascii()


@given(ANYTHING)
def test_what_is_safe_is_one_printable_line_and_stays_as_it_is(text: str) -> None:
    once = safe(text)
    assert once.isprintable()
    assert safe(once) is once
    once.encode("utf-8")


@given(ANYTHING)
def test_only_what_is_unsafe_is_changed(text: str) -> None:
    kept = [one for one in text if safe(one) == one]
    assert [one for one in safe(text) if not one.isascii()] == [c for c in kept if not c.isascii()]


def test_clean_text_is_the_same_object() -> None:
    for text in ("hdf5", "größe-ü", "測試", "e\u0301"):
        assert safe(text) is text


def test_escapes_can_be_read_back() -> None:
    for text in ("\x1b[2J\x9b\n", "\u202egpj", "\ud800", "\U000e0041", "a\u2028b"):
        assert safe(text).encode("ascii").decode("unicode_escape") == text


def test_cutting_marks_what_is_missing() -> None:
    assert (clip("abcdef", 4), clip("abcd", 4), clip("ab", 0)) == ("abc…", "abcd", "")


def test_things_are_counted_as_in_a_sentence() -> None:
    assert [counted(number, "page") for number in (0, 1, 1234)] == [
        "0 pages",
        "1 page",
        "1,234 pages",
    ]
    assert counted(2, "index") == "2 indexes"
    assert counted_all({}) == counted_all({"page": 0}) == ""
    assert counted_all({"page": 1, "index": 0}) == "1 page"
    assert counted_all({"page": 2, "index": 1, "row": 3}) == "2 pages, 1 index and 3 rows"


def test_in_ascii_two_full_stops_stand_where_something_was_cut_in_as_many_columns() -> None:
    assert clip("abcdef", 4, "..") == "ab.."
    assert without_dots("…bcd…\nab…") == "..c..\na.."


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@host/p", "https://host/p"),
        ("lab=https://me:secret@host:8443/p", "lab=https://host:8443/p"),
        ("https://me:se/cret@host/p", "https://host/p"),
        ("https://me:se@cret@host/p", "https://host/p"),
        ("https://me:se?cr#et@host/p", "https://host/p"),
        ("https://secret@host/p?secret", "https://host/p"),
        ("ftp://me:secret@host", "ftp://host"),
        ("https://to/ken@host/p", "https://host/p"),
        ("/data/me:you@home", "/data/me:you@home"),
        ("https://host/\x1b[2J", r"https://host/\x1b[2J"),
    ],
)
def test_of_a_url_no_password_is_shown(url: str, shown: str) -> None:
    assert safe_url(url) == shown
