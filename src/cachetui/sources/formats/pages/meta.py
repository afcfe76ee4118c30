"""``meta`` repeats what a page's rows say; this tells where the two disagree."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import msgspec

from cachetui.model import Page
from cachetui.safe_text import clip
from cachetui.sources.formats.pages.safe_yaml import YamlRefusedError, load_yaml
from cachetui.sources.formats.pages.type_errors import misfit

SHOWN = 30
"""Characters of a number that a sentence quotes: it can have thousands of digits."""


class Meta(msgspec.Struct, gc=False):
    """What a page says of its rows; None where it says nothing."""

    num_specs: int | None = None
    num_specs_by_stack: dict[str, int] | None = None
    versions: set[str] | None = None
    compilers: set[str] | None = None
    oss: set[str] | None = None
    platforms: set[str] | None = None
    targets: set[str] | None = None
    stacks: set[str] | None = None


_TYPED = msgspec.json.Decoder(Meta)


def decode_meta(text: str) -> Meta | str:
    """Read ``meta`` from JSON or YAML; where that fails, give the sentence that says why.

    It only repeats the rows, so what is wrong with it costs no page.
    """
    try:
        return _modern(_TYPED.decode(text))
    except (msgspec.DecodeError, RecursionError):
        pass  # it may still be YAML, or have a number in the place of a version
    try:
        return _modern(msgspec.convert(load_yaml(text), Meta, strict=False))
    except msgspec.ValidationError as error:
        return f"cannot be used: {misfit(error)}"
    except YamlRefusedError as error:
        return str(error)


def _modern(meta: Meta) -> Meta:
    """Spell the compilers as pages do since 2025."""
    if meta.compilers:
        meta.compilers = {compiler.replace("@=", "@") for compiler in meta.compilers}
    return meta


def disagreement(said: Meta, page: Page) -> str | None:
    """Compare what ``meta`` has *said* with the rows; the first difference as a sentence, or None.

    Only what is there is compared: the oldest pages have versions and compilers only.
    """
    true = _meta_of(page)
    if said == true:
        return None
    if said.num_specs is not None and said.num_specs != true.num_specs:
        number = clip(f"{said.num_specs:,}", SHOWN)
        return f"its meta says num_specs is {number}, its rows are {true.num_specs:,}"
    for key in Meta.__struct_fields__:
        value = getattr(said, key)
        if value is not None and value != getattr(true, key):
            return f"its meta and its rows disagree on {key}"
    return None


def _meta_of(page: Page) -> Meta:
    """Work out what ``meta`` should say."""
    versions, compilers, oses, platforms, targets = (set[str]() for _ in range(5))
    for one in page.configurations:
        versions.update(one.versions)
        compilers.add(one.compiler or "none")
        oses.add(one.os)
        platforms.add(one.platform)
        targets.add(one.target)
    rows = Counter(chain.from_iterable(page.stacks))
    stacks = set(rows)
    return Meta(len(page), dict(rows), versions, compilers, oses, platforms, targets, stacks)
