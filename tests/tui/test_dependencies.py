"""What opens over the screen about dependencies: trees, what needs a spec, coverage."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from cachetui.index.loading import Loading
from cachetui.model import DepType, Status
from cachetui.sources.open import SAMPLE
from cachetui.tui.dialogs.base import ListDialog
from support.page_builder import a_hash
from support.pilot import Driver, piloted
from support.record_builder import LOCKFILE, Record, To, add

BUILD = DepType.BUILD
RECORDS = (
    Record("hdf5", "1.14", ("zlib", To("mpich", virtuals=("mpi",)), To("cmake", BUILD))),
    Record("netcdf-c", "4.9", ("hdf5",)),
    Record("mpich", "4.2", ("zlib", "lost"), Status.EXTERNAL),
    Record("zlib", "1.3"),
    Record("cmake", "3.30", ("zlib",)),
    Record("one", "2.0", ("python1",), package="app"),
    Record("other", "2.0", ("python2",), package="app"),
    Record("python1", "3.11", package="python"),
    Record("python2", "3.12", package="python"),
)
LOCKED = (
    Record("env", "1.0", ("hdf5", "fresh"), Status.LOCKED | Status.ROOT),
    Record("hdf5", "1.14", (), Status.LOCKED),
    Record("fresh", "1.3.1", (), Status.LOCKED, package="zlib"),
    Record("made", "5.0", (), Status.INSTALLED, package="made-here"),
)
Over = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> Over:
    """Start the screen over the sample and some records, on the first spec of a search."""

    with_lockfile = False

    class Recorded(Loading):
        def run(self) -> None:
            add(self.index, RECORDS)
            if with_lockfile:
                add(self.index, LOCKED, LOCKFILE)
            super().run()

    @asynccontextmanager
    async def start(search: str, lockfile: bool = False) -> AsyncIterator[Driver]:
        nonlocal with_lockfile
        with_lockfile = lockfile
        async with piloted(str(SAMPLE), size=(100, 30)) as driver:
            await driver.type(search)
            await driver.press("enter")
            yield driver

    monkeypatch.setattr("cachetui.tui.presenter.reading.Loading", Recorded)
    return start


def short(name: str) -> str:
    return f"/{a_hash(name)[:7]}"


def row_of(text: str, driver: Driver) -> str:
    """The first row of the screen that has *text*."""
    return next(row for row in driver.rows() if text in row)


def words(driver: Driver) -> list[str]:
    """The lines of the dialog, its title first, or of the screen, each run of spaces as one."""
    dialog = driver.app.screen
    if not isinstance(dialog, ListDialog):
        return [" ".join(row.strip("│┃ ").split()) for row in driver.rows()]
    texts = [dialog.list.render_line(y).text for y in range(dialog.list.size.height)]
    title = texts[0].strip("┏━┓ ").split(" ━")[0].split("  ")[0]
    lines = (" ".join(text.strip("┃▴▾ ").split()) for text in texts[1:])
    return [title, *(line.removeprefix("> ") for line in lines)]


async def test_the_tree_of_a_spec_names_the_state_of_each_dependency(over: Over) -> None:
    async with over("hdf5") as driver:
        await driver.press("d")
        shown = words(driver)
        title = "Dependencies, link and run: 3 specs, 1 cached, 1 external, 1 missing"
        start = shown.index(title) + 1
        tree = [line for line in shown[start:] if line][:5]
        assert tree == [
            f"hdf5@1.14 {short('hdf5')} cached",
            f"mpich@4.2 {short('mpich')} mpi external",
            f"lost {short('lost')} missing",
            f"zlib@1.3 {short('zlib')} cached",
            f"zlib@1.3 {short('zlib')} cached",
        ]


async def test_b_shows_build_dependencies_and_stays_on_the_spec(over: Over) -> None:
    async with over("hdf5") as driver:
        await driver.press("d", "down", "b")
        shown = words(driver)
        title = "Dependencies, link and run and build: 4 specs, 2 cached, 1 external, 1 missing"
        assert title in shown
        assert f"cmake@3.30 {short('cmake')} cached" in shown
        (cursor,) = (line for line in driver.rows() if "> " in line and "mpich" in line)
        assert "external" in cursor
        assert "b without build" in driver.text()
        await driver.press("b")
        assert "cmake" not in driver.text()
        assert "b build too" in driver.text()


async def test_enter_goes_to_a_dependency_and_not_to_what_is_missing(over: Over) -> None:
    async with over("hdf5") as driver:
        await driver.press("d", "down", "down", "enter")
        assert "lost is missing: nothing here lists it" in driver.text()
        await driver.press("down", "enter")
        assert driver.screen.search_line.value == f"/{a_hash('zlib')}"
        assert driver.app.screen is driver.screen
        assert driver.screen.state.package == "zlib"
        await driver.press("D")
        assert "Needed to link or run: by 3 specs, 2 of them directly" in words(driver)


async def test_the_matrix_of_what_no_stack_lists_has_versions_down(over: Over) -> None:
    async with over("zlib") as driver:
        await driver.press("m")
        assert "zlib: specs by version and target, as none is in a stack" in driver.text()
        await driver.press("enter")
        assert driver.screen.search_line.value == "zlib@=1.3 target=x86_64_v3"
        assert driver.screen.view.specs_found == 1


async def test_the_matrix_of_packages_that_no_stack_lists_has_compilers_down(over: Over) -> None:
    async with over("cached=yes platform=linux ^zlib") as driver:
        await driver.press("escape", "home", "m")
        assert "packages by compiler and target, as none is in a stack" in driver.text()
        await driver.press("enter")
        assert "compiler=" in driver.screen.search_line.value
        assert driver.screen.view.packages.packages


@pytest.mark.parametrize("key", ["d", "D"])
async def test_the_search_that_going_to_a_spec_replaced_comes_back(over: Over, key: str) -> None:
    async with over("hdf5 platform=linux") as driver:
        await driver.press(key, "end", "enter")
        assert driver.screen.search_line.value.startswith("/")
        await driver.press("slash", "ctrl+r", "enter")
        assert driver.screen.search_line.value == "hdf5 platform=linux"


async def test_what_needs_a_spec_is_listed_by_how_near_it_is(over: Over) -> None:
    async with over("zlib") as driver:
        await driver.press("D")
        shown = words(driver)
        start = shown.index("directly")
        assert shown[start : start + 5] == [
            "directly",
            f"cmake@3.30 {short('cmake')} x86_64_v3 cached",
            f"hdf5@1.14 {short('hdf5')} x86_64_v3 cached",
            "through others",
            f"netcdf-c@4.9 {short('netcdf-c')} x86_64_v3 cached",
        ]
        await driver.press("end", "enter")
        assert driver.screen.search_line.value == f"/{a_hash('netcdf-c')}"


async def test_what_only_builds_with_a_spec_is_listed_with_b(over: Over) -> None:
    async with over("cmake") as driver:
        await driver.press("D")
        assert "Needed to link or run: by nothing here" in words(driver)
        await driver.press("enter", "b")
        assert "Needed to link, run or build: by 1 spec, 1 of them directly" in words(driver)
        await driver.press("enter")
        assert driver.screen.search_line.value == f"/{a_hash('hdf5')}"


async def test_look_alikes_are_told_apart_by_what_they_need(over: Over) -> None:
    async with over("app") as driver:
        await driver.press("3")
        assert "2 specs: python 3.12 x1, 3.11 x1" in words(driver)
        await driver.press("2", "right", "right", "space", "space", "equals_sign")
        assert any(line.startswith("^python: 3.1") for line in words(driver))


@pytest.mark.parametrize("key", ["d", "D"])
async def test_pages_say_that_they_know_no_dependencies(over: Over, key: str) -> None:
    async with over("affine") as driver:
        await driver.press(key)
        assert "open it" in driver.rows()[2]
        await driver.press("right", "right", key)
        assert "its dependencies are not known: pages do not list them" in driver.rows()[2]
        assert driver.app.screen is driver.screen


async def test_the_coverage_names_what_is_missing_and_goes_to_the_nearest(over: Over) -> None:
    async with over("hdf5", lockfile=True) as driver:
        await driver.press("v")
        shown = words(driver)
        title = "2 of 3 specs missing, 1 cached, 0 installed, 0 external; 1 root"
        start = shown.index(title) + 1
        assert [line for line in shown[start:] if line][:4] == [
            f"env@1.0 {short('env')} missing",
            "no build of it is there",
            f"zlib@1.3.1 {short('fresh')} missing",
            f"nearest zlib@1.3 {short('zlib')}: version 1.3 instead of 1.3.1",
        ]
        assert "1 of 2" in row_of("specs missing", driver)
        await driver.press("enter")
        assert driver.app.screen is not driver.screen
        await driver.press("n")
        assert "2 of 2" in row_of("specs missing", driver)
        assert any("> " in line and "1.3.1" in line for line in driver.rows())
        await driver.press("n")
        assert any("> " in line and "env" in line for line in driver.rows())
        await driver.press("N", "down", "enter")
        assert driver.screen.search_line.value == f"/{a_hash('zlib')}"
        await driver.press("v")
        assert "2 of 2" in row_of("specs missing", driver)  # to go on from there
        await driver.press("escape")
        driver.screen.start_over()
        await driver.press("escape", "v")
        assert "1 of 2" in row_of("specs missing", driver)


async def test_what_is_only_wanted_is_said_to_be_missing_and_has_no_install_command(
    over: Over,
) -> None:
    async with over("zlib@1.3.1", lockfile=True) as driver:
        shown = words(driver)
        assert "missing: nothing here has a binary of it" in shown
        assert any(line.endswith(" locked") for line in shown)
        assert "spack install" not in driver.text()


@pytest.mark.parametrize("search", ["zlib@1.3.1", "made-here"])
async def test_of_what_has_no_binary_no_command_is_offered(over: Over, search: str) -> None:
    async with over(search, lockfile=True) as driver:
        await driver.press("i")
        assert driver.app.screen is driver.screen
        assert words(driver)[2] == "no binary of it is here, so there is nothing to install it from"


async def test_of_several_only_those_with_a_binary_get_commands(over: Over) -> None:
    async with over("zlib", lockfile=True) as driver:
        await driver.press("space", "space", "i")
        shown = words(driver)
        assert shown[0] == "No binary of 1 of 2 is here"
        assert f"spack install --cache-only /{a_hash('zlib')}" in shown
        assert a_hash("fresh") not in " ".join(shown)


async def test_of_a_record_its_origins_stand_with_what_each_states(over: Over) -> None:
    async with over("hdf5@1.14", lockfile=True) as driver:
        shown = words(driver)
        assert f"spack install --cache-only /{a_hash('hdf5')}" in shown
        assert any(line.endswith(" cached") for line in shown)
        assert any(line.endswith(" locked") for line in shown)


async def test_the_coverage_needs_a_lockfile(over: Over) -> None:
    async with over("hdf5") as driver:
        await driver.press("v")
        assert driver.rows()[2].strip().startswith("no lockfile is among the sources")


@pytest.mark.parametrize(("key", "title"), [("d", "Dependencies"), ("v", "2 of 3 specs missing")])
async def test_the_state_of_a_spec_stands_near_to_its_name(
    over: Over, key: str, title: str
) -> None:
    async with over("hdf5", lockfile=True) as driver:
        await driver.press(key)
        assert title in driver.text()
        rows = [row for row in driver.rows() if re.search(r"/[a-z2-7]{7} .*(cached|missing)", row)]
        gaps = [re.split(r"/[a-z2-7]{7}", row)[1] for row in rows if "nearest" not in row]
        assert max(len(gap) - len(gap.lstrip()) for gap in gaps) <= 16, driver.text()
