from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archspec import cpu

from cachetui.cli.main import main
from cachetui.cli.parser import FORMATS
from cachetui.output.command_line import this_search
from cachetui.query.parser import parse
from cachetui.sources.open import SAMPLE
from support.cache_generator.generate import write_cache
from support.page_builder import (
    Row,
    a_hash,
    page_2021,
    page_2022,
    page_2024,
    page_2025,
    page_early_2023,
)
from support.spack_builder import a_node, spec_file

KEYS = [
    *("package", "tag", "hash", "versions", "compiler", "platform", "os", "target", "stacks"),
    *("variants", "size", "tarball", "page", "runs_here", "runs_here_why", "namespace"),
    *("origin", "cached", "installed", "locked", "explicit", "external", "flags", "dependencies"),
]
Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program for a zen3, if for no other host; give exit code, lines of stdout, stderr."""

    def run_it(*arguments: str | Path) -> tuple[int, list[str], str]:
        words = list(map(str, arguments))
        host = [] if any(word.startswith("--host") for word in words) else ["--host=zen3"]
        try:
            code = main([*host, *words])
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return run_it


def sample_rows() -> list[dict[str, Any]]:
    """Read the sample without any of the program's code."""
    rows = []
    for page in sorted(SAMPLE.rglob("*.md")):
        fields = dict(line.partition(": ")[::2] for line in page.read_text().splitlines())
        for row in json.loads(fields["spec_details"]):
            rows.append(row | {"package": json.loads(fields["title"]), "page": str(page)})
    return rows


def in_order(rows: list[dict[str, Any]], host: str = "zen3") -> list[dict[str, Any]]:
    """Sort rows that have one tag as people want builds, *host* being a Linux."""

    def place(row: dict[str, Any]) -> tuple[Any, ...]:
        target = cpu.TARGETS[row["target"]]
        runs = row["platform"] == "linux" and target <= cpu.TARGETS[host]
        version = [-int(part) for part in row["versions"][0].split(".")]
        return row["package"], version, not runs, -len(target.ancestors), row["hash"]

    return sorted(rows, key=place)


ROWS = in_order(sample_rows())


def a_cache(folder: Path, **pages: str) -> Path:
    """Write *pages*, by ``tag__package``, as a cache."""
    for place, text in pages.items():
        tag, _, package = place.partition("__")
        page = folder / "_cache" / tag.replace("_", "-") / package / "specs.md"
        page.parent.mkdir(parents=True)
        page.write_text(text, encoding="utf-8", errors="surrogatepass")
    return folder


def test_the_sample_is_printed_whole_as_json(run: Run) -> None:
    code, lines, err = run("--host=zen3", "--print=json", SAMPLE)
    assert (code, len(lines), err) == (0, 362, "")
    records = [json.loads(line) for line in lines]
    assert all(list(record) == KEYS for record in records)
    for row, record in zip(ROWS, records, strict=True):
        wanted = row | {"compiler": None if row["compiler"] == "none" else row["compiler"]}
        wanted |= {"tag": "develop", "size": None, "tarball": None}
        known = KEYS[: KEYS.index("page")]
        assert {key: record[key] for key in known} == {key: wanted[key] for key in known}
        assert (record["origin"], record["cached"], record["installed"]) == ("pages", True, None)
        assert record["dependencies"] is None
        assert (record["runs_here"] == "yes") == (row["target"] == "x86_64_v3")
        assert record["runs_here_why"]


def test_the_sample_as_hashes_and_specs_has_each_spec_once(run: Run) -> None:
    assert run("--print=hash", SAMPLE) == (0, [f"/{row['hash']}" for row in ROWS], "")
    code, lines, err = run("--print=spec", SAMPLE)
    assert (code, err) == (0, "")
    assert [re.search("/([a-z2-7]{32})", line)[1] for line in lines] == [  # type: ignore[index]
        row["hash"] for row in ROWS
    ]


def gcc_from_11(row: dict[str, Any]) -> bool:
    name, _, version = row["compiler"].partition("@")
    return name == "gcc" and int(version.split(".")[0]) >= 11


