"""Compatibility: the machine that is asked about, and whether it runs a binary.

A processor runs what was built for its own microarchitecture and for that one's ancestors in
archspec's graph. On Linux the binary's C library must not be newer than the machine's; a page
tells only the os, so the usual glibc of that os stands for it, and doubt is an answer: "maybe".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from msgspec import Struct

from cachetui.safe_text import clip, safe
from cachetui.spack.operating_systems import (
    Glibc,
    has_musl,
    this_glibc,
    this_os,
    this_platform,
    usual_glibc,
)
from cachetui.spack.targets import descends, microarchitecture, near_targets

Answer = Literal["yes", "no", "maybe"]

LETTER: Final[dict[Answer, str]] = {"yes": "y", "no": "n", "maybe": "?"}
"""The answers as the lists show them."""

PLATFORMS: Final = ("linux", "darwin", "windows", "freebsd", "cray")

_FORMS = "write TARGET or PLATFORM-OS-TARGET, such as zen3 or linux-rhel8-zen4"


class HostError(ValueError):
    """A ``--host`` that names no machine; its text is one sentence, safe to show."""


class Host(Struct, frozen=True):
    """The machine on which a binary is to run."""

    platform: str
    os: str | None
    """In Spack's spelling; None is unknown, and then no os counts as too new."""
    target: str
    glibc: Glibc | None = None
    """The C library that was found; None leaves it to the os."""

    @classmethod
    def detect(cls) -> Host:
        """Return this machine."""
        from archspec import cpu

        return cls(this_platform(), this_os(), cpu.host().name, this_glibc())

    @classmethod
    def parse(cls, text: str) -> Host:
        """Read ``[PLATFORM-OS-]TARGET``, as ``--host`` takes it.

        A target alone is a Linux of unknown os; Apple's are a darwin of unknown os. An os of
        ``*`` is unknown too, so that every host reads back from its text.

        Raises HostError where there is no such target or platform, or it is not of this form.
        """
        bare = text.strip()
        platform, _, rest = bare.partition("-")
        os, _, target = rest.rpartition("-")
        known = microarchitecture(target if os else bare)
        if known is None:
            raise HostError(_unknown(target if os else bare))
        if not os:
            return cls(_usual_platform(known), None, known.name)
        if platform not in PLATFORMS:
            raise HostError(f"unknown platform {_word(platform)}; it is one of {_any(PLATFORMS)}")
        if not re.fullmatch(r"[\w.+*-]+", os, re.ASCII):
            raise HostError(f"no os is called {_word(os)}; {_FORMS}")
        return cls(platform, None if os == "*" else os, known.name)

    def __str__(self) -> str:
        """Spell the host as `parse` reads it."""
        known = microarchitecture(self.target)
        if self.os is None and known and _usual_platform(known) == self.platform:
            return self.target
        return f"{self.platform}-{self.os or '*'}-{self.target}"


class Verdict(Struct, frozen=True):
    """Whether a host runs a binary, and why."""

    answer: Answer
    why: str
    """One short sentence without its full stop; safe to show."""


@lru_cache(maxsize=1024)
def runs_here(host: Host, platform: str, os: str, target: str) -> Verdict:
    """Return whether *host* runs what was built for *platform*, *os* and *target*.

    A reason for "no" goes before one for "maybe". A name that archspec does not know is never a
    "no" by itself, nor is an os. Pages can lack any of the three: that is "maybe" as well.
    """
    doubts = (
        _doubt_platform(host, platform),
        _doubt_target(host, target),
        _doubt_os(host, os),
    )
    found = sorted(filter(None, doubts), key=lambda verdict: verdict.answer != "no")
    return found[0] if found else Verdict("yes", f"{_word(target)} runs on {host.target}")


def takes_over(found: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether an architecture runs wherever another does, whatever the two systems are.

    Both are platform, os and target.
    """
    (platform, _, target), (same, _, newer) = found, wanted
    return platform == same and descends(newer, target)


def _doubt_platform(host: Host, platform: str) -> Verdict | None:
    if not platform:
        return Verdict("maybe", "the page names no platform")
    if platform != host.platform:
        return Verdict("no", f"another platform: {_word(platform)}")
    return None


def _doubt_target(host: Host, target: str) -> Verdict | None:
    """Return why *target* may not run on *host*, or None: see `runs_here`."""
    if descends(host.target, target):
        return None
    if not target:
        return Verdict("maybe", "the page names no target")
    built, here = microarchitecture(target), microarchitecture(host.target)
    if built is None or here is None:
        return Verdict("maybe", f"unknown target {_word(host.target if built else target)}")
    if built.family != here.family:
        return Verdict("no", f"another family: {built.family.name} on {here.family.name}")
    if built > here or built.vendor == "generic":  # a generic one is a level of instructions
        return Verdict("no", f"{_word(target)} has instructions that {host.target} lacks")
    return Verdict("no", f"{host.target} does not descend from {_word(target)}")


def _doubt_os(host: Host, os: str) -> Verdict | None:
    """Return why a binary of *os* may not run on *host*, or None: see `runs_here`."""
    if host.os is None or os == host.os:
        return None
    if not os:
        return Verdict("maybe", "the page names no os")
    if host.platform != "linux":
        return Verdict("maybe", f"built on {_word(os)}, not on {_word(host.os)}")
    if has_musl(os) != has_musl(host.os):
        libraries = [
            f"{_word(one)} has {'musl' if has_musl(one) else 'glibc'}" for one in (os, host.os)
        ]
        return Verdict("no", f"another C library: {', '.join(libraries)}")
    needed, here = usual_glibc(os), host.glibc or usual_glibc(host.os)
    if needed is None or here is None:
        return Verdict("maybe", f"the glibc of {_word(host.os if needed else os)} is not known")
    if needed > here:
        why = f"{os} needs glibc {needed[0]}.{needed[1]}, {host.os} has {here[0]}.{here[1]}"
        return Verdict("maybe", why)
    return None


def _usual_platform(microarchitecture: Any) -> str:
    return "darwin" if microarchitecture.vendor == "Apple" else "linux"


def _unknown(target: str) -> str:
    near = near_targets(target[:64])
    return f"unknown target {_word(target)}; " + (f"did you mean {_any(near)}?" if near else _FORMS)


def _any(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _word(name: str) -> str:
    """Return a name safe to show, and short enough for a sentence."""
    return clip(safe(name), 40)
