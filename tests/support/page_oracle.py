"""A page as plain YAML has it, row by row: slow, simple, and nothing of the reader's in it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from cachetui.model import Batch


class Naive(NamedTuple):
    """One row, in today's spelling."""

    hash: str | None
    versions: tuple[str, ...]
    compiler: str | None
    where: str
    """Platform, os and target, with dashes."""
    variants: tuple[str, ...]
    stacks: tuple[str, ...]
    size: float | None
    tarball: str | None
    dependencies: str


def naive_page(text: str) -> tuple[str, str | None, list[Naive]]:
    """Read a sound page of any era: its package, its tag and its rows."""
    front_matter = text.split("---\n", 1)[1].rsplit("\n---", 1)[0]
    # in 2021 spec strings were keys, of which some are longer than YAML allows
    keys = _KEY.findall(front_matter)
    front_matter = _KEY.sub("", front_matter)
    loaded = yaml.load(front_matter, Loader=yaml.CSafeLoader)
    # the same without types: a tag that could be a date is the text that was written
    texts = yaml.load(front_matter, Loader=yaml.CBaseLoader)
    tag = texts["categories"][1] if "categories" in texts else None
    if "spec_details" in loaded:
        rows = [_row(row) for row in loaded["spec_details"]]
    else:
        rows = [_string(string) for string in loaded.get("spec_names") or keys]
    return texts["title"], tag, rows


_KEY = re.compile(r'^ - "(.*)": spec-\d+\.json$', re.MULTILINE)


def as_naive(page: Batch) -> tuple[str, str | None, list[Naive]]:
    """Spell out what the reader made of a page in the same way."""
    rows = []
    columns = zip(page.hashes, page.configuration_of, page.stacks, strict=True)
    for number, (hash_, place, stacks) in enumerate(columns):
        one = page.configurations[place]
        where = f"{one.platform}-{one.os}-{one.target}"
        size = page.sizes[number] if page.sizes else None
        tarball = page.tarballs[number] if page.tarballs else None
        said = (hash_, one.versions, one.compiler, where, one.variants, stacks, size, tarball)
        rows.append(Naive(*said, one.dependencies))
    ((package, _),) = page.packages
    return package, page.tag, rows


def _row(row: dict[str, Any]) -> Naive:
    where = row.get("architecture") or "-".join((row["platform"], row["os"], row["target"]))
    return Naive(
        row["hash"],
        tuple(row["versions"]),
        _compiler(row["compiler"]),
        where,
        tuple(row["variants"]),
        tuple(row["stacks"]),
        None if row["size"] == "-" else row["size"],
        row.get("tarball"),
        "",
    )


def _string(string: str) -> Naive:
    head, _, dependencies = string.partition(" ^")
    first, *words = head.split(" ")
    version, compiler, flags = _FIRST.fullmatch(first).groups()  # type: ignore[union-attr]
    flags_and_values = [*re.findall("[+~][^+~]+", flags), *words[:-1]]
    where = words[-1].removeprefix("arch=")
    known = (None, (version,), compiler, where, tuple(flags_and_values), (), None, None)
    return Naive(*known, f"^{dependencies}" if dependencies else "")


_FIRST = re.compile(r"[^@]+@([^%+~]+)(?:%([^+~]+))?(.*)")


def _compiler(text: str) -> str | None:
    return None if text == "none" else text.replace("@=", "@")
