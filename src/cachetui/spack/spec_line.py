"""A spec as one line of Spack's syntax, for people and for a shell.

Pages are untrusted, and these lines end up in a shell: a hash is one or is not used, and every
word is plain or in quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from cachetui.model import ARCHITECTURE, HASH, Configuration, Listing
from cachetui.safe_text import safe
from cachetui.spack.values import unquoted

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_WORD = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_GIT = re.compile(rf"(?:git\.[A-Za-z0-9_][A-Za-z0-9_./-]*|[0-9A-Fa-f]{{40}})(?:={_WORD.pattern})?")
_VARIANT = re.compile(r"([+~])(\w[\w.-]*)|(\w[\w.-]*:?=)(.*)", re.ASCII | re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9,/_.-]+")
_GLOB = re.compile(r"[*?\[]")
_ACTS_IN_DOUBLE_QUOTES = re.compile(r"[$`\\\"!]")


def spec_line(listing: Listing) -> str:
    """Return *listing* as one line in Spack's syntax, in the order of Spack 1.x.

    ``name@=version+switch key=value``, the architecture, ``/hash %compiler@=version``; values that
    need quotes have them. Whatever a page holds, the line is safe to show and a shell runs
    nothing of it; what no spec can hold stands in quotes, so that it does not read back.
    Spack: lib/spack/spack/spec.py, ``DISPLAY_FORMAT``.
    """
    before, behind = around_hash(listing.configuration)
    return " ".join(filter(None, (before, hash_argument(listing), behind)))


def hash_argument(listing: Listing) -> str | None:
    """Return ``/<hash>``; None where the page has none, or one that is no hash."""
    return hash_word(listing.hash)


def hash_word(name: str | None) -> str | None:
    """Return the hash *name* as an argument; None if it is no hash."""
    return f"/{name}" if name and HASH.fullmatch(name) else None


def as_argument(shown: Configuration, exactly: str = "=") -> str:
    """Return the spec of *shown*, which `is_spec`, for a command that quotes it as a whole."""
    return " ".join(filter(None, _around_hash(shown, exactly, _spack_value)))


def around_hash(shown: Configuration) -> tuple[str, str]:
    """Return what stands before and what stands behind the hash in a spec line."""
    return _around_hash(shown, "=", _value)


def _around_hash(
    shown: Configuration, exactly: str, spelled: Callable[[str], str]
) -> tuple[str, str]:
    """Return what stands before and behind the hash: the spec, and its compiler."""
    flags, values = _variants(shown.variants, spelled)
    name = _first(_checked(_NAME, shown.package))
    words = [name + _version(shown.version, exactly) + flags, *values]
    for key, value in zip(ARCHITECTURE, shown.architecture, strict=True):
        if value:
            words.append(f"{key}={spelled(value)}")
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
    """Return *variants* as a spec line does: ``+mpi~ipo build_system=cmake``."""
    flags, values = _variants(variants, _value)
    return " ".join(filter(None, (flags, *values)))


def _variants(variants: Iterable[str], spelled: Callable[[str], str]) -> tuple[str, list[str]]:
    """Return the switches as one word without spaces, and a word for each other variant."""
    flags, values = "", []
    for variant in variants:
        match = _VARIANT.fullmatch(variant)
        if match is None:
            values.append(_first(_quoted(variant)))
        elif match[1]:
            flags += variant
        else:
            values.append(match[3] + spelled(_unquoted(match[4])))
    return flags, values


def _first(word: str) -> str:
    """Return *word* with a leading dash escaped, since a shell drops the quotes before it."""
    return f"{word[0]}\\x2d{word[2:]}" if word[1:2] == "-" and word[0] in "'\"" else word


def _checked(form: re.Pattern[str], text: str) -> str:
    return text if form.fullmatch(text) else _quoted(text)


def _value(text: str) -> str:
    return text if _BARE.fullmatch(text) else _quoted(text)


def _spack_value(text: str) -> str:
    """Return *text* as Spack writes it: in quotes where it needs them, and as it is in these.

    Spack: lib/spack/spack/spec_parser.py, ``quote_if_needed``.
    """
    if _BARE.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False) if "'" in text else f"'{text}'"


def _unquoted(value: str) -> str:
    """Return the *value* of a variant without the quotes that Spack's own files list it in."""
    return unquoted(value) if value[:1] == value[-1:] and len(value) > 1 else value


def _quoted(text: str) -> str:
    """Return *text* in quotes as Spack writes them: single ones, double ones round a single one.

    What a shell would still act upon is replaced by its escape: a single quote beside what works
    in double quotes; and, since ``$(cachetui --print spec)`` is cut at spaces and each piece may
    be a pattern, what patterns are made of, and a space before a dash.
    """
    text = _GLOB.sub(lambda found: f"\\x{ord(found[0]):02x}", safe(text).replace(" -", "\\x20-"))
    if "'" in text and not _ACTS_IN_DOUBLE_QUOTES.search(text):
        return f'"{text}"'
    return "'" + text.replace("'", "\\x27") + "'"


def is_spec(shown: Configuration) -> bool:
    """Return whether *shown* can be written as a spec that Spack reads as just this."""
    compiler, _, compiler_version = (shown.compiler or "").partition("@")
    versions = (shown.version, compiler_version)
    return (
        all(map(_NAME.fullmatch, filter(None, (shown.package, compiler))))
        and bool(shown.package)
        and all(_WORD.fullmatch(text) or _GIT.fullmatch(text) for text in filter(None, versions))
        and all(map(_WORD.fullmatch, filter(None, shown.architecture)))
        and all(map(_is_variant, shown.variants))
    )


def _is_variant(variant: str) -> bool:
    match = _VARIANT.fullmatch(variant)
    if match is None:
        return False
    value = _unquoted(match[4] or "")
    return "\\" not in value and safe(value) == value
