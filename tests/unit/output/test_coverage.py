"""What ``--show coverage`` prints of a lockfile beside a mirror."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper

import pytest

from cachetui.index.growing import GrowingIndex
from cachetui.model import Status
from cachetui.output.coverage import coverage_table
from cachetui.output.formats import build_order
from cachetui.spack.compatibility import Host
from cachetui.views.coverage import NearestBuilds, coverage
from support.in_process import Run
from support.page_builder import a_hash
from support.record_builder import LOCKFILE, Record, add

LOCKED, ROOT = Status.LOCKED, Status.LOCKED | Status.ROOT


def an_environment(*cached: Record) -> GrowingIndex:
    """Make a lockfile of hdf5 over zlib and libc, and of a tool, beside a mirror."""
    index = GrowingIndex()
    locked = [
        Record("hdf5", "1.14", ("zlib",), ROOT, variants=("+mpi",)),
        Record("zlib", "1.3", ("libc",), LOCKED),
        Record("libc", "2.35", (), LOCKED | Status.EXTERNAL),
        Record("tool", "5", (), ROOT),
    ]
    add(index, locked, LOCKFILE)
    add(index, cached)
    return index


def short(name: str) -> str:
    return f"/{a_hash(name)[:7]}"


TOOL, ZLIB = Record("tool", "5"), Record("zlib", "1.3", ("libc",))
OLD = Record("old", "1.12", (), package="hdf5", variants=("~mpi",), target="x86_64")


def test_what_is_missing_is_named_with_what_is_nearest(run: Run) -> None:
    code, lines, err = run(an_environment(ZLIB, OLD), "--show=coverage", "--print=table")
    assert (code, err) == (1, "")
    counts = [line.split() for line in lines[: lines.index("")]]
    assert counts == [
        ["what", "count"],
        ["roots", "2"],
        ["needed", "4"],
        ["cached", "1"],
        ["installed", "0"],
        ["external", "1"],
        ["missing", "2"],
    ]
    head, hdf5, tool = lines[len(counts) + 1 :]
    assert head.split("  ")[0] == "missing"
    assert (
        hdf5.split()
        == (
            f"hdf5@1.14 {short('hdf5')} hdf5@1.12 {short('old')} version 1.12 instead of 1.14, "
            "target x86_64 instead of x86_64_v3, ~mpi instead of +mpi"
        ).split()
    )
    assert tool.split() == f"tool@5 {short('tool')} - no build of tool is there".split()


@pytest.mark.parametrize(
    ("wanted", "found", "words"),
    [
        (("patches:=ab",), (), "without patches:=ab"),
        ((), ("snapshot=none",), "with snapshot=none"),
    ],
)
def test_a_variant_that_only_one_of_them_has_is_not_called_none(
    run: Run, wanted: tuple[str, ...], found: tuple[str, ...], words: str
) -> None:
    index = GrowingIndex()
    locked = [
        Record("top", "1", ("new",), ROOT),
        Record("new", "2", (), LOCKED, package="low", variants=wanted),
    ]
    add(index, locked, LOCKFILE)
    add(
        index,
        [
            Record("high", "1", ("old",), package="top"),
            Record("old", "2", (), package="low", variants=found),
        ],
    )
    _, lines, _ = run(index, "--show=coverage", "--print=table")
    low, top = sorted(lines[-2:])
    assert low.endswith(f"  {words}")
    assert top.endswith(f"  ^low {words}")


def test_json_has_the_counts_and_an_object_for_each_that_is_missing(run: Run) -> None:
    code, lines, err = run(an_environment(ZLIB, OLD), "--show=coverage", "--print=json")
    assert (code, err) == (1, "")
    counts, hdf5, tool = map(json.loads, lines)
    assert counts == {
        **{"roots": 2, "needed": 4, "cached": 1},
        **{"installed": 0, "external": 1, "missing": 2},
    }
    assert hdf5 == {
        "name": "hdf5",
        "version": "1.14",
        "hash": a_hash("hdf5"),
        "nearest": {
            **{"name": "hdf5", "version": "1.12", "hash": a_hash("old")},
            **{"cached": True, "installed": False, "external": False},
        },
        "differs": [
            {"what": "version", "wanted": "1.14", "found": "1.12"},
            {"what": "target", "wanted": "x86_64_v3", "found": "x86_64"},
            {"what": "mpi", "wanted": "+mpi", "found": "~mpi"},
        ],
    }
    assert (tool["nearest"], tool["differs"]) == (None, [])


@pytest.mark.parametrize("form", ["table", "json"])
def test_it_is_a_success_where_nothing_is_missing(run: Run, form: str) -> None:
    index = an_environment(ZLIB, TOOL, Record("hdf5", "1.14", ("zlib",), variants=("+mpi",)))
    code, lines, err = run(index, "--show=coverage", f"--print={form}")
    assert (code, err) == (0, "")
    assert len(lines) == (7 if form == "table" else 1)


def test_a_search_asks_about_what_it_finds_in_place_of_the_roots(run: Run) -> None:
    index = an_environment(ZLIB, OLD)
    code, lines, _ = run(index, "--show=coverage", "--print=json", "-q", "zlib")
    assert (code, json.loads(lines[0])["needed"]) == (0, 2)
    code, lines, _ = run(index, "--show=coverage", "--print=json", "-q", "hdf5")
    assert (code, json.loads(lines[0])["missing"]) == (1, 1)


def test_it_needs_a_lockfile(run: Run) -> None:
    index = GrowingIndex()
    add(index, [ZLIB])
    code, lines, err = run(index, "--show=coverage", "--print=table")
    assert (code, lines) == (2, [])
    assert err.startswith("cachetui: error: ")
    assert "spack.lock" in err


def test_specs_with_long_names_stay_in_their_columns(run: Run) -> None:
    name, version = "intel-oneapi-compilers-classic", "2021.10.0"
    index = GrowingIndex()
    locked = [Record("short", "1", (), ROOT), Record("long", version, (), ROOT, package=name)]
    add(index, locked, LOCKFILE)
    add(
        index, [Record("near", "2021.9.0", (), package=name), Record("other", "2", package="short")]
    )
    _, lines, _ = run(index, "--show=coverage", "--print=table")
    head, *rows = lines[lines.index("") + 1 :]
    assert len(rows) == 2
    for row in rows:
        assert row[head.index("nearest build") :].startswith(row.split()[0].split("@")[0])
        assert row[head.index("what differs") :].startswith("version ")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_terminal_that_knows_only_ascii_gets_no_other_sign(width: int) -> None:
    index = an_environment(ZLIB, OLD)
    order = build_order(index, Host.parse("zen3"))
    found, nearest = coverage(index, order), NearestBuilds(index, order)
    with redirect_stdout(TextIOWrapper(BytesIO(), "ascii")):
        lines = list(coverage_table(index, found, nearest, width))
    assert all(line.isascii() and len(line) <= width for line in lines)
    assert any(line.endswith("..") for line in lines)


def test_long_names_leave_room_for_what_differs_on_a_wide_terminal() -> None:
    index = GrowingIndex()
    long = Record("long", "2021.10.0", (), ROOT, package="intel-oneapi-compilers-classic")
    add(index, [long], LOCKFILE)
    add(index, [Record("near", "2021.9.0", (), package=long.package)])
    order = build_order(index, Host.parse("zen3"))
    found, nearest = coverage(index, order), NearestBuilds(index, order)
    starts = {
        width: list(coverage_table(index, found, nearest, width))[-2].find("what differs")
        for width in (80, 120, 0)
    }
    assert starts == {80: 68, 120: 84, 0: 101}
