"""Several sources of which one is damaged: it costs itself and a sentence, the others are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from cachetui.sources.open import SAMPLE
from support.in_process import call

DAMAGED = {
    "no-archive.tar.gz": b"x" * 1000,
    "no-archive.zip": b"PK",
    "cut-off.tar.xz": b"\xfd7zXZ\x00",
}


@pytest.fixture(params=sorted(DAMAGED))
def damaged(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / request.param
    path.write_bytes(DAMAGED[request.param])
    return str(path)


@pytest.mark.parametrize("is_first", [True, False])
def test_what_the_others_have_is_printed_and_one_sentence_names_it(
    damaged: str, is_first: bool
) -> None:
    sources = [damaged, str(SAMPLE)] if is_first else [str(SAMPLE), damaged]
    whole = call("--print=hash", str(SAMPLE))
    done = call("--print=hash", *sources)
    assert (done.code, done.out) == (0, whole.out)
    (sentence,) = done.err.splitlines()
    assert sentence.startswith(f"cachetui: cannot read '{damaged}': ")


def test_that_nothing_matches_is_not_said_where_not_all_could_be_read(damaged: str) -> None:
    assert call("-q", "hdf5", "--print=hash", damaged, str(SAMPLE)).code == 2


def test_a_check_counts_it_and_says_that_it_could_not_be_read(damaged: str) -> None:
    done = call("--check", damaged, str(SAMPLE))
    assert done.code == 2
    assert done.out.startswith(f"{damaged}: cannot be read: ")
    assert "362 specs, 1 problem" in done.err


def test_alone_it_ends_the_run(damaged: str) -> None:
    for how in ("--print=hash", "--check"):
        done = call(how, damaged)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"cachetui: error: cannot read '{damaged}': ")
