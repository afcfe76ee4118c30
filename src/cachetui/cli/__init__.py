"""The command line: arguments, reports, and what is said about them."""
