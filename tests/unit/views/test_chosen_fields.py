"""The words of ``--columns`` and ``--format``: which field each names, and what is none."""

from __future__ import annotations

import pytest

from cachetui.index.fields import FIELDS
from cachetui.views.chosen_fields import FieldError, chosen_field, chosen_fields


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_of_the_registry_can_be_chosen_by_each_of_its_names(field: object) -> None:
    names = {field.key, field.name, field.plural}  # type: ignore[attr-defined]
    assert {chosen_field(name).field for name in names} == {field}


@pytest.mark.parametrize(
    ("word", "keys", "part", "dependency", "length"),
    [
        ("name", ["package"], "", "", None),
        ("arch", ["platform", "os", "target"], "", "", None),
        ("architecture.os", ["os"], "", "", None),
        ("compiler.name", ["compiler"], "name", "", None),
        ("variants.build_system", ["variant"], "build_system", "", None),
        ("hash:7", ["hash"], "", "", 7),
        ("^python", ["version"], "", "python", None),
        ("^py-numpy.hash:7", ["hash"], "", "py-numpy", 7),
        ("^mpi.compiler.version", ["compiler"], "version", "mpi", None),
    ],
)
def test_a_word_names_a_field_a_part_of_it_or_that_of_a_dependency(
    word: str, keys: list[str], part: str, dependency: str, length: int | None
) -> None:
    chosen = chosen_field(word)
    assert [field.key for field in chosen.fields] == keys
    assert (chosen.part, chosen.dependency, chosen.length) == (part, dependency, length)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("versoin", "version"),
        ("targets.", "targets"),
        ("compiler.vers", ""),
        ("^python.hsh", "hash"),
    ],
)
def test_a_word_that_names_nothing_is_told_with_what_it_may_mean(word: str, meant: str) -> None:
    with pytest.raises(FieldError) as error:
        chosen_fields(f"version, {word}")
    sentence = str(error.value)
    assert f"'{word}'" in sentence
    assert (f"did you mean {meant}?" if meant else "") in sentence
    assert all(field.key in sentence for field in FIELDS)


@pytest.mark.parametrize("text", ["", "version,,os", "^", "hash:", "a^b", "\x1b[2J"])
def test_what_is_no_list_of_fields_is_one_sentence(text: str) -> None:
    with pytest.raises(FieldError) as error:
        chosen_fields(text)
    assert str(error.value).isprintable()


def test_a_dependency_has_only_what_is_known_of_it() -> None:
    with pytest.raises(FieldError, match="not known of a dependency"):
        chosen_field("^python.tag")
