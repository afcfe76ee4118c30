"""The pages of 2021 and 2022, on which each spec is one string."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from cachetui.model import Batch, Configuration
from cachetui.safe_text import clip, safe
from cachetui.sources.formats.batches import SHOWN, RowError
from cachetui.sources.formats.pages.distinct import Distinct
from cachetui.sources.formats.pages.normalize import ORIGIN, modern_compiler
from cachetui.spack.syntax import SpecString, spec_string
from cachetui.spack.tokens import SpecSyntaxError


def from_strings(package: str, strings: Sequence[str], distinct: Distinct) -> Batch:
    """Return a page of spec strings, which have neither hash nor stacks.

    Raises RowError if one of them cannot be used.
    """
    place = distinct.configurations.place
    places = [place(_from_string(package, text)) for text in strings]
    return Batch(
        ORIGIN,
        path="",
        packages=[(package, len(strings))],
        tag=None,
        configurations=distinct.configurations,
        configuration_of=places,
        hashes=[None] * len(strings),
        stacks=[()] * len(strings),
    )


def _from_string(package: str, text: str) -> Configuration:
    spec, dependencies = _parsed(text)
    if spec.name != package:
        raise RowError(f"is a spec of '{clip(safe(spec.name), SHOWN)}'")
    compiler = modern_compiler(spec.compiler)
    place = spec.architecture
    return Configuration(package, (spec.version,), compiler, *place, spec.variants, dependencies)


def _parsed(text: str) -> tuple[SpecString, str]:
    """Return the spec in a spec string, and its dependencies as text; raises RowError."""
    spec, mark, dependencies = text.partition(" ^")
    try:
        return _spec_string(spec), f"{mark}{dependencies}".lstrip()
    except SpecSyntaxError as error:
        raise RowError(f"{safe(str(error))} in '{clip(safe(text), SHOWN)}'") from None


_spec_string = lru_cache(maxsize=1000)(spec_string)  # most strings differ in dependencies only
