"""Exit codes of ``--print``; of ``--check``: no problems, problems, a source cannot be read."""

FOUND, NOTHING, WRONG = 0, 1, 2
