"""Narrowing the search to what may run on the host, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.tui.dialogs.base import put_query

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """Find only what may run on the host, or everything again."""
    query = screen.view.query
    put_query(screen, query.but(runs=() if query.runs else ("yes", "maybe")))
