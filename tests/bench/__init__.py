"""Benchmarks: `python tests/bench` prints the table."""
