"""The lines that a person would type: a spec, how to install it, the search that was made.

Pages are untrusted, and these lines end up in a shell. So a hash is one or is not used, each word
is quoted, and where a spec cannot be spelled soundly there is no command for it at all.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from msgspec import Struct

from cachetui.index.ordering import ROOT
from cachetui.model import HASH, Configuration, Listing
from cachetui.safe_text import safe

MIRRORS = "https://binaries.spack.io"
"""The public cache: below it stands a mirror for each tag."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_WORD = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_GIT = re.compile(rf"(?:git\.[A-Za-z0-9_][A-Za-z0-9_./-]*|[0-9A-Fa-f]{{40}})(?:={_WORD.pattern})?")
_VARIANT = re.compile(r"([+~])(\w[\w.-]*)|(\w[\w.-]*:?=)(.*)", re.ASCII | re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9,/_.-]+")
_INERT = re.compile(r"[A-Za-z0-9_.,:+~=%/@^ -]*")
_GLOB = re.compile(r"[*?\[]")
_ACTS_IN_DOUBLE_QUOTES = re.compile(r"[$`\\\"!]")
_RELEASE_BRANCH = re.compile(r"v[0-9]+\.[0-9]+")
_BEFORE_HASHES = re.compile(r"v0\.1[0-9](?![0-9])")


def spec_line(listing: Listing) -> str:
    """Write *listing* as one line in Spack's syntax, in the order of Spack 1.x.

    ``name@=version+switch key=value platform= os= target= /hash %compiler@=version``; values that
    need quotes have them. Whatever a page holds, the line is safe to show and a shell runs
    nothing of it; what no spec can hold stands in quotes, so that it does not read back.
    Spack: lib/spack/spack/spec.py, ``DISPLAY_FORMAT``.
    """
    before, behind = around_hash(listing.configuration)
    return " ".join(filter(None, (before, hash_argument(listing), behind)))


def hash_argument(listing: Listing) -> str | None:
    """Write ``/<hash>``; None where the page has none, or one that is no hash."""
    return hash_word(listing.hash)


def hash_word(name: str | None) -> str | None:
    """Write the hash *name* as an argument; None if it is no hash."""
    return f"/{name}" if name and HASH.fullmatch(name) else None


def around_hash(shown: Configuration, exactly: str = "=") -> tuple[str, str]:
    """Write what stands before and what stands behind the hash in a spec line."""
    flags, values = _variants(shown.variants)
    name = _first(_checked(_NAME, shown.package))
    words = [name + _version(shown.version, exactly) + flags, *values]
    for key in ("platform", "os", "target"):
        if place := getattr(shown, key):
            words.append(f"{key}={_value(place)}")
    compiler, _, version = (shown.compiler or "").partition("@")
    behind = f"%{_checked(_NAME, compiler)}{_version(version, exactly)}" if compiler else ""
    return " ".join(words), behind


def _version(version: str, exactly: str) -> str:
    if not version:
        return ""
    if _GIT.fullmatch(version):
        return f"@{version}"
    return f"@{exactly}{_checked(_WORD, version)}"


def spelled_variants(variants: Iterable[str]) -> str:
    """Write *variants* as a spec line does: ``+mpi~ipo build_system=cmake``."""
    flags, values = _variants(variants)
    return " ".join(filter(None, (flags, *values)))


def _variants(variants: Iterable[str]) -> tuple[str, list[str]]:
    """Write the switches as one word without spaces, and a word for each other variant."""
    flags, values = "", []
    for variant in variants:
        match = _VARIANT.fullmatch(variant)
        if match is None:
            values.append(_first(_quoted(variant)))
        elif match[1]:
            flags += variant
        else:
            values.append(match[3] + _value(match[4]))
    return flags, values


def shell_safe(line: str) -> str:
    """Write a *line* that is no command so that a shell runs nothing of it, all the same.

    What a shell might act upon puts the whole line in quotes.
    """
    if _INERT.fullmatch(line):
        return line
    return "'" + line.replace("'", "\\x27") + "'"


def _first(word: str) -> str:
    """Let no *word* begin with a dash: to a shell its quotes are no part of it."""
    return f"{word[0]}\\x2d{word[2:]}" if word[1:2] == "-" and word[0] in "'\"" else word


def _checked(form: re.Pattern[str], text: str) -> str:
    return text if form.fullmatch(text) else _quoted(text)


