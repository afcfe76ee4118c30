"""``mirror:NAME`` as a source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cachetui.index.loading import Loading
from cachetui.sources.open import open_source
from cachetui.sources.source import SourceError
from support.paths import DATA
from support.spack_machine import Machine

MIRROR = DATA / "indexes/mirror"


@pytest.fixture
def lab(machine: Machine) -> Path:
    """Return a mirror that the user's configuration calls lab, among others."""
    machine.write(
        "home/.spack/mirrors.yaml",
        "mirrors:\n"
        "  lab: ../mirrors/lab\n"
        "  sources: {url: https://x, binary: false}\n"
        "  gone: /nowhere\n"
        "  odd: $nope/x\n",
    )
    return shutil.copytree(MIRROR, machine.home / "mirrors/lab")


def origins(given: str) -> set[str]:
    loading = Loading([open_source(given)])
    loading.run()
    assert len(loading.index.listings) > 2
    return {one.name for one in loading.index.origins.values}


def test_a_mirror_is_opened_by_its_name_and_called_by_it(lab: Path) -> None:
    assert open_source("mirror:lab").location == str(lab)
    assert origins("mirror:lab") == {"lab"}


def test_the_users_own_name_for_it_wins(lab: Path) -> None:
    assert origins("mine=mirror:lab") == {"mine"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lb", "no mirror lb in FILE; did you mean lab? there are lab, sources, gone, odd"),
        ("xyz\x1b", "no mirror xyz\\x1b in FILE; there are lab, sources, gone, odd"),
        ("", "mirror: needs a name behind it; there are lab, sources, gone, odd"),
        ("sources", "mirror sources is source only"),
        ("gone", "mirror gone: cannot read '/nowhere': No such file or directory"),
        ("odd", "FILE: mirror odd has $nope in its url, which is not known here"),
    ],
)
def test_a_mirror_that_cannot_be_opened_is_one_sentence(
    lab: Path, machine: Machine, name: str, text: str
) -> None:
    with pytest.raises(SourceError) as refused:
        open_source(f"mirror:{name}")
    file = str(machine.user / "mirrors.yaml")
    assert str(refused.value) == text.replace("FILE", file)


def test_without_any_mirror_it_says_where_they_would_be(machine: Machine) -> None:
    machine.write("home/.spack/mirrors.yaml", "mirrors: [\n")
    with pytest.raises(SourceError) as refused:
        open_source("mirror:lab")
    user, system = machine.user, machine.system
    assert str(refused.value).startswith(f"no mirror lab in {user}/")
    assert f"{user}/mirrors.yaml, {system}/" in str(refused.value)
    assert str(refused.value).endswith(
        f"; none is configured; {user}/mirrors.yaml: cannot be read as YAML at line 2, column 1"
    )
