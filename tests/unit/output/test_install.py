from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from cachetui.model import Configuration, Listing
from cachetui.output.command_line import this_search
from cachetui.output.install import install, mirror_address
from cachetui.safe_text import safe
from cachetui.sources.mirrors.configured import Configured
from cachetui.sources.mirrors.mirror import ConfiguredMirror
from cachetui.spack.spec_line import as_argument, hash_argument, is_spec, spec_line
from cachetui.spack.syntax import spec_string

HASH = "24fngvd4f3yz7zj63yh4i2wjhfyscqp3"


def a_listing(
    tag: str | None = "develop", hash_: str | None = HASH, **configuration: Any
) -> Listing:
    fields: dict[str, Any] = {
        "package": "hdf5",
        "versions": ("1.14.3",),
        "compiler": "gcc@13.2.0",
        "platform": "linux",
        "os": "ubuntu24.04",
        "target": "x86_64_v3",
        "variants": ("api=default", "build_system=cmake", "~cxx", "+mpi"),
    }
    shown = Configuration(**(fields | configuration))
    return Listing(shown, tag, hash_, ("e4s", "root"), None, None, "specs.md")


def commands(listing: Listing, stack: str | None = None) -> list[str]:
    return [step.command for step in install(listing, stack)]


@pytest.mark.parametrize(
    ("page", "mirror"),
    [
        (
            "https://b.io/develop/e4s/v3/manifests/index/index.manifest.json",
            "https://b.io/develop/e4s",
        ),
        ("https://b.io/m/build_cache/index.json", "https://b.io/m"),
        ("s3://bucket/prefix/build_cache/index.json", "s3://bucket/prefix"),
        ("oci://ghcr.io/owner/cache/index.json", "oci://ghcr.io/owner/cache"),
        ("/shared/a mirror/build_cache/index.json", "'/shared/a mirror'"),
        ("https://b.io/$(id)/build_cache/index.json", "'https://b.io/$(id)'"),
    ],
)
def test_a_mirror_is_added_by_its_own_name_and_url(page: str, mirror: str) -> None:
    listing = structs.replace(a_listing(tag=None), page=page, origin="lab/e4s")
    first, *_, last = install(listing)
    assert first.command == f"spack mirror add lab-e4s {mirror}"
    assert last.purpose == "install this build from binaries alone"


@pytest.mark.parametrize(
    "page",
    [
        "mirror.tar:m/build_cache/index.json",
        "/opt/spack/.spack-db/index.json",
        "spack.lock",
        "https://b.io/\x1b/build_cache/index.json",
    ],
)
def test_what_is_no_mirror_that_spack_can_use_is_not_added(page: str) -> None:
    listing = structs.replace(a_listing(tag=None), page=page)
    assert not [step for step in install(listing) if "mirror add" in step.command]


def test_a_spec_line_has_the_order_of_spack_1() -> None:
    assert spec_line(a_listing()) == (
        "hdf5@=1.14.3~cxx+mpi api=default build_system=cmake "
        f"platform=linux os=ubuntu24.04 target=x86_64_v3 /{HASH} %gcc@=13.2.0"
    )


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"compiler": None}, "x@=1 platform=linux"),
        ({"compiler": "gcc"}, "x@=1 platform=linux %gcc"),
        ({"variants": ("v='a b'", 'w="it\'s"')}, "x@=1 v='a b' w=\"it's\" platform=linux %gcc@=9"),
        ({"versions": ()}, "x platform=linux %gcc@=9"),
        ({"versions": ("git.main=1.2",)}, "x@git.main=1.2 platform=linux %gcc@=9"),
        ({"versions": ("a" * 40,)}, f"x@{'a' * 40} platform=linux %gcc@=9"),
        ({"variants": ("fabrics:=rxm,tcp",)}, "x@=1 fabrics:=rxm,tcp platform=linux %gcc@=9"),
        ({"variants": ("l=c,c++",)}, "x@=1 l='c,c++' platform=linux %gcc@=9"),
        ({"variants": ("k=",)}, "x@=1 k='' platform=linux %gcc@=9"),
        ({"variants": ("k=it's",)}, 'x@=1 k="it\'s" platform=linux %gcc@=9'),
        ({"platform": "", "variants": ("+a", "k=b", "~c")}, "x@=1+a~c k=b %gcc@=9"),
    ],
)
def test_a_spec_line_holds_what_the_page_says(changed: dict[str, Any], line: str) -> None:
    plain: dict[str, Any] = {
        "package": "x",
        "versions": ("1",),
        "compiler": "gcc@9",
        "platform": "linux",
        "os": "",
        "target": "",
        "variants": (),
    }
    assert spec_line(a_listing(hash_=None, **(plain | changed))) == line


