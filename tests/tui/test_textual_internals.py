"""The private names of Textual: the installed one has them all, and only one module uses them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from inspect import getsource
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest
import textual

import cachetui.tui
from cachetui.tui.terminal.textual_internals import PRIVATE_NAMES
from support.textual_internals import PRIVATE_NAMES_OF_TESTS

ROOM = Path(cachetui.tui.__file__).parent
INTERNALS = "cachetui.tui.terminal.textual_internals"
MODULES = sorted(
    ".".join(("cachetui.tui", *path.relative_to(ROOM).with_suffix("").parts))
    for path in ROOM.rglob("*.py")
    if path.name != "__init__.py"
)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_names_in(tree: ast.AST) -> Iterator[str]:
    """Yield the private names that are defined, or stored as attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            name = node.attr
        else:
            continue
        if is_private(name):
            yield name


def of_textual() -> set[str]:
    """Return every private name that Textual's source defines, modules included."""
    paths = list(Path(textual.__file__).parent.rglob("*.py"))
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    names = {name for tree in trees for name in private_names_in(tree)}
    return names | {path.stem for path in paths if is_private(path.stem)}


@pytest.fixture(scope="module")
def names() -> set[str]:
    return of_textual()


def has(owner: str, name: str) -> bool:
    """Return whether a module or class has *name*, its instances' attributes included."""
    module, _, kind = owner.partition(":")
    found = import_module(module)
    if not kind:
        return hasattr(found, name)
    bases = [base for base in getattr(found, kind).__mro__ if base.__module__.startswith("textual")]
    return hasattr(getattr(found, kind), name) or any(
        name in private_names_of(base) for base in bases
    )


def test_the_installed_textual_has_every_private_name_that_is_used() -> None:
    used = [*PRIVATE_NAMES, *PRIVATE_NAMES_OF_TESTS]
    lacking = [f"{one.owner} {one.name}" for one in used if not has(one.owner, one.name)]
    assert lacking == [], f"Textual {textual.__version__} lacks {lacking}"


def test_every_private_name_has_a_reason_and_is_used_where_it_is_listed(names: set[str]) -> None:
    tree = ast.parse(getsource(import_module(INTERNALS)))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {*private_names_in(tree), *imported(tree)}
    found = {name for name in used if is_private(name)} & names
    assert found == {one.name for one in PRIVATE_NAMES}
    assert all(one.reason for one in PRIVATE_NAMES)


def test_no_other_module_uses_a_private_name_of_textual(names: set[str]) -> None:
    others = [name for name in MODULES if name != INTERNALS]
    assert others
    assert {name: used for name in others if (used := used_in(name, names))} == {}


def used_in(name: str, names: set[str]) -> list[str]:
    """Return the uses that a module makes of private names of Textual."""
    module = import_module(name)
    tree = ast.parse(getsource(module))
    own = set(private_names_in(tree))
    return [*imported(tree), *reached_into(tree, names - own), *overridden(module)]


@cache
def private_names_of(kind: type) -> frozenset[str]:
    """Return the private names that a class defines, or sets on its instances."""
    return frozenset(private_names_in(ast.parse(dedent(getsource(kind)))))


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the private names, and names of private modules, that are imported from Textual."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
            yield from filter(is_private, str(node.module).split("."))
            yield from (alias.name for alias in node.names if is_private(alias.name))


def reached_into(tree: ast.AST, names: set[str]) -> Iterator[str]:
    """Yield the attributes in *names* that are asked for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield node.attr


def overridden(module: ModuleType) -> Iterator[str]:
    """Yield the private names that a class has itself, and of which a base in Textual has one."""
    for kind in vars(module).values():
        if not isinstance(kind, type) or kind.__module__ != module.__name__:
            continue
        own = private_names_of(kind)
        for base in kind.__mro__[1:]:
            if base.__module__.startswith("textual"):
                yield from own & private_names_of(base)
