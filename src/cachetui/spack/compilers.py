"""Compilers by name: which packages are some, and which names mean one package."""

from __future__ import annotations

ALIASES = {
    "arm": "acfl",
    "clang": "llvm",
    "intel": "intel-oneapi-compilers-classic",
    "oneapi": "intel-oneapi-compilers",
    "rocmcc": "llvm-amdgpu",
}
"""Older names of compilers, and the packages they are. Spack: lib/spack/spack/aliases.py."""
COMPILERS = frozenset(
    (
        *("acfl", "aocc", "apple-clang", "cce", "fj", "gcc", "intel-oneapi-compilers"),
        *("intel-oneapi-compilers-classic", "llvm", "llvm-amdgpu", "msvc", "nag", "nvhpc"),
        *("pgi", "xl", "xl_r", *ALIASES),
    )
)
"""Packages that are compilers, and their older names."""
LANGUAGES = ("c", "cxx", "fortran")
"""The virtuals of compilers, in the order in which a spec's one compiler is chosen.

Spack: lib/spack/spack/spec.py, ``DeprecatedCompilerSpec``.
"""
OF_ALL_LANGUAGES = ("nvhpc",)
"""Compilers that provide every language whatever their variants are."""


def package(compiler: str) -> str:
    """Return the package that the name of a compiler means."""
    return ALIASES.get(compiler, compiler)


def names(compiler: str) -> list[str]:
    """Return every name of the package that *compiler* means: the older and the newer one."""
    meant = package(compiler)
    return [meant, *(old for old, new in ALIASES.items() if new == meant)]
