"""The facts of one view each, without a screen."""
