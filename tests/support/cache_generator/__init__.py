"""Caches of any size, made from a seed."""
