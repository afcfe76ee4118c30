"""Properties tried on drawn input: shortly in the suite, for long by run.py."""
