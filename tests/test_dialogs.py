"""What opens over the screen: matrix, tags, comparison, facets, install commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from cachetui.sources import SAMPLE
from driving import Driver, driving, matches_golden, run
from generate import write_cache

SIZES = [(120, 36), (80, 24)]


@pytest.fixture(autouse=True)
def _in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)


OPENED = {
    "matrix": ["m"],
    "tags": ["t"],
    "install": ["right", "right", "i"],
    "facets": ["f"],
    "compare": ["space", "space", "equals_sign"],
    "help": ["f1"],
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", OPENED)
def test_a_dialog_looks_as_it_should(name: str, size: tuple[int, int]) -> None:
    async def scenario() -> None:
        async with driving(".", size=size) as driver:
            await driver.type("mldt")
            await driver.press("enter", *OPENED[name])
            matches_golden(f"{name}-{size[0]}x{size[1]}", driver.text())

    run(scenario)


def over_ml_dtypes(*keys: str, then: Callable[[Driver], Awaitable[None]]) -> None:
    async def scenario() -> None:
        async with driving(".", size=(120, 36)) as driver:
            await driver.type("mldt")
            await driver.press("enter", *keys)
            await then(driver)

    run(scenario)


def test_the_matrix_narrows_to_a_cell_and_escape_comes_back() -> None:
    async def then(driver: Driver) -> None:
        await driver.press("down", "left", "enter")
        line = driver.screen.search_line.value
        assert line == "mldt target=neoverse_v1 stack=e4s-neoverse_v1"
        assert driver.screen.view.specs_found == 6

    over_ml_dtypes("m", then=then)


def test_escape_leaves_the_matrix_without_a_change() -> None:
    async def then(driver: Driver) -> None:
        await driver.press("escape")
        assert driver.screen.search_line.value == "mldt"
        assert driver.app.screen is driver.screen

    over_ml_dtypes("m", then=then)


def test_space_switches_a_facet_and_the_line_holds_it() -> None:
    async def then(driver: Driver) -> None:
        await driver.press("space")
        assert driver.screen.search_line.value == "mldt stack=e4s"
        assert driver.screen.view.specs_found == 22
        await driver.press("space", "escape")
        assert driver.screen.search_line.value == "mldt"

    over_ml_dtypes("f", then=then)


def test_the_chosen_install_command_is_copied() -> None:
    async def then(driver: Driver) -> None:
        await driver.press("end", "enter")
        (copied,) = driver.copied
        assert copied.startswith("spack install --cache-only /")

    over_ml_dtypes("right", "right", "i", then=then)


def test_two_configurations_are_compared_and_copied() -> None:
    async def then(driver: Driver) -> None:
        assert "0.4.0" in driver.text()
        await driver.press("y")
        (copied,) = driver.copied
        assert "0.3.1" in copied

    over_ml_dtypes("space", "space", "equals_sign", then=then)


def test_comparing_needs_two_marks() -> None:
    async def then(driver: Driver) -> None:
        assert "mark two" in driver.rows()[2]

    over_ml_dtypes("space", "equals_sign", then=then)


def test_tags_narrow_and_widen(tmp_path: Path) -> None:
    write_cache(tmp_path, 60, 3)

    async def scenario() -> None:
        async with driving(str(tmp_path), size=(120, 36)) as driver:
            await driver.press("tab", "t", "enter")
            value = driver.screen.search_line.value
            assert value.startswith("tag=")
            assert driver.screen.view.packages.specs < len(driver.screen.session.index.hashes)
            await driver.press("t", "a")
            assert driver.screen.search_line.value == ""
            await driver.press("t", "equals_sign")
            assert "packages:" in driver.text()

    run(scenario)
