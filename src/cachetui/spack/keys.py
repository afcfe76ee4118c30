"""The keys of ``key=value`` that stand for no variant."""

from __future__ import annotations

EXTENSION_KEYS = (
    "stack",
    "tag",
    "compiler",
    "runs",
    "origin",
    "cached",
    "installed",
    "locked",
    "explicit",
    "external",
)
"""Keys that a query has and Spack has not: what a cache knows beyond a spec."""
FLAGS = ("cflags", "cppflags", "cxxflags", "fflags", "ldflags", "ldlibs")
"""Compiler flags: the only keys that a node may have more than once."""
