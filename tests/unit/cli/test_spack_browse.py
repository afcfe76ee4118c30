"""``spack browse``, as Spack loads and runs an extension, with stand-ins for Spack's modules.

Spack: lib/spack/docs/extensions.rst; lib/spack/spack/extensions.py, ``load_command_extension``;
lib/spack/spack/mirrors/mirror.py, ``MirrorCollection``; lib/spack/spack/cmd/__init__.py.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from cachetui.cli.parser import joined, make_parser
from support.page_builder import a_hash
from support.paths import DATA, ROOT
from support.spack_machine import Machine

EXTENSION = ROOT / ".github" / "packaging" / "spack-cachetui"
PROGRAM = """#!{python}
import json, os, sys
if "--mirrors" in sys.argv:
    os.execv(sys.executable, [sys.executable, "-m", "cachetui", *sys.argv[1:]])
with open({record!r}, "w") as record:
    json.dump([sys.argv[1:], dict(os.environ)], record)
print({printed!r}, end="")
sys.exit({code})
"""


class SpackError(Exception):
    """What Spack shows to its user in one line."""


class Spack:
    """As much of Spack as the command asks: mirrors, an environment, the install command."""

    def __init__(self, prefix: Path) -> None:
        self.prefix = prefix
        self.mirrors: dict[str, str] = {}
        self.environment: object = None
        self.asked: list[dict[str, Any]] = []
        self.installed: list[argparse.Namespace] = []

    def collection(self, **asked: Any) -> dict[str, SimpleNamespace]:
        self.asked.append(asked)
        return {name: SimpleNamespace(fetch_url=url) for name, url in self.mirrors.items()}

    def modules(self) -> dict[str, Any]:
        install = SimpleNamespace(setup_parser=self._setup_parser)
        return {
            "spack": ModuleType("spack"),
            "spack.error": SimpleNamespace(SpackError=SpackError),
            "spack.paths": SimpleNamespace(prefix=str(self.prefix)),
            "spack.environment": SimpleNamespace(active_environment=lambda: self.environment),
            "spack.mirrors": ModuleType("spack.mirrors"),
            "spack.mirrors.mirror": SimpleNamespace(MirrorCollection=self.collection),
            "spack.cmd": SimpleNamespace(
                get_module={"install": install}.__getitem__,
                get_command={"install": lambda _, args: self.installed.append(args)}.__getitem__,
            ),
        }

    @staticmethod
    def _setup_parser(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--cache-only", action="store_true")
        parser.add_argument("--add", action="store_true")
        parser.add_argument("specs", nargs=argparse.REMAINDER)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


@pytest.fixture
def spack(machine: Machine) -> Iterator[Spack]:
    stand_in = Spack(machine.spack)
    modules = stand_in.modules()
    for name, module in modules.items():
        above, _, last = name.rpartition(".")
        if above:
            setattr(modules[above], last, module)
    with patch.dict(sys.modules, modules):
        yield stand_in


@pytest.fixture
def command(spack: Spack) -> ModuleType:
    """Load the command from where Spack looks for it: the name in the folder's, cmd, its own."""
    name = re.search(r"spack-(\w[-\w]*)$", EXTENSION.name)
    assert name
    path = EXTENSION / name[1] / "cmd" / "browse.py"
    spec = importlib.util.spec_from_file_location(f"spack.extensions.{name[1]}.cmd.browse", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.description
    assert module.section
    assert module.level in ("short", "long")
    return module


class Started(NamedTuple):
    """How cachetui was started."""

    words: list[str]
    variables: dict[str, str]


def run(
    command: ModuleType, folder: Path, *words: str, printed: str = "", code: int = 0
) -> Started:
    """Run the command as Spack does; return how it started what stands in for the screen."""
    record, program = folder / "record", folder / "bin" / "cachetui"
    program.parent.mkdir(exist_ok=True)
    text = PROGRAM.format(python=sys.executable, record=str(record), printed=printed, code=code)
    program.write_text(text, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    parser = argparse.ArgumentParser()
    command.setup_parser(parser)
    with patch.object(command, "PREFIX", folder), suppress(SystemExit):
        command.browse(parser, parser.parse_args(words))
    return Started(*json.loads(record.read_text(encoding="utf-8")))


def environment(folder: Path) -> SimpleNamespace:
    """Return an environment as Spack has it."""
    return SimpleNamespace(path=str(folder), lock_path=str(folder / "spack.lock"))


def test_it_starts_on_the_mirrors_with_binaries_and_the_environments_lockfile(
    spack: Spack, command: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lockfile = tmp_path / "spack.lock"
    lockfile.touch()
    spack.environment = environment(tmp_path)
    spack.mirrors = {
        "lab": f"file://{tmp_path}",
        "site": "https://example.org/mirror",
        "a mirror": "s3://bucket/mirror",
        "old": "sftp://example.org/mirror",
        "gone": f"file://{tmp_path}/gone",
    }
    started = run(command, tmp_path, "--scope", "site", "hdf5+mpi", "%gcc@12:")
    assert started.words == [
        "--query=hdf5+mpi %gcc@12:",
        "--",
        f"lab=file://{tmp_path}",
        "site=https://example.org/mirror",
        "s3://bucket/mirror",
        str(lockfile),
    ]
    assert spack.asked == [{"scope": "site", "binary": True}]
    said = capsys.readouterr().err
    assert "mirror old is left out: cachetui reads no sftp URLs" in said
    assert "mirror gone is left out: there is no folder" in said


def test_a_mirror_that_cachetui_finds_by_its_name_is_passed_by_it(
    spack: Spack, command: ModuleType, machine: Machine
) -> None:
    """Its credentials are configured, and a password in its URL is nobody's business."""
    machine.write(
        "home/.spack/mirrors.yaml",
        "mirrors:\n"
        "  a mirror: {url: s3://bucket/mirror, profile: lab}\n"
        "  secret: https://me:xyzzy@example.org/mirror/\n"
        "  lab: ../mirrors/a%20b\n"
        "  moved: https://example.org/before\n",
    )
    folder = machine.home / "mirrors" / "a%20b"
    folder.mkdir(parents=True)
    spack.mirrors = {
        "a mirror": "s3://bucket/mirror",
        "secret": "https://me:xyzzy@example.org/mirror/",
        "lab": folder.as_uri(),
        "moved": "https://example.org/after",
    }
    _, *found = run(command, machine.folder).words
    assert found == [
        "mirror:a mirror",
        "mirror:secret",
        "mirror:lab",
        "moved=https://example.org/after",
    ]


@pytest.mark.parametrize("secret", ["https://me:xyzzy@example.org/x", "https://h/x?key=xyzzy"])
def test_a_secret_in_a_url_is_left_out_where_only_this_spack_knows_it(
    secret: str,
    spack: Spack,
    command: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spack.mirrors = {"lab": f"file://{tmp_path}", "added": secret}
    assert run(command, tmp_path).words == ["--", f"lab=file://{tmp_path}"]
    said = capsys.readouterr().err
    assert "mirror added is left out: its URL has a password or a query" in said
    assert "xyzzy" not in said


def test_cachetui_reads_the_environment_and_the_spack_that_run_it(
    spack: Spack, command: ModuleType, machine: Machine
) -> None:
    """``spack -e`` sets no variable; the shell may have another environment, and another Spack."""
    mirror = DATA / "indexes" / "mirror"
    machine.write("active/spack.yaml", f"spack:\n  mirrors:\n    ours: {mirror}\n")
    machine.write("spack/etc/spack/mirrors.yaml", f"mirrors:\n  site: {mirror}\n")
    machine.set("SPACK_ENV", machine.folder / "another")
    machine.set("SPACK_ROOT", machine.folder / "elsewhere")
    spack.environment = environment(machine.folder / "active")
    spack.mirrors = {"ours": mirror.as_uri(), "site": mirror.as_uri()}
    started = run(command, machine.folder)
    assert started.words == ["--", "mirror:ours", "mirror:site"]
    shown = subprocess.run(
        [sys.executable, "-m", "cachetui", "--print=json", *started.words],
        env=started.variables,
        capture_output=True,
        text=True,
        check=True,
    )
    listed = map(json.loads, shown.stdout.splitlines())
    assert {one["origin"] for one in listed} == {"ours", "site"}
    spack.environment = None
    assert "SPACK_ENV" not in run(command, machine.folder).variables


def test_what_it_starts_is_a_command_line_of_cachetui(
    spack: Spack, command: ModuleType, tmp_path: Path
) -> None:
    spack.mirrors = {"lab": f"file://{tmp_path}"}
    words, behind = joined(run(command, tmp_path, "--install", "hdf5", "~mpi").words)
    given = make_parser().parse_intermixed_args(words)
    assert (given.query, given.pick, behind) == (["hdf5 ~mpi"], "hash", [f"lab=file://{tmp_path}"])


@pytest.mark.parametrize("has_environment", [True, False])
def test_what_was_picked_is_installed_by_this_spack(
    has_environment: bool, spack: Spack, command: ModuleType, tmp_path: Path
) -> None:
    picked = [f"/{a_hash(name)}" for name in ("hdf5", "zlib")]
    spack.mirrors = {"lab": f"file://{tmp_path}"}
    if has_environment:
        spack.environment = environment(tmp_path)
    run(command, tmp_path, "--install", printed="\n".join(picked))
    (args,) = spack.installed
    assert (args.cache_only, args.add, args.specs) == (True, has_environment, picked)


def test_nothing_is_installed_where_nothing_was_picked(
    spack: Spack, command: ModuleType, tmp_path: Path
) -> None:
    spack.mirrors = {"lab": f"file://{tmp_path}"}
    run(command, tmp_path, "--install", code=130)
    run(command, tmp_path, "--install", code=2)
    assert spack.installed == []


def test_without_a_mirror_it_says_what_adds_one(
    spack: Spack, command: ModuleType, tmp_path: Path
) -> None:
    with pytest.raises(SpackError, match="spack mirror add"):
        run(command, tmp_path)


def test_it_is_written_for_every_python_that_runs_spack() -> None:
    text = (EXTENSION / "cachetui" / "cmd" / "browse.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))
