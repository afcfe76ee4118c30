"""What an index takes, and the reading of it, beside the bytes of the pages."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from cachetui.index.known_pages import KnownPages
from cachetui.index.loading import Loading
from cachetui.sources.folder import Folder
from support.cache_generator.varied import Shape, write_varied


def read(cache: Path, before: Loading | None = None) -> Loading:
    known = KnownPages(before.index, before.known) if before else KnownPages()
    loading = Loading([Folder(str(cache))], known=known)
    loading.run()
    return loading


@pytest.fixture
def tracing() -> Iterator[None]:
    gc.collect()
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("tracing")
def test_reading_takes_as_much_memory_as_the_pages_have_bytes(tmp_path: Path) -> None:
    size = write_varied(tmp_path, Shape(names=60, tags=12), 1).size
    read(tmp_path)  # what is imported on the way is not counted
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    first = read(tmp_path)
    held, peak = tracemalloc.get_traced_memory()
    assert peak - before < 1.0 * size
    assert held - before < 0.7 * size
    tracemalloc.reset_peak()
    read(tmp_path, first)
    _, peak = tracemalloc.get_traced_memory()
    assert peak - before < 1.4 * size  # the index before is there until the end


def test_reading_leaves_next_to_nothing_for_the_collector(tmp_path: Path) -> None:
    write_varied(tmp_path, Shape(names=50, tags=2), 1)
    read(tmp_path)
    gc.collect()
    _loading = read(tmp_path)
    assert gc.collect() < 50  # a cycle that holds what pages have in common holds thousands
