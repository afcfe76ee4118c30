"""The settings file: what it may say, and the sentence where it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from cachetui.settings.config import Config, SettingError, read_config


def read(folder: Path, text: str | bytes) -> Config:
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_config(str(path))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    text = 'source = "/data"\ntheme = "x"\ngrouping = "target/stack"\n[keys]\nquit = "q,x"'
    found = read(tmp_path, text)
    assert (found.source, found.theme) == ("/data", "x")
    assert found.grouping == ("target", "stack")
    assert found.keys == {"quit": "q,x"}


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Config(str(tmp_path / "config.toml"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("theme = 3", "theme has a number where text belongs"),
        ("source = [1]", "source has a list where text belongs"),
        ("keys = 3", "keys has a number where a mapping belongs"),
        ("[keys]\nquit = 3", "keys has a number where text belongs"),
        ("colour = 3", "colour is no setting, only source, theme, grouping and [keys] are"),
        ('grouping = "stack"', "grouping is one of stack/target, "),
        ("x = ", ""),
        ("a = 1\na = 2", ""),  # in the words of whoever reads TOML
        (b"\xff", "it is not UTF-8 text"),
        (b"#" * (1 << 20) + b"#", "it has over 1 MiB"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_sentence(
    tmp_path: Path, text: str | bytes, reason: str
) -> None:
    with pytest.raises(SettingError) as refused:
        read(tmp_path, text)
    sentence = str(refused.value)
    where = f"the settings in {tmp_path / 'config.toml'} cannot be used: "
    assert sentence.startswith(where + reason)
    assert sentence.isprintable()


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="there is no such file"):
        read_config(str(tmp_path / "none.toml"))
