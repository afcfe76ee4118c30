"""The least that a Textual program can be: what start-up is compared with."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """Shows one word."""

    def compose(self) -> ComposeResult:
        """Make the word."""
        yield Static("ready")


if __name__ == "__main__":
    EmptyApp().run()
