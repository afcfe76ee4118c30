"""What is kept is whole, is noticed when it was damaged, and is never in the way."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from cachetui.sources.remote import sink, store
from cachetui.sources.remote.faults import FetchError
from cachetui.sources.shelf import UNFINISHED
from support.in_process import call
from support.spack_builder import load
from support.web_servers import Files, serving

MIRROR = "/mirror"


Damage = Callable[[Path], object]
DAMAGES: dict[str, Damage] = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "changed": lambda path: path.write_bytes(path.read_bytes().replace(b"a", b"b")),
    "empty": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("part", ["blobs", "urls"])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_was_damaged_is_fetched_again(
    served: tuple[Files, str], kept: Path, part: str, damage: Damage
) -> None:
    _, url = served
    first = call(url, "--print=hash")
    for path in [path for path in (kept / part).rglob("*") if path.is_file()]:
        damage(path)
    assert call(url, "--print=hash") == first
    assert call(url, "--print=hash", "--offline").out == first.out


def test_what_was_damaged_in_secret_is_noticed_by_refresh(
    served: tuple[Files, str], kept: Path
) -> None:
    _, url = served
    first = call(url, "--print=hash")
    for path in [path for path in (kept / "blobs").rglob("*") if path.is_file()]:
        times = path.stat().st_atime_ns, path.stat().st_mtime_ns
        path.write_bytes(path.read_bytes().swapcase())
        os.utime(path, ns=times)
    assert call(url, "--print=hash", "--refresh") == first


def test_a_record_of_another_url_is_none(tmp_path: Path) -> None:
    kept = store.Store(tmp_path)
    descriptor, path = kept.unfinished()
    os.write(descriptor, b"{}")
    os.close(descriptor)
    path = kept.put(path, "a" * 64)
    kept.remember("https://a/", path, "a" * 64)
    (record,) = (tmp_path / "urls").iterdir()
    other = kept._record_path("https://b/")
    record.rename(other)
    assert kept.record("https://b/") is None
    other.write_text(other.read_text().replace("a" * 64, "../../../../etc/passwd"))
    assert kept.record("https://a/") is None


def test_without_a_place_to_keep_it_all_works_and_says_so_once(
    served: tuple[Files, str], kept: Path
) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text("a file stands where the folder would be")
    done = call(served[1], "--print=hash")
    assert done.code == 0
    assert len(done.out.splitlines()) == 6
    assert done.err.count("cannot be kept") == 1
    assert str(kept) in done.err


def test_without_room_it_goes_on_in_memory(
    served: tuple[Files, str], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def full(descriptor: int, data: memoryview) -> int:
        if sum(written) > 3_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(len(data) // 2 + 1)
        return real(descriptor, data[: written[-1]])

    real = os.write
    monkeypatch.setattr(os, "write", full)
    done = call(served[1], "--print=hash")
    assert done.code == 0
    assert len(done.out.splitlines()) == 6
    assert done.err.count(os.strerror(errno.ENOSPC)) == 1
    assert not list(kept.rglob(f"{UNFINISHED}*"))


def test_without_room_a_large_one_is_refused_and_not_taken_into_memory(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def full(descriptor: int, data: memoryview) -> int:
        if sum(written) > 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(len(data) // 2 + 1)
        return real(descriptor, data[: written[-1]])

    made = sink.Sink(store.Store(kept))
    made.write(b"1" * 2_000)
    real = os.write
    monkeypatch.setattr(sink, "MAX_MEMORY", 1_000)
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(FetchError, match=r"no room in .* for a body of over"):
        made.write(b"2" * 2_000)
    assert not list(kept.rglob(f"{UNFINISHED}*"))


def test_several_at_once_are_not_in_each_others_way(folder: Path, kept: Path) -> None:
    counts: list[int] = []

    def run(url: str) -> None:
        counts.append(load(url).listed_specs)

    with serving(Files(folder)) as url:
        threads = [Thread(target=run, args=(f"{url}{MIRROR}",)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counts == [6] * 4
    assert not list(kept.rglob(f"{UNFINISHED}*"))


def test_what_somebody_was_interrupted_at_goes_after_a_while(tmp_path: Path) -> None:
    kept = store.Store(tmp_path)
    for age in (0.0, 2 * store.STALE):
        descriptor, path = kept.unfinished()
        os.close(descriptor)
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    kept.trim(set())
    assert len(list(tmp_path.rglob(f"{UNFINISHED}*"))) == 1


def test_what_is_left_in_the_middle_is_removed_at_the_end(tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
from cachetui.sources.remote.sink import Sink
from cachetui.sources.remote.store import Store
sink = Sink(Store(Path({str(tmp_path / "kept")!r})))
sink.write(b"half")
assert len(list(Path({str(tmp_path / "kept")!r}).rglob("*"))) == 2
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    assert not [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
