"""The parts of the browsing screen."""
