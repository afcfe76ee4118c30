"""What a stranger looks for, and sees whole: on screens of three sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cachetui.tui.presenter.state import Pane
from support.cache_generator.indexes import write_index
from support.page_builder import Row, a_hash, page_2025
from support.pilot import piloted

FLAGS = ("cuda", "fortran", "hl", "ipo", "java", "mpi", "shared", "szip", "threadsafe")


@pytest.fixture
def hdf5(tmp_path: Path) -> Path:
    """A package whose specs differ in many variants."""
    page = tmp_path / "_cache" / "develop" / "hdf5" / "specs.md"
    page.parent.mkdir(parents=True)
    rows = []
    for number in range(len(FLAGS)):
        flags = (f"{'+~'[number == place]}{flag}" for place, flag in enumerate(FLAGS))
        variants = (f"build_system={'cmake' if number else 'autotools'}", *flags)
        rows.append(Row(a_hash(f"{number}"), variants=variants, stacks=("e4s",)))
    page.write_text(page_2025("hdf5", "develop", rows))
    return tmp_path


async def test_beside_the_detail_a_line_has_room_for_its_variants(hdf5: Path) -> None:
    async with piloted(str(hdf5), size=(200, 50)) as driver:
        await driver.type("hdf5")
        end = driver.screen.panes.lists[Pane.SPECS].region.right
        (line,) = [row[:end] for row in driver.rows() if "build_system=autotools" in row[:end]]
        assert line.index("~cuda") < line.index("build_system=autotools")
        assert "spack install --cache-only /" in driver.text()


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """Packages whose lines are the longer the more of the flags they have."""
    for number, many in enumerate((3, 9, 5, 14, 7, 18, 4)):
        name = f"p{number}"
        page = tmp_path / "_cache" / "develop" / name / "specs.md"
        page.parent.mkdir(parents=True)
        flags = [f"variant{place}" for place in range(many)]
        rows = [
            Row(a_hash(f"{name}{sign}"), variants=tuple(sign + flag for flag in flags))
            for sign in "+~"
        ]
        page.write_text(page_2025(name, "develop", rows))
    return tmp_path


async def test_the_cursor_moves_the_edge_between_specs_and_detail_out_and_never_back(
    several: Path,
) -> None:
    async with piloted(str(several), size=(200, 50)) as driver:
        specs = driver.screen.panes.lists[Pane.SPECS]
        widths = {"down": list[int](), "up": list[int]()}
        for key, found in widths.items():
            for _ in range(6 if found is widths["up"] else 7):
                await driver.press(key)
                found.append(specs.region.width)
        assert widths["down"] == sorted(widths["down"])
        assert len(set(widths["down"])) > 1
        assert set(widths["up"]) == {widths["down"][-1]}


async def test_the_specs_are_as_wide_as_they_need_after_a_reload(several: Path) -> None:
    async with piloted(str(several), size=(200, 50)) as driver:
        await driver.press("down")
        specs = driver.screen.panes.lists[Pane.SPECS]
        first = specs.region.width
        await driver.press(*["down"] * 6)
        await driver.press(*["up"] * 6)
        assert specs.region.width > first
        await driver.press("tab", "r")
        await driver.loaded()
        assert driver.screen.state.package == "p0"
        assert specs.region.width == first


async def test_what_a_source_does_not_have_is_not_counted(tmp_path: Path) -> None:
    write_index(tmp_path / "index.json", 40)
    async with piloted(str(tmp_path / "index.json"), size=(120, 36)) as driver:
        start = driver.text()
        assert " targets" in start
        assert " 0 stacks" not in start
        assert " 0 tags" not in start
        await driver.press("down")
        assert " by version/target | " in driver.text()
        await driver.press("enter", *"bbbb")
        assert " by stack/target | " in driver.text()
        assert " stack |" not in driver.text()  # "no stack" is none
