"""What ``--show`` prints of dependencies: trees, what needs a spec; and of compilers."""

from __future__ import annotations

import json

import pytest

from cachetui.index.growing import GrowingIndex
from cachetui.model import DepType, Status
from support.in_process import Run
from support.index_builder import a_listing, fill
from support.page_builder import a_hash
from support.record_builder import Record, To, add, index_of

BUILD = DepType.BUILD


def a_stack() -> GrowingIndex:
    return index_of(
        Record("hdf5", "1.14", ("zlib", To("mpich", virtuals=("mpi",)), To("cmake", BUILD))),
        Record("older", "1.12", ("zlib",), package="hdf5", compiler="gcc@12.1.0"),
        Record("mpich", "4.2", ("zlib", "lost"), Status.EXTERNAL),
        Record("zlib", "1.3", ("libc",), Status.CACHED | Status.INSTALLED),
        Record("libc", "2.35", (), 0),
        Record("cmake", "3.30", ("zlib",), compiler=None),
    )


def short(name: str) -> str:
    return f"/{a_hash(name)[:7]}"


def test_a_tree_is_printed_with_the_state_of_each_spec(run: Run) -> None:
    found = run(a_stack(), "--show=tree", "--print=table", "-q", "hdf5")
    assert found == (
        0,
        [
            f"hdf5@1.14 {short('hdf5')}              cached",
            f"    mpich@4.2 {short('mpich')}          external",
            f"        lost {short('lost')}           missing",
            f"        zlib@1.3 {short('zlib')}       cached",
            f"            libc@2.35 {short('libc')}  missing",
            f"    zlib@1.3 {short('zlib')}           cached, see above",
            f"hdf5@1.12 {short('older')}          cached",
            f"    zlib@1.3 {short('zlib')}       cached",
            f"        libc@2.35 {short('libc')}  missing",
        ],
        "",
    )


def test_json_has_each_spec_of_a_tree_once_with_its_depth(run: Run) -> None:
    code, lines, err = run(a_stack(), "--show=tree", "--print=json", "-q", "hdf5@1.14")
    assert (code, err) == (0, "")
    rows = [json.loads(line) for line in lines]
    assert [(row["depth"], row["name"]) for row in rows] == [
        *((0, "hdf5"), (1, "mpich"), (2, "lost"), (2, "zlib"), (3, "libc"))
    ]
    assert {row["root"] for row in rows} == {a_hash("hdf5")}
    assert rows[1] == {
        "root": a_hash("hdf5"),
        "depth": 1,
        "name": "mpich",
        "version": "4.2",
        "hash": a_hash("mpich"),
        "types": ["link", "run"],
        "virtuals": ["mpi"],
        "cached": False,
        "installed": False,
        "external": True,
    }
    assert (rows[0]["types"], rows[0]["virtuals"]) == ([], [])
    assert rows[2]["version"] is None
    assert (rows[3]["cached"], rows[3]["installed"]) == (True, True)


def test_what_needs_a_spec_is_printed(run: Run) -> None:
    code, lines, err = run(a_stack(), "--show=needed-by", "--print=json", "-q", "zlib")
    assert (code, err) == (0, "")
    rows = [json.loads(line) for line in lines]
    assert [(row["name"], row["version"], row["direct"]) for row in rows] == [
        ("cmake", "3.30", True),
        ("hdf5", "1.14", True),
        ("hdf5", "1.12", True),
    ]
    assert rows[1]["hash"] == a_hash("hdf5")
    assert rows[1]["types"] == ["link", "run"]
    code, lines, _ = run(a_stack(), "--show=needed-by", "--print=table", "-q", "zlib")
    assert [line.split()[:3] for line in lines[:2]] == [
        ["name", "version", "hash"],
        ["cmake", "3.30", short("cmake")],
    ]
    assert {len(line.split()) for line in lines} == {len(lines[0].split())}


def test_nothing_that_needs_a_spec_is_nothing_found(run: Run) -> None:
    code, lines, err = run(a_stack(), "--show=needed-by", "--print=table", "-q", "cmake")
    assert (code, lines) == (1, [])
    assert err == "cachetui: nothing here needs what matches, neither to link nor to run\n"


@pytest.mark.parametrize("show", ["tree", "needed-by"])
def test_pages_alone_have_no_answer_about_dependencies(run: Run, show: str) -> None:
    index = a_stack()
    fill(index, a_listing("page", package="boost"), a_listing("too", package="hdf5"))
    code, lines, err = run(index, f"--show={show}", "--print=table", "-q", "boost")
    assert (code, lines) == (2, [])
    assert err == (
        "cachetui: error: no dependencies are known of what matches: pages do not list them\n"
    )
    _, _, err = run(index, f"--show={show}", "--print=table", "-q", "hdf5")
    assert err.startswith("cachetui: the dependencies of 1 spec are not known: pages do not")


def test_a_tree_of_many_levels_is_not_indented_for_ever(run: Run) -> None:
    chain = [Record(f"p{n}", needs=(f"p{n + 1}",)) for n in range(400)]
    _, lines, _ = run(index_of(*chain), "--show=tree", "--print=table", "-q", "p0")
    assert len(lines) == 401
    assert max(map(len, lines)) < 200


def test_compilers_are_counted_by_name(run: Run) -> None:
    index = a_stack()
    add(index, [Record("x", compiler="gcc@9.4.0"), Record("y", compiler="clang@17.0.1")])
    code, lines, err = run(index, "--show=compilers", "--print=json")
    assert (code, err) == (0, "")
    assert list(map(json.loads, lines)) == [
        {"compiler": "clang", "specs": 1, "packages": 1, "versions": ["17.0.1"]},
        {
            "compiler": "gcc",
            "specs": 4,
            "packages": 3,
            "versions": ["13.2.0", "12.1.0", "9.4.0"],
        },
        {"compiler": None, "specs": 1, "packages": 1, "versions": []},
    ]
    _, lines, _ = run(index, "--show=compilers", "--print=table")
    assert [line.split() for line in lines] == [
        ["compiler", "specs", "packages", "versions"],
        ["clang", "1", "1", "17.0.1"],
        ["gcc", "4", "3", "13.2.0,12.1.0,9.4.0"],
        ["-", "1", "1", "-"],
    ]


HOSTILE = "\x1b]52;c;eA==\x07\u202e\n"


@pytest.mark.parametrize("show", ["tree", "needed-by", "compilers"])
@pytest.mark.parametrize("form", ["table", "json"])
def test_no_text_of_a_record_is_printed_as_it_is(run: Run, show: str, form: str) -> None:
    index = index_of(
        Record("a", HOSTILE, ("b", To("lost", virtuals=(HOSTILE,))), package=HOSTILE),
        Record("b", HOSTILE, ("c",), package=f"b{HOSTILE}", compiler=f"{HOSTILE}@{HOSTILE}"),
        Record("c", target=HOSTILE),
    )
    _, lines, _ = run(index, f"--show={show}", f"--print={form}")
    assert lines
    assert all(line.isascii() and line.isprintable() for line in lines)
