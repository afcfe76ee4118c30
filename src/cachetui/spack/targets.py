"""Microarchitectures as archspec knows them: which descends from which, and ranges of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from cachetui.spack.near import near

ALIASES: Final = {
    "graviton": "cortex_a72",
    "graviton2": "neoverse_n1",
    "graviton3": "neoverse_v1",
    "graviton4": "neoverse_v2",
    "grace": "neoverse_v2",
}
"""Names of processors, some of them targets in pages of 2022, and archspec's names of them."""


def in_range(target: str, low: str | None, high: str | None) -> bool:
    """Return whether *target* lies in ``low:high``, both ends included, None being open.

    ``a:`` holds *a* and its descendants, ``:b`` holds *b* and its ancestors; other families are
    outside. A name that archspec does not know equals itself and nothing else.
    Spack: lib/spack/spack/spec.py, ``ArchSpec._target_satisfies``.
    """
    return (low is None or descends(target, low)) and (high is None or descends(high, target))


@lru_cache(maxsize=1024)
def descends(newer: str, older: str) -> bool:
    """Return whether *newer* is *older*, or has it among its ancestors."""
    if newer == older:
        return True
    new, old = microarchitecture(newer), microarchitecture(older)
    return new is not None and old is not None and bool(new >= old)


def names_of(target: str) -> frozenset[str]:
    """Return every name that means the microarchitecture *target*, its own among them."""
    meant = ALIASES.get(target, target)
    return frozenset((target, meant, *(old for old, new in ALIASES.items() if new == meant)))


def microarchitecture(name: str) -> Any:
    """Return archspec's object for a target, None where it does not know the name."""
    from archspec import cpu

    return cpu.TARGETS.get(ALIASES.get(name, name))


def ancestors(name: str) -> int:
    """Return how many microarchitectures a target descends from; -1 for an unknown one.

    Of two targets that a machine runs, the one with more of them uses more of the machine.
    """
    known = microarchitecture(name)
    return -1 if known is None else len(known.ancestors)


def near_targets(name: str) -> list[str]:
    """Return the known targets that *name* may have been meant for."""
    from archspec import cpu

    return near(name.lower().replace("-", "_"), [*cpu.TARGETS, *ALIASES])
