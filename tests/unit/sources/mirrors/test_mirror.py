"""One mirror: where it is, what it is for, and how one is let in."""

from __future__ import annotations

from typing import Any

import pytest

from cachetui.safe_text import safe_url
from cachetui.sources.access import Access
from cachetui.sources.mirrors.configured import configured
from cachetui.sources.mirrors.mirror import ConfiguredMirror, Credential
from cachetui.sources.source import SourceError
from support.spack_machine import Machine

SECRET = "hunter2"


def a_mirror(entry: Any, name: str = "lab") -> ConfiguredMirror:
    return ConfiguredMirror(name, entry, "/home/mirrors.yaml")


@pytest.mark.parametrize(
    ("entry", "url", "push"),
    [
        ("https://x", "https://x", "https://x"),
        ({"url": "https://x"}, "https://x", "https://x"),
        ({"fetch": "https://f", "push": "https://p"}, "https://f", "https://p"),
        ({"fetch": {"url": "https://f"}, "push": "https://p"}, "https://f", "https://p"),
        ({"url": "https://x", "push": {"url": "s3://p"}}, "https://x", "s3://p"),
        ({"url": "https://x", "fetch": {"profile": "y"}}, "https://x", "https://x"),
        ({"url": "https://x", "fetch": "https://f"}, "https://f", "https://x"),
    ],
)
def test_the_url_of_a_direction_beats_that_of_both(entry: Any, url: str, push: str) -> None:
    assert (a_mirror(entry).url, a_mirror(entry).push_url) == (url, push)


def test_paths_and_file_urls_are_relative_to_their_file_and_urls_are_as_written(
    machine: Machine,
) -> None:
    machine.install_spack("1.0.0")
    machine.write(
        "home/.spack/mirrors.yaml",
        "mirrors:\n"
        "  up: ../a b\n"
        "  fetched: {fetch: {url: $spack/m}, push: ~/p}\n"
        "  file: file:///c%20d/$user/..\n"
        "  local: file://localhost/e\n"
        "  url: https://host/$spack/~\n"
        "  OCI: OCI://host/x\n",
    )
    found = {name: (one.url, one.path) for name, one in configured().mirrors.items()}
    home, spack = machine.home, machine.spack
    assert found == {
        "up": (f"file://{home}/a%20b", f"{home}/a b"),
        "fetched": (f"file://{spack}/m", f"{spack}/m"),
        "file": ("file:///c%20d", "/c d"),
        "local": ("file:///e", "/e"),
        "url": ("https://host/$spack/~", None),
        "OCI": ("OCI://host/x", None),
    }
    assert configured().mirrors["fetched"].push_url == f"file://{home}/p"


def test_what_a_mirror_is_for_is_usual_unless_it_says_so() -> None:
    def flags(entry: Any) -> tuple[bool, bool, bool, bool]:
        one = a_mirror(entry)
        return one.is_binary, one.is_source, one.is_signed, one.is_autopush

    assert flags("https://x") == (True, True, True, False)
    said = {"binary": "false", "source": "False", "signed": "no", "autopush": "true"}
    assert flags({"url": "x", **said}) == (False, False, False, True)
    assert flags("oci://x/y") == (True, True, False, False)


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("https://x", None),
        ("$spack/x", "has $spack in its url, which is not known here"),
        ("${nope}", "has ${nope} in its url, which is not known here"),
        ("https://x/$spack", None),
        ({}, "has no url"),
        ({"push": "https://x"}, "has no url"),
        ({"url": ["x"]}, "has no url"),
        (None, "is neither a URL nor a mapping"),
        (["x"], "is neither a URL nor a mapping"),
        ("https://x\x1b[2J", "has a url that no URL can be"),
    ],
)
def test_a_mirror_that_cannot_be_used_says_why(entry: Any, fault: str | None) -> None:
    assert a_mirror(entry).fault == fault


@pytest.mark.parametrize(
    ("entry", "access"),
    [
        ("https://x", None),
        ({"access_pair": ["me", SECRET]}, Access("me", SECRET)),
        ({"access_pair": [None, None]}, None),
        ({"access_pair": ["me"]}, None),
        ({"access_pair": {"id": "me", "secret_variable": "S"}}, Access("me", SECRET)),
        ({"access_pair": {"id_variable": "I", "secret_variable": "S"}}, Access("us", SECRET)),
        ({"access_token": SECRET}, Access(token=SECRET)),
        ({"access_token_variable": "S", "access_token": "x"}, Access(token=SECRET)),
        (
            {"profile": "p", "endpoint_url": "http://e"},
            Access(profile="p", endpoint_url="http://e"),
        ),
        ({"profile": None}, None),
        (
            {"profile": "p", "fetch": {"profile": "f"}, "push": {"profile": "q"}},
            Access(profile="f"),
        ),
        ({"profile": "p", "fetch": "https://f"}, Access(profile="p")),
        ({"push": {"access_token": SECRET}}, None),
    ],
)
def test_credentials_are_those_for_fetching(
    machine: Machine, entry: Any, access: Access | None
) -> None:
    machine.set("S", SECRET)
    machine.set("I", "us")
    one = a_mirror(entry)
    assert one.access() == access
    assert SECRET not in repr((one, one.access(), list(one.credentials())))


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (
            {"access_pair": {"id": "me", "secret_variable": "GONE"}},
            "$GONE is not set (secret_variable of mirror lab)",
        ),
        (
            {"access_pair": {"id_variable": "GONE", "secret_variable": "HOME"}},
            "$GONE is not set (id_variable of mirror lab)",
        ),
        (
            {"access_token_variable": "GONE"},
            "$GONE is not set (access_token_variable of mirror lab)",
        ),
        (
            {"access_token_variable": f"{SECRET}!"},
            "mirror lab: its access_token_variable names no variable",
        ),
        ({"access_pair": {"id": "me"}}, "mirror lab: its secret_variable names no variable"),
    ],
)
def test_a_variable_that_is_not_set_is_said_with_who_wants_it(entry: Any, text: str) -> None:
    with pytest.raises(SourceError) as refused:
        a_mirror(entry).access()
    assert str(refused.value) == text


def test_credentials_are_named_and_those_that_are_not_set_too(machine: Machine) -> None:
    machine.set("S", SECRET)
    entry = {
        "access_pair": {"id_variable": "GONE", "secret_variable": "S"},
        "access_token": SECRET,
        "fetch": {"profile": "p"},
    }
    pair, token, profile = a_mirror(entry).credentials()
    assert (pair, pair.unset) == (Credential("access_pair", ("GONE", "S")), ["GONE"])
    assert (token, profile) == (Credential("access_token"), Credential("profile"))


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://me:hunter2@host/x", "https://host/x"),
        ("https://me@host", "https://host"),
        ("https://host/a%40b", "https://host/a%40b"),
        ("file:///a@b", "file:///a@b"),
        ("$spack/x", "$spack/x"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, text: str) -> None:
    assert safe_url(url) == text
