from __future__ import annotations

from pathlib import Path

import pytest

from support.spack_machine import Machine


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine without any configuration."""
    return Machine(tmp_path, monkeypatch)
