"""The fields of a configuration, as pages of any year have them -> in today's spelling."""

from __future__ import annotations

from cachetui.model import Configuration, Origin, split_architecture
from cachetui.sources.formats.batches import RowError

ORIGIN = Origin("pages", "pages")
"""The origin of the rows of every page."""


Build = tuple[str | None, str, str, str]
"""Compiler, platform, os and target of a spec."""


def configuration(
    package: str,
    versions: tuple[str, ...],
    compiler: str | None,
    platform: str | None,
    os: str | None,
    target: str | None,
    variants: tuple[str, ...],
    architecture: str | None,
) -> Configuration:
    """Return a row's fields in today's spelling; raises RowError if one that must be is missing."""
    check_versions(versions)
    build = build_of(compiler, platform, os, target, architecture)
    return Configuration(package, versions, *build, variants)


def check_versions(versions: tuple[str, ...]) -> None:
    """Raise RowError if a row's *versions* are none, or one of them is empty."""
    if not versions or not all(versions):
        raise RowError("has no version")


def build_of(
    compiler: str | None,
    platform: str | None,
    os: str | None,
    target: str | None,
    architecture: str | None,
) -> Build:
    """Return how and for what a row's spec was built; raises RowError if it does not say it all."""
    if architecture is not None and target is None:
        # early 2023's one string; a part that is not there comes back as "None"
        parts = split_architecture(architecture)
        platform, os, target = ("" if part == "None" else part for part in parts)
    if not platform or not os or not target:
        raise RowError("does not say its platform, os and target")
    return modern_compiler(compiler), platform, os, target


def modern_compiler(compiler: str | None) -> str | None:
    """Return *compiler* as pages spell it since 2025: ``gcc@11.4.0``, None for ``none``."""
    if compiler is None or compiler in ("none", ""):
        return None
    return compiler.replace("@=", "@")
