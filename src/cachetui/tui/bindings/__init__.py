"""The keys, and the actions that they are bound to."""
