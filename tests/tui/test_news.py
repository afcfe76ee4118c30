"""The first page says what came and went since the mirrors that are fetched changed last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cachetui.settings.options import Options
from cachetui.tui.presenter.reading import new_reading, news_of
from support.pilot import piloted
from support.spack_builder import a_node, cached, database
from support.web_servers import Files, serving


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a mirror in ``mirror`` below the test's folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "mirror").mkdir()
    with serving(Files(tmp_path / "mirror")) as url:
        yield url


def publish(folder: Path, *names: str) -> None:
    file = folder / "mirror/build_cache/index.json"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(database(cached(*map(a_node, names))))


async def test_news_follow_when_all_is_read_and_only_where_there_are_any(
    tmp_path: Path, mirror: str
) -> None:
    publish(tmp_path, "zlib", "hdf5")
    async with piloted(mirror) as driver:
        assert "Since" not in driver.text()
        publish(tmp_path, "zlib", "openmpi", "mpich")
        driver.screen.action_reload()
        await driver.until(lambda: "+2 -1 specs" in driver.text(), "the news")
        assert "hdf5 -1, mpich +1, openmpi +1" in driver.text()
        await driver.type("zlib")
        assert "Since" not in driver.text()


def test_the_reading_of_what_there_was_ends_with_that_of_today(tmp_path: Path, mirror: str) -> None:
    options = Options(sources=(mirror,))
    for name in ("hdf5", "zlib"):
        publish(tmp_path, name)
        loading = new_reading(options)
        loading.run()
    assert news_of(loading, options)
    loading.stop()
    assert news_of(loading, options) is None
