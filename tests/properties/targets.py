"""What changed input is given to, and what must hold of it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from msgspec import Struct

from cachetui.index.loading import Loading
from cachetui.query.match import match
from cachetui.query.parser import QueryError, format_error, parse
from cachetui.query.partial import read_partial
from cachetui.safe_text import safe
from cachetui.sources.filter import Filter
from cachetui.sources.memory import MemoryEntry
from cachetui.sources.open import open_source
from cachetui.sources.source import Expectation, Source, SourceError
from cachetui.tui.presenter.completion import complete
from cachetui.tui.terminal.input_filter import InputFilter
from properties.mutations import Sample
from properties.test_fuzz import HOSTILE, LONGEST
from properties.test_terminal import pieces, rested, understood
from support import index_builder
from support.archive_builder import KINDS
from support.in_process import assert_clean
from support.listings import verdict
from support.paths import DATA, SAMPLE
from support.textual_internals import KEY_SEQUENCES

Check = Callable[[Sample, Random], None]


class Target(NamedTuple):
    """A kind of input."""

    area: str
    samples: Sequence[Sample]
    check: Check
    share: int
    """Of the inputs of all areas, in hundredths."""


class Only(Struct, frozen=True):
    """A source of one entry in memory."""

    sample: Sample
    location: str = "in"
    name: str | None = None
    stream = False

    def entries(self, wanted: Filter) -> Iterator[MemoryEntry]:
        """Yield the entry."""
        name = self.sample.name
        yield MemoryEntry(f"in/{name}", name, Expectation.of(name), lambda: self.sample.data)


def _accounted_for(source: Source) -> None:
    loading = Loading([source])
    loading.run()
    for problem in loading.index.problems:
        assert_clean(str(problem))
        assert "\n" not in str(problem)
        assert len(problem.text) <= LONGEST
    for text in loading.index.packages.shown:
        assert safe(text) == text


def _file(sample: Sample, draw: Random) -> None:
    _accounted_for(Only(sample))


def _archive(sample: Sample, draw: Random) -> None:
    path = Path(sample.name)
    path.write_bytes(sample.data)
    try:
        _accounted_for(open_source(str(path)))
    except SourceError as error:
        assert_clean(str(error))


def _query(sample: Sample, draw: Random) -> None:
    text = sample.data.decode(errors="replace")
    cursor = draw.randint(0, len(text))
    typed = read_partial(text, cursor)
    assert (typed.query is None) != (typed.error is None)
    for choice in complete(text, cursor, HOSTILE, None):
        assert_clean("".join({*choice} - {*text}))
    try:
        query = parse(text)
    except QueryError as error:
        assert_clean(format_error(text, error, 40))
        assert 0 <= error.column <= len(text)  # noqa: PT017 - there may be none
        return
    assert_clean(str(query))
    assert parse(str(query)) == query
    match(index_builder.sample(), query, verdict)


def _input(sample: Sample, draw: Random) -> None:
    data = sample.data
    cuts = [draw.randint(0, len(data)) for _ in range(draw.randint(0, 9))]
    one, other, third = InputFilter(), InputFilter(), InputFilter()
    whole = understood(one.feed(data) + rested(one))
    assert whole == understood(pieces(other, data, cuts) + rested(other))
    assert understood(third.feed(data + b"\x03") + rested(third))[-1] == ("ctrl+c", "\x03")


def _files(*patterns: str) -> list[Sample]:
    paths = sorted(path for pattern in patterns for path in DATA.glob(pattern))
    return [Sample(path.name, path.read_bytes()) for path in paths if path.is_file()]


def _pages() -> list[Sample]:
    page = SAMPLE / "_cache/develop/py-affine/specs.md"
    eras = [Sample("specs.md", one.data) for one in _files("pages/*.md")]
    return [*eras, Sample("index.md", eras[0].data), Sample("specs.md", page.read_bytes())]


def _records() -> list[Sample]:
    found = _files("indexes/*.json", "indexes/*.lock", "indexes/*.sig", "indexes/*.gz")
    packed = [one for one in found if one.name.endswith(".gz")]
    unpacked = [Sample(one.name.removesuffix(".gz"), gzip.decompress(one.data)) for one in packed]
    return [*found, *unpacked]


def _archives() -> list[Sample]:
    members = {
        f"_cache/develop/{number}/specs.md": one.data for number, one in enumerate(_pages()[:3])
    }
    return [Sample(name, make(members)) for name, make in KINDS.items()]


def _queries() -> list[Sample]:
    cases = json.loads((DATA / "syntax.json").read_text())["cases"]
    return [Sample("", case["text"].encode()) for case in cases]


def _sent() -> list[Sample]:
    answers = (
        *(
            b"\x1b]11;rgb:1f1f/2121/2424\x1b\\",
            b"\x1b]52;c;aGk=\a",
            b"\x1b[?62;4;52c",
            b"\x1b[12;40R",
        ),
        *(
            b"\x1bP>|xterm(390)\x1b\\",
            b"\x1bP1+r544e=78\x1b\\",
            b"\x1b[?2026;2$y",
            b"\x1b[8;24;80t",
        ),
        *(b"\x1b_Gi=31;OK\x1b\\", b"\x1b[97;5u", b"\x1b[<35;10;5M", b"\x1b[I", b"hdf5 target=zen3"),
        *("gré界".encode(), b"\x1b[200~hdf5\r\n+mpi\x1b[201~", b"\x1b\x1b[A", b"\x1b]x\x1b]y\a"),
    )
    return [Sample("", data) for data in (*answers, "".join(KEY_SEQUENCES).encode())]


TARGETS: Sequence[Target] = (
    Target("pages", _pages(), _file, 20),
    Target("records", _records(), _file, 20),
    Target("archives", _archives(), _archive, 10),
    Target("queries", _queries(), _query, 20),
    Target("input", _sent(), _input, 30),
)
