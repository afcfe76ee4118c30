from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from cachetui.model import HASH
from support.cache_generator.generate import Page, generate, write_cache
from support.page_builder import (
    DETAILED,
    Row,
    Shape,
    a_hash,
    page_2021,
    page_2022,
    page_2025,
    spec_string,
)
from support.paths import SAMPLE, TESTS

SEEDS = SAMPLE / "_cache" / "develop"


def front_matter(text: str) -> dict[str, Any]:
    """Read a page as YAML alone would, and check that nothing stands around its front matter."""
    before, matter, after = text.split("---\n", 1)[0], text[4:-4], text[-4:]
    assert (before, after) == ("", "\n---")
    loaded = yaml.load(matter, Loader=yaml.CSafeLoader)
    assert isinstance(loaded, dict)
    return loaded


def era(page: Page) -> str:
    text = page.text
    if page.path.endswith("index.md"):
        return "2021"
    if "spec_names:" in text:
        return "2022" if "categories: " in text else "2022 without a tag"
    if '"architecture": ' in text:
        return "early 2023"
    if '"tarball": ' in text:
        return "2023-24" if '"gcc@=' in text or '"root"' in text else "2023 without root"
    return "March 2025" if "@=" in text else "2025"


@pytest.fixture(scope="module")
def cache() -> list[Page]:
    return list(generate(400, 1))


Loaded = list[tuple[Page, dict[str, Any]]]


@pytest.fixture(scope="module")
def details(cache: list[Page]) -> Loaded:
    """The pages with ``spec_details``, each with what YAML makes of it."""
    return [(p, front_matter(p.text)) for p in cache if "spec_details: " in p.text]


def test_a_page_of_2025_is_byte_for_byte_what_the_public_cache_has() -> None:
    real = sorted(SEEDS.glob("*/specs.md"))
    assert real
    for path in real:
        text = path.read_text()
        rows = [
            Row(
                row["hash"],
                row["versions"][0],
                row["compiler"],
                row["platform"],
                row["os"],
                row["target"],
                tuple(row["variants"]),
                tuple(row["stacks"]),
            )
            for row in reversed(front_matter(text)["spec_details"])
        ]
        assert page_2025(path.parent.name, "develop", rows) == text


def test_the_same_seed_gives_the_same_pages_and_another_seed_others(cache: list[Page]) -> None:
    assert list(generate(400, 1)) == cache
    assert list(generate(400, 2)) != cache


def test_the_pages_do_not_depend_on_the_interpreters_own_hash_seed(tmp_path: Path) -> None:
    module = "support.cache_generator.generate"
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", module, str(tmp_path / seed), "--pages", "40"],
            cwd=TESTS,
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
    one, two = (
        {path.relative_to(tmp_path / seed): path.read_bytes() for path in files(tmp_path / seed)}
        for seed in ("1", "2")
    )
    assert len(one) == 40
    assert one == two


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("count", [1, 10, 11, 57, 1000])
def test_there_are_as_many_pages_as_asked_for_each_at_its_own_path(count: int) -> None:
    paths = [page.path for page in generate(count, 3)]
    assert len(paths) == len(set(paths)) == count


@pytest.mark.parametrize("count", [11, 60, 400])
def test_every_era_occurs(count: int) -> None:
    eras = {era(page) for page in generate(count, 1)}
    assert eras == {
        "2021",
        "2022 without a tag",
        "2022",
        "early 2023",
        "2023 without root",
        "2023-24",
        "March 2025",
        "2025",
    }


def test_what_is_written_is_what_is_generated(tmp_path: Path) -> None:
    totals = write_cache(tmp_path, 60, 5)
    pages = list(generate(60, 5))
    assert {p.path: p.text for p in pages} == {
        path.relative_to(tmp_path).as_posix(): path.read_text() for path in files(tmp_path)
    }
    assert totals.listings == sum(page.rows for page in pages)
    assert totals.size == sum(path.stat().st_size for path in files(tmp_path))


def test_meta_agrees_with_the_rows(details: Loaded) -> None:
    checked = 0
    for page, matter in details:
        rows, meta = matter["spec_details"], matter["meta"]
        assert len(rows) == page.rows
        assert sorted(meta["versions"]) == sorted({v for row in rows for v in row["versions"]})
        assert sorted(meta["compilers"]) == sorted({row["compiler"] for row in rows})
        if "arches" in meta:
            continue
        assert meta["num_specs"] == len(rows)
        stacks = Counter(stack for row in rows for stack in row["stacks"])
        assert meta["num_specs_by_stack"] == stacks
        assert meta["stacks"] == sorted(stacks)
        for key, of in (("oss", "os"), ("platforms", "platform"), ("targets", "target")):
            assert meta[key] == sorted({row[of] for row in rows})
        checked += 1
    assert checked > 300


def test_pages_say_the_package_and_the_tag_of_their_folder(details: Loaded) -> None:
    for page, matter in details:
        _, tag, package, name = page.path.split("/")
        assert (matter["title"], matter["categories"]) == (package, ["package", tag])
        assert (matter["layout"], name) == ("cache", "specs.md")


