"""Variants and compilers as a spec has them, and as one is asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cachetui.spack.keys import EXTENSION_KEYS, FLAGS
from cachetui.spack.values import is_pattern, items, literal, plain, spelled, unquoted

if TYPE_CHECKING:
    from cachetui.spack.tokens import Token  # the first screen has no text to be cut into them


class Variant(Struct, frozen=True):
    """A variant as asked for: ``+mpi``, ``languages=c,c++``, ``fabrics:=rxm``, ``foo=*``."""

    name: str
    values: bool | tuple[str, ...]
    """On or off, or the texts that it must have; none of them is any value at all."""
    exact: bool = False
    """``:=``: no other values beside these."""
    propagated: bool = False
    """``++x``, ``x==a``: a spec without the variant will do."""
    patterns: tuple[str, ...] = ()
    """Items with a ``*`` or ``?`` that stands for other characters: a value must fit each."""

    def __str__(self) -> str:
        if isinstance(self.values, bool):
            return "+~"[not self.values] * (1 + self.propagated) + self.name
        operator = ":" * self.exact + "=" * (1 + self.propagated)
        found = (*map(literal, self.values), *self.patterns)
        return spelled(self.name, operator, found or ("*",))

    @classmethod
    def listed(cls, text: str) -> Variant:
        """Read a variant as pages list it: ``+mpi``, ``api=v18``, ``languages:=c,c++``."""
        if text[:1] in ("+", "~"):
            return cls(text.lstrip("+~"), text[0] == "+")
        key, _, value = text.partition("=")
        value = value.removeprefix("=")
        if value[:1] in ("'", '"') and value[:1] == value[-1:]:
            value = unquoted(value)
        name, exact = key.removesuffix(":"), key.endswith(":")
        if value.upper() in ("TRUE", "FALSE"):
            return cls(name, value.upper() == "TRUE")
        return cls(name, tuple(sorted(set(value.split(",")))), exact)


class Flag(Struct, frozen=True):
    """Compiler flags as asked for: ``cflags="-O2 -g"`` is met by what has at least these.

    Spack: lib/spack/spack/spec.py, ``FlagMap.satisfies``.
    """

    name: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return spelled(self.name, "=", (" ".join(self.words),))

    @classmethod
    def listed(cls, text: str) -> Flag | None:
        """Read flags as they are listed: ``cflags="-O2 -g"``; None where *text* is a variant."""
        name, _, words = text.partition("=")
        return cls(name, tuple(unquoted(words).split())) if name in FLAGS else None


def asked_variant(token: Token) -> Variant:
    """Return the variant that a switch or a pair asks for.

    Spack: lib/spack/spack/variant.py, ``from_string_or_bool``; patterns are ours.
    """
    match = token.match
    if token.kind == "switch":
        return Variant(match["variant"], match["sign"][0] == "+", propagated=token.propagates)
    value, exact = unquoted(match["value"]), match["operator"][0] == ":"
    if value.upper() in ("TRUE", "FALSE"):
        return Variant(match["key"], value.upper() == "TRUE", propagated=token.propagates)
    found = set(items(value))
    if found == {"*"}:
        exact = exact and match["key"] in EXTENSION_KEYS
        return Variant(match["key"], (), exact, token.propagates)
    patterns = set() if exact else set(filter(is_pattern, found))
    values = tuple(sorted(set(map(plain, found - patterns)))) or ("",) * (not patterns)
    return Variant(match["key"], values, exact, token.propagates, tuple(sorted(patterns)))