def words(alphabet: str) -> st.SearchStrategy[str]:
    return st.from_regex(rf"[a-z0-9_]([{alphabet}]{{0,8}}[a-z0-9])?", fullmatch=True)


values = st.text(st.characters(codec="utf-8", exclude_characters="\\*?["), max_size=12).filter(
    lambda value: (
        safe(value) == value
        and " -" not in value
        and not {"'", '"'} <= set(value)
        and (value[:1] not in ("'", '"') or value[:1] != value[-1:])
    )
)
variants = st.lists(
    words("a-z_-").flatmap(
        lambda key: (
            st.sampled_from(("+", "~")).map(lambda sign: sign + key)
            | st.tuples(st.sampled_from(("=", ":=")), values).map(lambda pair: key + "".join(pair))
        )
    ),
    max_size=5,
    unique_by=lambda variant: re.sub("^[+~]|:?=.*", "", variant),
)
OURS = {"platform", "os", "target", "arch", "architecture", "operating_system"}


@given(words("a-z_-"), words("a-z0-9._-"), st.none() | words("a-z_-"), variants, words("a-z0-9_"))
def test_a_spec_line_reads_back_to_what_it_was_made_of(
    package: str, version: str, compiler: str | None, variants: list[str], target: str
) -> None:
    variants = [v for v in variants if re.sub("^[+~]|:?=.*", "", v) not in OURS]
    compiler = compiler and f"{compiler}@{version}"
    listing = a_listing(
        package=package,
        versions=(version,),
        compiler=compiler,
        target=target,
        variants=tuple(variants),
    )
    read = spec_string(spec_line(listing))
    assert (read.name, read.version, read.compiler) == (package, version, compiler)
    assert sorted(read.variants) == sorted(variants)
    assert (read.platform, read.os, read.target) == ("linux", "ubuntu24.04", target)
    assert read.hash == HASH


@pytest.mark.parametrize(
    "bad", [HASH[1:], HASH + "a", HASH[1:] + "1", HASH + "\n", "x -y", "", None]
)
def test_only_a_hash_becomes_an_argument(bad: str | None) -> None:
    assert hash_argument(a_listing()) == f"/{HASH}"
    assert hash_argument(a_listing(hash_=bad)) is None


def test_an_install_adds_the_mirror_trusts_the_keys_and_takes_the_hash() -> None:
    assert commands(a_listing()) == [
        "spack mirror add spack-develop https://binaries.spack.io/develop",
        "spack buildcache keys --install --trust",
        f"spack install --cache-only /{HASH}",
    ]


def test_a_stack_has_a_mirror_of_its_own_and_root_has_the_tags() -> None:
    snapshot = a_listing(tag="develop-2025-07-13")
    assert commands(snapshot, "e4s")[0] == (
        "spack mirror add spack-develop-2025-07-13-e4s "
        "https://binaries.spack.io/develop-2025-07-13/e4s"
    )
    assert mirror_address("develop", "root") == "https://binaries.spack.io/develop"


