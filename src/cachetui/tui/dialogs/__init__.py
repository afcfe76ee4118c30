"""The dialogs over the browsing screen, one module each, imported when they open."""
