"""``meta``, which repeats what a page's rows say: reading it, and finding where they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

import msgspec

from cachetui.model import Batch
from cachetui.safe_text import clip
from cachetui.sources.formats.packed import columns_of

SHOWN = 30
"""Characters of a number that a sentence quotes: it can have thousands of digits."""


class Meta(msgspec.Struct, gc=False):
    """A page's own summary of its rows; None where it has nothing."""

    num_specs: int | None = None
    num_specs_by_stack: dict[str, int] | None = None
    versions: set[str] | None = None
    compilers: set[str] | None = None
    oss: set[str] | None = None
    platforms: set[str] | None = None
    targets: set[str] | None = None
    stacks: set[str] | None = None


_TYPED = msgspec.json.Decoder(Meta)


def decode_plain_meta(text: bytes) -> Meta | None:
    """Return ``meta``, read from JSON as real pages have it; None where `decode_meta` is needed."""
    try:
        return _modern(_TYPED.decode(text))
    except (msgspec.DecodeError, RecursionError):
        return None


def decode_meta(text: str) -> Meta | str:
    """Return ``meta``, read from JSON or YAML; where that fails, the sentence that says why.

    It only repeats the rows, so what is wrong with it costs no page.
    """
    try:
        return _modern(_TYPED.decode(text))
    except (msgspec.DecodeError, RecursionError):
        return _from_yaml(text)  # or there is a number in the place of a version


def _from_yaml(text: str) -> Meta | str:
    """Return the facts in *text*, read as YAML, or why they cannot be used."""
    # few pages need these, and the first screen waits for what it imports
    from cachetui.sources.formats.type_errors import misfit
    from cachetui.sources.safe_yaml import YamlRefusedError, load_yaml

    try:
        return _modern(msgspec.convert(load_yaml(text), Meta, strict=False))
    except msgspec.ValidationError as error:
        return f"cannot be used: {misfit(error)}"
    except YamlRefusedError as error:
        return str(error)


def _modern(meta: Meta) -> Meta:
    """Return *meta* with its compilers spelled as pages do since 2025."""
    if meta.compilers and "@=" in "".join(meta.compilers):
        meta.compilers = {compiler.replace("@=", "@") for compiler in meta.compilers}
    return meta


def disagreement(declared: Meta, page: Batch) -> str | None:
    """Return the first difference between ``meta`` and the rows as a sentence, None if they agree.

    Only what ``meta`` declares is compared: the oldest pages have versions and compilers only.
    """
    actual = _meta_of(page)
    if declared == actual:
        return None
    if declared.num_specs is not None and declared.num_specs != actual.num_specs:
        number = clip(f"{declared.num_specs:,}", SHOWN)
        return f"its meta says num_specs is {number}, its rows are {actual.num_specs:,}"
    for key in Meta.__struct_fields__:
        value = getattr(declared, key)
        if value is not None and value != getattr(actual, key):
            return f"its meta and its rows disagree on {key}"
    return None


def _meta_of(page: Batch) -> Meta:
    """Return what ``meta`` should declare."""
    columns = columns_of(page.configurations, [*set(page.configuration_of)])
    _, versions, compilers, platforms, oses, targets, *_ = columns
    rows = Counter(chain.from_iterable(page.stacks))
    return Meta(
        len(page),
        rows,
        set(chain.from_iterable(versions)),
        _names_of(compilers),
        set(oses),
        set(platforms),
        set(targets),
        set(rows),
    )


def _names_of(compilers: Iterable[str | None]) -> set[str]:
    return {"none" if name is None else name for name in set(compilers)}