def _value(text: str) -> str:
    return text if _BARE.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Put *text* in quotes as Spack does: single ones, double ones round a single one.

    What a shell would still act upon is replaced by its escape: a single quote beside what works
    in double quotes; and, since ``$(cachetui --print spec)`` is cut at spaces and each piece may
    be a pattern, what patterns are made of, and a space before a dash.
    """
    text = _GLOB.sub(lambda found: f"\\x{ord(found[0]):02x}", safe(text).replace(" -", "\\x20-"))
    if "'" in text and not _ACTS_IN_DOUBLE_QUOTES.search(text):
        return f'"{text}"'
    return "'" + text.replace("'", "\\x27") + "'"


def is_spec(shown: Configuration) -> bool:
    """Tell whether *shown* can be written as a spec that Spack reads as just this."""
    compiler, _, compiler_version = (shown.compiler or "").partition("@")
    versions = (shown.version, compiler_version)
    places = (shown.platform, shown.os, shown.target)
    return (
        all(map(_NAME.fullmatch, filter(None, (shown.package, compiler))))
        and bool(shown.package)
        and all(_WORD.fullmatch(text) or _GIT.fullmatch(text) for text in filter(None, versions))
        and all(map(_WORD.fullmatch, filter(None, places)))
        and all(map(_is_variant, shown.variants))
    )


def _is_variant(variant: str) -> bool:
    match = _VARIANT.fullmatch(variant)
    if match is None:
        return False
    value = match[4] or ""
    return "\\" not in value and _quoted(value)[1:-1] == value


class Step(Struct, frozen=True):
    """One command of an installation."""

    command: str
    """What to type: one line, quoted for a shell."""
    purpose: str
    """What it is for: one sentence without its full stop."""


def install(listing: Listing, stack: str | None = None) -> list[Step]:
    """List the commands that install *listing* from its tag's mirror, in their order.

    With *stack*, one of those that list it, the mirror is that stack's own, whose list of
    binaries is much shorter. Empty where the page gives nothing sound to install.
    """
    steps = _install_steps(listing)
    if not steps:
        return []
    keys = Step("spack buildcache keys --install --trust", "trust the keys of the mirrors")
    return [*_mirror_steps(listing.tag, stack), keys, *steps]


def _mirror_steps(tag: str | None, stack: str | None) -> list[Step]:
    if not tag:
        return []
    address = mirror_address(tag, stack)
    name = "-".join(re.findall(r"[A-Za-z0-9_.]+", f"spack-{tag}-{stack or ''}"))
    command = shlex.join(("spack", "mirror", "add", name, address))
    return [Step(command, f"tell Spack, once, where the binaries of {safe(tag)} are")]


def mirror_address(tag: str, stack: str | None = None) -> str:
    """Return the URL of *tag*'s mirror in the public cache, or of *stack*'s within it.

    A branch such as ``v0.18`` stands below ``releases/`` and has no mirrors for its stacks.
    """
    from urllib.parse import quote

    if _RELEASE_BRANCH.fullmatch(tag):
        return f"{MIRRORS}/releases/{tag}"
    path = f"{tag}/{stack}" if stack and stack != ROOT else tag
    return f"{MIRRORS}/{quote(path, errors='replace')}"


def _install_steps(listing: Listing) -> list[Step]:
    shown, tag = listing.configuration, listing.tag or ""
    by_hash, steps = hash_argument(listing), []
    purpose = "install this build from binaries alone"
    if not tag:
        purpose += "; its page names no tag, so add the mirror that has it first"
    if by_hash:
        newer = ", with Spack 0.20 or newer" if _BEFORE_HASHES.match(tag) else ""
        steps.append(Step(_from_cache(by_hash), purpose + newer))
    if is_spec(shown) and not by_hash:
        spec = " ".join(filter(None, around_hash(shown)))
        steps.append(Step(_from_cache(spec), f"{purpose}: its page has no hash for it"))
    elif is_spec(shown) and _BEFORE_HASHES.match(tag):
        older = "the same with an older Spack, which finds no hash in a mirror"
        spec = " ".join(filter(None, around_hash(shown, exactly="")))
        steps.append(Step(_from_cache(spec), older))
    return steps


def _from_cache(spec: str) -> str:
    return shlex.join(("spack", "install", "--cache-only", spec))


def this_search(
    queries: Sequence[str],
    sources: Sequence[str] = (),
    *,
    tags: Sequence[str] = (),
    host: str | None = None,
    form: str = "table",
    show: str = "specs",
) -> str:
    """Write the command that prints what *queries* (any of them) find in *sources*.

    The rest are the options' values: patterns of *tags*, *host*, ``--print`` and ``--show``.
    """
    words = ["cachetui", *(f"--tag={tag}" for tag in tags)]
    words += [f"--host={host}"] if host else []
    for query in filter(None, queries):
        words += ["-q", query]
    words += ["--print", form]
    words += ["--show", show] if show != "specs" else []
    words += ["--"] if any(source.startswith("-") for source in sources) else []
    return safe(shlex.join([*words, *sources]))
