"""Whatever stands in Spack's configuration, mirrors are read from it in sound words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cachetui.output.mirrors import mirror_records, mirror_table
from cachetui.sources.mirrors.configured import configured
from cachetui.sources.open import open_source
from cachetui.sources.source import SourceError
from support.spack_machine import Machine

TEXTS = st.sampled_from(
    [
        *(
            "lab",
            "https://h/x",
            "$spack/m",
            "~",
            "file:///m",
            "file:x",
            "oci://h/x",
            "ftp://x",
            "true",
        ),
        *(
            ".",
            "..",
            "",
            "a\x1bb",
            "\u202e",
            "s3://b",
            "https://u:p@h",
            "${",
            "$",
            "://",
            "/" * 300,
        ),
    ]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
KEYS = (
    st.sampled_from(
        [
            *(
                "url",
                "fetch",
                "push",
                "fetch:",
                "source",
                "binary",
                "signed",
                "access_pair",
                "profile",
            ),
            *(
                "access_token_variable",
                "id_variable",
                "secret_variable",
                "id",
                "path",
                "when",
                "optional",
            ),
        ]
    )
    | TEXTS
)
VALUES = st.recursive(
    st.none() | TEXTS | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
FILES = st.fixed_dictionaries(
    {}, optional={"mirrors": VALUES, "mirrors:": VALUES, "include": VALUES}
).map(lambda data: yaml.safe_dump(data, allow_unicode=True)) | st.text(max_size=30)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """Return a machine that all examples share; its files are written anew for each."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        yield Machine(Path(folder), patch)


def written(machine: Machine, path: str, text: str) -> None:
    machine.write(path, "")
    (machine.folder / path).write_text(text, encoding="utf-8", errors="surrogatepass")


@given(mirrors=FILES, include=FILES, environment=VALUES)
def test_whatever_stands_there_is_used_or_refused_in_clean_words(
    machine: Machine, mirrors: str, include: str, environment: Any
) -> None:
    written(machine, "home/.spack/mirrors.yaml", mirrors)
    written(machine, "home/.spack/include.yaml", include)
    spack = yaml.safe_dump({"spack": {"mirrors": {"lab": environment}}}, allow_unicode=True)
    written(machine, "env/spack.yaml", spack)
    machine.set("SPACK_ENV", machine.folder / "env")
    found = configured()
    told = [*map(str, found.problems)]
    told += [*mirror_table(found.mirrors.values(), {}, 0.0)]
    told += [*mirror_records(found.mirrors.values(), {})]
    for name in ("lab", "x", *found.mirrors):
        try:
            open_source(f"mirror:{name}")
        except SourceError as error:
            told.append(str(error))
    assert all(line.isprintable() for line in told)
