"""What the tests of mirrors behind URLs share: an environment of their own, and a mirror."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from cachetui.sources.remote import faults, web
from support.spack_builder import INDEXES
from support.web_servers import Files, serving

OURS = ("AWS_", "S3_", "SPACK_", "SSL_", "CACHETUI_")
"""Beginnings of the variables that would change what is fetched."""


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be somebody without any settings and copies; return where theirs will be kept."""
    for name in list(os.environ):
        if name.startswith(OURS) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setattr(web, "PAUSE", 0.0)
    monkeypatch.setattr(faults, "TIMEOUT", 5.0)
    return user_cache_path("cachetui")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to serve, with a real mirror of both layouts in it."""
    shutil.copytree(INDEXES / "mirror", tmp_path / "served" / "mirror")
    return tmp_path / "served"


@pytest.fixture
def layout_2(folder: Path) -> Path:
    """The same with layout 2 alone."""
    shutil.rmtree(folder / "mirror" / "v3")
    return folder


@pytest.fixture
def layout_3(folder: Path) -> Path:
    """The same with layout 3 alone."""
    shutil.rmtree(folder / "mirror" / "build_cache")
    return folder


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[Files, str]]:
    """The folder behind a web server, and the URL of its mirror."""
    files = Files(folder)
    with serving(files) as url:
        yield files, f"{url}/mirror"
