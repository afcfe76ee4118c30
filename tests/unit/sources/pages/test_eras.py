"""Pages of every era: what they say, in today's spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.model import Batch, Configuration, EntryError
from cachetui.sources.formats.batches import MAX_LOST
from cachetui.sources.formats.pages.distinct import Distinct
from cachetui.sources.formats.pages.eras import page_of
from cachetui.sources.formats.pages.front_matter import read_front_matter
from support.page_builder import (
    DETAILED,
    Row,
    a_hash,
    page_2021,
    page_2022,
    page_2024,
    page_2025,
    page_early_2023,
)
from support.page_oracle import as_naive, naive_page
from support.paths import DATA

PAGES = DATA / "pages"


def read(text: str) -> Batch:
    return page_of(read_front_matter(text.encode()), "x", Distinct())


def package(page: Batch) -> str:
    ((name, rows),) = page.packages
    assert rows == len(page)
    return name


def example(name: str) -> Batch:
    return page_of(read_front_matter((PAGES / name).read_bytes()), "x", Distinct())


def test_a_page_of_2021_has_spec_strings_and_neither_tag_nor_hashes() -> None:
    page = example("2021.md")
    variants = ("~ipo", "+mpi", "+shared", "build_type=RelWithDebInfo")
    cmake = "^cmake@3.20.2%gcc@9.3.0~doc+ncurses arch=linux-rhel7-x86_64"
    old = Configuration(
        "adiak", ("0.1.1",), "gcc@7.5.0", "linux", "ubuntu18.04", "ppc64le", variants
    )
    new = Configuration(
        "adiak", ("0.2.1",), "gcc@9.3.0", "linux", "rhel7", "x86_64", variants, cmake
    )
    assert (package(page), page.tag) == ("adiak", None)
    assert [page.configurations[place] for place in page.configuration_of] == [new, old]
    assert (page.hashes, page.stacks) == ([None, None], [(), ()])
    assert (page.lost, page.note) == ([], None)


def test_equal_spec_strings_of_2022_stay_two_rows() -> None:
    page = example("2021-untagged.md")
    assert (package(page), page.tag, len(page)) == ("axl", None, 2)
    assert page.configuration_of == [0, 0]
    assert page.configurations[0].dependencies.startswith("^zlib@1.2.11%gcc@7.5.0+pic")


def test_categories_of_2022_name_the_tag() -> None:
    page = example("2022.md")
    (only,) = page.configurations
    assert (package(page), page.tag) == ("alsa-lib", "develop")
    assert only.variants == ("~python", "patches=09dd1c8,8e35d3c")


def test_early_2023_has_sizes_tarballs_and_one_architecture_string() -> None:
    page = example("early-2023.md")
    wheres = [(one.platform, one.os, one.target) for one in page.configurations]
    assert wheres == [("linux", "sle_hpc15", "x86_64_v3"), ("linux", "ubuntu20.04", "ppc64le")]
    assert page.sizes == [411648, 402000]
    assert page.tarballs[1] == "https://mirror.example/v0.19/bzip2-5bm.spack"


def test_2023_has_compilers_with_an_equals_sign_and_rows_without_stacks_or_variants() -> None:
    page = example("2023.md")
    assert [one.compiler for one in page.configurations] == ["gcc@11.4.0", "gcc@7.3.1"]
    assert page.configurations[0].variants == ()
    assert page.stacks == [("gpu-tests", "e4s"), ("aws-ahug-aarch64",), ()]
    assert (page.sizes, len(page.tarballs), page.note) == ((), 3, None)


def test_2025_has_no_tarballs_exact_values_and_specs_without_a_compiler() -> None:
    march, july = example("2025-03.md"), example("2025-07.md")
    assert march.configurations[1].compiler == "oneapi@2024.2.1"
    assert "fabrics=rxm,sockets,tcp,udp" in march.configurations[0].variants
    assert [one.compiler for one in july.configurations] == [None, "apple-clang@16.0.0"]
    assert "fabrics:=rxm,tcp" in july.configurations[1].variants
    assert (march.tarballs, july.tarballs, march.note, july.note) == ((), (), None, None)


NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)
TAGS = st.sampled_from(("develop", "v0.21.0", "2023.10", "2023-05-14", "1e3", "0x10", "yes", "~1"))
RESERVED = {"arch", "branch", "commit", "compiler", "dev_path", "namespace", "os", "patches"}
RESERVED |= {"platform", "ref", "runs", "stack", "tag", "target"}
"""What no package calls a variant: a spec string that did would not be one."""
WORDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda word: word not in RESERVED and not word.endswith(("flags", "libs"))
)
VARIANTS = st.lists(
    WORDS.map("+{}".format)
    | WORDS.map("~{}".format)
    | st.tuples(WORDS, WORDS).map("=".join)
    | st.tuples(WORDS, WORDS, WORDS).map(lambda three: f"{three[0]}:={three[1]},{three[2]}"),
    max_size=6,
    unique_by=lambda variant: variant.lstrip("+~").partition("=")[0].rstrip(":"),
)
ROWS = st.lists(
    st.builds(
        Row,
        hash=st.integers(0, 99).map(str).map(a_hash),
        version=st.sampled_from(("1.2.0", "2023.10", "2023-05-14", "develop", "1.10", "0.1rc1")),
        compiler=st.sampled_from(("gcc@11.4.0", "apple-clang@16.0.0", "none")),
        platform=st.just("linux"),
        os=st.sampled_from(("ubuntu22.04", "sle_hpc15")),
        target=st.sampled_from(("x86_64_v3", "neoverse_v1")),
        variants=VARIANTS.map(tuple),
        stacks=st.lists(st.sampled_from(("e4s", "root", "ml-cpu")), unique=True).map(tuple),
        size=st.integers(0, 10**12),
        dependencies=st.sampled_from(("", "^zlib@1.2.11%gcc@7.5.0 arch=x ^m4@1", "^m4@1 k=v")),
    ),
    max_size=8,
)


@given(st.sampled_from(list(DETAILED.values())), NAMES, TAGS, ROWS)
def test_plain_yaml_agrees_on_pages_with_details(
    write: Callable[[str, str, list[Row]], str], name: str, tag: str, rows: list[Row]
) -> None:
    text = write(name, tag, rows)
    page = read(text)
    assert as_naive(page) == naive_page(text)
    assert (page.lost, page.note) == ([], None)


@given(NAMES, st.none() | TAGS, ROWS)
def test_plain_yaml_agrees_on_pages_of_spec_strings(
    name: str, tag: str | None, rows: list[Row]
) -> None:
    for text in (page_2022(name, tag, rows), *([] if tag else [page_2021(name, rows)])):
        if rows:  # YAML has nothing, not an empty list, where there are no strings
            assert as_naive(read(text)) == naive_page(text)
        else:
            assert len(read(text)) == 0


def test_a_spec_string_may_be_longer_than_the_keys_of_yaml() -> None:
    long = Row(
        "", dependencies=" ".join(f"^zlib@1.2.{n} arch=linux-rhel7-x86_64" for n in range(99))
    )
    page = read(page_2021("axl", [long, Row("")]))
    assert [len(one.dependencies) > 1024 for one in page.configurations] == [True, False]


HASHES = sorted(a_hash(str(number)) for number in range(4))
FOUR = page_2025("x", "v1", [Row(hash_) for hash_ in HASHES])


@pytest.mark.parametrize(
    ("sound", "faulty"),
    [
        ('"versions": ["1.2.0"]', '"versions": [1.2]'),
        ('"versions": ["1.2.0"]', '"versions": "1.2.0"'),
        ('"versions": ["1.2.0"]', '"versions": []'),
        ('"versions": ["1.2.0"]', '"versions": [""]'),
        ('"versions": ["1.2.0"]', '"versions": [null]'),
        ('"hash"', '"hush"'),
        ('"target"', '"tar get"'),
        ('"os": "ubuntu24.04"', '"os": ""'),
        ('"variants": [', '"variants": [[],'),
        ('"size": "-"', '"size": true'),
        ('"compiler": "', '"compiler": ""'),
        ('"compiler": "', '"compiler" "'),
        ('["e4s", "root"]', "[" * 50_000),
        ('["e4s", "root"]', "[" * 50_000 + "]" * 50_000),
        ('{"compiler"', '{{{"compiler"'),
        (f'{{"compiler": "gcc@13.2.0", "hash": "{HASHES[0]}"', '"not a row", {"hash": null'),
        (HASHES[0], "x --no-check-signature y"),
    ],
)
def test_a_faulty_row_costs_only_itself(sound: str, faulty: str) -> None:
    head, details = FOUR.split("spec_details: ")
    assert sound in details
    page = read(head + "spec_details: " + details.replace(sound, faulty, 1))
    assert list(page.hashes) == HASHES[1:]
    assert page.skipped_rows == len(page.lost) >= 1
    assert page.lost[0].startswith("row 1: ")
    assert page.note is None  # meta counts the lost row, and rightly


@pytest.mark.parametrize(
    ("hash_", "sentence"),
    [
        (
            "x --no-check-signature y",
            "'x --no-check-signature y' is no hash of 32 characters a-z2-7",
        ),
        (a_hash("a").upper(), f"'{a_hash('a').upper()}' is no hash of 32 characters a-z2-7"),
        (a_hash("a")[1:], f"'{a_hash('a')[1:]}' is no hash of 32 characters a-z2-7"),
        ("", "has no hash"),
        ("\x1b]0;x\x07", r"'\x1b]0;x\x07' is no hash of 32 characters a-z2-7"),
        ("é" * 32, f"'{'é' * 32}' is no hash of 32 characters a-z2-7"),
        ("\ud800", r"'\ud800' is no hash of 32 characters a-z2-7"),
    ],
)
def test_a_hash_of_another_form_makes_the_row_a_problem(hash_: str, sentence: str) -> None:
    page = read(page_2024("x", "v1", [Row(hash_), Row(a_hash("good"))]))
    assert (list(page.hashes), page.lost) == ([a_hash("good")], [f"row 1: {sentence}"])


@given(st.lists(st.text("ab27", min_size=31, max_size=33) | st.text("ab189A \né") | st.just("")))
def test_hashes_are_judged_together_as_one_by_one(hashes: list[str]) -> None:
    page = read(page_2024("x", "v1", [Row(text) for text in hashes]))
    right = [text for text in hashes if len(text) == 32 and set(text) <= set("ab27")]
    assert list(page.hashes) == right


def test_of_very_many_faulty_rows_the_first_have_their_sentence() -> None:
    page = read(page_2024("x", "v1", [Row("bad")] * 1000))
    assert (page.skipped_rows, len(page.lost)) == (1000, MAX_LOST + 1)
    assert page.lost[-1] == "980 more rows cannot be used"


def test_a_spec_string_of_another_package_or_none_at_all_is_lost() -> None:
    text = page_2022("axl", "v1", [Row("")]).replace("'axl@", "'zlib@")
    assert read(text).lost == ["row 1: is a spec of 'zlib'"]
    (sentence,) = read(text.replace("'zlib@1.2.0", "'axl@@")).lost
    assert sentence.startswith("row 1: ")
    assert "'axl@@" in sentence


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ('"-"', None),
        ('"2048"', 2048),
        ("2048", 2048),
        ("20.5", 20.5),
        ("null", None),
        ("-1", None),
        ("NaN", None),
        ("Infinity", None),
        ("1e400", None),
        ("1" + "0" * 400, None),
        ('"10 MB"', None),
        ('"٣"', None),
    ],
)
def test_a_size_is_a_number_of_bytes_or_none(written: str, size: float | None) -> None:
    text = page_early_2023("x", "v1", [Row(a_hash("a"), size=77), Row(a_hash("b"), size=1)])
    page = read(text.replace('"size": 77', f'"size": {written}'))
    assert (page.sizes, page.lost) == ([size, 1], [])


def test_a_page_without_title_or_specs_is_none() -> None:
    for text, sentence in (
        ("---\nlayout: cache\nspec_details: []\n---", "has no title"),
        ('---\ntitle: ""\nlayout: cache\nspec_details: []\n---', "has no title"),
        ("---\ntitle: x\nlayout: cache\n---", "lists no specs: it has neither spec_details nor"),
    ):
        with pytest.raises(EntryError, match=sentence):
            read(text)


def test_a_page_may_list_nothing() -> None:
    page = read(page_2025("x", "v1", []))
    assert (package(page), page.tag, len(page), page.lost, page.note) == ("x", "v1", 0, [], None)
