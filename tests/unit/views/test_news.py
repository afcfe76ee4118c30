"""What came and went between two readings."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from cachetui.index.index import Index
from cachetui.model import Problem
from cachetui.views.news import News, came_and_went, news
from support.spack_builder import a_node, cached, database, load

Pages = dict[str, tuple[str, ...]]


def an_index(folder: Path, mirrors: Pages) -> Index:
    """Read mirrors in *folder*, each with packages of some names."""
    for place, names in mirrors.items():
        file = folder / place / "build_cache/index.json"
        file.parent.mkdir(parents=True)
        file.write_bytes(database(cached(*map(a_node, names))) if names else b"broken {")
    return load(folder)


def changes(tmp_path: Path, earlier: Pages, now: Pages) -> News:
    """Compare readings of the same folder, of which only what is in ``net`` was fetched."""
    folder = tmp_path / "f"
    past = an_index(folder, earlier)
    folder.rename(tmp_path / "past")
    return news(an_index(folder, now), past, [str(folder / "net")], 1.0)


def test_specs_are_counted_by_package_those_with_most_changes_first(tmp_path: Path) -> None:
    found = changes(tmp_path, {"net/a": ("x", "y")}, {"net/a": ("y", "z"), "net/b": ("w", "z")})
    assert found == News(1.0, Counter(w=1, z=1), Counter(x=1))
    assert found.packages == ["w", "x", "z"]
    assert News(1.0, Counter(a=1, b=2), Counter(a=2)).packages == ["a", "b"]


def test_what_was_not_fetched_is_not_compared(tmp_path: Path) -> None:
    found = changes(tmp_path, {"net/a": ("x",)}, {"net/a": ("y",), "own": ("x", "z")})
    assert (found.came, found.went) == (Counter(y=1), Counter(x=1))


def test_of_an_index_that_is_broken_now_nothing_went(tmp_path: Path) -> None:
    found = changes(tmp_path, {"net/a": ("x",), "net/b": ("y",)}, {"net/a": (), "net/b": ("z",)})
    assert (found.came, found.went) == (Counter(z=1), Counter(y=1))


def test_only_what_was_asked_for_is_compared(tmp_path: Path) -> None:
    index, past = an_index(tmp_path / "f", {"n": ("x", "y")}), an_index(tmp_path / "g", {"n": ()})
    package = index.packages.find("x")
    assert package is not None
    listings = [listing for span in index.spans(package) for listing in span]
    came, went = came_and_went(index, {package: listings}, past, {}, [str(tmp_path / "f")])
    assert (came, went) == ({package: listings}, {})


def test_a_mirror_that_could_not_be_read_hides_none_whose_name_begins_like_its_own(
    tmp_path: Path,
) -> None:
    past = an_index(tmp_path / "f", {"net/a": ("x",), "net/ab": ("y",)})
    (tmp_path / "f").rename(tmp_path / "past")
    now = an_index(tmp_path / "f", {"net/ab": ("z",)})
    now.problems.append(Problem(str(tmp_path / "f/net/a"), "is broken"))
    found = news(now, past, [str(tmp_path / "f/net")], 1.0)
    assert found == News(1.0, Counter(z=1), Counter(y=1))
