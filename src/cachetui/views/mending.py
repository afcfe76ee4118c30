"""The nearest query that the cache can meet, where nothing meets one of its constraints."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from cachetui.index.fields import FIELD
from cachetui.index.index import Index
from cachetui.query.complete import named_values, values_of
from cachetui.query.constraints import Constraint
from cachetui.query.pasted import has_hash, is_hash_beginning
from cachetui.query.query import ITEM_KEYS, Dependency, Query
from cachetui.spack.near import near
from cachetui.spack.targets import microarchitecture, near_targets
from cachetui.spack.values import NONE, is_pattern, literal, plain
from cachetui.spack.variants import Variant
from cachetui.spack.versions import ExactVersion, VersionList
from cachetui.spack.versions import key as version_key


def for_name(names: Collection[str], query: Query) -> Query | None:
    """Return *query* with the nearest of *names* in place of its own; None if none is near."""
    found = near(query.name, names, 1)
    return query.but(name=found[0]) if found else None


def for_hash(index: Index, query: Query) -> Query | None:
    """Return *query* with its name as the beginning of a hash; None if no hash begins so."""
    if query.hash or not (is_hash_beginning(query.name) and has_hash(index, query.name)):
        return None
    return query.but(name="", hash=query.name)


def for_value(index: Index, query: Query) -> tuple[Query, str] | None:
    """Return *query* with a word of its name as the value of a field, and the key of that field.

    The word is a value that the cache has, or the beginning of one. None where no word is.
    """
    words = query.name.split()
    for place, word in enumerate(words):
        for key, value in named_values(index, word):
            if not getattr(query, key):
                name = " ".join([*words[:place], *words[place + 1 :]])
                return query.but(name=name, **dict[str, Any]({key: (literal(value),)})), key
    return None


def runs_on(query: Query) -> Query | None:
    """Return *query* asking for all that runs on its targets; None unless archspec knows them."""
    names = [item.strip(":") for item in query.target if not item.startswith(":")]
    if not names or not all(map(microarchitecture, names)):
        return None
    kept = tuple(item for item in query.target if item.startswith(":"))
    return query.but(target=tuple(sorted({*kept, *(f":{name}" for name in names)})))


def nearest(
    index: Index, query: Query, constraint: Constraint, package: int | None
) -> Query | None:
    """Return *query* with the nearest value that there is in place of that of *constraint*.

    The values are those of *package*, given by its code, or of all packages if it is None. Returns
    None where no value is near.
    """
    key = constraint.key
    if key in ITEM_KEYS:
        if FIELD[key].owner in ("host", "status"):
            return None
        mended = _with_items(query, key, constraint.value, values_of(index, key, package))
        return _with_targets(query) if mended is None and key == "target" else mended
    mend = _MENDED.get(key)
    return mend(index, query, constraint.value, package) if mend else None


def _with_items(query: Query, key: str, items: tuple[str, ...], known: list[str]) -> Query | None:
    """Return *query* with the nearest *known* value for each item that is no pattern or range."""
    plain_ones = [plain(item) for item in items if not (is_pattern(item) or ":" in item)]
    found = [texts[0] for texts in (_alike(text, known) for text in plain_ones) if texts]
    return query.but(**{key: tuple(sorted(map(literal, set(found))))}) if found else None


def _with_targets(query: Query) -> Query | None:
    """Return *query* with what archspec knows in place of targets that it does not; None if none.

    No listing has anything near them, so that all is asked for that runs on what is meant.
    """
    found = [meant for meant in map(_meant_target, query.target) if meant]
    return query.but(target=tuple(sorted(set(found)))) if found else None


def _meant_target(item: str) -> str | None:
    """Return the range for which *item* may have been meant, ``:zen3`` for ``zne3``."""
    if is_pattern(item):
        return None
    ends = [
        end if not end or microarchitecture(end) else next(iter(near_targets(end)), None)
        for end in (item if ":" in item else f":{item}").split(":")
    ]
    meant = ":".join(end or "" for end in ends)
    return meant if None not in ends and meant not in (item, f":{item}") else None


def _alike(text: str, known: list[str]) -> list[str]:
    """Return the values of *known* that begin with *text*, else the nearest one if any is near."""
    return [value for value in known if value.startswith(text)] or near(text, known, 1)


def _version(index: Index, query: Query, asked: VersionList, package: int | None) -> Query | None:
    """Return *query* with the nearest version; None if *package* has none."""
    found = _near_version(asked, values_of(index, "version", package))
    return query.but(versions=VersionList((ExactVersion(found),))) if found else None


def _near_version(asked: VersionList, known: list[str]) -> str | None:
    """Return the newest *known* version below all that is *asked*, else the oldest other one."""
    start = min(item.start for item in asked.items)
    below = [version for version in known if version_key(version) < start]
    above = [version for version in known if version_key(version) >= start]
    if below:
        return max(below, key=version_key)
    return min(above, key=version_key) if above else None


def _variant(index: Index, query: Query, asked: Variant, package: int | None) -> Query | None:
    """Return *query* with the nearest value of the variant *asked*, else one of a near name."""
    listed = [Variant.listed(text) for text in values_of(index, "variant", package)]
    named = [one for one in listed if one.name == asked.name]
    if not named:
        names = near(asked.name, {one.name for one in listed}, 1)
        named = [one for one in listed if one.name in names]
        same = [one for one in named if one.values == asked.values]
        named = same or ([] if isinstance(asked.values, bool) else named)
    if not named:
        return None
    wanted = str(asked)
    best = max(named, key=lambda one: _likeness(wanted, str(one)))
    others = tuple(one for one in query.variants if one is not asked)
    return query.but(variants=tuple(sorted((*others, best), key=lambda one: (one.name, str(one)))))


def _likeness(one: str, other: str) -> float:
    """Return how much two texts are alike, from 0 to 1."""
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other)


def _compiler(index: Index, query: Query, asked: Dependency, package: int | None) -> Query | None:
    """Return *query* with the nearest version of the compiler *asked*, else one of a near name.

    None for a dependency that asks for anything but a compiler's name and version.
    """
    node = asked.node
    if not asked.is_compiler or asked.virtuals or node.but(name="", versions=None) != Query():
        return None
    pairs = [text.partition("@")[::2] for text in values_of(index, "compiler", package)]
    versions = [version for name, version in pairs if name == node.name and version]
    if versions and node.versions:
        found = _near_version(node.versions, versions) or versions[0]
        mended = node.but(versions=VersionList((ExactVersion(found),)))
    elif names := near(node.name, {name for name, _ in pairs} - {NONE, node.name}, 1):
        mended = node.but(name=names[0])
    else:
        return None
    others = tuple(one for one in query.dependencies if one is not asked)
    return query.but(dependencies=(*others, Dependency(True, mended)))


_MENDED: dict[str, Callable[[Index, Query, Any, int | None], Query | None]] = {
    "version": _version,
    "variants": _variant,
    "dependencies": _compiler,
}
