"""Front matter: how it is cut, what of it is decoded, and what is refused."""

from __future__ import annotations

import frontmatter
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cachetui.model import Batch, EntryError
from cachetui.sources.formats.pages import front_matter as reader
from cachetui.sources.formats.pages.distinct import Distinct
from cachetui.sources.formats.pages.eras import page_of
from cachetui.sources.formats.pages.front_matter import PageHandler, read_front_matter
from support.cache_generator.generate import generate
from support.page_builder import Row, a_hash, page_2021, page_2025

SOUND = page_2025("x", "v1", [Row(a_hash("a"))])


def read(text: str) -> Batch:
    return page_of(read_front_matter(text.encode()), "x", Distinct())


def refusal(data: bytes) -> str:
    with pytest.raises(EntryError) as refused:
        read_front_matter(data)
    return str(refused.value)


def test_python_frontmatter_reads_the_same_with_the_handler() -> None:
    for page in generate(20, 3):
        post = frontmatter.loads(page.text, handler=PageHandler())
        assert post.metadata == read_front_matter(page.text.encode())
        assert post.content == ""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"# A README\n", "has no front matter"),
        (b"--- x\ntitle: x\n---", "has no front matter"),
        (b"----\ntitle: x\n---", "has no front matter"),
        (b"---", "its front matter is cut off: there is no closing ---"),
        (b"---\n", "its front matter is cut off: there is no closing ---"),
        (b"---\ntitle: x\n--", "its front matter is cut off: there is no closing ---"),
        (b"---\ntitle: x\n ---\n", "its front matter is cut off: there is no closing ---"),
        (b"---\ntitle: x\n---- \n", "its front matter is cut off: there is no closing ---"),
        (b"---\ntitle: \xff\n---", "is not UTF-8 text (byte 12)"),
        ("---\ntitle: x\n---".encode("utf-16"), "is not UTF-8 text (byte 1)"),
        (b"---\nlayout: [cache]\n---", "its entry layout is not a text"),
        (b"---\ntitle:\n---", "its entry title is not a text"),
        (b"---\ntitle: 'x\n---", "its entry title is not YAML: found unexpected end of stream"),
        (b"---\ntitle: &a [*a]\n---", "its entry title has a YAML alias"),
        (b"---\ncategories: [[a]]\n---", "its entry categories is not a list of names"),
        (b"---\ncategories: " + b"[" * 50_000 + b"\n---", "its entry categories is nested over"),
        (b"---\nspec_names: x\n---", "its entry spec_names is not a list"),
        (b"---\nspec_names:\n - [x]\n---", "its entry spec_names is not a list of texts"),
        (b"---\nspec_details: {}\n---", "its entry spec_details is not a list of rows"),
        (b"---\nspec_details:\n---", "its entry spec_details is not a list of rows"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(data: bytes, sentence: str) -> None:
    assert refusal(data).startswith(sentence)


@pytest.mark.parametrize("end", [0.1, 0.5, 0.9, -1, -3, -4])
def test_a_page_that_is_cut_off_is_refused_whole(end: float) -> None:
    cut = SOUND[: int(len(SOUND) * end) if isinstance(end, float) else end]
    assert refusal(cut.encode()) == "its front matter is cut off: there is no closing ---"


def test_the_last_newline_a_body_and_blank_lines_change_nothing() -> None:
    page = read(SOUND)
    for text in (
        SOUND + "\n",
        SOUND + " \t\n",
        SOUND + "\n\nA body.\n---\ntitle: other\n---\n",
        "\n\n" + SOUND,
        "\ufeff" + SOUND,
        SOUND.replace("---\ntitle", "--- \ntitle"),
        SOUND.replace("\n---", "\n\n---"),
        SOUND.replace("\n", "\r\n"),
        "\ufeff\r\n" + SOUND.replace("\n", "\r\n") + "\r\n",
    ):
        assert read(text) == page


def test_windows_line_ends_and_blank_lines_stay_out_of_spec_strings() -> None:
    long = " ".join(["^zlib@1.2.11 arch=linux-rhel7-x86_64"] * 40)  # too long for YAML's keys
    text = page_2021("x", [Row(""), Row("", os="rhel8", dependencies=long)])
    page = read(text)
    assert [one.dependencies for one in page.configurations] == ["", long]
    assert read(text.replace("\n", "\r\n")) == page
    assert read(text.replace("\n -", "\n\n  -")) == page


@pytest.mark.parametrize(
    "categories",
    [
        "[package, {}]",
        "[ package , {} ]",
        '["package", "{}"]',
        "['package', '{}']",
        "\n  - package\n  - {}",
        "\n- package\n- {}",
        "[package, # a comment\n {}]",
    ],
)
@pytest.mark.parametrize("tag", ["develop-2025-07-13", "2023.10", "2023-05-14", "1e3", "yes"])
def test_a_tag_is_a_text_however_it_is_written(categories: str, tag: str) -> None:
    text = SOUND.replace("[package, v1]", categories.format(tag))
    assert read(text).tag == tag


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("x", "x"),
        ("2023.10", "2023.10"),
        ("'it''s'", "it's"),
        (r'"a\x1b[2J"', "a\x1b[2J"),
        ('"[/red]"', "[/red]"),
        ('"\u202egpj"', "\u202egpj"),
        ('"a; rm -rf ~"', "a; rm -rf ~"),
        ("x # a comment", "x"),
        (">-\n  folded\n  text", "folded text"),
        ('"' + "x" * 10_000 + '"', "x" * 10_000),
    ],
)
def test_a_title_is_exactly_what_is_written(title: str, read_as: str) -> None:
    assert read(SOUND.replace('"x"', title, 1)).packages == [(read_as, 1)]


