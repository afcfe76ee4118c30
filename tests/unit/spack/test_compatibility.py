from __future__ import annotations

import platform
import sys

import pytest
from archspec import cpu
from hypothesis import given
from hypothesis import strategies as st

from cachetui.safe_text import safe
from cachetui.spack.compatibility import LETTER, Host, HostError, runs_here
from cachetui.spack.operating_systems import GLIBC, linux_name, macos_name, this_os
from cachetui.spack.targets import ALIASES, in_range

BINARIES = (
    *("x86_64", "x86_64_v3", "x86_64_v4", "icelake", "skylake_avx512", "zen4"),
    *("aarch64", "armv8.4a", "neoverse_n1", "neoverse_v1", "neoverse_v2", "m1", "ppc64le"),
)

TABLE = """
haswell broadwell skylake alderlake     Y Y - - - -   - - - - - -   -
skylake_avx512 cascadelake              Y Y Y - Y -   - - - - - -   -
icelake sapphirerapids                  Y Y Y Y Y -   - - - - - -   -
zen2 zen3                               Y Y - - - -   - - - - - -   -
zen4 zen5                               Y Y Y - - Y   - - - - - -   -
ivybridge sandybridge westmere nehalem  Y - - - - -   - - - - - -   -
neoverse_n1 graviton2                   - - - - - -   Y - Y - - -   -
neoverse_v1 graviton3                   - - - - - -   Y Y Y Y - -   -
neoverse_v2 grace graviton4             - - - - - -   Y Y Y - Y -   -
m1 m2 m3 m4                             - - - - - -   Y Y - - - Y   -
a64fx thunderx2                         - - - - - -   Y - - - - -   -
power8le power9le power10le             - - - - - -   - - - - - -   Y
"""

NAMES = sorted(cpu.TARGETS)


def on(host: str, built_for: str) -> str:
    """Answer for a host of unknown os, where only the target can matter."""
    here = Host.parse(host)
    return runs_here(here, here.platform, "ubuntu24.04", built_for).answer


def cells() -> list[tuple[str, str, str]]:
    """Return the table as hosts, binaries and answers."""
    found = []
    for line in TABLE.strip().splitlines():
        words = line.split()
        hosts, marks = words[: -len(BINARIES)], words[-len(BINARIES) :]
        for host in hosts:
            for binary, mark in zip(BINARIES, marks, strict=True):
                found.append((host, binary, "yes" if mark == "Y" else "no"))
    return found


def test_each_host_runs_what_the_table_says() -> None:
    wrong = [cell for cell in cells() if on(cell[0], cell[1]) != cell[2]]
    assert (len(cells()), wrong) == (32 * 13, [])


@pytest.mark.parametrize(
    ("host", "where", "answer", "why"),
    [
        ("linux-rhel8-zen3", "linux-rhel8-zen4", "no", "zen4 has instructions that zen3 lacks"),
        ("zen3", "linux-rhel8-x86_64_v4", "no", "x86_64_v4 has instructions that zen3 lacks"),
        ("a64fx", "linux-rhel8-armv8.4a", "no", "armv8.4a has instructions that a64fx lacks"),
        ("zen3", "linux-rhel8-haswell", "no", "zen3 does not descend from haswell"),
        (
            "neoverse_v2",
            "linux-rhel8-neoverse_v1",
            "no",
            "neoverse_v2 does not descend from neoverse_v1",
        ),
        ("zen3", "linux-rhel8-aarch64", "no", "another family: aarch64 on x86_64"),
        ("zen3", "darwin-sequoia-x86_64", "no", "another platform: darwin"),
        ("zen3", "linux-rhel8-graviton9", "maybe", "unknown target graviton9"),
        ("zen3", "linux-rhel8-x86_64_v3", "yes", "x86_64_v3 runs on zen3"),
        (
            "linux-rhel8-zen3",
            "linux-ubuntu24.04-x86_64_v3",
            "maybe",
            "ubuntu24.04 needs glibc 2.39, rhel8 has 2.28",
        ),
        ("linux-rhel8-zen3", "linux-nix24-zen3", "maybe", "the glibc of nix24 is not known"),
        ("linux-nix24-zen3", "linux-rhel8-zen3", "maybe", "the glibc of nix24 is not known"),
        ("darwin-sequoia-m1", "darwin-ventura-m1", "maybe", "built on ventura, not on sequoia"),
        ("darwin-sequoia-m1", "darwin-sequoia-aarch64", "yes", "aarch64 runs on m1"),
    ],
)
def test_the_answer_says_why(host: str, where: str, answer: str, why: str) -> None:
    verdict = runs_here(Host.parse(host), *where.split("-"))
    assert (verdict.answer, verdict.why) == (answer, why)


