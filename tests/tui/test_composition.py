"""How the screen is composed: a small screen, and dialogs that stand alone."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from inspect import isfunction

import pytest
from textual.actions import parse

from cachetui.tui.bindings.keys import ALL_KEYS
from cachetui.tui.browse_screen import BrowseScreen

OF_FEW_RUNS = {
    *("aiohttp", "argcomplete", "cachetui.tui.terminal.browser", "cachetui.views.field_values"),
    *("cachetui.tui.presenter.chosen_columns", "cachetui.tui.presenter.command"),
}
"""Modules that a run needs only where it is served, completes, or has columns of its own."""
OF_TYPING = {
    *("cachetui.query.parser", "cachetui.query.pasted", "cachetui.query.complete"),
    *("cachetui.spack.tokens", "cachetui.spack.versions", "cachetui.query.names.search"),
}
"""Modules that are needed from the first key on."""
MOST_METHODS = 25
OPENED = sorted(
    {str(parse(key.action)[2][0]) for key in ALL_KEYS if key.action.startswith("app.open")}
)


def test_the_browsing_screen_stays_small() -> None:
    ours = [base for base in BrowseScreen.__mro__ if base.__module__.startswith("cachetui")]
    methods = [
        f"{base.__name__}.{name}"
        for base in ours
        for name, value in vars(base).items()
        if isfunction(value) or isinstance(value, property)
    ]
    assert len(methods) <= MOST_METHODS, methods


@pytest.mark.parametrize("name", OPENED)
def test_a_key_that_opens_a_dialog_names_a_module_that_opens_it(name: str) -> None:
    assert callable(import_module(f"cachetui.tui.dialogs.{name}").open_on)


def test_no_dialog_is_imported_before_it_opens() -> None:
    code = "import sys, cachetui.tui.app; print(*(n for n in sys.modules if '.dialogs.' in n))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_first_screen_waits_for_nothing_of_pages_of_columns_of_ones_own_and_of_typing() -> None:
    code = "import sys, cachetui.tui.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not (OF_FEW_RUNS | OF_TYPING) & set(done.stdout.split())
