"""Transports, which find and open entries, and formats, which read them."""
