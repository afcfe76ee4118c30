"""Tar and zip archives, read as streams and never unpacked; each costs what is done for it."""
