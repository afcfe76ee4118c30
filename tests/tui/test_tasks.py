"""What people come for takes few keys, at 80x24 and without a wrong turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from cachetui.sources.open import SAMPLE
from support.page_builder import Row, a_hash, page_2025
from support.pilot import Driver, piloted


@pytest.fixture(autouse=True)
def _in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)


async def begin(driver: Driver) -> None:
    """Be at the search line as at the start, whatever was done before."""
    for _ in range(4):
        await driver.press("escape")
    await driver.press("slash")
    assert driver.screen.search_line.value == ""


async def test_finding_a_build_and_where_there_are_some() -> None:
    async with piloted(".") as driver:
        await driver.press(*"gpyt", "enter")  # is there one for aarch64?
        assert "aarch64" in driver.text()
        await driver.press("b", "escape", "m")  # another grouping; which stacks build it?
        assert "by target/stack" in driver.text()
        assert "specs by stack and target" in driver.text()
        assert "ml-linux-aarch64-cuda" in driver.text()
        await begin(driver)
        await driver.press(*"mldt %gcc", "enter", "full_stop", "right", "right", "i")
        assert "spack install --cache-only /33oq4qv" in driver.text()
        assert driver.screen.view.query.runs == ("yes", "maybe")


async def test_learning_why_there_is_none_and_mending_it() -> None:
    async with piloted(".") as driver:
        await driver.press(*"gpyt target=zen3")
        assert "target=zen3: 0 here; :zen3, what runs on it: 30" in driver.text()
        await begin(driver)
        await driver.press(*"target=arch64", "tab")
        assert driver.screen.search_line.value == "target=aarch64"
        assert driver.screen.view.packages.specs == 160


async def test_comparing_two_copying_a_hash_and_coming_back() -> None:
    async with piloted(".") as driver:
        await driver.press(*"mldt", "enter", "space", "space", "equals_sign")
        assert "version:  0.4.0                   0.3.1" in driver.text()
        await driver.press("escape", "escape", "up", "up", "right", "right", "y")
        assert driver.copied == ["/33oq4qvr75yctyt5grqfmoenrslfvocx"]
        await driver.press("escape")
        assert driver.screen.search_line.value == "mldt"
        await driver.press("escape")
        assert driver.screen.search_line.value == ""


async def test_choosing_two_tags_after_a_compiler(tmp_path: Path) -> None:
    for tag in ("v1", "v2", "v3"):
        rows = [Row(a_hash(f"{tag}{c}"), compiler=c) for c in ("gcc@13.2.0", "gcc@12.1.0")]
        (tmp_path / f"{tag}.md").write_text(page_2025("x", tag, rows))
    async with piloted(str(tmp_path)) as driver:
        await driver.press(*"%gcc@13", "escape", "t", "space", "space", "enter")  # 12 keys
        assert driver.screen.view.query.tag == ("v2", "v3")
        assert driver.screen.view.packages.specs == 2


@pytest.mark.parametrize("keys", [("escape", "q"), ("ctrl+c",)])
async def test_leaving(keys: tuple[str, ...]) -> None:
    async with piloted(".") as driver:
        await driver.pilot.press(*keys)
        await driver.until(lambda: not driver.app.is_running, "the end")
