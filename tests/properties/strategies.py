"""Properties of hostile input, tried shortly in the suite and for long by command: what they draw.

`corrupt_pages` draws whole caches, `corrupt_archives` archives.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from cachetui.cli.parser import FORMATS, SHOWS
from cachetui.sources.open import SAMPLE
from cachetui.tui.bindings.keys import ALL_KEYS
from support.corrupt_pages import RARELY, TEXTS, spoilt
from support.hostile_cache import CASES, Case
from support.listings import COMPILERS, LISTED, OSES, TARGETS
from support.queries import QUERIES

Check = Callable[[Any], None]
LOOSE = settings(
    deadline=None,
    database=None,
    print_blob=False,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


class Property(NamedTuple):
    """Something that must hold for whatever is drawn."""

    area: str
    name: str
    check: Check
    """Raises where it does not hold."""
    drawn: st.SearchStrategy[Any]

    def run(self, check: Check, examples: int, number: int) -> None:
        """Try *check* on examples that depend on the seed *number* alone.

        Raises what the smallest one raises that fails, with the example in its notes.
        """
        tried = given(self.drawn)(check)
        seed(number)(settings(LOOSE, max_examples=examples)(tried))()


PROPERTIES: list[Property] = []
"""All that were made with `fuzzed`."""


def fuzzed(area: str, drawn: st.SearchStrategy[Any], examples: int) -> Callable[[Check], Check]:
    """Make a function that checks what is *drawn* a test of the suite and of the command."""

    def test(check: Check) -> Check:
        name = check.__name__.removeprefix("test_").replace("_", " ")
        PROPERTIES.append(Property(area, name, check, drawn))
        return settings(LOOSE, max_examples=examples, derandomize=True)(given(drawn)(check))

    return test


# queries about what the rows of support.listings have, in any combination

ITEMS = {
    "target": [*TARGETS, "*", "x86*", "zen?"],
    "os": [*OSES, "*", "ubuntu*", "*1?"],
    "stack": ["e4s", "root", "ml", "none", "*", "?l"],
    "tag": ["develop", "v1", "none", "v?", "[d]*", "x"],
    "compiler": ["gcc@11.4.0", "none", "clang*", "*@1?*", "gcc"],
    "platform": ["linux", "darwin", "*n*", "cray"],
    "runs": ["yes", "no", "maybe"],
}
EQUALS = st.sampled_from(["=", ":=", "=="])
VALUES = st.sampled_from(["c", "cxx", "c,cxx", "*", "v18", "true", "ab", "e4s", "ab1", "v*", "c?"])
RELEASES = st.sampled_from(["1", "1.0", "1.2", "1.2.3", "2.0rc1", "2", "main", "develop", "11"])
RANGES = st.builds("{}:{}".format, RELEASES | st.just(""), RELEASES | st.just(""))
LISTS = st.lists(RELEASES | RANGES | RELEASES.map("={}".format), min_size=1, max_size=3)
VERSIONS = LISTS.map(lambda found: "@" + ",".join(found))
"""Version constraints, of which some are empty ranges."""
COMPILER_NAMES = [*sorted({name.partition("@")[0] for name in COMPILERS if name}), "none", "*"]
VARIANT_NAMES = st.sampled_from(
    sorted({text.lstrip("+~").partition("=")[0].rstrip(":") for text in LISTED})
)
SWITCHES = st.sampled_from(["+", "~", "++", "~~", " -"])


def _pair(key: str) -> st.SearchStrategy[str]:
    items = st.sampled_from(ITEMS[key])
    if key == "target":
        items |= st.builds("{}:{}".format, items, items)
    values = st.lists(items, min_size=1, max_size=3).map(",".join)
    return st.builds("{}{}{}".format, st.just(key), EQUALS, values)


WORDS = st.one_of(
    VERSIONS,
    st.builds("%{}{}".format, st.sampled_from(COMPILER_NAMES), VERSIONS | st.just("")),
    st.builds("{}{}".format, SWITCHES, VARIANT_NAMES),
    st.builds("{}{}{}".format, VARIANT_NAMES, EQUALS, VALUES),
    st.sampled_from(list(ITEMS)).flatmap(_pair),
    st.sampled_from(["/a", "/ab", "/b", "a", "py-c", "py-*"]),
)
ASKED = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """Change a query in one place or two."""
    text = draw(ASKED | QUERIES.map(str))
    for _ in range(draw(st.integers(1, 2))):
        start, end = sorted(draw(st.integers(0, len(text))) for _ in range(2))
        typed = draw(st.text("@%^+~-=:,/[]*'\"\\ {}", max_size=3) | TEXTS)
        text = text[:start] + typed + text[draw(st.sampled_from([start, end])) :]
    return text


SEARCHES = ASKED | mistyped() | TEXTS


# settings and command lines

TOML = st.one_of(
    (TEXTS | SEARCHES).map(json.dumps),
    st.sampled_from(["3", "1e400", "9" * 5_000, "true", "[]", "{}", "2023-05-14", "'x", "nan"]),
    st.sampled_from(["ctrl+x", "a", "q", "", "a,b", ",", "f99", "comma", "x" * 2_000]).map(repr),
    st.sampled_from(["target/stack", "ansi-light", "textual-dark", "nord", "stack"]).map(repr),
    st.sampled_from([99, 40_000]).map(lambda depth: "[" * depth + "]" * depth),
)
NAMES = st.sampled_from(["theme", "grouping", "source", "keys", *(key.id for key in ALL_KEYS)])
ENTRIES = st.builds("{} = {}".format, NAMES | TEXTS.map(json.dumps), TOML)
LINES = st.lists(
    ENTRIES | st.sampled_from(["[keys]", "[[keys]]", "[a.b]", "#"]) | TEXTS, max_size=5
)


@st.composite
def config_files(draw: st.DrawFn) -> bytes:
    """Make the bytes of a settings file: lines that make sense and others, or changed ones."""
    data = "\n".join(draw(LINES)).encode("utf-8", "surrogatepass")
    return spoilt(draw, data) if draw(RARELY) else data


PAGE = str(SAMPLE / "_cache" / "develop" / "py-affine" / "specs.md")
FLAGS = ("--check", "--read-only", "--mouse", "--no-mouse", "--version", "--help", "-h", "--", "-")
TAKERS = ("-q", "--query", "-t", "--tag", "--host", "--print", "--show", "--pick", "--theme")
TAKEN = SEARCHES | st.sampled_from([*FORMATS, *SHOWS, "zen3", "linux-rhel8-zen4", "none", "*"])
OPTIONS = st.one_of(
    (st.sampled_from(FLAGS) | TEXTS.map("--{}".format)).map(lambda flag: [flag]),
    st.builds(lambda option, value: [option, value], st.sampled_from(TAKERS), TAKEN),
    st.builds(lambda option, value: [f"{option}={value}"], st.sampled_from(TAKERS), TAKEN),
)
NO_FOLDERS = TEXTS.filter(lambda text: not Path(text).is_dir())
"""Sources; a folder would be read, however large it is."""
COMMAND_LINES = st.lists(
    OPTIONS | (st.just(PAGE) | NO_FOLDERS).map(lambda one: [one]), max_size=5
).map(lambda parts: [word for part in parts for word in part])


# keys


class Visit(NamedTuple):
    """What somebody does at a screen over a few hostile pages."""

    cases: list[Case]
    options: dict[str, Any]
    steps: list[tuple[str, Any]]
    """What is done, by the name of the `Driver`'s or pilot's word for it, and with what."""


LEAVING = ("q", "ctrl+c", "ctrl+q")
PRESSED = sorted({key for one in ALL_KEYS for key in one.keys.split(",")} - {*LEAVING})
PLACES = st.tuples(st.integers(0, 119), st.integers(0, 39))
STEPS = st.one_of(
    st.tuples(
        st.just("press"), st.sampled_from([*PRESSED, "backspace", "delete", "ctrl+left", "a"])
    ),
    st.tuples(st.just("press"), st.sampled_from(["down", "right", "enter", "space", "escape"])),
    st.tuples(st.just("type"), st.sampled_from(["gp", "+", "stack=", "@1", "x", "%gcc", '"'])),
    st.tuples(st.just("paste"), SEARCHES),
    st.tuples(st.just("resize"), st.tuples(st.integers(1, 130), st.integers(1, 40))),
    st.tuples(st.just("click"), PLACES),
)
VISITS = st.builds(
    Visit,
    st.lists(st.sampled_from(CASES), max_size=3, unique=True),
    st.fixed_dictionaries(
        {"read_only": st.booleans(), "queries": SEARCHES.map(lambda text: (text,))}
    ),
    st.lists(STEPS, max_size=12),
)