def test_the_mirror_of_a_release_branch_stands_below_releases() -> None:
    assert mirror_address("v0.20") == "https://binaries.spack.io/releases/v0.20"
    assert mirror_address("v0.20", "e4s") == "https://binaries.spack.io/releases/v0.20"
    assert mirror_address("v0.20.1") == "https://binaries.spack.io/v0.20.1"


@pytest.mark.parametrize("tag", ["v0.18", "v0.18.1", "v0.19"])
def test_the_tags_of_a_spack_that_finds_no_hashes_get_a_spec_too(tag: str) -> None:
    *_, by_hash, by_spec = commands(a_listing(tag=tag))
    assert by_hash == f"spack install --cache-only /{HASH}"
    assert shlex.split(by_spec) == [
        "spack",
        "install",
        "--cache-only",
        "hdf5@1.14.3~cxx+mpi api=default build_system=cmake "
        "platform=linux os=ubuntu24.04 target=x86_64_v3 %gcc@13.2.0",
    ]
    assert len(commands(a_listing(tag="v0.20"))) == 3


def test_without_a_hash_the_spec_itself_is_installed() -> None:
    listing = a_listing(hash_=None)
    older = spec_line(listing).replace("@=", "@")  # no Spack that knows the other form wrote such
    assert shlex.split(commands(listing)[-1])[-1] == older


def test_without_a_tag_no_mirror_is_invented() -> None:
    steps = install(a_listing(tag=None))
    assert [step.command.split()[1] for step in steps] == ["buildcache", "install"]
    assert "names no tag" in steps[-1].purpose


def test_a_page_is_no_index_wherever_it_stands() -> None:
    listing = structs.replace(a_listing(), page="./x/build_cache/develop/hdf5/specs.md")
    assert install(listing) == install(a_listing())


def test_a_mirror_that_is_configured_has_its_own_name_and_needs_keys_only_if_signed() -> None:
    url, page = "https://x/develop", "https://x/develop/build_cache/index.json"
    lab = ConfiguredMirror("my.lab", {"url": f"{url}/", "signed": "false"}, "")
    known = Configured({"a": ConfiguredMirror("a", "https://y", ""), "my.lab": lab}, [], [])
    steps = install(structs.replace(a_listing(), page=page), mirrors=known)
    assert [step.command for step in steps] == [
        "spack mirror add --unsigned my.lab https://x/develop/",
        f"spack install --cache-only /{HASH}",
    ]
    assert steps[0].purpose == "tell another Spack where my.lab is: the one here knows it"


HOSTILE = [
    "a; touch pwned",
    "$(touch pwned)",
    "`touch pwned`",
    "x' ; touch pwned; '",
    "it's $(touch pwned)",
    'a" ; touch pwned; "',
    "a\ntouch pwned\n",
    "a\\",
    "a & touch pwned",
    "a | touch pwned",
    "> pwned",
    "--no-check-signature",
    "x --no-check-signature y",
    "\x1b]52;c;cm0=\x07",
    "\u202egnp.exe",
    "é è",
    "../../x",
]
FIELDS = ("package", "versions", "compiler", "platform", "os", "target", "variants", "tag")
INDEX = "v3/manifests/index/index.manifest.json"


def hostile_listings() -> list[Listing]:
    shapes = ("{}", "+{}", "k={}", "{}=v", "gcc@{}", "{}@1")
    found = []
    for payload in HOSTILE:
        for field in FIELDS:
            for shape in shapes if field in ("variants", "compiler") else ("{}",):
                text = shape.format(payload)
                value: Any = (text,) if field in ("variants", "versions") else text
                found += [a_listing(**{field: value}), a_listing(hash_=None, **{field: value})]
        page = f"{payload.replace('/', '')}/{INDEX}"
        found.append(structs.replace(a_listing(tag=None), page=page, origin=payload))
    return found