@pytest.mark.parametrize(
    ("host", "os", "answer"),
    [
        ("centos7", "centos7", "yes"),
        ("centos7", "rhel7", "yes"),
        ("centos7", "amzn2", "maybe"),
        ("amzn2", "centos7", "yes"),
        ("amzn2", "ubuntu18.04", "maybe"),
        ("ubuntu18.04", "amzn2", "yes"),
        ("rhel8", "ubuntu18.04", "yes"),
        ("rocky8", "rhel8", "yes"),
        ("rhel8", "ubuntu20.04", "maybe"),
        ("sle_hpc15", "ubuntu20.04", "yes"),
        ("ubuntu20.04", "sle_hpc15", "yes"),
        ("ubuntu20.04", "rhel9", "maybe"),
        ("rhel9", "ubuntu22.04", "maybe"),
        ("amzn2023", "rhel9", "yes"),
        ("debian12", "ubuntu22.04", "yes"),
        ("ubuntu24.04", "rhel10", "yes"),
        ("debian13", "ubuntu24.04", "yes"),
        ("fedora36", "debian12", "maybe"),
        ("nix24", "nix24", "yes"),
    ],
)
def test_an_os_of_newer_glibc_is_a_maybe(host: str, os: str, answer: str) -> None:
    assert runs_here(Host("linux", host, "zen3"), "linux", os, "x86_64").answer == answer


def test_a_glibc_that_was_found_counts_for_more_than_the_os() -> None:
    newer = Host("linux", "nix24", "zen3", (2, 40))
    assert runs_here(newer, "linux", "ubuntu24.04", "x86_64").answer == "yes"
    older = Host("linux", "sles15", "zen3", (2, 26))
    verdict = runs_here(older, "linux", "ubuntu20.04", "x86_64")
    assert verdict.why == "ubuntu20.04 needs glibc 2.31, sles15 has 2.26"


def test_no_os_is_too_new_for_a_host_of_unknown_os() -> None:
    for os in (*GLIBC, "nix24", ""):
        assert runs_here(Host.parse("zen3"), "linux", os, "x86_64_v3").answer == "yes"


def test_the_glibc_of_an_os_grows_with_its_version() -> None:
    for family in ("ubuntu", "fedora", "debian", "rhel", "centos"):
        versions = {float(os.removeprefix(family)): v for os, v in GLIBC.items() if family in os}
        assert len(versions) > 3
        assert [versions[key] for key in sorted(versions)] == sorted(versions.values())


def test_a_no_goes_before_a_maybe() -> None:
    here = Host.parse("linux-rhel8-zen3")
    assert runs_here(here, "linux", "ubuntu24.04", "zen4").answer == "no"
    assert runs_here(here, "darwin", "sequoia", "graviton9").answer == "no"


@pytest.mark.parametrize("missing", range(3))
def test_what_a_page_does_not_say_is_a_maybe(missing: int) -> None:
    where = ["linux", "rhel8", "x86_64"]
    where[missing] = ""
    verdict = runs_here(Host.parse("linux-rhel8-zen3"), *where)
    assert verdict.answer == "maybe"
    assert verdict.why.startswith("the page names no ")


