"""The machines that "runs here" can be about: this one, usual ones, and all that archspec knows."""

from __future__ import annotations

from contextlib import suppress

from msgspec import Struct

from cachetui.spack.compatibility import Host, HostError
from cachetui.spack.operating_systems import usual_glibc
from cachetui.tui.presenter.lines import Line, line

USUAL = (
    *("zen2", "zen3", "zen4", "zen5", "haswell", "broadwell", "skylake_avx512", "cascadelake"),
    *("icelake", "sapphirerapids", "x86_64_v3", "x86_64_v4"),
    *("neoverse_n1", "neoverse_v1", "neoverse_v2", "a64fx", "m1", "power9le", "power10le"),
)
"""The targets of usual login nodes, those of a family side by side."""
NAME = 24
"""Columns of the names of targets."""


class HostChoice(Struct, frozen=True):
    """A machine to choose."""

    name: str
    """As ``--host`` takes it."""
    about: str
    """Its family and vendor, or what else there is to say of it."""
    host: Host | None
    """None is this machine."""

    @property
    def line(self) -> Line:
        """The line of the list."""
        return line(("arch", self.name.ljust(NAME)), "  ", ("dim", self.about))


def choices() -> list[HostChoice]:
    """Return this machine, the usual targets, and the others by family and name."""
    from archspec import cpu

    known = {name: each for name, each in cpu.TARGETS.items() if name in USUAL or each.vendor}
    rest = sorted(known.keys() - {*USUAL}, key=lambda name: (known[name].family.name, name))
    found = [HostChoice(str(Host.detect()), "this machine", None)]
    for name in (*filter(known.__contains__, USUAL), *rest):
        each = known[name]
        vendor = "" if each.vendor == "generic" else f", {each.vendor}"
        found.append(HostChoice(name, f"{each.family.name}{vendor}", Host.parse(name)))
    return found


def filtered(every: list[HostChoice], text: str) -> list[HostChoice]:
    """Return the choices that have all words of *text* in them, and *text* itself if it is one.

    That is the first of them: ``zen`` does not mean zen2.
    """
    words, name = text.lower().split(), text.strip()
    found = [one for one in every if all(word in _searched(one) for word in words)]
    if not name or any(one.name == name for one in found):
        return sorted(found, key=lambda one: one.name != name)
    for typed in (text, _with_os(text)):
        with suppress(HostError):
            host = Host.parse(typed)
            return [HostChoice(str(host), "as typed", host), *found]
    return found


def _with_os(text: str) -> str:
    """Return the Linux of an os and a target that are typed in any order, as `Host.parse` reads it.

    Empty where there are not just these; an os is one whose glibc is known.
    """
    words = [word for word in text.replace("-", " ").split() if word != "linux"]
    systems = [word for word in words if usual_glibc(word)]
    targets = [word for word in words if word not in systems]
    return f"linux-{systems[0]}-{targets[0]}" if len(systems) == len(targets) == 1 else ""


def _searched(one: HostChoice) -> str:
    return f"{one.name} {one.about}".lower()
