"""The program over an index that a test made, as if it had been read."""

from __future__ import annotations

from typing import Any

import pytest

import cachetui.cli.report  # noqa: F401 - it keeps what it imports: nothing of a test
from cachetui.cli import lookup
from cachetui.cli.main import main
from cachetui.index.growing import GrowingIndex
from cachetui.index.loading import Loading
from cachetui.sources.filter import Filter
from cachetui.sources.open import SAMPLE
from support.in_process import Run


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program over an index; give its exit code, the lines of stdout, and stderr."""

    def run_it(index: GrowingIndex, *arguments: str) -> tuple[int, list[str], str]:
        def read(sources: object, wanted: Filter, **options: Any) -> Loading:
            assert wanted.edges or "--show=compilers" in arguments
            assert not (wanted.packages and wanted.edges)
            done = Loading([], wanted)
            done.index = index
            done.nouns = {"index"}
            return done

        monkeypatch.setattr(lookup, "read", read)
        code = main(["--host=zen3", *arguments, str(SAMPLE)])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return run_it
