"""Mirrors over a network: how they are asked, and what is kept of them between runs."""
