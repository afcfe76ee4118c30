"""Variants and compilers as a spec has them, and as one is asked for them."""

from __future__ import annotations

from msgspec import Struct

from cachetui.spack.syntax import FLAGS
from cachetui.spack.values import literal, spelled, unquoted


class Variant(Struct, frozen=True):
    """A variant as asked for: ``+mpi``, ``languages=c,c++``, ``fabrics:=rxm``, ``foo=*``."""

    name: str
    values: bool | tuple[str, ...]
    """On or off, or the texts that it must have; none of them is any value at all."""
    exact: bool = False
    """``:=``: no other values beside these."""
    propagated: bool = False
    """``++x``, ``x==a``: a spec without the variant will do."""

    def __str__(self) -> str:
        if isinstance(self.values, bool):
            return "+~"[not self.values] * (1 + self.propagated) + self.name
        operator = ":" * self.exact + "=" * (1 + self.propagated)
        return spelled(self.name, operator, map(literal, self.values) if self.values else ("*",))

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
