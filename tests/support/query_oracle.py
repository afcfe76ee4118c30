"""An oracle for queries: one listing at a time, by the rules as Spack's documentation words them.

It shares no code with what it judges: versions are compared part by part, targets by archspec's
own sets of ancestors, values by plain loops.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from itertools import zip_longest

from archspec import cpu

from cachetui.model import Configuration, Listing
from cachetui.query.query import Dependency, Query
from cachetui.spack.variants import Flag, Variant

NEWER = ["stable", "nightly", "trunk", "head", "master", "main", "develop"]
ALIASES = [
    {"clang", "llvm"},
    {"oneapi", "intel-oneapi-compilers"},
    {"rocmcc", "llvm-amdgpu"},
    {"intel", "intel-oneapi-compilers-classic"},
    {"arm", "acfl"},
]
Compatibility = Callable[[str, str, str], str]


def matches(query: Query, listing: Listing, verdict: Compatibility) -> bool:
    """Decide on one listing of a page by everything that *query* asks but its ``^``."""
    built = listing.configuration
    return (
        (not query.name or fnmatchcase(built.package, query.name))
        and (not query.versions or any(in_list(v, str(query.versions)) for v in built.versions))
        and not query.depends
        and all(compiled_by(built.compiler, asked) for asked in query.compilers)
        and all(has_flag(built.variants, asked) for asked in query.flags)
        and all(has_variant(built.variants, asked) for asked in query.variants)
        and any_item(query.platform, built.platform)
        and any_item(query.os, built.os)
        and (not query.target or any(on_target(built.target, item) for item in query.target))
        and (listing.hash or "").startswith(query.hash)
        and all(our_key(key, getattr(query, key), listing, verdict) for key in OURS)
    )


OURS = ("stack", "tag", "compiler", "runs")


def our_key(key: str, asked: tuple[str, ...], listing: Listing, verdict: Compatibility) -> bool:
    built = listing.configuration
    if not asked:
        return True
    if any(name_of(text) == key for text in built.variants):
        values = () if asked == ("*",) else asked
        return has_variant(built.variants, Variant(key, switch(values)))
    texts = {
        "stack": listing.stacks or ("none",),
        "tag": (listing.tag,),
        "compiler": (built.compiler,),
        "runs": (verdict(built.platform, built.os, built.target),),
    }[key]
    return any(any_item(asked, text) for text in texts)


def switch(values: tuple[str, ...]) -> bool | tuple[str, ...]:
    word = values[0].lower() if len(values) == 1 else ""
    return word == "true" if word in ("true", "false") else values


def any_item(asked: tuple[str, ...], text: str | None) -> bool:
    return not asked or any(fnmatchcase(text or "none", shell(item)) for item in asked)


def shell(item: str) -> str:
    """Write an item as the standard library's patterns are: brackets, not backslashes."""
    return re.sub(r"\\(.)", lambda pair: pair[1] if pair[1] in "\\," else f"[{pair[1]}]", item)


def on_target(target: str, item: str) -> bool:
    low, colon, high = item.partition(":")
    if not colon:
        return fnmatchcase(target or "none", item)
    return (not low or descends(target, low)) and (not high or descends(high, target))


def descends(newer: str, older: str) -> bool:
    if newer == older:
        return True
    known = cpu.TARGETS.get(newer)
    return known is not None and older in [ancestor.name for ancestor in known.ancestors]


def compiled_by(compiler: str | None, dependency: Dependency) -> bool:
    asked = dependency.node
    if compiler is None or asked.name == "none":
        return compiler is None and asked.name == "none" and not asked.versions
    name, _, version = compiler.partition("@")
    names = {name}.union(*(alias for alias in ALIASES if name in alias))
    if not any(fnmatchcase(name, asked.name or "*") for name in names):
        return False
    return not asked.versions or (bool(version) and in_list(version, str(asked.versions)))


def has_flag(variants: tuple[str, ...], asked: Flag) -> bool:
    """The oldest pages have flags among their variants; others do not tell any."""
    values = [text.partition("=")[2] for text in variants if name_of(text) == asked.name]
    return any(set(asked.words) <= set(value.strip('"').split()) for value in values)


def name_of(text: str) -> str:
    return text.lstrip("+~").partition("=")[0].removesuffix(":")


def has_variant(variants: tuple[str, ...], asked: Variant) -> bool:
    same = [text for text in variants if name_of(text) == asked.name]
    if not same:
        return asked.propagated
    return any(is_variant(text, asked) for text in same)


def is_variant(text: str, asked: Variant) -> bool:
    if asked.values == () and not asked.patterns:
        return True
    if text[0] in "+~" or isinstance(asked.values, bool):
        return text[0] in "+~" and (text[0] == "+") == asked.values
    values = text.partition("=")[2].split(",")
    if asked.exact:
        return set(values) == set(asked.values)
    if not all(any(fnmatchcase(v, shell(item)) for v in values) for item in asked.patterns):
        return False
    if asked.name == "patches":
        return all(any(v.startswith(prefix) for v in values) for prefix in asked.values)
    return all(value in values for value in asked.values)


def in_list(version: str, constraint: str) -> bool:
    return any(in_item(version, item) for item in constraint.split(","))


def in_item(version: str, item: str) -> bool:
    if item.startswith("="):
        return compare(version, item[1:]) == 0
    low, colon, high = item.partition(":")
    high = high if colon else low
    if low and compare(version, low) < 0:
        return False
    return not high or compare(version, high) <= 0 or is_prefix(parts(high), parts(version))


def parts(version: str) -> list[str]:
    return re.findall("[0-9]+|[A-Za-z]+", version)


def is_prefix(short: list[str], whole: list[str]) -> bool:
    return [p.lstrip("0") for p in whole[: len(short)]] == [p.lstrip("0") for p in short]


def compare(one: str, other: str) -> int:
    """Return below 0, 0 or above 0 as *one* comes before, with or after *other*."""
    left, pre_left = split_pre(parts(one))
    right, pre_right = split_pre(parts(other))
    for a, b in zip_longest(left, right):
        if a is None or b is None:
            return -1 if a is None else 1
        if order := compare_parts(a, b):
            return order
    return (pre_left > pre_right) - (pre_left < pre_right)


def split_pre(found: list[str]) -> tuple[list[str], tuple[str, int]]:
    """Cut a pre-release off; a final version gets a word that sorts behind alpha, beta and rc."""
    for size in (2, 1):
        if len(found) > size and found[-size] in ("alpha", "beta", "rc"):
            number = int(found[-1]) if size == 2 else -1
            return found[:-size], (found[-size], number)
    return found, ("release", 0)


def compare_parts(a: str, b: str) -> int:
    if a.isdigit() and b.isdigit():
        return int(a) - int(b)
    if rank(a) != rank(b):
        return rank(a) - rank(b)
    return (a > b) - (a < b)


def rank(part: str) -> int:
    if part in NEWER:
        return 2 + NEWER.index(part)
    return 1 if part.isdigit() else 0


def configuration(row: dict[str, object]) -> Configuration:
    """Make the configuration of a row as pages have it."""
    compiler = str(row["compiler"])
    return Configuration(
        package=str(row["name"]),
        versions=tuple(map(str, row["versions"])),  # type: ignore[call-overload]
        compiler=None if compiler == "none" else compiler,
        platform=str(row["platform"]),
        os=str(row["os"]),
        target=str(row["target"]),
        variants=tuple(map(str, row["variants"])),  # type: ignore[call-overload]
    )
