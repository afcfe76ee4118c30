"""Exit codes of ``--print``; ``--check`` has 0 where all is well and 1 where it is not."""

FOUND, NOTHING, WRONG = 0, 1, 2
