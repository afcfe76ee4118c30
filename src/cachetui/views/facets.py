"""The values that a search could be narrowed to, and how many specs each of them would show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.masks import Chosen, ListingMask
from cachetui.query.edit import is_on, without
from cachetui.query.match import Match, match
from cachetui.query.meaning import VERDICTS
from cachetui.query.query import Compatibility, Query
from cachetui.spack.satisfies import NONE
from cachetui.spack.values import plain
from cachetui.spack.variants import Variant
from cachetui.spack.versions import ExactVersion
from cachetui.spack.versions import key as version_key
from cachetui.views.facet_counts import Choices
from cachetui.views.groups import stack_place
from cachetui.views.ordering import tag_age

KEYS = ("stack", "target", "os", "platform", "compiler", "version", "variant", "tag", "runs")
"""The facets in their order, by the keys that `toggle` takes."""


class Value(Struct, frozen=True):
    """A value of a facet."""

    text: str
    """As lists show it, ``none`` for what a page lacks; what `toggle.toggled` takes."""
    specs: int
    """How many specs the list would show if only this value of its facet were on."""
    on: bool
    """Whether the query asks for it by itself, not by a range or pattern."""


class Facet(Struct, frozen=True):
    """A key of the query, with the values that there are for it."""

    key: str
    """One of `KEYS`."""
    values: tuple[Value, ...]
    """By name, versions and tags newest first, ``root`` and then ``none`` last."""


def facets(
    index: Index, query: Query, packages: Iterable[int] | None, verdict: Compatibility
) -> tuple[Facet, ...]:
    """Find the values of every facet for *query* in *packages* (their codes; None is all).

    The name in *query* is not looked at: *packages* are what it finds. A value that is on stands
    there even if no spec has it.
    """
    packages = None if packages is None else list(packages)
    choices: dict[Query, Choices] = {}
    found = {}
    with index.lock:
        for key in sorted(KEYS, key=lambda key: without(query, key) == query):
            rest = without(query, key)  # the query itself comes last: `match` remembers that
            if rest not in choices:
                listings = _listings(match(index, rest, verdict), packages)
                choices[rest] = Choices(index, listings, verdict)
            found[key] = _facet(key, query, choices[rest])
    return tuple(found[key] for key in KEYS)


def _listings(found: Match, packages: Sequence[int] | None) -> Chosen:
    if packages is not None:
        return list(chain.from_iterable(map(found.listings, packages)))
    return range(len(found.index.listings)) if found.mask is None else ListingMask(found.mask)


def _facet(key: str, query: Query, choices: Choices) -> Facet:
    asked = list(_asked(query, key))
    counts = choices.per(key, asked)
    ordered = _ordered(key, counts.keys() | asked)
    values = (Value(t, counts[t], bool(asked) and is_on(query, key, t)) for t in ordered)
    return Facet(key, tuple(values))


def _asked(query: Query, key: str) -> Iterator[str]:
    """Yield the values of *key* that *query* asks for by themselves."""
    if key == "version":
        items = query.versions.items if query.versions else ()
        yield from (item.version for item in items if isinstance(item, ExactVersion))
    elif key == "variant":
        texts = map(str, query.variants)
        yield from (text for text in texts if Variant.listed(text) in query.variants)
    else:
        named = (item for item in getattr(query, key) if key != "target" or ":" not in item)
        yield from (text for text in map(plain, named) if is_on(query, key, text))


def _ordered(key: str, texts: Iterable[str]) -> list[str]:
    place, newest_first = _PLACES.get(key, (_by_name, False))
    ordered = sorted(sorted(texts), key=place, reverse=newest_first)
    return sorted(ordered, key=lambda text: text == NONE)


def _by_name(text: str) -> str:
    return text.lstrip("+~")


def _by_verdict(text: str) -> int:
    return VERDICTS.index(text) if text in VERDICTS else len(VERDICTS)


_PLACES: dict[str, tuple[Callable[[str], Any], bool]] = {
    "stack": (stack_place, False),
    "compiler": (version_key, False),
    "version": (version_key, True),
    "tag": (tag_age, True),
    "runs": (_by_verdict, False),
}
"""What the values of a facet sort by, and whether the largest comes first."""
