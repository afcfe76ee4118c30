"""Every kind of terminal: its colours, its letters, its size, its mouse."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from textual.color import Color

from cachetui.settings.config import SettingError
from cachetui.sources.open import SAMPLE
from cachetui.tui.presenter.lines import Role
from cachetui.tui.widgets import themes
from cachetui.tui.widgets.themes import every_theme
from support.cache_generator.generate import write_cache
from support.escape_sequences import colours_in, text_in
from support.page_builder import Row, a_hash, page_2025
from support.pilot import piloted
from support.pty_terminal import Terminal

ARGV = [sys.executable, "-m", "cachetui", "--host", "zen3"]
PAGE = SAMPLE / "_cache/develop/py-ml-dtypes/specs.md"
SHOWN = "py-ml-dtypes"
ROLES = [role for role in get_args(Role) if role not in ("", "count", "head")]
"""The roles that a theme gives a colour, but for those that are drawn in the plain one."""
Environment = Mapping[str, str | None]


def walked(
    *arguments: str, env: Environment, keys: tuple[str, ...] = ("down", "enter")
) -> Terminal:
    """Show a page and press keys; what was sent can be looked at when all has ended."""
    with Terminal([*ARGV, *arguments, PAGE], cols=100, rows=30, env=env) as terminal:
        terminal.wait_for(SHOWN)
        for key in keys:
            press(terminal, key)
        return terminal


def press(terminal: Terminal, key: str) -> None:
    """Press a key that changes the screen, and wait until it has; a busy machine takes a while."""
    mark = terminal.mark()
    terminal.press(key)
    terminal.wait_for(lambda: bool(terminal.bytes_since(mark)))
    terminal.settle()


def cells_of(terminal: Terminal, text: str) -> list[Any]:
    """Return how the letters of *text* are drawn where it first stands."""
    rows = enumerate(terminal.screen.display)
    y, x = next((y, row.index(text)) for y, row in rows if text in row)
    return [terminal.screen.buffer[y][n] for n in range(x, x + len(text))]


@pytest.fixture(scope="module")
def usual() -> Terminal:
    """The walk on a plain xterm, without a choice of theme."""
    return walked(env={})


def test_without_a_choice_the_terminals_own_16_colours_are_used(usual: Terminal) -> None:
    assert colours_in(bytes(usual.output)) == {"16"}


@pytest.mark.parametrize(
    ("term", "more", "kinds"),
    [
        ("xterm", {}, {"16"}),
        ("screen", {}, {"16"}),
        ("screen-256color", {}, {"256"}),
        ("tmux-256color", {}, {"256"}),
        ("xterm-256color", {"COLORTERM": "truecolor"}, {"true"}),
        ("xterm-256color", {"COLORTERM": "truecolor", "NO_COLOR": "1"}, set()),
    ],
)
def test_every_terminal_shows_the_same_in_the_colours_it_has(
    term: str, more: Environment, kinds: set[str], usual: Terminal
) -> None:
    terminal = walked("--theme", "textual-dark", env={"TERM": term, **more})
    assert colours_in(bytes(terminal.output)) == kinds
    assert text_in(bytes(terminal.output)).isprintable()
    assert terminal.text() == usual.text()


def test_an_empty_no_color_means_nothing() -> None:
    terminal = walked(env={"NO_COLOR": ""}, keys=("down",))
    assert colours_in(bytes(terminal.output)) == {"16"}


def test_without_colours_every_cursor_can_still_be_seen() -> None:
    with Terminal([*ARGV, PAGE], env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for(SHOWN)
        terminal.press("m", "l")
        terminal.wait_for("> ml")
        cursor = terminal.screen.cursor
        terminal.wait_for(lambda: (cursor.x, cursor.y) == (5, 1))  # in the search line
        terminal.press("enter")
        terminal.settle()
        assert cells_of(terminal, ">    ")[-1].reverse  # a line of the specs
        terminal.press("m")
        terminal.wait_for("narrows to the cell")
        terminal.settle()
        assert cells_of(terminal, "> ▓▓")[-1].reverse  # a cell of the matrix
        terminal.send(":")
        terminal.wait_for("A page up")
        terminal.settle()
        assert cells_of(terminal, "> Go to")[-1].reverse


LEGIBLE = 4.5
"""The contrast that text needs. WCAG 2.1, 1.4.3."""


@pytest.mark.parametrize("theme", ["textual-light", "solarized-dark", "high-contrast"])
def test_all_text_on_the_screen_of_a_theme_is_legible(theme: str) -> None:
    terminal = walked("--theme", theme, env={"COLORTERM": "truecolor"}, keys=("m", "l", "enter"))
    cells = [cell for row in terminal.screen.buffer.values() for cell in row.values()]
    pairs = {(cell.fg, cell.bg) for cell in cells if cell.data.isalnum() and not cell.reverse}
    assert len(pairs) > 5
    for one, other in pairs:
        assert contrast(one, other) >= LEGIBLE, (one, other)


def test_a_theme_has_its_own_ground_in_every_cell() -> None:
    argv = [*ARGV, "--theme", "solarized-light", str(PAGE)]
    with Terminal(argv, cols=100, rows=30, env={"COLORTERM": "truecolor"}) as terminal:
        terminal.wait_for(SHOWN)
        terminal.press("down", "enter", "right", "right")
        for key, shown in (("m", "narrows"), ("f", "facets"), ("t", "only these"), ("?", "Help")):
            terminal.press(key)
            terminal.wait_for(shown)
            terminal.settle()
            grounds = {terminal.screen.buffer[y][x].bg for y in range(30) for x in range(100)}
            assert "default" not in grounds, key
            terminal.press("escape")
            terminal.wait_for(lambda: "esc close" not in terminal.text())


@pytest.mark.parametrize("name", [name for name, theme in every_theme().items() if not theme.ansi])
def test_every_role_of_every_theme_is_legible_on_its_ground(name: str) -> None:
    theme = every_theme()[name]
    system = theme.to_color_system().generate()
    ground = Color.parse(system["background"]).hex6[1:]
    found = {role: Color.parse(colour).hex6[1:] for role, colour in themes.colours(theme).items()}
    assert contrast(Color.parse(system["foreground"]).hex6[1:], ground) >= LEGIBLE
    assert set(found) >= {f"cachetui-{role}" for role in ROLES}
    for role, colour in found.items():
        needed = 3 if role == "cachetui-frame" else LEGIBLE  # lines are no text
        assert contrast(colour, ground) >= needed, role


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_on_a_light_background_nothing_is_yellow_or_bright() -> None:
    light = set(themes.colours(every_theme()["ansi-light"]).values())
    assert not {colour for colour in light if "yellow" in colour or "bright" in colour}
    assert "ansi_blue" not in themes.colours(every_theme()["ansi-dark"]).values()


@pytest.mark.parametrize(
    ("said", "theme"),
    [
        ("15;0", "ansi-dark"),
        ("0;15", "ansi-light"),
        ("0;default;7", "ansi-light"),
        ("15;8", "ansi-dark"),
        ("default;default", "ansi-dark"),
        ("", "ansi-dark"),
    ],
)
def test_the_default_follows_the_background_that_the_terminal_names(said: str, theme: str) -> None:
    assert themes.chosen(None, {"COLORFGBG": said}) == theme


def test_no_text_that_is_copied_is_dim() -> None:
    variables = themes.colours(every_theme()["ansi-dark"])
    copied: tuple[Role, ...] = ("hash", "", "version", "variant", "compiler", "arch")
    assert not [role for role in copied if themes.style_of(role, variables).dim]


def test_an_unknown_theme_is_one_sentence_that_names_some() -> None:
    with pytest.raises(SettingError, match=r"^no theme is called 'a\\x1bb', but ansi-dark, .*"):
        themes.chosen("a\x1bb", {})
    assert themes.chosen("dracula", {}) == "dracula"
    with Terminal([*ARGV, "--theme", "drakula", PAGE], stderr="pipe") as terminal:
        assert terminal.wait() == 2
        assert bytes(terminal.stderr).startswith(b"cachetui: error: no theme is called 'drakula'")
        assert not terminal.output


@pytest.mark.parametrize(
    "env", [{"LANG": "C"}, {"LANG": None}, {"LANG": "C.UTF-8", "LC_ALL": "POSIX"}], ids=str
)
def test_where_the_locale_is_c_only_ascii_is_sent(env: Environment, tmp_path: Path) -> None:
    stack = "stapel-größe-測試-\u011b[31m"  # in UTF-8 with bytes that are C1 controls
    page = tmp_path / "specs.md"
    page.write_text(page_2025("abc", "develop", [Row(a_hash("a"), stacks=(stack,))]), "utf-8")
    with Terminal([*ARGV, page], env=env) as terminal:
        terminal.wait_for("abc")
        terminal.press("down", "enter")
        terminal.wait_for("v stapel-gr??e-????-?[31m      ")
        terminal.press("m")
        terminal.wait_for("+------")
        terminal.send(":")
        terminal.wait_for("A page down")
        terminal.settle()
        terminal.press("ctrl+c")
        terminal.wait()
        assert max(terminal.output) < 0x80
        assert text_in(bytes(terminal.output)).isprintable()


def test_where_the_locale_has_unicode_so_has_the_screen(usual: Terminal) -> None:
    assert "▾" in usual.text()


def test_wide_and_combining_letters_keep_the_columns_straight(tmp_path: Path) -> None:
    names = [
        "plain",
        "測試包",
        "e\u0301ga\u0308",
        "\u0301first",
        "\uff46\uff55\uff4c\uff4c",
        "測" * 40,
        "a" * 10_000,
    ]
    for number, name in enumerate(names):
        rows = [Row(a_hash(f"{number}"), stacks=(name,))]
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "specs.md").write_text(page_2025(name, "develop", rows), "utf-8")
    with Terminal([*ARGV, tmp_path], cols=90, rows=30) as terminal:
        terminal.wait_for("7 of 7")
        terminal.press("down", "down")
        terminal.settle()
        cells = [terminal.screen.buffer[y] for y in range(4, 12)]
        x = terminal.rows()[4].index("7")
        assert [row[x].data for row in cells] == ["7", *"1111111"]
        assert [row[x + 1].data for row in cells] == ["│"] * 8


@pytest.mark.parametrize("size", [(40, 10), (30, 6), (12, 3)], ids=str)
async def test_every_dialog_answers_on_the_smallest_screens(size: tuple[int, int]) -> None:
    async with piloted(str(PAGE), size=size) as driver:
        await driver.press("down", "enter", "right", "right", "space", "down", "space")
        for key in ("m", "f", "t", "i", "equals_sign", "exclamation_mark", "f1", "colon"):
            await driver.press(key, "down", "pagedown")
            assert max(map(len, driver.rows())) <= size[0]
            await driver.press("escape")
        assert driver.app.screen is driver.screen


RESIZED_AGAIN = """
import fcntl, struct, sys, termios
from textual.drivers.linux_driver import LinuxDriver
from cachetui.cli.main import main

