"""Where things are in a checkout."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
DATA = TESTS / "data"
"""Small inputs with the answers that are expected of them."""
GOLDEN = TESTS / "golden"
"""Screens as text."""
BENCH = TESTS / "bench"
SAMPLE = ROOT / "src/cachetui/sources/sample"
"""The bundled cache of five packages."""
