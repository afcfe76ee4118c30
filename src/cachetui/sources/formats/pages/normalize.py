"""The fields of a configuration, as pages of any year have them -> in today's spelling."""

from __future__ import annotations

from cachetui.model import Configuration, Origin, split_architecture
from cachetui.sources.formats.batches import RowError

ORIGIN = Origin("pages", "pages")
"""The origin of the rows of every page."""


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
    if architecture is not None and target is None:
        # early 2023's one string; a part that is not there comes back as "None"
        parts = split_architecture(architecture)
        platform, os, target = ("" if part == "None" else part for part in parts)
    if not versions or not all(versions):
        raise RowError("has no version")
    if not platform or not os or not target:
        raise RowError("does not say its platform, os and target")
    compiler = modern_compiler(compiler)
    return Configuration(package, versions, compiler, platform, os, target, variants)


def modern_compiler(compiler: str | None) -> str | None:
    """Return *compiler* as pages spell it since 2025: ``gcc@11.4.0``, None for ``none``."""
    if compiler is None or compiler in ("none", ""):
        return None
    return compiler.replace("@=", "@")
