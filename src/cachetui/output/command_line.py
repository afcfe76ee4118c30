"""The command that repeats a search, and lines that a shell may read without harm."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from cachetui.safe_text import safe, safe_url

_SAFE = re.compile(r"[A-Za-z0-9_.,:+~=%/@^ -]*")


def shell_safe(line: str) -> str:
    """Return a *line* that is no command so that a shell runs nothing of it, all the same.

    What a shell might act upon puts the whole line in quotes.
    """
    if _SAFE.fullmatch(line):
        return line
    return "'" + line.replace("'", "\\x27") + "'"


def this_search(
    queries: Sequence[str],
    sources: Sequence[str] = (),
    *,
    tags: Sequence[str] = (),
    host: str | None = None,
    form: str = "table",
    show: str = "specs",
    columns: Sequence[str] = (),
    switches: Sequence[str] = (),
) -> str:
    """Return the command that prints what *queries* (any of them) find in *sources*.

    A password in a URL is left out. The rest are the options' values: patterns of *tags*, *host*,
    ``--print``, ``--show`` and ``--columns``, and the *switches*, options without a value.
    """
    words = ["cachetui", *(f"--tag={tag}" for tag in tags)]
    words += [f"--host={host}"] if host else []
    words += switches
    for query in filter(None, queries):
        words += ["-q", query]
    words += ["--print", form]
    words += ["--show", show] if show != "specs" else []
    words += ["--columns", ",".join(columns)] if columns else []
    words += ["--"] if any(source.startswith("-") for source in sources) else []
    return safe(shlex.join([*words, *map(safe_url, sources)]))
