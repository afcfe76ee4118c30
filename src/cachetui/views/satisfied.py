"""Which of many values asked for each listed value satisfies, without trying every pair."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cachetui.index.counts import gathered
from cachetui.spack.satisfies import meets
from cachetui.spack.variants import Variant
from cachetui.spack.versions import ExactVersion
from cachetui.spack.versions import key as version_key

Met = dict[str, set[str]]
"""A listed value -> the values asked for that it satisfies."""

listed = lru_cache(maxsize=1 << 16)(Variant.listed)
"""Reads a variant as pages list it, each text once."""


def versions_met(texts: Iterable[str], asked: Iterable[str]) -> Met:
    """Find for each version in *texts* those *asked* for that it is: ``2.0`` is ``2_0`` too.

    A bare git ref is also met by that ref with any version given to it.
    """
    asked = list(asked)
    same = gathered(map(version_key, asked), asked)
    refs = [exact for exact in map(ExactVersion, asked) if exact.ref]
    return {
        version: same.get(version_key(version), set())
        | {exact.version for exact in refs if exact.holds(version)}
        for version in texts
    }


def variants_met(texts: Iterable[str], asked: Iterable[str]) -> Met:
    """Find for each variant in *texts* those *asked* for that it meets, each as pages list it.

    ``fabrics:=rxm,tcp`` meets ``fabrics=tcp``; for patches a value is met by what begins with it.
    """
    variants = {text: listed(text) for text in texts}
    ranked = sorted(
        ((variant.name, value), text)
        for text, variant in variants.items()
        for value in texts_of(variant)
    )
    met: Met = {text: set() for text in variants}
    for text in asked:
        wanted = listed(text)
        for candidate in _beginning(ranked, (wanted.name, texts_of(wanted)[0])):
            if meets(variants[candidate], wanted):
                met[candidate].add(text)
    return met


def texts_of(variant: Variant) -> tuple[str, ...]:
    """Return the values of a listed *variant* as texts; that of a switch is True or False."""
    return (str(variant.values),) if isinstance(variant.values, bool) else variant.values


def _beginning(ranked: list[tuple[tuple[str, str], str]], place: tuple[str, str]) -> Iterator[str]:
    """Yield the texts in *ranked* that have that name, and a value that begins with that one."""
    name, first = place
    for row in range(bisect_left(ranked, (place, "")), len(ranked)):
        (other, value), text = ranked[row]
        if other != name or not value.startswith(first):
            return
        yield text