QUERIES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "target=aarch64": lambda row: row["target"] == "aarch64",
    "stack=e4s": lambda row: "e4s" in row["stacks"],
    "py-ml-dtypes@0.3.1": lambda row: row["versions"] == ["0.3.1"],
    "%gcc@11: os=ubuntu22.04": lambda row: gcc_from_11(row) and row["os"] == "ubuntu22.04",
    "%none": lambda row: row["compiler"] == "none",
    "target=:neoverse_v1 platform=linux": lambda row: (
        row["target"] in ("aarch64", "neoverse_v1") and row["platform"] == "linux"
    ),
    "/2lwakq4": lambda row: row["hash"].startswith("2lwakq4"),
    "stack=ml-linux-x86_64-cpu,ml-linux-x86_64-cuda build_system=python_pip": lambda row: (
        not {"ml-linux-x86_64-cpu", "ml-linux-x86_64-cuda"}.isdisjoint(row["stacks"])
        and "build_system=python_pip" in row["variants"]
    ),
    "@1.13": lambda row: row["versions"][0].startswith("1.13"),
    "@:1": lambda row: int(row["versions"][0].split(".")[0]) <= 1,
    "py-*": lambda row: True,
    "py-o*  stack=root": lambda row: row["package"] == "py-opt-einsum",
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_prints_the_specs_that_a_naive_reading_finds(run: Run, query: str) -> None:
    wanted = [f"/{row['hash']}" for row in ROWS if QUERIES[query](row)]
    assert wanted
    code, lines, err = run("-q", query, "--print=hash", SAMPLE)
    assert (code, lines) == (0, wanted)
    assert bool(err) == query.startswith("%gcc@11: os=")  # Spack 1.x reads that one otherwise


@pytest.mark.parametrize("query", QUERIES)
def test_the_command_for_a_search_prints_the_same(run: Run, query: str) -> None:
    line = this_search([str(parse(query))], [str(SAMPLE)], form="hash")
    assert run(*shlex.split(line)[1:])[:2] == run("-q", query, "--print=hash", SAMPLE)[:2]


def test_several_queries_mean_any_of_them(run: Run) -> None:
    wanted = [row for row in ROWS if row["package"] == "py-affine" or "e4s" in row["stacks"]]
    code, lines, _ = run("-q", "py-affine", "-q", "stack=e4s", "--print=hash", SAMPLE)
    assert (code, lines) == (0, [f"/{row['hash']}" for row in wanted])


def test_what_runs_here_is_judged_for_the_host_named(run: Run) -> None:
    code, lines, _ = run("--host=neoverse_v1", "-q", "runs=yes", "--print=hash", SAMPLE)
    wanted = [row for row in ROWS if row["platform"] == "linux" and "x86" not in row["target"]]
    hashes = [f"/{row['hash']}" for row in in_order(wanted, "neoverse_v1")]
    assert (code, lines) == (0, hashes)


def test_each_listing_is_a_line_and_each_spec_only_one_of_hashes(run: Run, tmp_path: Path) -> None:
    row = Row(a_hash("one"))
    tags = ("v0.21.0", "develop")
    cache = a_cache(tmp_path, **{f"{tag}__x": page_2025("x", tag, [row]) for tag in tags})
    listed = [json.loads(line)["tag"] for line in run("--print=json", cache)[1]]
    assert listed == ["develop", "v0.21.0"]
    assert run("--print=hash", cache)[1] == [f"/{row.hash}"]
    assert len(run("--print=spec", cache)[1]) == 1
    (line,) = run("--print=table", cache)[1][1:]
    assert line.split()[:2] == [f"/{row.hash[:7]}", "x"]
    assert {"v0.21.0", "develop"} <= set(line.replace(",", " ").split())


