"""Fields that a user names: the words of ``--columns``, and those in the braces of ``--format``.

A word is the name of a field of the registry, in the singular or the plural, or what Spack's own
formats call it: ``arch``, ``compiler.name``, ``variants.mpi``. ``^python`` is the version of a
dependency, ``^python.compiler`` another field of it, and ``hash:7`` the beginning of a value.
Spack: lib/spack/spack/spec.py, ``Spec.format``.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from cachetui.index.fields import FIELD, FIELDS, Field
from cachetui.model import ARCHITECTURE
from cachetui.safe_text import safe
from cachetui.spack.near import near

_WORD = re.compile(
    r"(?:\^(?P<dependency>[\w-]+)(?:\.|(?=:|$)))?(?P<name>[^:^]*)(?::(?P<length>\d+))?"
)
_OF_A_NODE = ("configuration", "spec")
"""The owners of the fields that are known of a dependency."""
COMPILER_PARTS = ("name", "version")
"""The parts of a compiler, in the order in which ``gcc@12`` has them."""

NAMES: Final = {
    **{name: field for field in FIELDS for name in (field.plural, field.name)},
    **FIELD,
    "name": FIELD["package"],
    "compiler_flags": FIELD["flags"],
    **{f"{arch}.{key}": FIELD[key] for arch in ("arch", "architecture") for key in ARCHITECTURE},
}
"""What a field can be called -> the field."""
ARCH: Final = ("arch", "architecture")
"""The names of platform, os and target together."""


class FieldError(Exception):
    """A word names no field; the message is one sentence that says which fields there are."""


class ChosenField(Struct, frozen=True):
    """A field as a user asked for it."""

    word: str
    """What was written: the head of its column."""
    fields: tuple[Field, ...]
    """The field; several are joined by dashes, as in ``linux-ubuntu24.04-zen3``."""
    part: str = ""
    """``name`` or ``version`` of a compiler, or the name of one variant; empty means all of it."""
    dependency: str = ""
    """The package or virtual of the dependency whose field it is; empty for the spec itself."""
    length: int | None = None
    """How many characters of the value are shown; None for all."""

    @property
    def field(self) -> Field:
        """The field, or the first of several."""
        return self.fields[0]

    @property
    def is_version_alone(self) -> bool:
        """Whether the user named a dependency and no field of it, as in ``^mpi``.

        Its version is meant, and of a virtual the provider before it: ``openmpi@5.0``.
        """
        return bool(self.dependency) and self.word.partition(":")[0] == f"^{self.dependency}"


def chosen_fields(text: str) -> tuple[ChosenField, ...]:
    """Return the fields that *text* lists between commas; raises FieldError."""
    words = [word.strip() for word in text.split(",")]
    if not all(words):
        raise FieldError(f"a field is missing in '{safe(text)}'; the {_known()}")
    return tuple(map(chosen_field, words))


def chosen_field(word: str) -> ChosenField:
    """Return the field that *word* names; raises FieldError."""
    match = _WORD.fullmatch(word)
    if match is None:
        raise _unknown(word)
    dependency, name = match["dependency"] or "", match["name"]
    fields, part = _named(name or ("version" if dependency else ""), word)
    if dependency and not all(field.owner in _OF_A_NODE for field in fields):
        raise FieldError(f"'{safe(word)}' is not known of a dependency, only of the spec itself")
    length = int(match["length"]) if match["length"] else None
    return ChosenField(word, fields, part, dependency, length)


def _named(name: str, word: str) -> tuple[tuple[Field, ...], str]:
    """Return the fields called *name*, and the part of it that is meant, empty if all is.

    Raises FieldError, which quotes *word*.
    """
    if name in NAMES:
        return (NAMES[name],), ""
    if name in ARCH:
        return tuple(FIELD[key] for key in ARCHITECTURE), ""
    whole, _, part = name.partition(".")
    if whole == "compiler" and part in COMPILER_PARTS:
        return (FIELD["compiler"],), part
    if NAMES.get(whole) is FIELD["variant"] and part:
        return (FIELD["variant"],), part
    raise _unknown(word)


def _unknown(word: str) -> FieldError:
    """Return the error for a *word* that names no field, with the field nearest to it."""
    name = word.rpartition(".")[2] if word.startswith("^") else word
    meant = near(name, [*FIELD, *NAMES, *ARCH], most=1)
    guess = f"; did you mean {meant[0]}? The" if meant else "; the"
    return FieldError(f"there is no field called '{safe(word)}'{guess} {_known()}")


def _known() -> str:
    """Return the words that list all fields, for the end of a sentence."""
    return f"fields are {', '.join((*FIELD, ARCH[0]))}, and ^name for a dependency's version"


def part_of(texts: tuple[str, ...], chosen: ChosenField) -> tuple[str, ...]:
    """Return the part of *texts*, the whole value of a field, that *chosen* asks for."""
    if not chosen.part:
        return texts
    if chosen.field.key == "compiler":
        halves = (text.partition("@")[::2] for text in texts)
        found = [half[COMPILER_PARTS.index(chosen.part)] for half in halves]
    else:
        forms = re.compile(
            rf"[+~]{re.escape(chosen.part)}|{re.escape(chosen.part)}:?=.*", re.DOTALL
        )
        found = [text for text in texts if forms.fullmatch(text)]
    return tuple(filter(None, found))
