"""The recipe for Spack and the container file: what they say agrees with ``pyproject.toml``.

The recipes are run with stand-ins for Spack's directives, which write down what is asked of them.
"""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from packaging.requirements import Requirement

from support.paths import ROOT

PACKAGING = ROOT / ".github" / "packaging"
RECIPES = sorted((PACKAGING / "spack_repo" / "cachetui" / "packages").glob("*/package.py"))
BUILTIN = "spack_repo.builtin"


class Recipe:
    """What a recipe says of its package."""

    def __init__(self, path: Path) -> None:
        self.versions: dict[str, dict[str, str]] = {}
        self.needs: dict[str, dict[str, Any]] = {}
        self._usual: dict[str, Any] = {}
        with patch.dict(sys.modules, self._modules()):
            found = runpy.run_path(str(path))
        self.name = path.parent.name
        named = "".join(word.capitalize() for word in self.name.split("_"))
        self.package = found[named]

    def _modules(self) -> dict[str, ModuleType]:
        python = type("PythonPackage", (), {})
        directives: dict[str, Any] = {
            "version": self._version,
            "depends_on": self._depends_on,
            "license": lambda *_, **__: None,
            "default_args": self._default_args,
        }
        above = ("spack", "spack_repo", BUILTIN, f"{BUILTIN}.build_systems", f"{BUILTIN}.packages")
        modules = {name: ModuleType(name) for name in above}
        facts = {
            "spack.package": directives,
            f"{BUILTIN}.build_systems.python": {"PythonPackage": python},
            **{
                f"{BUILTIN}.packages.{name}.package": {f"Py{name[3:].capitalize()}": python}
                for name in ("py_textual", "py_archspec")
            },
        }
        for name, values in facts.items():
            modules[name] = ModuleType(name)
            vars(modules[name]).update(values)
        return modules

    def _version(self, number: str, **facts: str) -> None:
        self.versions[number] = facts

    def _depends_on(self, spec: str, **facts: Any) -> None:
        self.needs[spec] = {**self._usual, **facts}

    @contextmanager
    def _default_args(self, **facts: Any) -> Iterator[None]:
        self._usual = facts
        yield
        self._usual = {}

    def asks(self, requirement: str, kind: str) -> bool:
        """Return whether the recipe has a Python package of the same name and lower bound."""
        needed = Requirement(requirement)
        (lower,) = (one.version for one in needed.specifier if one.operator == ">=")
        spec = re.compile(rf"py-{re.escape(needed.name)}@{re.escape(lower)}:.*")
        return any(
            spec.fullmatch(one) and kind in facts["type"] for one, facts in self.needs.items()
        )


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    (path,) = (path for path in RECIPES if path.parent.name == "py_cachetui")
    return Recipe(path)


def test_the_recipe_needs_what_the_project_needs(recipe: Recipe, project: dict[str, Any]) -> None:
    runs, builds = project["project"]["dependencies"], project["build-system"]["requires"]
    assert len(runs) > 5
    assert not [one for one in runs if not recipe.asks(one, "run")]
    assert not [one for one in builds if not recipe.asks(one, "build")]
    python = project["project"]["requires-python"].removeprefix(">=")
    assert f"python@{python}:" in recipe.needs


def test_the_recipe_takes_the_checkout_that_it_is_in(recipe: Recipe) -> None:
    assert recipe.package.git == ROOT.as_uri()
    assert recipe.versions == {"main": {"branch": "main"}}


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.parent.name)
def test_a_recipe_names_its_source_by_its_checksum(path: Path) -> None:
    found = Recipe(path)
    assert found.package.__doc__ is None or found.package.__doc__.strip()
    for number, facts in found.versions.items():
        assert number == "main" or re.fullmatch(r"[0-9a-f]{64}", facts["sha256"])


def test_the_container_file_copies_what_the_wheel_is_built_from(project: dict[str, Any]) -> None:
    text = (PACKAGING / "Containerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert all((ROOT / name).exists() for name in names)
    assert {"pyproject.toml", project["project"]["readme"], "src/", "styles/"} <= set(names)
    extras = re.findall(r"'\.\[([\w,]+)\]'", text)[0].split(",")
    assert set(extras) <= set(project["project"]["optional-dependencies"])
