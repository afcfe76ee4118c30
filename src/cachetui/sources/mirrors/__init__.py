"""Mirrors by name: what Spack's configuration says of them, and what else is known."""
