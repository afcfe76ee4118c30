"""Variables in paths, as Spack replaces them."""

from __future__ import annotations

import getpass
import tempfile
from datetime import date

import pytest
from archspec import cpu

from cachetui.sources.mirrors.places import Places, architecture, this_host
from support.spack_machine import Machine


def test_variables_are_replaced_in_any_case_and_form(machine: Machine) -> None:
    host = this_host()
    places = Places("/opt/spack", "/envs/lab")
    machine.set("LAB", "/lab")
    machine.set("SPACK_USER_CACHE_PATH", "/cache")
    written = {
        "$spack/x": "/opt/spack/x",
        "${SPACK}x": "/opt/spackx",
        "$env": "/envs/lab",
        "$User": getpass.getuser(),
        "$tempdir": tempfile.gettempdir(),
        "$user_cache_path/y": "/cache/y",
        "$date": date.today().isoformat(),
        "$arch": f"{host.platform}-{host.os}-{host.target}",
        "$architecture": architecture(),
        "$platform-$os-$target": architecture(),
        "$operating_system": str(host.os),
        "$target_family": cpu.host().family.name,
        "$LAB/$spack": "/lab//opt/spack",
        "~/x": f"{machine.home}/x",
        "$nothing ${nothing} $ $$spack": "$nothing ${nothing} $ $/opt/spack",
    }
    assert {text: places.expand(text) for text in written} == written


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('__version__ = "1.1.0.dev0"\nspack_version = __version__\n', (1, 1)),
        ('spack_version_info = (0, 17, 1)\n\n#: Release\nspack_version = "0.17.1"\n', (0, 17)),
        ("nothing", None),
    ],
)
def test_the_version_of_a_spack_stands_in_its_code(
    machine: Machine, text: str, version: tuple[int, int] | None
) -> None:
    machine.write("spack/lib/spack/spack/__init__.py", text)
    machine.set("SPACK_ROOT", machine.spack)
    assert Places.find().version() == version


def test_a_spack_that_is_nowhere_has_no_version(machine: Machine) -> None:
    assert Places.find() == Places(None, None)
    assert Places.find().version() is None
    machine.set("SPACK_ROOT", "/nowhere")
    assert Places.find().version() is None
