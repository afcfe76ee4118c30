"""The settings file: what it can say, and the sentence where it cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cachetui.settings.config import Config, read_config
from cachetui.settings.theme_names import THEMES
from cachetui.sources.open import SAMPLE
from cachetui.tui.bindings.key_names import KEY_NAMES, key_of
from cachetui.tui.widgets.themes import every_theme
from support.in_process import call
from support.pilot import piloted
from support.textual_internals import NAMED_KEYS, key_name


def written(folder: Path, text: str) -> str:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


async def test_the_user_can_choose_keys_and_grouping(tmp_path: Path) -> None:
    keys = '[keys]\nsearch = "ctrl+t"\nmatrix = "x"\n'
    path = written(tmp_path, 'grouping = "target/stack"\n' + keys)
    async with piloted(str(SAMPLE), config=read_config(path)) as driver:
        assert driver.screen.state.grouping == ("target", "stack")
        await driver.type("mldt")
        await driver.press("enter", "x")
        assert "by stack and target" in driver.text()
        await driver.press("escape", "ctrl+t")
        assert driver.app.focused is driver.screen.search_line
        await driver.press("f1")
        await driver.type("ctrl")
        assert "ctrl+t" in driver.text()


BAD = pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[keys]\nsearch = "q"', "quit"),
        ('[keys]\nsaerch = "x"', "search"),
        ('[keys]\nsearch = "no-such-key-at-all"', "no-such-key-at-all"),
        ('grouping = "stack/colour"', "stack/target"),
        ('[keys]\nsearch = "hyper+x"', "hyper+x"),
        ('theme = "no-such-theme"', "no-such-theme"),
        ("colour = 3", "colour"),
        ("keys = 3", "keys"),
        ("this is no toml", "line 1"),
    ],
)


@BAD
def test_a_bad_file_is_a_sentence_with_its_path_and_no_crash(
    tmp_path: Path, text: str, word: str
) -> None:
    path = written(tmp_path, text)
    command = [sys.executable, "-m", "cachetui", "--config", path, str(SAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    (sentence,) = done.stderr.splitlines()
    assert done.returncode == 2
    assert sentence.startswith("cachetui: error: ")
    assert word in sentence


@BAD
def test_who_prints_is_told_of_a_bad_file_too(tmp_path: Path, text: str, word: str) -> None:
    done = call("--config", written(tmp_path, text), "--print=hash", str(SAMPLE))
    assert (done.code, done.out) == (2, "")
    assert word in done.err


def test_settings_are_checked_without_textual() -> None:
    modules = "cachetui.tui.bindings.key_conflicts, cachetui.settings.theme_names"
    script = f"import sys, {modules}\nassert 'textual' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


def test_the_names_of_keys_and_themes_are_those_that_there_are() -> None:
    assert set(THEMES) == every_theme().keys()
    for code in range(0x20, 0x7F):
        assert key_of(chr(code)) == key_name(chr(code))
    single = {name for name in NAMED_KEYS if "+" not in name and "-" not in name}
    assert single - {"return"} <= KEY_NAMES
    assert KEY_NAMES - single == {key_name(chr(code)) for code in range(0x21, 0x7F)} - single


def test_a_named_file_has_to_be_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cachetui", "--config", str(tmp_path / "none.toml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_without_a_file_everything_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    assert read_config(None) == Config()
