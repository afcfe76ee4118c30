"""What is wrong in Spack's files: one bad record costs a record, and every sentence is clean."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack import cutting
from support.page_builder import a_hash
from support.spack_builder import (
    a_node,
    cached,
    database,
    edges,
    listings,
    load,
    lockfile,
    names,
    needed,
    nested,
    read,
    spec_file,
    told,
)

GOOD = [a_node("a"), a_node("b"), a_node("c")]
BAD: dict[str, tuple[Any, str]] = {
    "without its spec": ({"in_buildcache": True}, "has no spec"),
    "a number": (5, "it has a number where a mapping belongs"),
    "nothing": (None, "it has nothing where a mapping belongs"),
    "without a version": (cached(a_node(version=None)), "has no version"),
    "half an arch": (cached(a_node(arch={"platform": "linux"})), "has no platform_os"),
    "a number for a version": (
        cached(a_node(version=5)),
        "version has a number where text belongs",
    ),
    "without a name": (cached(a_node(hash=a_hash("x")) | {"name": ""}), "has no name"),
    "a list of lists": (cached(a_node(parameters={"x": [[]]})), "has a parameter that is no value"),
    "text for parameters": (cached(a_node(parameters="x")), "it has text where a mapping belongs"),
    "text for a date": (cached(a_node(), installation_time="x"), "installation_time has text"),
}


def one_of(found: Any) -> Any:
    """Return the one record of *found*, where a record has been made."""
    if isinstance(found, dict) and "in_buildcache" not in found:
        (found,) = found.values()
    return found


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_one_bad_record_costs_a_record(tmp_path: Path, case: str, place: int) -> None:
    bad, reason = BAD[case]
    records = list(cached(*GOOD).items())
    records.insert(place, (a_hash("bad"), one_of(bad)))
    index = read(tmp_path, database(dict(records)), wanted=Filter(edges=True))
    assert names(index) == ["a", "b", "c"]
    (sentence,) = told(index)
    assert sentence.startswith(f"record {a_hash('bad')}: ")
    assert reason in sentence
    assert (index.skipped_rows, index.skipped) == ({"record": 1}, {})


@pytest.mark.parametrize("key", ["no hash", "A" * 32, "a" * 31, "--help", "\x1b[2J", ""])
def test_a_key_that_is_no_hash_costs_its_record(tmp_path: Path, key: str) -> None:
    records = cached(*GOOD) | {key: cached(a_node("d")).popitem()[1]}
    index = read(tmp_path, database(records))
    assert names(index) == ["a", "b", "c"]
    (sentence,) = told(index)
    assert "hash" in sentence
    assert sentence.isprintable()


def test_of_two_records_of_one_hash_the_first_counts(tmp_path: Path) -> None:
    first = json.dumps(cached(a_node("a")))[1:-1]
    other = json.dumps(cached(a_node("a", version="2.0")))[1:-1]
    for rest, problems in ((first, 0), (other, 1)):
        content = f'{{"database":{{"version":"7","installs":{{{first},{rest}}}}}}}'
        index = read(tmp_path, content.encode())
        assert [one.configuration.version for one in listings(index)] == ["1.0"]
        assert len(index.problems) == problems
    assert "stands twice and says two things: the first counts" in told(index)[0]


def test_a_record_that_hides_behind_another_of_its_hash_is_told(tmp_path: Path) -> None:
    data = database(cached(*[a_node(f"p{n}") for n in range(9)], ref_count=100))
    short = f'"{a_hash("p4")}":{{"spec":{{"name":"p4"}}}},'.encode()
    index = read(tmp_path, data.replace(b'"installs":{', b'"installs":{' + short))
    assert len(index.problems) == 2
    assert "stands twice" in "".join(told(index))


def test_the_same_in_different_pieces_is_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachetui.sources.formats.spack.database.CHUNK", 500)
    first, last = (json.dumps(cached(a_node("a", version=one)))[1:-1] for one in ("1", "2"))
    between = json.dumps(cached(*[a_node(f"p{n}") for n in range(9)]))[1:-1]
    content = f'{{"database":{{"version":"7","installs":{{{first},{between},{last}}}}}}}'
    index = read(tmp_path, content.encode())
    assert len(index.listings) == 10
    assert told(index) == [
        f"record {a_hash('a')}: stands twice and says two things: the first counts"
    ]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_index_keeps_what_came_before(
    tmp_path: Path, share: float, indent: int | None
) -> None:
    nodes = [a_node(f"p{n:02}") for n in range(20)]
    data = database(cached(*nodes), indent=indent)
    index = read(tmp_path, data[: int(len(data) * share)], wanted=Filter(edges=True))
    found = names(index)
    assert found == [f"p{n:02}" for n in range(len(found))]
    assert len(found) >= int(20 * share) - 1
    (sentence,) = told(index)
    assert sentence == "the index is cut off or broken: what follows is missing"


@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_truncated_gzip_stream_keeps_what_came_before(tmp_path: Path, share: float) -> None:
    nodes = [a_node(f"p{n:03}", package_hash=a_hash(f"{n}") * 40) for n in range(300)]
    data = gzip.compress(database(cached(*nodes)))
    index = read(tmp_path, data[: int(len(data) * share)], "index.json.gz")
    assert 0 < len(index.listings) <= 300
    assert told(index)[-1].startswith("the index is cut off: the end of its gzip stream is missing")


def test_a_later_version_is_told_and_read_by_its_shape(tmp_path: Path) -> None:
    index = read(tmp_path, database(cached(*GOOD), version="9"))
    assert names(index) == ["a", "b", "c"]
    known = "known are 0.9.2 to 8: read by its shape"
    assert told(index) == [f"is of database version 9, {known}"]
    assert not index.skipped
    index = read(tmp_path, lockfile(*GOOD, version=8), "spack.lock")
    assert told(index) == ["is of lockfile version 8, known are 1 to 7: read by its shape"]
    index = read(tmp_path, spec_file(*GOOD, version=6), "x.spec.json")
    assert told(index) == ["is of spec file version 6, known are 1 to 5: read by its shape"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(database({}), "index.json"), (lockfile(), "spack.lock"), (spec_file(), "spec.json")],
)
def test_a_file_without_records_says_so(tmp_path: Path, data: bytes, name: str) -> None:
    index = read(tmp_path, data, name)
    assert (names(index), told(index), index.skipped) == ([], ["has no records"], {})


WRONG: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "no JSON": (b"hello", "is neither a page of a cache nor a file that Spack writes"),
    "other JSON": (b'{"a": 1}', "is neither a page of a cache nor a file that Spack writes"),
    "a lockfile cut off": (lockfile(*GOOD)[:-20], "is cut off"),
    "a lockfile of numbers": (b'{"concrete_specs": 5}', "concrete_specs has a number"),
    "no list of records": (b'{"database": {"version": "7"}}', "has no list of records"),
    "a list of records": (b'{"database": {"installs": []}}', "has no list of records"),
    "a broken gzip stream": (gzip.compress(b"{}")[:10] + b"x" * 99, "is neither a page"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_used_at_all_is_told_in_a_sentence(tmp_path: Path, case: str) -> None:
    data, reason = WRONG[case]
    (tmp_path / "spack.lock").write_bytes(data)
    for path in (tmp_path, tmp_path / "spack.lock"):
        index = load(path)
        (sentence,) = told(index)
        assert sentence.startswith(reason)
        assert index.skipped.total() == 1


@pytest.mark.parametrize("text", ["\x1b]52;c;eA==\x07", "\u202egpj.exe", "a\nb", "[/red]"])
def test_hostile_texts_are_kept_exactly_and_shown_safe(tmp_path: Path, text: str) -> None:
    node = a_node(text, version=text, parameters={text: text}, namespace=text, hash=a_hash("a"))
    for data, name in ((database(cached(node)), "i.json"), (lockfile(node), "spack.lock")):
        index = read(tmp_path, data, name)
        (exact,) = listings(index)
        assert (exact.configuration.package, exact.configuration.version) == (text, text)
        shown = index.listing(0).configuration
        assert all(one.isprintable() for one in (shown.package, shown.version, *shown.variants))


@pytest.mark.parametrize("depth", [50_000, 1_000_000])
@pytest.mark.parametrize("mark", ['"x":[', '"parameters":{"x":['])
def test_very_deep_nesting_costs_only_its_record(tmp_path: Path, mark: str, depth: int) -> None:
    node = json.dumps(a_node("deep"))[:-1]
    deep = f'"{a_hash("deep")}": {{"spec": {node}, {mark}{"[" * depth}'
    good = json.dumps(cached(*GOOD))[1:-1]
    data = f'{{"database":{{"version":"7","installs":{{{good},{deep}'.encode()
    index = read(tmp_path, data)
    assert names(index) == ["a", "b", "c"]
    assert len(told(index)) == 1
    index = read(tmp_path, data + b"]" * (depth + 1) + b"}" * 6)
    assert names(index) == ["a", "b", "c"]
    assert len(told(index)) <= 1  # from Python 3.14 on the stack says what is too deep to be read
    index = read(tmp_path, b'{"concrete_specs":{"a":' + b"[" * depth, "spack.lock")
    assert len(told(index)) == 1


def test_a_record_with_very_many_dependencies_is_read(tmp_path: Path) -> None:
    many = a_node("many", *[needed(f"p{n}") for n in range(100_000)])
    index = read(tmp_path, database(cached(many, *GOOD)), wanted=Filter(edges=True))
    assert names(index) == ["a", "b", "c", "many"]
    assert len(index.edges) == 100_000


def test_a_record_that_never_ends_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "MAX_RECORD", 50_000)
    monkeypatch.setattr("cachetui.sources.formats.spack.database.CHUNK", 1000)
    huge = a_node("huge", package_hash="x" * 100_000)
    index = read(tmp_path, database(cached(*GOOD, huge)))
    assert names(index) == ["a", "b", "c"]
    (sentence,) = told(index)
    assert sentence.startswith("the index has a record larger than")


def test_a_bomb_is_left_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachetui.sources.formats.spack.unwrap.MAX_UNPACKED", 100_000)
    monkeypatch.setattr("cachetui.sources.formats.spack.unwrap.MAX_BYTES", 100_000)
    spaces = b" " * 1_000_000
    for head, name in (
        (b'{"database":{"installs":{', "i.json.gz"),
        (b'{"concrete_specs":', "l.lock"),
    ):
        (sentence,) = told(read(tmp_path, gzip.compress(head + spaces), name))
        assert "larger than" in sentence


def test_edges_that_name_no_hash_are_left_out(tmp_path: Path) -> None:
    odd = needed("odd") | {"hash": "no hash"}
    broken = needed("broken") | {"parameters": 5}
    node = a_node("a", needed("b"), odd, broken)
    index = read(tmp_path, database(cached(node, a_node("b"))), wanted=Filter(edges=True))
    assert edges(index)["a"].keys() == {"b", "broken"}
    assert index.problems == []


def test_very_many_bad_records_get_a_sentence_together(tmp_path: Path) -> None:
    records: dict[str, Any] = {a_hash(str(n)): {} for n in range(100)}
    index = read(tmp_path, database(records | cached(*GOOD)))
    assert names(index) == ["a", "b", "c"]
    assert len(told(index)) == 21
    assert told(index)[-1] == "80 more records cannot be used"
    assert index.skipped_rows == {"record": 100}


def test_so_many_bad_records_that_the_rest_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachetui.sources.formats.spack.rows.MAX_BROKEN", 50)
    monkeypatch.setattr("cachetui.sources.formats.spack.database.CHUNK", 500)
    bad: dict[str, Any] = {a_hash(str(n)): {} for n in range(500)}
    index = read(tmp_path, database(cached(*GOOD) | bad))
    assert names(index) == ["a", "b", "c"]
    assert told(index)[-1] == "has over 50 records that cannot be used"
    assert index.skipped_rows["record"] < 100
    index = read(
        tmp_path, lockfile(*GOOD, *[a_node(f"x{n}", version=5) for n in range(99)]), "spack.lock"
    )
    assert told(index)[-1] == "has over 50 records that cannot be used"


def test_a_lockfile_with_more_specs_than_any_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachetui.sources.formats.spack.graph.MAX_SPECS", 2)
    assert told(read(tmp_path, lockfile(*GOOD), "spack.lock")) == ["has over 2 specs"]


def test_spaces_that_never_end_cost_no_record_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "MAX_RECORD", 5_000)
    monkeypatch.setattr("cachetui.sources.formats.spack.database.CHUNK", 1000)
    good = json.dumps(cached(*GOOD))[1:-1].encode()
    data = b'{"database":{"version":"7","installs":{' + good + b"," + b" " * 50_000
    index = read(tmp_path, data)
    assert names(index) == ["a", "b", "c"]
    assert told(index)[0].startswith("the index has a record larger than")


SOUND = [
    database(cached(a_node("a", needed("b")), a_node("b"), a_node("c"))),
    database(
        {key: record | {"spec": nested(record["spec"])} for key, record in cached(*GOOD).items()}
    ),
    database(cached(*GOOD), indent=1),
    gzip.compress(database(cached(*GOOD))),
    lockfile(a_node("a", needed("b")), a_node("b"), roots=["a"]),
    spec_file(a_node("a", needed("b")), a_node("b")),
]
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.sampled_from(SOUND), CHANGES, st.floats(0.2, 1))
def test_whatever_is_changed_in_a_file_it_is_read_or_told(
    tmp_path: Path, data: bytes, changes: list[tuple[float, bytes]], share: float
) -> None:
    broken = bytearray(data)
    for place, new in changes:
        start = int(place * len(broken))
        broken[start : start + len(new)] = new
    index = read(tmp_path, bytes(broken[: int(len(broken) * share)]), wanted=Filter(edges=True))
    assert all(problem.text.isprintable() for problem in index.problems)
    assert len(index.listings) or index.problems
