"""The machine that "runs here" is about, chosen on the screen."""

from __future__ import annotations

import pytest

from cachetui.sources.open import SAMPLE
from cachetui.spack.compatibility import Host
from cachetui.tui.presenter.hosts import USUAL, choices, filtered
from support.in_process import call
from support.pilot import HOST, Driver, piloted


@pytest.fixture(autouse=True)
def _in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)


def letters(driver: Driver) -> set[str]:
    """Return the letters of "runs here" on the lines of the specs."""
    lines = driver.screen.view.specs
    return {"".join(text for _, text in lines[n].right)[-1] for n in range(len(lines))} - {" "}


async def test_another_host_is_found_by_typing_and_everything_is_judged_anew() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt target=x86_64_v3")
        await driver.press("enter")
        assert letters(driver) == {"y"}
        await driver.press("H", *"neo v1", "enter")
        assert "neoverse_v1" in driver.rows()[0]
        assert letters(driver) == {"n"}
        await driver.press("C")
        assert "--host=neoverse_v1" in driver.copied[0]


async def test_runs_here_asks_for_the_host_that_was_chosen() -> None:
    async with piloted(".") as driver:
        await driver.press("escape", "full_stop")
        before = driver.screen.view.packages.specs
        await driver.press("H", *"neoverse_v1", "enter")
        printed = call("--host=neoverse_v1", "-q", "runs=yes,maybe", "--print=hash", ".")
        assert driver.screen.view.packages.specs == len(printed.out.split()) != before
        assert driver.screen.search_line.value == "runs=yes,maybe"


async def test_a_host_that_is_chosen_is_forgotten_with_the_visitor() -> None:
    async with piloted(".", read_only=True) as driver:
        await driver.press("escape", "H", *"zen5", "enter")
        assert driver.screen.session.host == Host.parse("zen5")
        driver.screen.start_over()
        assert driver.screen.session.host == HOST


async def test_letters_are_text_while_a_host_is_looked_for() -> None:
    async with piloted(".") as driver:
        await driver.press("escape", "H", *"qk", "escape", "escape")
        assert driver.app.screen is driver.screen
        assert driver.screen.session.host == HOST


def test_the_usual_targets_stand_first_and_each_reads_back() -> None:
    this, *others = choices()
    assert this.host is None
    assert tuple(one.name for one in others)[: len(USUAL)] == USUAL
    assert len({one.name for one in others}) == len(others)
    assert all(one.host == Host.parse(one.name) for one in others)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(
            ("zen", "zen"),
            ("zen3", "zen3"),
            ("linux-rhel8-zen4", "linux-rhel8-zen4"),
            ("aarch64 fuj", "a64fx"),
        ),
        *((words, "linux-rhel8-zen2") for words in ("rhel8-zen2", "zen2 rhel8", " rhel8  zen2")),
        *((words, "linux-rocky9.4-zen3") for words in ("rocky9.4-zen3", "linux rocky9.4 zen3")),
    ],
)
def test_a_host_can_be_typed(text: str, first: str) -> None:
    assert filtered(choices(), text)[0].name == first


async def test_an_os_alone_is_told_what_it_needs() -> None:
    async with piloted(".") as driver:
        await driver.press("escape", "H", *"rhel8")
        assert "an os needs a target too, as in linux-rhel8-zen4" in driver.text()
        await driver.press(*"-zen2", "enter")
        assert driver.screen.session.host == Host.parse("linux-rhel8-zen2")
