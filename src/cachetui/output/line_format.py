"""The text of ``--format``: a line for each spec, with fields in braces, as ``spack find`` has it.

``{name}@{version} {hash:7}``. A sign or a key before the field stands only where there is a
value: ``{@version}``, ``{%compiler}``, ``{/hash}``, ``{ os=os}`` with a space in front.
Spack: lib/spack/spack/spec.py, ``Spec.format``.
"""

from __future__ import annotations

import re

from msgspec import Struct

from cachetui.safe_text import safe
from cachetui.views.chosen_fields import ChosenField, FieldError, chosen_field

_PIECE = re.compile(
    r"\\(?P<escaped>.)|\{(?P<field>[^{}]*)\}|(?P<text>[^\\{}]+)|(?P<stray>.)", re.DOTALL
)
_FIELD = re.compile(r"(?P<before> *(?:[@%/]|[\w-]+=)?)(?P<word>.*)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t"}


class FormattedField(Struct, frozen=True):
    """A field in braces, and what stands before its value if it has one."""

    before: str
    chosen: ChosenField


class LineFormat(Struct, frozen=True):
    """A format, taken apart."""

    pieces: tuple[str | FormattedField, ...]

    @property
    def fields(self) -> tuple[ChosenField, ...]:
        """The fields in it, in their order."""
        return tuple(one.chosen for one in self.pieces if isinstance(one, FormattedField))

    def fill(self, values: list[str]) -> str:
        """Return the line with *values* for its fields; they are made safe to show."""
        rest = iter(values)
        return "".join(
            piece if isinstance(piece, str) else _filled(piece, next(rest)) for piece in self.pieces
        )


def _filled(piece: FormattedField, value: str) -> str:
    return f"{piece.before}{safe(value)}" if value else ""


def line_format(text: str) -> LineFormat:
    r"""Return the format that *text* describes; ``\n`` and ``\t`` are what they are elsewhere.

    Raises FieldError where a brace is alone, or names no field.
    """
    return LineFormat(tuple(map(_piece, _PIECE.finditer(text))))


def _piece(match: re.Match[str]) -> str | FormattedField:
    """Return a part of a template: text as it is, or a field to be filled in.

    Raises FieldError for a brace alone and for a field that there is not.
    """
    if stray := match["stray"]:
        raise FieldError(
            f"there is a '{stray}' alone; as a sign of its own it is written \\{stray}"
        )
    if match["escaped"]:
        return _ESCAPES.get(match["escaped"], match["escaped"])
    if match["field"] is None:
        return match["text"]
    return _formatted(match["field"])


def _formatted(inner: str) -> FormattedField:
    """Return what braces around *inner* ask for; raises FieldError."""
    parts = _FIELD.fullmatch(inner)
    assert parts is not None
    before, word = parts["before"], parts["word"].strip()
    chosen = chosen_field(word)
    sign = before.strip()
    if sign and (noun := _misplaced(sign, chosen)):
        raise FieldError(f"'{sign}' stands before {noun} only, not in '{safe(f'{{{inner}}}')}'")
    return FormattedField(before, chosen)


def _misplaced(sign: str, chosen: ChosenField) -> str | None:
    """Return what *sign* goes with, if that is not *chosen*."""
    is_version = chosen.field.key == "version" or chosen.part == "version"
    fits = {
        "@": ("a version", is_version),
        "%": ("a compiler", chosen.field.key == "compiler" and chosen.part != "version"),
        "/": ("a hash", chosen.field.key == "hash"),
    }
    noun, fit = fits.get(sign, ("", True))
    return None if fit else noun
