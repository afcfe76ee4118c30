"""Which files of Spack's configuration say something of mirrors, and which of them wins."""

from __future__ import annotations

import os

import pytest

from cachetui.sources.mirrors import scopes
from cachetui.sources.mirrors.configured import Configured, configured
from cachetui.sources.mirrors.places import this_host
from support.spack_machine import Machine


def urls(found: Configured) -> dict[str, str]:
    return {name: mirror.url for name, mirror in found.mirrors.items()}


def told(found: Configured) -> list[str]:
    return [problem.text for problem in found.problems]


def fill(machine: Machine, *folders: str) -> None:
    """Name a mirror in each of *folders*, and one that is in all of them from there up."""
    for number, folder in enumerate(folders):
        names = "".join(f"  m{above}: https://{folder}\n" for above in range(number + 1))
        machine.write(f"{folder}/mirrors.yaml", f"mirrors:\n{names}")


OF_0_23 = [
    "spack/etc/spack/defaults",
    f"spack/etc/spack/defaults/{this_host().platform}",
    "system",
    f"system/{this_host().platform}",
    "spack/etc/spack",
    f"spack/etc/spack/{this_host().platform}",
    "home/.spack",
    f"home/.spack/{this_host().platform}",
]
OF_1_0 = OF_0_23[::2]
OF_1_1 = [
    "spack/etc/spack/defaults",
    "system",
    "spack/etc/spack/site",
    "home/.spack",
    "spack/etc/spack",
]


@pytest.mark.parametrize(
    ("version", "order"), [("0.23.1", OF_0_23), ("1.0.2", OF_1_0), ("1.1.0", OF_1_1)]
)
def test_the_scopes_have_the_order_of_that_spack(
    machine: Machine, version: str, order: list[str]
) -> None:
    machine.install_spack(version)
    fill(machine, *reversed([*order, "environment"]))
    machine.write(
        "environment/spack.yaml", "spack:\n  mirrors:\n    m0: https://environment\n  specs: []\n"
    )
    machine.set("SPACK_ENV", machine.folder / "environment")
    # the lowest scope names all of them, the next one all but the last, and so on
    expected = {f"m{number}": f"https://{one}" for number, one in enumerate(reversed(order), 1)}
    assert urls(configured()) == {"m0": "https://environment", **expected}


@pytest.mark.parametrize("version", ["0.23.1", "1.1.0"])
def test_local_configuration_can_be_switched_off(machine: Machine, version: str) -> None:
    machine.install_spack(version)
    for folder in ("system", "home/.spack", "spack/etc/spack"):
        machine.name_mirrors(folder, folder.replace("/", "-"))
    assert len(configured().mirrors) == 3
    machine.set("SPACK_DISABLE_LOCAL_CONFIG", "")
    assert list(configured().mirrors) == ["spack-etc-spack"]


def test_the_spack_on_the_path_is_found_through_links_and_not_run(machine: Machine) -> None:
    machine.write("spack/lib/spack/spack/__init__.py", "")
    machine.name_mirrors("spack/etc/spack", "site")
    script = machine.write("spack/bin/spack", "#!/bin/sh\ntouch ran\n")
    script.chmod(0o755)
    (machine.folder / "bin").mkdir()
    (machine.folder / "bin/spack").symlink_to(script)
    assert list(configured().mirrors) == ["site"]
    assert not (machine.folder / "ran").exists()


def test_folders_of_the_user_and_the_system_can_be_elsewhere(machine: Machine) -> None:
    machine.name_mirrors("home/mine", "mine")
    machine.set("SPACK_USER_CONFIG_PATH", "~/mine")
    assert urls(configured()) == {"mine": "https://home/mine"}


def test_a_scope_can_replace_a_mirror_or_all_of_them(machine: Machine) -> None:
    machine.write("system/mirrors.yaml", "mirrors:\n  a: {url: https://a, signed: false}\n  b: x\n")
    machine.write("home/.spack/mirrors.yaml", "mirrors:\n  a:\n    signed: true\n")
    assert configured().mirrors["a"].is_signed
    machine.write("home/.spack/mirrors.yaml", "mirrors:\n  a:: {url: https://c}\n")
    assert configured().mirrors["a"].entry == {"url": "https://c"}
    assert list(configured().mirrors) == ["a", "b"]
    machine.name_mirrors("home/.spack", "c", replace=True)
    assert list(configured().mirrors) == ["c"]


def test_what_is_included_stands_below_and_the_first_named_on_top(machine: Machine) -> None:
    machine.write(
        "home/.spack/include.yaml",
        "include:\n- ../first\n- path: ../second/both.yaml\n- {path: ../gone, optional: true}\n",
    )
    machine.write("home/first/mirrors.yaml", "mirrors: {a: https://1, b: https://1, c: https://1}")
    machine.write("home/second/both.yaml", "mirrors: {a: https://2, d: https://2}\nconfig: {}\n")
    machine.write("home/.spack/mirrors.yaml", "mirrors: {b: https://0}")
    found = configured()
    assert urls(found) == {"b": "https://0", "a": "https://1", "c": "https://1", "d": "https://2"}
    assert not found.problems


