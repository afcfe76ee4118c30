"""The second start on an unchanged index reads its columns, and gives the same."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.model import Listing
from cachetui.sources.fetching import Fetching
from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack.columns import LENGTH, MAGIC, SUM, EdgesFrame, RowsFrame
from cachetui.sources.formats.spack.shelved import DAMAGED
from cachetui.sources.open import open_source
from cachetui.sources.remote import store
from cachetui.sources.remote.store import Record
from support.in_process import call
from support.spack_builder import (
    a_node,
    cached,
    database,
    edges,
    installed,
    listings,
    load,
    needed,
)
from support.web_servers import Files, serving

ALL = Filter(edges=True)


@pytest.fixture
def mirror(layout_3: Path) -> Iterator[str]:
    """The URL of a mirror with one index."""
    with serving(Files(layout_3)) as url:
        yield f"{url}/mirror"


def everything(index: Index) -> tuple[list[Listing], object, list[str]]:
    return listings(index), edges(index), list(map(str, index.problems))


def columns(kept: Path) -> list[Path]:
    return [path for path in (kept / "columns").rglob("*") if path.is_file()]


def spoil_blobs(kept: Path) -> None:
    """Make what is kept of indexes unreadable in a way that cannot be noticed."""
    for path in (kept / "blobs").rglob("*"):
        if path.is_file() and path.stat().st_size > 5_000:
            found = path.stat()
            path.write_bytes(b"x" * found.st_size)
            os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def test_the_json_is_read_once(mirror: str, kept: Path) -> None:
    first = everything(load(mirror, ALL))
    spoil_blobs(kept)
    assert everything(load(mirror, ALL)) == first
    assert len(first[0]) == 6


def test_what_is_not_wanted_is_left_out_of_the_columns(mirror: str, kept: Path) -> None:
    narrow = [Filter(), Filter(packages=("gcc*",)), Filter(hashes=("a", "z"))]
    first = [everything(load(mirror, wanted)) for wanted in narrow]
    assert not columns(kept)
    load(mirror, ALL)
    spoil_blobs(kept)
    assert [everything(load(mirror, wanted)) for wanted in narrow] == first
    assert 0 < len(first[1][0]) < 6


def test_an_installation_has_neither_tag_nor_stack_of_the_place_it_is_at(folder: Path) -> None:
    index = folder / "develop" / "e4s" / "build_cache" / "index.json"
    index.parent.mkdir(parents=True)
    index.write_bytes(database(installed(a_node("zlib"))))
    wanted = Filter(packages=("zlib",))
    with serving(Files(folder)) as url:
        first = everything(load(f"{url}/develop/e4s", wanted))
        load(f"{url}/develop/e4s", ALL)
        assert everything(load(f"{url}/develop/e4s", wanted)) == first
    assert [(one.tag, one.stacks) for one in first[0]] == [(None, ())]


def test_a_second_index_adds_to_columns_what_it_adds_to_the_json(folder: Path, kept: Path) -> None:
    older = folder / "mirror" / "build_cache" / "index.json"
    older.write_bytes(database(cached(a_node("only-in-2"))))
    with serving(Files(folder)) as url:
        first, again = (everything(load(f"{url}/mirror", ALL)) for _ in range(2))
    assert first == again
    assert len(first[0]) == 7
    assert len(columns(kept)) == 1


def test_damaged_columns_are_made_anew(mirror: str, kept: Path) -> None:
    first = everything(load(mirror, ALL))
    [path] = columns(kept)
    sound = path.read_bytes()
    for damaged in (sound[:-40], b"", sound.replace(b"zlib", b"zlip"), b"x" + sound[1:]):
        path.write_bytes(damaged)
        assert everything(load(mirror, ALL)) == first
        assert path.read_bytes() == sound


def test_they_are_for_their_owner_alone(mirror: str, kept: Path) -> None:
    load(mirror, ALL)
    [path] = columns(kept)
    assert path.read_bytes().startswith(MAGIC)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_reading_that_is_ended_leaves_none(mirror: str, kept: Path) -> None:
    loading = Loading([open_source(mirror)], ALL)
    add = loading.index.add

    def add_and_stop(found: object) -> None:
        add(found)  # type: ignore[arg-type]
        loading.stop()

    loading.index.add = add_and_stop  # type: ignore[method-assign]
    loading.run()
    assert not columns(kept)


def test_none_are_written_where_nothing_is_to_be_kept(mirror: str, kept: Path) -> None:
    Loading([open_source(mirror, Fetching(keeps=False))], ALL).run()
    assert not kept.exists()


def test_an_index_without_room_for_columns_is_read_all_the_same(mirror: str, kept: Path) -> None:
    kept.mkdir(parents=True)
    (kept / "columns").write_text("in the way")
    assert len(load(mirror, ALL).listings) == 6
    assert call(mirror, "--check").code == 0


def test_columns_that_cannot_be_put_in_their_place_cost_nothing(mirror: str, kept: Path) -> None:
    first = everything(load(mirror, ALL))
    [path] = columns(kept)
    path.unlink()
    (path / "in the way").mkdir(parents=True)
    assert everything(load(mirror, ALL)) == first
    assert not columns(kept)


def test_they_count_among_what_is_kept(
    mirror: str, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(mirror, ALL)
    monkeypatch.setattr(store, "MAX_KEPT", 0)
    store.Store(kept).trim(set())
    assert not columns(kept)


NINES = b"\x09\0\0\0" * 2
OF_ROWS: dict[str, Any] = {
    "new_hashes": b"ABC=" * 8,
    "packages": [("zlib", 9)],
    "configuration_of": b"abc",
    "hashes": NINES,
    "status": b"",
    "times": [1.0] * 9,
}
OF_EDGES: dict[str, Any] = {
    "new_names": [],
    "new_virtuals": [],
    "parents": b"",
    "counts": NINES[:4],
    "children": NINES[:4],
    "types": b"",
}


def packed(frames: Iterable[Struct]) -> bytes:
    """Return a file of columns with a right sum, whatever is in its *frames*."""
    encoded = list(map(msgspec.msgpack.encode, frames))
    data = MAGIC + b"".join(len(one).to_bytes(LENGTH, "little") + one for one in encoded)
    return data + hashlib.sha256(data).digest()


def spoil(path: Path, kind: type[Struct], **changes: Any) -> None:
    """Change the first frame of that *kind* in a file of columns."""
    data = path.read_bytes()[:-SUM]
    file, frames = io.BytesIO(data[len(MAGIC) :]), []
    while size := int.from_bytes(file.read(LENGTH), "little"):
        frames.append(msgspec.msgpack.decode(file.read(size), type=RowsFrame | EdgesFrame))
    first = next(place for place, frame in enumerate(frames) if isinstance(frame, kind))
    frames[first] = replace(frames[first], **changes)
    path.write_bytes(packed(frames))


@pytest.fixture
def small(folder: Path) -> Iterator[str]:
    """The URL of a mirror with an index of two specs."""
    index = folder / "small" / "build_cache" / "index.json"
    index.parent.mkdir(parents=True)
    index.write_bytes(database(cached(a_node("app", needed("zlib", "link")), a_node("zlib"))))
    with serving(Files(folder)) as url:
        yield f"{url}/small"


@pytest.mark.parametrize("name", OF_ROWS)
def test_rows_that_nobody_wrote_cost_only_time(small: str, kept: Path, name: str) -> None:
    first = everything(load(small, ALL))
    [path] = columns(kept)
    sound = path.read_bytes()
    spoil(path, RowsFrame, **{name: OF_ROWS[name]})
    assert everything(load(small, ALL)) == first
    assert path.read_bytes() == sound


@pytest.mark.parametrize("name", OF_EDGES)
def test_edges_that_nobody_wrote_are_told_and_read_the_next_time(
    small: str, kept: Path, name: str
) -> None:
    first = everything(load(small, ALL))
    [path] = columns(kept)
    spoil(path, EdgesFrame, **{name: OF_EDGES[name]})
    problems = everything(load(small, ALL))[2]
    assert [problem.partition("index.json: ")[2] for problem in problems] == [DAMAGED]
    assert everything(load(small, ALL)) == first


@pytest.mark.parametrize(
    "frames",
    [
        packed([Record("", "", 0, 0, 0.0)])[len(MAGIC) : -SUM],
        b"\xff" * 7 + b"\x0f",
        b"\x91" * 9_999,
    ],
    ids=["form", "length", "depth"],
)
def test_a_frame_of_another_form_costs_only_time(small: str, kept: Path, frames: bytes) -> None:
    first = everything(load(small, ALL))
    [path] = columns(kept)
    if len(frames) > 1_000:
        frames = len(frames).to_bytes(LENGTH, "little") + frames
    path.write_bytes(MAGIC + frames + hashlib.sha256(MAGIC + frames).digest())
    assert everything(load(small, ALL)) == first