def test_a_hostile_target_cannot_reach_the_terminal() -> None:
    verdict = runs_here(Host.parse("zen3"), "linux", "rhel8", "\x1b[2J" + "x" * 10_000)
    assert verdict.why.startswith(r"unknown target \x1b[2Jxxx")
    assert len(verdict.why) < 80


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_a_processors_name_is_its_microarchitecture(alias: str, name: str) -> None:
    assert Host.parse(alias).target == name
    assert on(name, alias) == "yes"
    assert in_range(alias, name, name)
    assert in_range(name, None, alias)


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_host_runs_exactly_what_its_range_holds(host: str, target: str) -> None:
    verdict = runs_here(Host("linux", None, host), "linux", "rhel8", target)
    assert (verdict.answer == "yes") == in_range(target, None, host) == in_range(host, target, None)
    assert verdict.answer != "maybe"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("zen3", Host("linux", None, "zen3")),
        (" zen3 ", Host("linux", None, "zen3")),
        ("linux-rhel8-zen4", Host("linux", "rhel8", "zen4")),
        ("linux-ubuntu22.04-x86_64_v3", Host("linux", "ubuntu22.04", "x86_64_v3")),
        ("darwin-sequoia-m1", Host("darwin", "sequoia", "m1")),
        ("m1", Host("darwin", None, "m1")),
        ("linux-*-m1", Host("linux", None, "m1")),
        ("linux-fedora42-m1", Host("linux", "fedora42", "m1")),
        ("linux-opensuse-leap15-zen3", Host("linux", "opensuse-leap15", "zen3")),
    ],
)
def test_a_host_reads_back_from_its_text(text: str, host: Host) -> None:
    assert Host.parse(text) == host
    assert Host.parse(str(host)) == host


def test_a_host_is_spelled_in_full_only_where_its_os_is_known() -> None:
    assert str(Host("linux", None, "zen3")) == "zen3"
    assert str(Host("linux", "rhel8", "zen4", (2, 28))) == "linux-rhel8-zen4"
    assert str(Host("darwin", None, "haswell")) == "darwin-*-haswell"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zn3", "unknown target zn3; did you mean zen3 or zen?"),
        ("neoverse-v1", "unknown target neoverse-v1; did you mean neoverse_v1"),
        ("linux-rhel8-Zen4", "unknown target Zen4; did you mean zen4"),
        ("linux-zen4", "unknown target linux-zen4; write TARGET or PLATFORM-OS-TARGET"),
        ("", "unknown target ; write TARGET"),
        ("-", "unknown target -; write TARGET"),
        ("--zen3", "unknown target --zen3"),
        ("-rhel8-zen3", "unknown platform ; it is one of linux, darwin"),
        ("beos-r5-zen3", "unknown platform beos; it is one of linux, darwin, windows"),
        ("linux-rhel 8-zen3", "no os is called rhel 8; write"),
        ("\x1b]52;c;eA==\x07", r"unknown target \x1b]52;c;eA==\x07; write"),
        ("linux-\u202e-zen3", r"no os is called \u202e; write"),
        ("x" * 10_000, "unknown target " + "x" * 39 + "…; write"),
    ],
)
def test_what_is_no_host_is_an_error_of_one_safe_sentence(text: str, message: str) -> None:
    with pytest.raises(HostError) as error:
        Host.parse(text)
    said = str(error.value)
    assert said.startswith(message)
    assert said == safe(said)
    assert len(said) < 160


def error_of(text: str) -> str | None:
    try:
        host = Host.parse(text)
    except HostError as error:
        return str(error)
    assert Host.parse(str(host)) == host
    return None


@given(st.text() | st.from_regex(r"(linux|darwin)-\w*-(zen3|m1)"))
def test_any_text_is_a_host_or_an_error_that_is_safe_to_show(text: str) -> None:
    error = error_of(text)
    assert error is None or error == safe(error)


