"""The meaning of an entry's bytes: one package for each kind of input."""