def test_hashes_are_spacks_and_differ_within_a_page_but_are_shared_by_tags(
    details: Loaded,
) -> None:
    tags_of: dict[str, set[str]] = {}
    for page, matter in details:
        hashes = [row["hash"] for row in matter["spec_details"]]
        assert len(set(hashes)) == len(hashes)
        assert all(HASH.fullmatch(hash_) for hash_ in hashes)
        for hash_ in hashes:
            tags_of.setdefault(hash_, set()).add(page.path.split("/")[1])
    shared = sum(len(tags) > 1 for tags in tags_of.values())
    assert shared > len(tags_of) / 20


def test_configurations_are_few_and_stacks_go_with_their_targets(details: Loaded) -> None:
    rows = configurations = 0
    for _, matter in details:
        listed = matter["spec_details"]
        bare = [{k: v for k, v in row.items() if k not in OWN} for row in listed]
        configurations += len({json.dumps(row) for row in bare})
        rows += len(listed)
        for row in listed:
            if "ml-darwin-aarch64-mps" in row["stacks"] and "os" in row:
                assert row["platform"] == "darwin"
            if "e4s-power" in row["stacks"] and "os" in row:
                assert row["target"] == "ppc64le"
    assert rows / configurations > 4


def test_pages_of_2023_and_2024_have_rows_without_variants_and_without_stacks(
    details: Loaded,
) -> None:
    rows = [row for page, m in details if era(page) == "2023-24" for row in m["spec_details"]]
    assert any(row["variants"] == [] for row in rows)
    assert any(row["stacks"] == [] for row in rows)
    assert any(row["stacks"] != sorted(row["stacks"]) for row in rows)


OWN = ("hash", "stacks", "size", "tarball")


def test_some_pages_of_2021_have_keys_that_yaml_refuses(cache: list[Page]) -> None:
    refused = 0
    for page in cache:
        if era(page) != "2021":
            continue
        longest = max(len(line) for line in page.text.splitlines())
        try:
            keys = [key for entry in front_matter(page.text)["spec_files"] for key in entry]
        except yaml.YAMLError:
            assert longest > 1024
            refused += 1
        else:
            assert len(keys) == page.rows
    assert refused


def test_old_pages_can_hold_the_same_spec_string_twice(cache: list[Page]) -> None:
    doubled = 0
    for page in cache:
        if era(page) in ("2022", "2022 without a tag"):
            matter = front_matter(page.text)
            names = matter["spec_names"]
            assert len(names) == len(matter["spec_files"]) == page.rows
            doubled += len(names) > len(set(names))
    assert doubled


def test_the_largest_page_is_as_large_as_the_public_ones() -> None:
    path = "_cache/develop/trilinos/specs.md"
    (page,) = (page for page in generate(20, 1, large=True) if page.path == path)
    rows = front_matter(page.text)["spec_details"]
    assert len(rows) == page.rows == 462
    assert {len(row["variants"]) for row in rows} == {80}
    assert 600_000 < len(page.text) < 700_000


ROW = Row(
    a_hash("one"),
    "0.3.0",
    "gcc@7.5.0",
    os="ubuntu18.04",
    target="x86_64",
    stacks=("root", "e4s"),
    variants=("build_type=Release", "fabrics:=rxm,tcp", "+shared"),
    size=1234,
)


def test_a_spec_string_is_spelled_as_before_1_0() -> None:
    row = ROW._replace(dependencies="^zlib@1.2.11%gcc@7.5.0 arch=linux-ubuntu18.04-x86_64")
    assert spec_string("axl", row) == (
        "axl@0.3.0%gcc@7.5.0+shared build_type=Release fabrics=rxm,tcp"
        " arch=linux-ubuntu18.04-x86_64 ^zlib@1.2.11%gcc@7.5.0 arch=linux-ubuntu18.04-x86_64"
    )
    spec = spec_string("axl", ROW)
    assert front_matter(page_2021("axl", [ROW]))["spec_files"] == [{spec: "spec-0.json"}]
    assert front_matter(page_2022("axl", "develop", [ROW]))["spec_names"] == [spec]
    assert front_matter(page_2022("axl", None, [ROW]))["category"] == "package"


@pytest.mark.parametrize(
    ("name", "compiler", "values"),
    [
        ("early 2023", "gcc@7.5.0", "fabrics=rxm,tcp"),
        ("2023-24", "gcc@=7.5.0", "fabrics=rxm,tcp"),
        ("March 2025", "gcc@=7.5.0", "fabrics=rxm,tcp"),
        ("2025", "gcc@7.5.0", "fabrics:=rxm,tcp"),
    ],
)
def test_each_era_spells_a_row_in_its_own_way(name: str, compiler: str, values: str) -> None:
    shape: Shape = DETAILED[name]
    (row,) = front_matter(shape("axl", "v0.19", [ROW]))["spec_details"]
    assert (row["hash"], row["compiler"]) == (ROW.hash, compiler)
    assert values in row["variants"]
    assert row["size"] == (1234 if name == "early 2023" else "-")
    if name == "early 2023":
        assert row["architecture"] == "linux-ubuntu18.04-x86_64"
    else:
        assert (row["platform"], row["os"], row["target"]) == ("linux", "ubuntu18.04", "x86_64")
    if "2025" in name:
        assert row["stacks"] == sorted(ROW.stacks)
        assert list(row) == sorted(row)
    assert ("tarball" in row) == (name in ("early 2023", "2023-24"))
