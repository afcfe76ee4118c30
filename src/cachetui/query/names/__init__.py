"""Fuzzy package names: every name a query can mean, the likeliest first."""