@pytest.mark.parametrize(
    ("os_release", "name"),
    [
        ({"ID": "ubuntu", "VERSION_ID": "22.04"}, "ubuntu22.04"),
        ({"NAME": "x", "ID": "rhel", "VERSION_ID": "8.9"}, "rhel8"),
        ({"ID": "centos", "VERSION_ID": "7"}, "centos7"),
        ({"ID": "rocky", "VERSION_ID": "9.3"}, "rocky9"),
        ({"ID": "ol", "VERSION_ID": "8.8"}, "oracle8"),
        ({"ID": "amzn", "VERSION_ID": "2"}, "amzn2"),
        ({"ID": "amzn", "VERSION_ID": "2023"}, "amzn2023"),
        ({"ID": "sles", "VERSION_ID": "15.4"}, "sles15"),
        ({"ID": "sle_hpc", "VERSION_ID": "15.4"}, "sle_hpc15"),
        ({"ID": "sle-hpc", "VERSION_ID": "15.4"}, "sle_hpc15"),
        ({"ID": "opensuse-leap", "VERSION_ID": "15.5"}, "opensuse15"),
        ({"ID": "debian", "VERSION_CODENAME": "trixie"}, "debiantrixie"),
        ({"ID": "arch"}, "arch"),
        ({"NAME": "nobody"}, None),
        ({"ID": "linux"}, None),
        ({}, None),
    ],
)
def test_a_linux_is_named_as_spack_names_it(os_release: dict[str, str], name: str | None) -> None:
    assert linux_name(os_release) == name


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("15.3.1", "sequoia"),
        ("14", "sonoma"),
        ("26.0", "tahoe"),
        ("10.15.7", "catalina"),
        ("10.16", "bigsur"),
        ("99.1", "macos"),
        ("", "macos"),
    ],
)
def test_a_macos_is_named_as_spack_names_it(version: str, name: str) -> None:
    assert macos_name(version) == name


def test_this_machine_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2.31"))
    fields = {"ID": "sles", "VERSION_ID": "15.4"}
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: fields)
    here = Host.detect()
    assert (here.platform, here.os, here.glibc) == ("linux", "sles15", (2, 31))
    assert runs_here(here, "linux", "sles15", here.target).answer == "yes"
    assert Host.parse(str(here)).target == here.target


@pytest.mark.parametrize("error", [OSError(), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "")])
def test_a_machine_that_does_not_tell_its_os_has_an_unknown_one(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def unreadable() -> dict[str, str]:
        raise error

    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(platform, "freedesktop_os_release", unreadable)
    monkeypatch.setattr(sys, "platform", "linux")
    assert (Host.detect().os, Host.detect().glibc) == (None, None)
    monkeypatch.setattr(sys, "platform", "win32")
    assert (Host.detect().platform, this_os()) == ("windows", None)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "mac_ver", lambda: ("14.1", ("", "", ""), "arm64"))
    assert Host.detect().os == "sonoma"


def test_the_answers_have_letters() -> None:
    assert LETTER == {"yes": "y", "no": "n", "maybe": "?"}


@pytest.mark.parametrize(
    ("os", "here", "answer", "why"),
    [
        ("opensuse_leap15", "rhel9", "yes", "runs on"),
        ("rocky8.10", "rhel8", "yes", "runs on"),
        ("rocky9.4", "rhel8", "maybe", "glibc 2.34"),
        ("alpine3", "rhel8", "no", "alpine3 has musl, rhel8 has glibc"),
        ("rhel8", "alpine3", "no", "rhel8 has glibc, alpine3 has musl"),
    ],
)
def test_a_point_release_has_the_glibc_of_its_release_and_alpine_has_none(
    os: str, here: str, answer: str, why: str
) -> None:
    found = runs_here(Host.parse(f"linux-{here}-zen3"), "linux", os, "x86_64_v3")
    assert found.answer == answer
    assert why in found.why
