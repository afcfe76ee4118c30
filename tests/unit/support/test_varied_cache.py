"""The generated cache that has many configurations on a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cachetui.index.loading import Loading
from cachetui.model import Batch
from cachetui.sources.folder import Folder
from support.cache_generator.varied import Shape, varied_pages, write_varied

SHAPE = Shape(names=30, tags=4, configurations=7.6, specs=1.58)


def test_the_same_seed_gives_the_same_bytes_and_another_other_ones() -> None:
    pages = list(varied_pages(SHAPE, 1))
    assert list(varied_pages(SHAPE, 1)) == pages
    assert list(varied_pages(SHAPE, 2)) != pages


def test_a_page_has_many_configurations_and_most_tags_share_them(tmp_path: Path) -> None:
    totals = write_varied(tmp_path, SHAPE)
    loading = Loading([Folder(str(tmp_path))])
    uses: list[int] = []
    add = loading.index.add_pages

    def noted(pages: Sequence[Batch]) -> None:
        uses.extend(len(set(page.configuration_of)) for page in pages)
        add(pages)

    loading.index.add_pages = noted  # type: ignore[method-assign]
    loading.run()
    index = loading.index
    assert not index.problems
    assert (totals.pages, totals.listings) == (120, len(index.listings))
    assert 5 < sum(uses) / totals.pages < 10
    assert 1.3 < totals.listings / sum(uses) < 1.9
    assert 0.4 < len(index.configurations) / sum(uses) < 0.7