def test_the_first_build_is_the_one_that_people_want(run: Run, tmp_path: Path) -> None:
    def row(version: str, target: str, **more: Any) -> Row:
        return Row(a_hash(f"{version} {target} {more}"), version=version, target=target, **more)

    develop = [
        row("1.9", "x86_64"),
        row("1.10", "x86_64_v4"),
        row("1.10", "x86_64"),
        row("1.10", "zen2"),
        row("1.10", "x86_64_v3", os="rocky99"),
        row("1.10", "x86_64_v3"),
    ]
    older = [row("1.10", "x86_64_v3", compiler="gcc@14.1.0"), row("2.0rc1", "power9le")]
    cache = a_cache(
        tmp_path,
        v0_9__x=page_2024("x", "v0.9", older),
        develop__x=page_2025("x", "develop", develop),
        develop__w=page_2025("w", "develop", [row("0.1", "x86_64")]),
        v0_8__x=page_2025("x", "v0.8", develop[-1:]),
    )
    wanted = [
        ("develop", row("0.1", "x86_64")),
        ("v0.9", older[1]),
        ("develop", develop[3]),
        ("develop", develop[5]),
        ("v0.9", older[0]),
        ("v0.8", develop[5]),
        ("develop", develop[2]),
        ("develop", develop[4]),
        ("develop", develop[1]),
        ("develop", develop[0]),
    ]
    host = "--host=linux-ubuntu24.04-zen3"
    records = [json.loads(line) for line in run(host, "--print=json", cache)[1]]
    assert [(r["tag"], r["hash"]) for r in records] == [(tag, one.hash) for tag, one in wanted]
    hashes = list(dict.fromkeys(f"/{one.hash}" for _, one in wanted))
    assert run(host, "--print=hash", cache)[1] == hashes
    specs = run(host, "--print=spec", cache)[1]
    assert [line[line.index("/") :].split()[0] for line in specs] == hashes
    table = run(host, "--print=table", cache)[1][1:]
    assert [line.split()[0] for line in table] == [name[:8] for name in hashes]


def test_the_newest_tag_comes_first_then_the_hash_and_what_has_none_last(
    run: Run, tmp_path: Path
) -> None:
    rows = [Row(a_hash(str(n))) for n in range(5)]
    cache = a_cache(
        tmp_path,
        v0_9__b=page_2024("b", "v0.9", rows),
        v0_10__b=page_2025("b", "v0.10", rows),
        develop__b=page_2022("b", "develop", rows),
    )
    records = [json.loads(line) for line in run("--print=json", cache)[1]]
    assert [r["tag"] for r in records] == ["develop"] * 5 + ["v0.10"] * 5 + ["v0.9"] * 5
    names = [r["hash"] for r in records[5:10]]
    assert names == sorted(row.hash for row in rows)


def test_the_best_of_each_package_is_its_first_build(run: Run, tmp_path: Path) -> None:
    for form in ("hash", "spec", "json"):
        every = run(f"--print={form}", SAMPLE)[1]
        best = run("--best", f"--print={form}", SAMPLE)[1]
        first = {row["package"]: row["hash"] for row in reversed(ROWS)}
        assert len(best) == 5
        assert set(best) <= set(every)
        assert {name for name in first.values() if any(name in line for line in best)} == set(
            first.values()
        )
    one = Row(a_hash("one"))
    cache = a_cache(
        tmp_path,
        develop__x=page_2022("x", "develop", [Row("", version="9")]),
        v1__x=page_2025("x", "v1", [one, Row(a_hash("old"), version="1.0")]),
        v2__x=page_2025("x", "v2", [one]),
    )
    assert run("--best", "--print=hash", cache) == (0, [f"/{one.hash}"], "")
    (line,) = run("--best", "--print=json", "-q", "x@1", cache)[1]
    assert json.loads(line)["tag"] == "v2"
    (line,) = run("--best", "--print=table", "-q", "x@1", cache)[1][1:]
    assert "v2,v1" in line
    (line,) = run("--best", "--print=json", "--show=packages", "-q", "x@1", cache)[1]
    assert (json.loads(line)["specs"], json.loads(line)["tags"]) == (1, ["v2", "v1"])


