"""One value of a row against one constraint: what Spack's ``satisfies`` means on a concrete spec.

A query asks by the word ``none`` for a value that a page lacks.
Spack: lib/spack/spack/spec.py, ``Spec.satisfies`` and ``ArchSpec.satisfies``;
lib/spack/spack/variant.py, ``VariantValue.satisfies``.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from cachetui.spack.compilers import package
from cachetui.spack.targets import in_range, names_of
from cachetui.spack.values import NONE, any_of, is_pattern, literal, plain, unquoted
from cachetui.spack.variants import Flag, Variant
from cachetui.spack.versions import VersionList


def version_test(asked: VersionList) -> Callable[[tuple[str, ...]], bool]:
    """Return the test whether any of a row's versions is asked for."""
    return lambda versions: any(map(asked.holds, versions))


def compiler_test(asked: str, versions: VersionList | None) -> Callable[[str | None], bool]:
    """Return the test for a compiler as pages write it, ``gcc@11.4.0``, None for none.

    *asked* is a name, ``none`` or a pattern; empty is any. The older and the newer name of a
    compiler are one.
    """
    if asked == NONE:
        return lambda compiler: compiler is None and versions is None
    named = any_of([asked or "*", package(asked)])

    def test(compiler: str | None) -> bool:
        if compiler is None:
            return False
        name, _, version = compiler.replace("@=", "@", 1).partition("@")
        if not (named(name) or named(package(name))):
            return False
        return versions is None or (version != "" and versions.holds(version))

    return test


def namespace_test(asked: str) -> Callable[[str | None], bool]:
    """Return the test for a namespace, which counts only where a spec has one."""
    return lambda namespace: namespace is None or namespace == asked


def flag_test(asked: Flag) -> Callable[[tuple[str, ...]], bool]:
    """Return the test whether any of a spec's flags holds all words of *asked*."""
    return lambda texts: any(has_flags(asked, text) for text in texts)


def has_flags(asked: Flag, text: str) -> bool:
    """Return whether *text*, flags as a spec has them, holds all words of *asked*."""
    name, _, value = text.partition("=")
    return name == asked.name and set(asked.words) <= set(unquoted(value).split())


def item_test(items: tuple[str, ...]) -> Callable[[str | None], bool]:
    """Return the test whether a field, None or empty where the page lacks it, is an item."""
    test = any_of(items)
    return lambda text: test(text or NONE)


def any_item_test(items: tuple[str, ...]) -> Callable[[tuple[str, ...]], bool]:
    """Return the test whether any text of a field that has several is an item."""
    test = any_of(items)
    return lambda texts: any(map(test, texts or (NONE,)))


def range_test(items: tuple[str, ...]) -> Callable[[str], bool]:
    """Return the test for a target; an item with a colon is a range of microarchitectures.

    ``x86_64_v3:`` is that one and its descendants, ``:zen3`` that one and its ancestors; a name
    alone is only itself, under whichever of its names.
    """
    ranges = [plain(item).partition(":")[::2] for item in items if ":" in item]
    single = [item for item in items if ":" not in item]
    aliases = (names_of(plain(item)) for item in single if not is_pattern(item))
    named = item_test((*single, *map(literal, chain.from_iterable(aliases))))

    def test(target: str) -> bool:
        if named(target):
            return True
        return any(in_range(target, low or None, high or None) for low, high in ranges)

    return test


def meets(listed: Variant, asked: Variant) -> bool:
    """Return whether a row's variant of that name is as *asked*.

    The values asked for must be among the row's, for ``:=`` be all of them; those of patches are
    prefixes of hashes. Every pattern must be met by a value.
    """
    if asked.values == () and not asked.patterns:
        return True
    if isinstance(asked.values, bool) or isinstance(listed.values, bool) or asked.exact:
        return listed.values == asked.values
    if not all(any(map(any_of([pattern]), listed.values)) for pattern in asked.patterns):
        return False
    if asked.name == "patches":
        return all(any(map(_begins(value), listed.values)) for value in asked.values)
    return set(asked.values) <= set(listed.values)


def _begins(prefix: str) -> Callable[[str], bool]:
    return lambda text: text.startswith(prefix)


def as_variant(key: str, items: tuple[str, ...]) -> Variant:
    """Read one of our own keys as the variant of that name: what a row that has it is asked."""
    if items == ("*",):
        return Variant(key, ())
    return Variant.listed(f"{key}={','.join(map(plain, items))}")