ask = LinuxDriver._get_terminal_size

def asked(driver):
    size = ask(driver)
    if size == (100, 30):
        fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("4H", 26, 90, 0, 0))
    return size

LinuxDriver._get_terminal_size = asked
sys.exit(main())
"""


def test_the_last_of_two_resizes_counts_even_if_it_comes_while_the_first_is_looked_at() -> None:
    with Terminal([*ARGV, PAGE], cols=90, rows=26) as terminal:
        terminal.wait_for("Busiest targets")
        terminal.settle()
        expected = terminal.text()
    with Terminal([sys.executable, "-c", RESIZED_AGAIN, *ARGV[3:], PAGE]) as terminal:
        terminal.wait_for("Busiest targets")
        terminal.settle()
        terminal.resize(100, 30)
        terminal.screen.resize(26, 90)
        terminal.wait_for(lambda: terminal.text() == expected)


async def test_a_busy_machine_loses_no_resize(monkeypatch: pytest.MonkeyPatch) -> None:
    async with piloted(str(PAGE), size=(80, 24)) as driver:
        clock = itertools.count(time.monotonic(), 0.01)  # others run between two readings
        monkeypatch.setattr("textual.timer._time.get_time", lambda: next(clock))
        await driver.pilot.resize_terminal(80, 26)  # the first one never waits
        await driver.pilot.resize_terminal(110, 30)
        await driver.until(lambda: len(driver.rows()) == 30)


def test_resizing_while_it_reads_ends_in_the_same_screen(tmp_path: Path) -> None:
    write_cache(tmp_path, 300, 1)

    def shown(sizes: list[tuple[int, int]]) -> str:
        with Terminal([*ARGV, tmp_path], cols=90, rows=28) as terminal:
            terminal.wait_for("> a name")
            for cols, rows in sizes:
                terminal.resize(cols, rows)
                terminal.press("x", "backspace")
            terminal.wait_for(lambda: "reading" not in terminal.text() and terminal.text() != "")
            terminal.wait_for("Busiest targets")
            terminal.settle()
            return terminal.text()

    resized = shown([(120, 36), (40, 10), (20, 4), (200, 60), (5, 1), (90, 28)])
    assert resized == shown([])


@pytest.mark.parametrize(
    ("arguments", "env", "is_on"),
    [
        ([], {}, True),
        (["--no-mouse"], {}, False),
        ([], {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, False),
        (["--mouse"], {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, True),
    ],
)
def test_the_mouse_is_left_to_the_terminal_over_ssh(
    arguments: list[str], env: Environment, is_on: bool
) -> None:
    terminal = walked(*arguments, env=env, keys=())
    assert (b"\x1b[?1000h" in terminal.output) is is_on


def test_the_terminals_own_cursor_stands_where_the_keys_act() -> None:
    with Terminal([*ARGV, PAGE], cols=100, rows=30) as terminal:

        def stands_before(text: str) -> bool:
            cursor = terminal.screen.cursor
            line = str(terminal.screen.display[cursor.y])
            return not cursor.hidden and line[cursor.x :].startswith(text)

        terminal.wait_for("Busiest targets")
        for keys, text in (
            (["m", "l"], "   "),
            (["left"], "l  "),
            (["enter"], ">    ▸ 0.4.0"),
            (["down"], ">    ▸ 0.3.1"),
            (["m"], "> e4s"),
            (["q", "f", "down"], ">   [ ] no"),
            (["escape", "escape", ":"], "> Go to the search line"),
        ):
            terminal.press(*keys)
            terminal.wait_for(lambda wanted=text: stands_before(wanted))  # type: ignore[misc]
