"""Lines for people, for programs and for shells."""