def test_pages_of_2021_have_neither_tag_nor_hash(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "index.md"
    row = Row("", compiler="gcc@7.5.0", dependencies="^zlib@1.2.11")
    page.write_text(page_2021("x", [row, row]))
    code, lines, err = run("--print=json", page)
    assert code == 0
    assert [(r["tag"], r["hash"]) for r in map(json.loads, lines)] == [(None, None)] * 2
    assert len(run("--print=spec", page)[1]) == 2
    code, lines, err = run("--print=hash", page)
    assert (code, lines) == (0, [])
    assert err == "cachetui: 2 specs without a hash left out, their pages do not have it\n"
    assert run("--print=table", page)[1][1].split()[0] == "-"


def test_sizes_and_tarballs_are_told_where_a_page_has_them(run: Run, tmp_path: Path) -> None:
    cache = a_cache(tmp_path, v1__x=page_early_2023("x", "v1", [Row(a_hash("x"), size=12)]))
    record = json.loads(run("--print=json", cache)[1][0])
    assert record["size"] == 12
    assert record["tarball"].endswith(f"{a_hash('x')}.spack")
    assert record["page"] == f"{cache}/_cache/v1/x/specs.md"


def test_nothing_found_leaves_with_1_and_says_so(run: Run) -> None:
    code, lines, err = run("-q", "@99", "-t", "dev*", "--print=json", SAMPLE)
    assert (code, lines) == (1, [])
    assert err.splitlines() == [
        "cachetui: nothing matches '@99' in a tag like 'dev*'",
        "cachetui:   @99: 0 here; nearest: @=3.4.0, 65",
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_found_says_what_each_constraint_leaves(run: Run, form: str) -> None:
    code, lines, err = run("-q", "py-gpytorch target=zen3 /zz tag=v9", f"--print={form}", SAMPLE)
    assert (code, lines) == (1, [])
    assert err.splitlines()[1:] == [
        "cachetui:   target=zen3, tag=v9 and /zz: 74 without all 3",
        "cachetui:   target=zen3: 0 here; :zen3, what runs on it: 0 with the rest; 0 without it",
        "cachetui:   tag=v9: 0 here, 0 without it",
        "cachetui:   /zz: 0 here, 0 without it",
        "cachetui:   py-gpytorch: 74 here, 0 without it",
    ]


def test_the_reasons_are_the_same_however_little_had_to_be_read(run: Run, tmp_path: Path) -> None:
    rows = [Row(a_hash("1")), Row(a_hash("2"), os="rhel8")]
    old, new = page_2025("x", "v0.21.0", rows), page_2025("y", "v0.21.1", [Row(a_hash("3"))])
    cache = a_cache(tmp_path, **{"v0.21.0__x": old, "v0.21.1__y": new})
    _, _, err = run("-q", "x tag=v0.21.1", "--print=hash", cache)
    assert "tag=v0.21.1: 0 here; nearest: tag=v0.21.0, 2; 2 without it" in err
    _, _, err = run("-q", f"os=rhel8 /{rows[0].hash[:9]}", "--print=hash", cache)
    assert "os=rhel8: 1 here, 1 without it" in err
    assert f"/{rows[0].hash[:9]}: 1 here, 1 without it" in err


def test_a_name_that_matches_nothing_is_explained(run: Run) -> None:
    code, lines, err = run("-q", "py-afine", "--print=hash", SAMPLE)
    assert (code, lines) == (1, [])
    assert err == "cachetui: no package is called 'py-afine'; did you mean py-affine?\n"
    code, lines, err = run("-q", "py-afine", "-q", "py-gpytorch", "--print=hash", SAMPLE)
    assert (code, len(lines)) == (0, 74)
    assert "py-affine?" in err


def test_a_hash_without_its_slash_is_offered_with_it_where_no_name_fits(run: Run) -> None:
    code, lines, err = run("-q", "2lwakq4 target=zen3", "--print=hash", SAMPLE)
    assert (code, lines) == (1, [])
    assert err == "cachetui: no package is called '2lwakq4'; did you mean /2lwakq4?\n"
    _, _, err = run("-q", "2lwakq5", "--print=hash", SAMPLE)
    assert "/" not in err


def test_a_name_is_only_its_own(run: Run) -> None:
    assert run("-q", "py-opt", "--print=hash", SAMPLE)[0] == 1
    code, _, err = run("-q", "py-affine /2lwakq4", "--print=hash", SAMPLE)
    assert (code, err.splitlines()[0]) == (1, "cachetui: nothing matches 'py-affine /2lwakq4'")


def test_a_query_error_shows_its_place(run: Run) -> None:
    code, lines, err = run("-q", "x@1.2::", "--print=json", SAMPLE)
    assert (code, lines) == (2, [])
    first, text, caret = err.splitlines()
    assert first.startswith("cachetui: error: ")
    assert (text, caret) == ("x@1.2::", "      ^")


@pytest.mark.parametrize("way", ["--print=hash", "--pick=hash"])
def test_dependencies_have_no_answer(run: Run, way: str) -> None:
    code, lines, err = run("-q", "py-affine ^zlib@1.2", way, SAMPLE)
    assert (code, lines) == (2, [])
    first, text, caret = err.splitlines()
    assert first.startswith("cachetui: error: ")
    assert text[caret.index("^")] == "^"


def test_records_that_depend_on_nothing_say_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_bytes(spec_file(a_node("hdf5")))
    assert run("-q", "hdf5 ^mpi", "--print=hash", path)[0] == 1
    when = "%[when='%mpi' virtuals=mpi] openmpi"
    assert run("-q", f"hdf5 {when}", "--print=hash", path)[:2] == (0, [f"/{a_hash('hdf5')}"])


def test_what_a_query_cannot_say_is_noted(run: Run) -> None:
    code, lines, err = run("-q", "builtin.py-affine", "--print=hash", SAMPLE)
    assert (code, len(lines)) == (0, 21)
    assert err.startswith("cachetui: ")
    assert "namespace" in err


def test_skipped_pages_and_rows_are_counted(run: Run, tmp_path: Path) -> None:
    good = page_2025("x", "v1", [Row(a_hash("1")), Row("x --no-check-signature y")])
    cache = a_cache(tmp_path, v1__x=good, v1__y="---\ntitle: y", v1__z="")
    code, lines, err = run("--print=hash", cache)
    assert (code, lines) == (0, [f"/{a_hash('1')}"])
    assert err == "cachetui: 2 pages and 1 row could not be used, --check says why\n"


def test_check_is_quiet_about_a_clean_cache(run: Run) -> None:
    assert run("--check", SAMPLE) == (0, [], "cachetui: 5 packages, 362 specs, 0 problems\n")


def test_check_prints_a_line_for_each_problem(run: Run, tmp_path: Path) -> None:
    cache = a_cache(
        tmp_path,
        v1__x=page_2025("x", "v1", [Row(a_hash("1")), Row("bad")]),
        v1__y="---\ntitle: y",
        v1__z=page_2025("z", "v1", [Row(a_hash("1"))]).replace('"num_specs": 1', '"num_specs": 2'),
    )
    code, lines, err = run("--check", cache)
    assert code == 1
    assert [line.partition(": ")[0] for line in lines] == [
        f"{cache}/_cache/v1/{package}/specs.md" for package in "xyz"
    ]
    assert err == "cachetui: 2 packages, 1 spec, 3 problems\n"


def test_check_says_that_a_key_stands_twice_in_a_row(run: Run, tmp_path: Path) -> None:
    text = page_2025("x", "v1", [Row(a_hash("1"))]).replace('"os": ', '"os": "rhel7", "os": ')
    cache = a_cache(tmp_path, v1__x=text)
    code, lines, _ = run("--check", cache)
    assert code == 1
    assert lines == [
        f"{cache}/_cache/v1/x/specs.md: row 1 has its os twice, the last counts",
    ]


@pytest.mark.parametrize("way", ["--check", "--print=json"])
def test_a_source_that_holds_no_pages_is_an_error(run: Run, tmp_path: Path, way: str) -> None:
    (tmp_path / "README.md").write_text("# no page")
    code, lines, err = run(way, tmp_path)
    assert (code, lines) == (2, [])
    assert err.startswith(f"cachetui: error: there is nothing to browse in '{tmp_path}'")
    assert ".md" in err
    assert run(way, tmp_path / "nothing")[0] == 2


def test_a_page_named_that_is_none_is_a_problem(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# nothing")
    assert run("--check", page)[0] == 1
    code, lines, err = run("--print=json", page)
    assert (code, lines) == (1, [])
    assert "1 page could not be used" in err


def test_only_the_tags_asked_for_are_read(run: Run, tmp_path: Path) -> None:
    cache = a_cache(tmp_path, v1__x=page_2025("x", "v1", [Row(a_hash("1"))]), v2__x="---\nbroken")
    assert run("-t", "v1", "--print=hash", cache) == (0, [f"/{a_hash('1')}"], "")
    assert run("-t", "v1", "--check", cache)[0] == 0
    code, _, err = run("-t", "v9*", "--print=hash", cache)
    assert (code, err) == (1, "cachetui: no spec is listed in a tag like 'v9*'\n")


HOSTILE = "\x1b]52;c;cm0=\x07 [/red] \u202e \x7f\x9b \n\t,é"


def test_nothing_in_a_page_reaches_the_terminal_as_it_is(run: Run, tmp_path: Path) -> None:
    fields: dict[str, Any] = {
        "os": HOSTILE,
        "target": HOSTILE,
        "version": HOSTILE,
        "compiler": HOSTILE,
    }
    row = Row(a_hash("x"), variants=(HOSTILE, f"k={HOSTILE}"), stacks=(HOSTILE,), **fields)
    text = page_2025("TITLE", "TAG", [row])
    text = text.replace('"TITLE"', json.dumps(HOSTILE)).replace("TAG", json.dumps(HOSTILE))
    cache = a_cache(tmp_path, v1__x=text)
    printed = [run(f"--print={form}", cache)[1] for form in ("json", "table", "spec", "hash")]
    for what in ("packages", "matrix", "tags", "stats"):
        printed += [run(f"--print={form}", "--show", what, cache)[1] for form in ("json", "table")]
    assert all(printed)
    for line in (line for lines in printed for line in lines):
        assert line.replace("é", "e").isascii()
        assert line.isprintable()
    record = json.loads(printed[0][0])
    assert (record["package"], record["tag"], record["os"]) == (HOSTILE, HOSTILE, HOSTILE)
    assert record["variants"] == [HOSTILE, f"k={HOSTILE}"]
    assert "\\u007f\\u009b" in printed[0][0]


def test_a_table_has_a_word_in_each_column_of_each_line(run: Run) -> None:
    code, (head, *lines), err = run("--print=table", "-q", "py-ml-dtypes", SAMPLE)
    assert (code, len(lines), err) == (0, 129, "")
    assert head.split()[:4] == ["hash", "package", "version", "target"]
    assert {len(line.split()) for line in lines} == {len(head.split())}
    versions = [line.split()[2] for line in lines]
    assert versions == sorted(versions, reverse=True)
    assert head.index("compiler") + len("apple-clang@16.0.0") <= 80


def test_a_table_puts_the_newest_version_first(run: Run, tmp_path: Path) -> None:
    rows = [Row(a_hash(version), version=version) for version in ("1.9", "1.10", "develop", "1.2")]
    cache = a_cache(tmp_path, v1__x=page_2025("x", "v1", rows))
    assert [line.split()[2] for line in run("--print=table", cache)[1][1:]] == [
        *("develop", "1.10", "1.9", "1.2")
    ]


def test_packages_tags_and_stats_are_shown(run: Run) -> None:
    packages = [json.loads(line) for line in run("--print=json", "--show=packages", SAMPLE)[1]]
    assert {p["package"]: (p["specs"], p["configurations"]) for p in packages} == {
        "py-affine": (21, 3),
        "py-gpytorch": (74, 3),
        "py-linear-operator": (73, 3),
        "py-ml-dtypes": (129, 7),
        "py-opt-einsum": (65, 4),
    }
    dtypes = packages[3]
    assert dtypes["versions"] == ["0.4.0", "0.3.1"]
    assert len(dtypes["targets"]) == 3
    assert dtypes["stacks"][-1] == "root"
    assert len(dtypes["stacks"]) == 9
    (tag,) = run("--print=json", "--show=tags", SAMPLE)[1]
    assert json.loads(tag) == {"tag": "develop", "packages": 5, "specs": 362, "listings": 362}
    (stats,) = map(json.loads, run("--print=json", "--show=stats", SAMPLE)[1])
    assert (stats["packages"], stats["specs"], stats["configurations"]) == (5, 362, 20)
    assert stats["specs_by_stack"]["e4s"] == sum("e4s" in row["stacks"] for row in ROWS)


def test_the_tags_of_one_package_say_which_versions_each_has(run: Run) -> None:
    search = ("--show=tags", "-q", "py-ml-dtypes", SAMPLE)
    (tag,) = map(json.loads, run("--print=json", *search)[1])
    assert tag["versions"] == ["0.4.0", "0.3.1"]
    heads, row = run("--print=table", *search)[1]
    assert heads.split()[-1] == "versions"
    assert row.split() == ["develop", "1", "129", "129", "0.4.0,0.3.1"]


def test_the_matrix_of_a_package_counts_its_specs(run: Run) -> None:
    records = run("--print=json", "--show=matrix", "-q", "py-ml-dtypes", SAMPLE)[1]
    by_hand = Counter(
        (stack, row["target"])
        for row in ROWS
        if row["package"] == "py-ml-dtypes"
        for stack in row["stacks"]
    )
    assert {(r["stack"], r["target"]): r["specs"] for r in map(json.loads, records)} == by_hand
    lines = run("--print=table", "--show=matrix", "-q", "py-ml-dtypes", SAMPLE)[1]
    assert lines[0].split() == ["stack", "aarch64", "neoverse_v1", "x86_64_v3", "specs"]
    assert lines[2].split() == ["e4s-neoverse_v1", "-", "6", "-", "6"]
    assert lines[-1].split() == ["root", "41", "6", "82", "129"]
    assert run("--print=table", "--show=matrix", SAMPLE)[1][0].split()[-1] == "packages"


def test_the_stats_are_readable_too(run: Run) -> None:
    lines = [line.split() for line in run("--print=table", "--show=stats", SAMPLE)[1]]
    assert ["packages", "5"] in lines
    assert ["stack", "e4s-neoverse_v1", "6"] in lines
    assert ["target", "neoverse_v1", "6"] in lines


def test_a_generated_cache_is_printed_as_it_was_written(run: Run, tmp_path: Path) -> None:
    write_cache(tmp_path, pages=60, seed=7)
    listings, hashes = 0, set()
    specs: dict[str, set[str]] = {}
    for page in tmp_path.rglob("*.md"):
        fields = dict(line.partition(": ")[::2] for line in page.read_text().splitlines())
        for row in json.loads(fields.get("spec_details", "[]")):
            listings += 1
            hashes.add(row["hash"])
            specs.setdefault(json.loads(fields["title"]), set()).add(row["hash"])
    records = [json.loads(line) for line in run("--print=json", tmp_path)[1]]
    places = [record["package"] for record in records]
    assert places == sorted(places)
    assert sum(record["hash"] is not None for record in records) == listings
    assert {line[1:] for line in run("--print=hash", tmp_path)[1]} == hashes
    shown = map(json.loads, run("--print=json", "--show=packages", tmp_path)[1])
    strings = Counter(record["package"] for record in records if record["hash"] is None)
    assert {row["package"]: row["specs"] for row in shown} == {
        package: len(specs.get(package, ())) + strings[package] for package in places
    }


def test_what_is_shown_is_what_matches(run: Run) -> None:
    (line,) = run("--print=json", "--show=packages", "-q", "py-ml-dtypes stack=e4s", SAMPLE)[1]
    assert json.loads(line)["specs"] == 22


def test_a_page_in_the_folder_of_another_tag_is_reported_and_found_by_its_own(
    run: Run, tmp_path: Path
) -> None:
    cache = a_cache(tmp_path, **{"v1__x": page_2025("x", "v2", [Row(a_hash("1"))])})
    code, lines, _ = run("--check", cache)
    assert code == 1
    assert lines == [
        f"{cache}/_cache/v1/x/specs.md: its tag is 'v2', and it stands in the folder of 'v1'"
    ]
    assert run("-q", "tag=v2", "--print=hash", cache)[:2] == (0, [f"/{a_hash('1')}"])
    assert run("-q", "tag=v1", "--print=hash", cache)[0] == 1
