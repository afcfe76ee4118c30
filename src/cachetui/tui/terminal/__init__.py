"""The terminal under the screen, and Textual's edges."""
