"""Operating systems as Spack names them, and the C library that each comes with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

Glibc = tuple[int, int]
"""A version of glibc, such as (2, 28)."""

_GLIBC_TABLE = """
2.12  rhel6 centos6 oracle6 scientific6
2.17  rhel7 centos7 oracle7 scientific7 amzn2018
2.19  debian8 ubuntu14.04
2.22  sles12
2.23  ubuntu16.04
2.24  debian9
2.26  amzn2 fedora27
2.27  ubuntu18.04 fedora28
2.28  rhel8 centos8 rocky8 almalinux8 oracle8 debian10 fedora29
2.29  ubuntu19.04 fedora30
2.30  ubuntu19.10 fedora31
2.31  ubuntu20.04 debian11 fedora32 sles15 sle_hpc15 opensuse15 opensuse_leap15
2.32  ubuntu20.10 fedora33
2.33  ubuntu21.04 fedora34
2.34  rhel9 centos9 rocky9 almalinux9 oracle9 amzn2023 ubuntu21.10 fedora35
2.35  ubuntu22.04 fedora36
2.36  ubuntu22.10 debian12 fedora37
2.37  ubuntu23.04 fedora38
2.38  ubuntu23.10 fedora39
2.39  rhel10 centos10 rocky10 almalinux10 oracle10 ubuntu24.04 fedora40
2.40  ubuntu24.10 fedora41
2.41  ubuntu25.04 debian13 fedora42
2.42  ubuntu25.10 fedora43
"""

_MACOS = {
    "10.13": "highsierra",
    "10.14": "mojave",
    "10.15": "catalina",
    "11": "bigsur",
    "12": "monterey",
    "13": "ventura",
    "14": "sonoma",
    "15": "sequoia",
    "26": "tahoe",
}


def _parse_glibc(text: str) -> Glibc:
    major, minor = text.split(".")[:2]
    return int(major), int(minor)


GLIBC: Final = {
    os: _parse_glibc(version)
    for version, *systems in map(str.split, _GLIBC_TABLE.strip().splitlines())
    for os in systems
}
"""The usual glibc of an os, by Spack's name of it; SUSE's 15 as of SP3 to SP5."""


_POINT_RELEASE = re.compile(r"([a-z_]+[0-9]+)\.[0-9.]+")


def usual_glibc(os: str) -> Glibc | None:
    """Return the usual glibc of *os*, that of ``rocky9`` for ``rocky9.4``; None if not known."""
    point = _POINT_RELEASE.fullmatch(os)
    return GLIBC.get(os) or (GLIBC.get(point[1]) if point else None)


def has_musl(os: str) -> bool:
    """Return whether *os* comes with musl, whose binaries and glibc's do not run on each other."""
    return os.startswith("alpine")


def this_platform() -> str:
    """Return Spack's name for the kind of system that this machine has: ``linux``, ``darwin``."""
    import sys

    name = sys.platform.rstrip("0123456789")
    return {"win": "windows", "cygwin": "windows"}.get(name, name)


def this_os() -> str | None:
    """Return Spack's name for the os of this machine, None where it does not tell."""
    import platform

    if this_platform() == "darwin":
        return macos_name(platform.mac_ver()[0])
    try:
        return linux_name(platform.freedesktop_os_release())
    except (OSError, UnicodeDecodeError):  # there is no os-release file, or it cannot be read
        return None


def this_glibc() -> Glibc | None:
    """Return the glibc that this process runs on, None where it runs on another C library."""
    import platform

    library, version = platform.libc_ver()
    return _parse_glibc(version) if library == "glibc" else None


def linux_name(os_release: Mapping[str, str]) -> str | None:
    """Return Spack's name for the Linux whose os-release file has these fields.

    The distribution's id and the first part of its version, of Ubuntu's the first two:
    ``ubuntu22.04``, ``rhel8``, ``sle_hpc15``. None where it names no distribution.
    Spack: lib/spack/spack/operating_systems/linux_distro.py.
    """
    name = os_release.get("ID", "").lower()
    if name in ("", "linux"):  # what the standard library fills in where there is no ID
        return None
    name = {"ol": "oracle", "opensuse-leap": "opensuse"}.get(name, name)
    version = os_release.get("VERSION_ID") or os_release.get("VERSION_CODENAME", "")
    parts = re.split(r"[^\w-]", version)[: 2 if name == "ubuntu" else 1]
    return f"{name}{'.'.join(parts)}".replace("-", "_")


def macos_name(version: str) -> str:
    """Return Spack's name for a macOS: ``sequoia`` for ``15.3.1``, else ``macos``.

    Spack: lib/spack/spack/operating_systems/mac_os.py.
    """
    parts = version.split(".")
    if parts[:2] == ["10", "16"]:  # what 11 says to programs older than itself
        return "bigsur"
    return _MACOS.get(".".join(parts[: 2 if parts[0] == "10" else 1]), "macos")
