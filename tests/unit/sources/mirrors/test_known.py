"""What files on this machine tell of a mirror."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from cachetui.sources.mirrors.known import Known, known_of, spack_copies
from cachetui.sources.mirrors.mirror import ConfiguredMirror
from cachetui.sources.remote.store import Store
from support.spack_machine import Machine


def known(url: str) -> Known:
    return known_of(ConfiguredMirror("lab", url, ""), spack_copies())


def copy(machine: Machine, times: dict[str, float], **more: str) -> None:
    """Write Spack's copies of indexes: a key -> when its file was written."""
    folder = machine.write("home/.spack/cache/indices/contents.json", "").parent
    for number, time in enumerate(times.values()):
        (folder / f"{number}.json").write_text("{}")
        os.utime(folder / f"{number}.json", (time, time))
    files = {key: f"{number}.json" for number, key in enumerate(times)}
    listed = {key: {"index_hash": "x", "index_path": path} for key, path in (files | more).items()}
    (folder / "contents.json").write_text(json.dumps(listed))


def test_layouts_are_those_of_spacks_copies_and_the_newest_copy_counts(machine: Machine) -> None:
    copy(machine, {"https://x__v3": 5.0, "https://x": 7.0, "https://y/__v3__view": 9.0})
    assert known("https://x/") == Known((3, 2), 7.0)
    assert known("https://y") == Known((3,), 9.0)
    assert known("https://z") == Known()


def test_a_folder_is_looked_at(machine: Machine, tmp_path: Path) -> None:
    machine.write("m/v3/manifests/x", "")
    assert known(f"file://{tmp_path}/m") == Known((3,))
    machine.write("m/build_cache/x", "")
    assert known(f"file://{tmp_path}/m") == Known((3, 2))
    assert known(f"file://{tmp_path}/nowhere") == Known()


def test_a_copy_that_is_gone_has_no_age(machine: Machine) -> None:
    copy(machine, {}, **{"https://x": "gone.json", "https://y": "../../y", "https://z": "\0"})
    assert {known(f"https://{name}") for name in "xyz"} == {Known((2,))}


def test_a_list_of_copies_that_cannot_be_read_tells_nothing(machine: Machine) -> None:
    assert spack_copies() == {}
    machine.write("home/.spack/cache/indices/contents.json", '{"https://x": 1}')
    assert spack_copies() == {}


def test_a_copy_of_our_own_counts_too(machine: Machine, tmp_path: Path) -> None:
    machine.set("XDG_CACHE_HOME", tmp_path / "kept")
    store = Store(user_cache_path("cachetui"))
    content = machine.write("content", "{}")
    copy(machine, {"https://x": 7.0})
    manifest = store.remember("https://x/v3/manifests/index/index.manifest.json", content, "0" * 64)
    assert known("https://me:secret@x/") == Known((3,), manifest.time)
    assert known("https://x") == Known((3, 2), manifest.time)


def test_a_copy_of_a_bucket_may_come_from_any_region(machine: Machine, tmp_path: Path) -> None:
    machine.set("XDG_CACHE_HOME", tmp_path / "kept")
    store = Store(user_cache_path("cachetui"))
    content = machine.write("content", "{}")
    for host in ("b.s3.eu-west-1.amazonaws.com", "c.s3.amazonaws.com", "e.s3.x.y.amazonaws.com"):
        store.remember(f"https://{host}/p/build_cache/index.json", content, "0" * 64)
    assert [known(f"s3://{name}/p").layouts for name in "bcde"] == [(2,), (2,), (), ()]
    assert known("s3://b/p/further") == known("s3://b") == known("s3://") == Known()


@pytest.mark.parametrize("url", ["s3://b@c:x/p", "https://[x/y", "oci://", "ftp://x", "no url"])
def test_nothing_is_known_of_what_cannot_be_asked(machine: Machine, url: str) -> None:
    assert known(url) == Known()
