"""The options of one run, and the user's settings."""