def run_in_a_shell(tmp_path: Path, lines: list[str]) -> list[list[str]]:
    """Give each line to a shell as the words of a command; return the words it made of each."""
    script = tmp_path / "script"
    say = "".join(f"say {line}\n" for line in lines)
    script.write_text("say() { printf '%s\\0' \"$@\" ''; }\n" + say, encoding="utf-8")
    done = subprocess.run(["sh", script], cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr == b""
    assert list(tmp_path.iterdir()) == [script]
    return [line.split("\0") for line in done.stdout.decode().removesuffix("\0\0").split("\0\0")]


def test_a_shell_runs_nothing_of_a_hostile_page(tmp_path: Path) -> None:
    lines = [line for listing in hostile_listings() for line in commands(listing)]
    assert run_in_a_shell(tmp_path, lines) == [shlex.split(line) for line in lines]
    for line in lines:
        assert safe(line) == line
        spack, verb, *arguments = shlex.split(line)
        assert spack == "spack"
        assert not any(word.startswith("-") for word in arguments[2:]) or verb == "buildcache"


def test_a_hostile_spec_line_can_be_pasted_and_adds_no_option(tmp_path: Path) -> None:
    lines = [spec_line(listing) for listing in hostile_listings()]
    run_in_a_shell(tmp_path, lines)
    for line in lines:
        assert safe(line) == line
        assert not any(word.startswith("-") for word in line.split())


@given(
    st.sampled_from(["package", "versions", "compiler", "target", "variants"]),
    st.text(max_size=20) | st.sampled_from(HOSTILE),
)
@example("variants", "k=a -b")
@example("variants", "k=a\\")
@example("versions", "1.")
def test_what_no_spec_can_hold_is_not_installed_by_its_spec(field: str, text: str) -> None:
    value: Any = (text,) if field in ("versions", "variants") else text
    listing = a_listing(hash_=None, **{field: value})
    if is_spec(listing.configuration):
        read = spec_string(as_argument(listing.configuration))
        wanted = listing.configuration
        assert (read.name, read.version, read.target) == (
            wanted.package,
            wanted.version,
            wanted.target,
        )
        assert sorted(read.variants) == sorted(wanted.variants)
    else:
        assert install(listing) == []


def test_a_tag_with_a_space_or_a_slash_makes_one_address() -> None:
    assert mirror_address("my tag") == "https://binaries.spack.io/my%20tag"
    assert mirror_address("a/b") == "https://binaries.spack.io/a/b"
    assert commands(a_listing(tag="a; rm -rf ~"))[0] == (
        "spack mirror add spack-a-rm-rf 'https://binaries.spack.io/a%3B%20rm%20-rf%20~'"
    )


def test_a_search_becomes_the_command_that_prints_it() -> None:
    assert this_search(["py-gpytorch target=aarch64"]) == (
        "cachetui -q 'py-gpytorch target=aarch64' --print table"
    )
    line = this_search(
        ["hdf5", "-mpi"],
        ["-cache", "a b.tar.gz"],
        tags=["v0.*"],
        host="zen3",
        form="json",
        show="tags",
        switches=["--all", "--offline"],
    )
    assert shlex.split(line) == [
        *("cachetui", "--tag=v0.*", "--host=zen3", "--all", "--offline"),
        *("-q", "hdf5", "-q", "-mpi"),
        *("--print", "json", "--show", "tags", "--", "-cache", "a b.tar.gz"),
    ]


@given(st.text())
def test_a_search_stays_one_safe_line(text: str) -> None:
    line = this_search([text], [text], tags=[text], host=text)
    assert safe(line) == line
    assert shlex.split(line)[0] == "cachetui"


@pytest.mark.parametrize(
    ("value", "argument"),
    [
        ("-O2 -g", "cflags='-O2 -g'"),
        ("-DX='a b'", "cflags=\"-DX='a b'\""),
        ("plain", "cflags=plain"),
    ],
)
def test_a_value_is_written_as_spack_writes_it_in_one_word_of_a_command(
    value: str, argument: str
) -> None:
    listing = a_listing(hash_=None, variants=(f"cflags={value}",))
    step = install(listing)[-1]
    assert argument in shlex.split(step.command)[-1]