def test_without_a_second_category_there_is_no_tag() -> None:
    for entry in (
        "categories: [package]",
        "categories: package",
        "categories:",
        "category: package",
    ):
        assert read(SOUND.replace("categories: [package, v1]", entry)).tag is None


def test_unknown_entries_are_not_looked_at() -> None:
    unknown = "unknown: [[[\nother: *x\nnotes: |\n  title: y\n  ---\n# title: z\nno colon\n"
    assert read(SOUND.replace("layout:", unknown + "layout:")) == read(SOUND)


def test_a_page_that_says_a_thing_twice_is_refused() -> None:
    for entry in ("title: x", "'title': y", "layout: cache", "spec_details: []"):
        with pytest.raises(EntryError, match=r"^has its entry \w+ twice$"):
            read(SOUND.replace("layout:", f"{entry}\nlayout:"))
    assert read(SOUND.replace("layout:", "a: 1\na: 2\nlayout:")) == read(SOUND)


def test_the_names_of_entries_may_stand_in_quotes() -> None:
    assert read(SOUND.replace("title:", '"title" :').replace("layout:", "'layout':")) == read(SOUND)


def test_entries_may_go_on_over_lines() -> None:
    text = SOUND.replace("[{", "[\n{").replace(", ", ",\n  ").replace("}]", "}\n]\n# a comment\n")
    assert read(text) == read(SOUND)


def test_of_a_file_with_another_layout_nothing_else_is_decoded() -> None:
    text = "---\ntitle: [\nlayout: default\ncategories: *x\n---"
    assert read_front_matter(text.encode()) == {"layout": "default"}


def test_a_spec_string_with_quotes_in_it_is_taken_as_written() -> None:
    strings = read_front_matter(
        b"---\nspec_files:\n"
        b' - "a@1 cflags="-O2 -g" arch=x": spec-0.json\n'
        b" - 'it''s': spec-1.json\n"
        b" - plain: spec-2.json\n"
        b" - spec-3.json\n"
        b"---"
    )["spec_files"]
    assert strings == ['a@1 cflags="-O2 -g" arch=x', "it's", "plain", "spec-3.json"]


def test_spec_strings_that_are_not_plain_are_read_as_yaml() -> None:
    strings = read_front_matter(b'---\nspec_names:\n - "a\\tb"\n - c: {d: e}\n - >-\n  f\n---')
    assert strings == {"spec_names": ["a\tb", "c", "f"]}


def test_front_matter_of_very_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_LINES", 10)
    assert read_front_matter(b"---" + b"\n" * 8 + b"---") == {}
    assert "lines" in refusal(b"---" + b"\n" * 12 + b"---")


def test_a_large_page_is_read_whole() -> None:
    rows = [Row(a_hash(str(n)), variants=("+shared",) * 50) for n in range(7000)]
    text = page_2025("x", "v1", rows)
    assert len(text) > 4_000_000
    page = read(text)
    assert (len(page), page.lost, page.note) == (7000, [], None)


KEYS = ("title", "layout", "categories", "meta", "spec_details", "spec_names", "spec_files")
NOISE = st.text("-[]{}'\"&*!|>?:,#\\%@^ \n\r\tab1e.\x00\x1b\x85\u202e\ufeff", max_size=20)
PIECES = st.lists(
    st.sampled_from(KEYS).map("\n{}: ".format) | NOISE | st.sampled_from(("---\n", '[{"hash": "')),
    max_size=12,
).map("".join)


def words_about(data: bytes) -> str:
    """Read a page; return all that is said of it."""
    try:
        page = page_of(read_front_matter(data), "x", Distinct())
    except EntryError as refused:
        return str(refused)
    return "".join([*page.lost, page.note or ""])


@given(PIECES.map(str.encode) | PIECES.map(lambda text: f"---\n{text}\n---".encode()) | st.binary())
@example(b"---\nspec_details: [{}]\ntitle: x\n---")
def test_whatever_comes_is_a_page_or_refused_in_clean_words(data: bytes) -> None:
    assert words_about(data).isprintable()


@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=4)
)
def test_a_page_with_any_bytes_changed_is_one_or_refused_in_clean_words(
    changes: list[tuple[int, int]],
) -> None:
    data = bytearray(SOUND.encode())
    for place, byte in changes:
        data[place] = byte
    assert words_about(bytes(data)).isprintable()