def test_an_include_can_depend_on_the_machine(machine: Machine) -> None:
    machine.write(
        "home/.spack/include.yaml",
        "include:\n"
        '- {path: ../on, when: \'platform == "nowhere" or env.get("LAB") == "1"\'}\n'
        "- {path: ../on, when: 'arch.satisfies(\"x86_64:\")'}\n"
        "- {path: ../on, when: 'env[\"UNKNOWN\"] == 1'}\n",
    )
    machine.name_mirrors("home/on", "on")
    assert not configured().mirrors
    assert sorted(told(configured())) == [
        "an include asks for $UNKNOWN, which is not set",
        "an include is not understood",
    ]
    machine.set("LAB", "1")
    assert list(configured().mirrors) == ["on"]


@pytest.mark.parametrize(
    ("include", "text"),
    [
        ("include: ['https://x/y.yaml']", "an include is behind a URL: it is not fetched"),
        (
            "include: [{git: 'https://x', paths: [a]}]",
            "an include names no path here: what it means is not fetched",
        ),
        ("include: [/gone]", "an include names '/gone', which is not there"),
        ("include: ['.']", "an include leads back to where it stands"),
        ('include: ["a\\0"]', "an include names no path that there could be"),
        ("include: here", "what it says under include is no list"),
        ("- a", "is no mapping of sections"),
        ("a: [", "cannot be read as YAML at line 2, column 1"),
        ("a: &b [*b]", "has a YAML alias for what it stands in"),
        ("a: !tok secret", "cannot be read as YAML at line 1, column 4"),
    ],
)
def test_what_cannot_be_used_costs_itself_in_one_sentence(
    machine: Machine, include: str, text: str
) -> None:
    machine.write("home/.spack/include.yaml", include + "\n")
    machine.name_mirrors("home/.spack", "mine")
    machine.name_mirrors("system", "theirs")
    found = configured()
    assert list(found.mirrors) == ["mine", "theirs"]
    assert [str(one) for one in found.problems] == [f"{machine.user}/include.yaml: {text}"]


def test_includes_without_end_end(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "MOST_FILES", 40)
    for number in range(20):  # each is included twice: a million ways lead to the last
        below = f"- ../{number + 1}\n" * 2 if number < 19 else ""
        machine.write(f"home/{number}/include.yaml", f"include:\n{below}")
    machine.write("home/.spack/include.yaml", "include: [../0]\n")
    assert "is not read: includes lead to over 40 files" in told(configured())


@pytest.mark.parametrize("text", ["mirrors: [a]", "mirrors: a", "\udcff"])
def test_a_broken_mirrors_file_costs_itself(machine: Machine, text: str) -> None:
    machine.write("home/.spack/mirrors.yaml", "")
    (machine.user / "mirrors.yaml").write_bytes(text.encode(errors="surrogateescape"))
    machine.name_mirrors("system", "theirs")
    found = configured()
    assert list(found.mirrors) == ["theirs"]
    assert len(found.problems) == 1


def test_a_file_that_may_not_be_read_costs_itself(machine: Machine) -> None:
    os.mkfifo(machine.write("system/x", "").parent / "mirrors.yaml")  # nobody ever writes to it
    (machine.user / "mirrors.yaml").mkdir(parents=True)
    assert told(configured()) == ["cannot be read: Is a directory"]


def test_aliases_and_merge_keys_are_read_as_people_use_them(machine: Machine) -> None:
    machine.write(
        "environment/spack.yaml",
        "spack:\n"
        "  definitions: [&lab {url: 'https://lab', signed: false}]\n"
        "  mirrors:\n"
        "    a: *lab\n"
        "    b:\n"
        "      <<: *lab\n"
        "      signed: true\n",
    )
    machine.set("SPACK_ENV", machine.folder / "environment")
    found = configured().mirrors
    assert (found["a"].url, found["b"].url) == ("https://lab", "https://lab")
    assert (found["a"].is_signed, found["b"].is_signed) == (False, True)


def test_files_are_named_from_the_one_that_wins_and_looked_for_where_there_is_none(
    machine: Machine,
) -> None:
    machine.install_spack("1.0.0")
    looked = [f"{machine.folder}/{one}/mirrors.yaml" for one in reversed(OF_1_0)]
    assert configured().files == looked
    machine.name_mirrors("system", "a")
    machine.name_mirrors("home/.spack", "b")
    assert configured().files == [looked[0], looked[2]]
