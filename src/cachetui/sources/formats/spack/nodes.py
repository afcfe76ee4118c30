"""A node, one spec of any of the five shapes -> its configuration.

The shape decides how a node is read, never a version number. Versions 1 (Spack 0.9 to 0.16) have
``{NAME: {...}}``, later ones ``{"name": NAME, ...}``; since version 5 (Spack 1.0) there is no
``compiler``. Spack: lib/spack/spack/spec.py, SpecfileV1 to SpecfileV5.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
from msgspec import Raw, Struct

from cachetui.sources.formats.batches import RowError
from cachetui.sources.formats.type_errors import BROKEN, misfit

FLAGS = ("cflags", "cppflags", "cxxflags", "fflags", "ldflags", "ldlibs")
"""Parameters that are compiler flags. Spack: spec.py, _valid_compiler_flags."""
NOTHING = (b"", b"null")
"""A field's text where it says nothing."""

# Spack: lib/spack/spack/spec_parser.py, NO_QUOTES_NEEDED
_NO_QUOTES_NEEDED = re.compile(r"[a-zA-Z0-9,/_.\-\[\]]+")


class External(Struct, gc=False):
    """The origin of a spec that Spack has not built."""

    path: str | None = None


class WrittenNode(Struct, gc=False):
    """A spec as a file has it; what many specs share is kept as text, and read once."""

    name: str = ""
    version: str = ""
    namespace: str | None = None
    arch: Raw = Raw()
    compiler: Raw = Raw()
    annotations: Raw = Raw()
    parameters: Raw = Raw()
    dependencies: Raw = Raw()
    external: External | None = None
    hash: str | None = None
    full_hash: str | None = None
    build_hash: str | None = None
    older_hash: str | None = msgspec.field(name="_hash", default=None)
    """``hash`` as Spack 0.17 called it while it was being made."""


class _Target(Struct):
    name: str


class _Architecture(Struct):
    platform: str
    platform_os: str
    target: str | _Target


class _Compiler(Struct):
    name: str
    version: str = ""


class _Annotations(Struct):
    compiler: str | None = None


_ARCHITECTURE = msgspec.json.Decoder(_Architecture)
_COMPILER = msgspec.json.Decoder(_Compiler | None)
_ANNOTATIONS = msgspec.json.Decoder(_Annotations | None)
_PARAMETERS = msgspec.json.Decoder(dict[str, Any])


def architecture_of(text: bytes) -> tuple[str, str, str]:
    """Return platform, os and target of a node's ``arch``, empty where it has none.

    Raises RowError.
    """
    if text in NOTHING:
        return "", "", ""
    arch = decode(_ARCHITECTURE, text)
    # the features of one target differ from index to index: its name is what counts
    target = arch.target if isinstance(arch.target, str) else arch.target.name
    return arch.platform, arch.platform_os, target


def compiler_of(compiler: bytes, annotations: bytes) -> str | None:
    """Return ``gcc@11.4.0`` as a node states it itself, None if it does not; raises RowError."""
    if compiler not in NOTHING and (own := decode(_COMPILER, compiler)):
        return f"{own.name}@{own.version}" if own.version else own.name
    if annotations not in NOTHING and (noted := decode(_ANNOTATIONS, annotations)):
        return noted.compiler.replace("@=", "@") if noted.compiler else None
    return None


def parameters_of(text: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return variants and compiler flags of ``parameters``, as Spack writes them, by their names.

    Raises RowError where they cannot be read.
    """
    if text in NOTHING:
        return (), ()
    parameters = sorted(decode(_PARAMETERS, text).items())
    variants = tuple(variant(name, value) for name, value in parameters if name not in FLAGS)
    flags = tuple(_flags(name, value) for name, value in parameters if name in FLAGS and value)
    return variants, flags


def variant(name: str, value: object) -> str:
    """Return a variant as Spack writes it: ``+mpi``, ``api=v18``, ``fabrics:=rxm,tcp``.

    Spack: lib/spack/spack/variant.py, VariantValue.__str__.
    """
    if isinstance(value, bool) or str(value).upper() in ("TRUE", "FALSE"):
        return ("+" if str(value).upper() == "TRUE" else "~") + name
    if not isinstance(value, list):
        return f"{name}={_quoted(_text(value))}"
    texts = [_text(item)[:7] if name == "patches" else _text(item) for item in value]
    return f"{name}:={_quoted(','.join(texts)) if texts else '*'}"


def _flags(name: str, value: object) -> str:
    flags = value if isinstance(value, list) else [value]
    text = " ".join(map(_text, flags))
    return f"{name}={text if _NO_QUOTES_NEEDED.fullmatch(text) else json.dumps(text)}"


def _quoted(text: str) -> str:
    """Return *text* in the quotes it needs. Spack: spec_parser.py, quote_if_needed."""
    if _NO_QUOTES_NEEDED.fullmatch(text):
        return text
    return json.dumps(text) if "'" in text else f"'{text}'"


def _text(value: object) -> str:
    """Return a single value of a parameter; raises RowError if it is none."""
    if value is None or isinstance(value, dict | list):
        raise RowError("has a parameter that is no value")
    return str(value)


def decode(decoder: msgspec.json.Decoder[Any], text: bytes) -> Any:
    """Return what *text* says; raises RowError where it is broken or of another shape."""
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        raise RowError(misfit(error)) from None
    except BROKEN:
        raise RowError("is broken JSON") from None


_NODE = msgspec.json.Decoder(WrittenNode)
_NESTED = msgspec.json.Decoder(dict[str, WrittenNode])


def node_of(text: bytes) -> WrittenNode:
    """Return the node in *text*, of any shape; raises RowError."""
    node: WrittenNode = decode(_NODE, text)
    if node.name:
        return node
    try:
        nested = _NESTED.decode(text)
    except BROKEN:
        nested = {}
    if len(nested) != 1:
        raise RowError("has no name")
    ((node.name, inner),) = nested.items()
    inner.name = node.name
    return inner
