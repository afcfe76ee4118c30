"""Pages of every era, one function each: what a cache has looked like since 2021.

A page is made of `Row`s, spelled as in 2025; each era spells and orders them in its own way.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

MIRROR = "https://binaries.spack.io"


def a_hash(text: str) -> str:
    """Return a spec's hash that depends on *text* alone: 32 characters of ``a-z2-7``."""
    return b32encode(blake2b(text.encode(), digest_size=20).digest()).decode().lower()


class Row(NamedTuple):
    """One listing; the defaults make a plausible one out of a hash."""

    hash: str
    version: str = "1.2.0"
    compiler: str = "gcc@13.2.0"
    platform: str = "linux"
    os: str = "ubuntu24.04"
    target: str = "x86_64_v3"
    variants: tuple[str, ...] = ("build_system=cmake", "~ipo", "+shared")
    stacks: tuple[str, ...] = ("e4s", "root")
    size: int = 0
    """Bytes; only pages of early 2023 say it."""
    dependencies: str = ""
    """``^zlib@1.2.11%gcc@7.5.0 arch=... ^...``; only spec strings say it."""

    @property
    def architecture(self) -> str:
        return f"{self.platform}-{self.os}-{self.target}"


def page_2021(package: str, rows: Sequence[Row]) -> str:
    """An ``index.md``: no tag, and a block list of one-key maps, spec string to file."""
    entries = (f' - "{spec_string(package, row)}": spec-{i}.json' for i, row in enumerate(rows))
    return _page(
        f'title: "{package}"',
        "layout: cache",
        "category: package",
        f"meta: {json.dumps(_versions_and_compilers(rows))}",
        "spec_files: ",
        *entries,
        "",
    )


def page_2022(package: str, tag: str | None, rows: Sequence[Row]) -> str:
    """Parallel lists of files and spec strings; without a tag, ``category: package``."""
    return _page(
        f'title: "{package}"',
        "layout: cache",
        "category: package" if tag is None else f"categories: [package, {tag}]",
        f"meta: {json.dumps(_versions_and_compilers(rows))}",
        "spec_files: ",
        *(f" - spec-{i}.json" for i in range(len(rows))),
        "spec_names:",
        *(f" - '{spec_string(package, row)}'" for row in rows),
    )


def page_early_2023(package: str, tag: str, rows: Sequence[Row]) -> str:
    """The first ``spec_details``: one architecture string, the size in bytes, a tarball."""
    details = [
        {
            "hash": row.hash,
            "versions": [row.version],
            "compiler": row.compiler,
            "architecture": row.architecture,
            "variants": _bare_values(row.variants),
            "stacks": row.stacks,
            "size": row.size,
            "tarball": _tarball(package, tag, row),
        }
        for row in rows
    ]
    arches = sorted({row.architecture for row in rows})
    meta = {**_versions_and_compilers(rows), "arches": arches}
    return _detailed(package, tag, meta, details)


def page_2024(package: str, tag: str, rows: Sequence[Row], *, equals: bool = True) -> str:
    """2023 and 2024: os, platform and target apart, ``gcc@=11.4.0`` if *equals*, rows as given."""
    details = [
        {
            "hash": row.hash,
            "compiler": _exact(row.compiler) if equals else row.compiler,
            "versions": [row.version],
            "os": row.os,
            "platform": row.platform,
            "target": row.target,
            "variants": _bare_values(row.variants),
            "stacks": row.stacks,
            "size": "-",
            "tarball": _tarball(package, tag, row),
        }
        for row in rows
    ]
    return _detailed(package, tag, _meta(details), details)


def page_2025_march(package: str, tag: str, rows: Sequence[Row]) -> str:
    """Keys, rows and stacks sorted, no tarball; compilers and values spelled as before."""
    rows = [
        row._replace(compiler=_exact(row.compiler), variants=tuple(_bare_values(row.variants)))
        for row in rows
    ]
    return page_2025(package, tag, rows)


def page_2025(package: str, tag: str, rows: Sequence[Row]) -> str:
    """The last pages, and the sample: everything sorted, ``gcc@11.4.0``, ``k:=a,b``."""
    details = [
        {
            "compiler": row.compiler,
            "hash": row.hash,
            "os": row.os,
            "platform": row.platform,
            "size": "-",
            "stacks": sorted(row.stacks),
            "target": row.target,
            "variants": row.variants,
            "versions": [row.version],
        }
        for row in sorted(rows)
    ]
    meta = _meta(details)
    meta["num_specs_by_stack"] = dict(sorted(meta["num_specs_by_stack"].items()))
    return _detailed(package, tag, dict(sorted(meta.items())), details)


Shape = Callable[[str, str, Sequence[Row]], str]
DETAILED: dict[str, Shape] = {
    "early 2023": page_early_2023,
    "2023-24": page_2024,
    "March 2025": page_2025_march,
    "2025": page_2025,
}
"""The eras whose pages hold ``spec_details``, all written by ``(package, tag, rows)``."""


def spec_string(package: str, row: Row) -> str:
    """Spell a row as Spack did before 1.0: ``axl@0.3.0%gcc@7.5.0+shared k=v arch=...``."""
    variants = _bare_values(row.variants)
    flags = "".join(v for v in variants if v[0] in "+~")
    values = "".join(f" {v}" for v in variants if v[0] not in "+~")
    compiler = "" if row.compiler == "none" else f"%{row.compiler}"
    spec = f"{package}@{row.version}{compiler}{flags}{values} arch={row.architecture}"
    return f"{spec} {row.dependencies}".rstrip()


def _page(*lines: str) -> str:
    return "\n".join(("---", *lines, "---"))  # the last line has no newline


def _detailed(package: str, tag: str, meta: dict[str, Any], details: list[dict[str, Any]]) -> str:
    return _page(
        f'title: "{package}"',
        "layout: cache",
        f"categories: [package, {tag}]",
        f"meta: {json.dumps(meta)}",
        f"spec_details: {json.dumps(details)}",
    )


def _versions_and_compilers(rows: Sequence[Row]) -> dict[str, list[str]]:
    return {
        "versions": list(dict.fromkeys(row.version for row in rows)),
        "compilers": list(dict.fromkeys(row.compiler for row in rows)),
    }


def _meta(details: list[dict[str, Any]]) -> dict[str, Any]:
    """Say again what the rows say, sorted as text."""
    by_stack = Counter(stack for row in details for stack in row["stacks"])
    return {
        "versions": sorted({row["versions"][0] for row in details}),
        "compilers": sorted({row["compiler"] for row in details}),
        "oss": sorted({row["os"] for row in details}),
        "platforms": sorted({row["platform"] for row in details}),
        "targets": sorted({row["target"] for row in details}),
        "stacks": sorted(by_stack),
        "num_specs": len(details),
        "num_specs_by_stack": dict(by_stack),
    }


def _exact(compiler: str) -> str:
    return compiler.replace("@", "@=")


def _bare_values(variants: Iterable[str]) -> list[str]:
    return [variant.replace(":=", "=") for variant in variants]


def _tarball(package: str, tag: str, row: Row) -> str:
    compiler = row.compiler.replace("@", "-")
    folder = f"{MIRROR}/{tag}/build_cache/{row.architecture}/{compiler}/{package}-{row.version}"
    return f"{folder}/{row.architecture}-{compiler}-{package}-{row.version}-{row.hash}.spack"
