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


async def test_what_a_source_does_not_have_is_not_counted(tmp_path: Path) -> None:
    write_index(tmp_path / "index.json", 40)
    async with piloted(str(tmp_path / "index.json"), size=(120, 36)) as driver:
        start = driver.text()
        assert " targets" in start
        assert " 0 stacks" not in start
        assert " 0 tags" not in start
        await driver.press("down")
        assert " by stack/target | " in driver.text()
        assert " stack |" not in driver.text()  # "no stack" is none
