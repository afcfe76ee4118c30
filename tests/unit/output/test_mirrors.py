"""``--mirrors``: what is printed of the mirrors, and what never is."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cachetui.output.mirrors import mirror_records, mirror_table
from cachetui.sources.fetching import Fetching
from cachetui.sources.mirrors.known import Known
from cachetui.sources.mirrors.mirror import ConfiguredMirror
from cachetui.sources.remote.open import open_url
from cachetui.sources.source import SourceError

FILE = "/home/me/.spack/mirrors.yaml"
NOW = 1_000_000.0
SECRET = "hunter2"


def some_mirrors(**entries: Any) -> list[ConfiguredMirror]:
    return [ConfiguredMirror(name, entry, FILE) for name, entry in entries.items()]


def test_a_table_has_a_word_for_each_column_and_no_empty_column() -> None:
    copies = {"https://lab": Known((3, 2), NOW - 3 * 3600 - 1), "https://old": Known((2,), NOW)}
    mirrors = some_mirrors(
        lab={"url": "https://lab", "access_token_variable": "NOT_SET", "signed": "false"},
        old={"url": "https://old/", "push": "s3://b/p", "profile": "x"},
        public={"url": "https://public", "binary": "false"},
    )
    assert list(mirror_table(mirrors, copies, NOW)) == [
        "name    has            signed  layouts  copy  credentials      url             push",
        "lab     binary,source  no      3,2      3h    $NOT_SET(unset)  https://lab     -",
        "old     binary,source  yes     2        0min  profile          https://old/    s3://b/p",
        "public  source         -       -        -     -                https://public  -",
    ]
    assert next(mirror_table(some_mirrors(a="https://a"), {}, NOW)).split() == [
        *("name", "has", "signed", "url")
    ]


def test_what_is_wrong_with_a_mirror_stands_beside_it() -> None:
    (_, line) = mirror_table(some_mirrors(a={}), {}, NOW)
    assert line.endswith("has no url")


def test_a_record_has_every_fact_and_no_secret() -> None:
    entry = {
        "url": "https://me:hunter2@lab/x",
        "access_pair": ["AKID", "hunter2"],
        "access_token": "hunter2",
        "push": {"url": "https://me:hunter2@push"},
        "autopush": "true",
    }
    copies = {"https://me:hunter2@lab/x": Known((3,), 0.0)}
    (line,) = mirror_records(some_mirrors(lab=entry), copies)
    assert json.loads(line) == {
        "name": "lab",
        "url": "https://lab/x",
        "push_url": "https://push",
        "binary": True,
        "source": True,
        "signed": True,
        "autopush": True,
        "layouts": [3],
        "copied": "1970-01-01T00:00:00Z",
        "credentials": [
            {"key": "access_pair", "variables": [], "unset": []},
            {"key": "access_token", "variables": [], "unset": []},
        ],
        "file": FILE,
        "fault": None,
    }
    assert "hunter2" not in "\n".join(mirror_table(some_mirrors(lab=entry), copies, NOW))


SECRETS = st.sampled_from(
    [
        {"url": f"https://me:{SECRET}@lab/x"},
        {"url": f"s3://{SECRET}@bucket"},
        {"access_pair": ["me", SECRET]},
        {"access_pair": {"id": "me", "secret": SECRET}},
        {"access_token": SECRET},
        {"access_token": {"a": SECRET}, "access_pair": SECRET},
        {"fetch": {"access_pair": [SECRET, SECRET], "url": f"https://me:{SECRET}@y"}},
        {"push": {"access_token": SECRET, "url": f"https://me:{SECRET}@y:z"}},
        {"fetch": f"oci://me:{SECRET}@host/x"},
        {"profile": "p", "signed": SECRET},
    ]
)


@given(st.lists(SECRETS, min_size=1, max_size=4), st.booleans())
def test_whatever_an_entry_has_for_a_secret_is_never_printed(
    parts: list[dict[str, Any]], is_broken: bool
) -> None:
    entry: Any = {key: value for part in parts for key, value in part.items()}
    (one,) = some_mirrors(lab=[entry] if is_broken else entry)
    told = [*mirror_table([one], {}, NOW), *mirror_records([one], {}), repr(one), repr(one.fault)]
    try:
        told.append(repr(one.access()))
        open_url(one.url, None, Fetching(), one.access())
    except SourceError as error:
        told.append(str(error))
    assert SECRET not in "\n".join(told)


def test_nothing_in_a_name_or_a_url_reaches_the_terminal_raw() -> None:
    mirrors = some_mirrors(**{"\x1b[2J": "https://\u202ex"})
    printed = "\n".join([*mirror_table(mirrors, {}, NOW), *mirror_records(mirrors, {})])
    assert printed.replace("\n", "").isprintable()
