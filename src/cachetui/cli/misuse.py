"""Which options do not go together, and the sentence that says so."""

from __future__ import annotations

import argparse

WAYS = ("print", "format", "pick", "check", "serve")
"""The options that say how the program is used, of which there is one at most."""


def misuse(given: argparse.Namespace) -> str | None:
    """Return the sentence that says which options do not go together, if so."""
    if given.mirrors:
        return _misuse_of_mirrors(given)
    ways = [f"--{way}" for way in WAYS if getattr(given, way) not in (None, False)]
    if len(ways) > 1:
        return f"{ways[0]} and {ways[1]} do not go together"
    if given.check and given.query:
        return "--check reads everything: it takes no --query"
    if given.sessions is not None and (given.serve is None or given.sessions < 1):
        return "--sessions is the number of pages of --serve, 1 or more"
    if given.pick and given.read_only:
        return "--pick and --read-only do not go together: nothing leaves a read-only screen"
    return _misuse_of_print(given)


def _misuse_of_print(given: argparse.Namespace) -> str | None:
    """Return the sentence that says what only belongs to what is printed, if so."""
    prints = given.print or given.format is not None
    if given.show not in (None, "specs") and given.print not in ("table", "json"):
        return "--show needs --print table or --print json"
    if given.best and not prints:
        return "--best needs --print or --format"
    if len(given.query) > 1 and not prints:
        return "--query can be given several times with --print or --format only"
    return _misuse_of_columns(given) if given.columns is not None else None


def _misuse_of_columns(given: argparse.Namespace) -> str | None:
    """Return the sentence that says why what is shown has no columns to choose, if so."""
    form = given.print or given.pick
    if form not in (None, "table") or given.check or given.format is not None:
        return "--columns is for the screen, and for --print or --pick table"
    if given.show not in (None, "specs"):
        return f"--columns is about specs: it does not go with --show {given.show}"
    return None


def _misuse_of_mirrors(given: argparse.Namespace) -> str | None:
    """Return the sentence that says what does not go with ``--mirrors``, if anything."""
    others = ("query", "tag", "host", "show", "best", "all", "columns", "sessions", *WAYS[1:])
    if given.sources:
        return "--mirrors lists what Spack's configuration names: it takes no SOURCE"
    for other in others:
        if getattr(given, other) not in (None, False, []):
            return f"--mirrors and --{other} do not go together"
    if given.print not in (None, "table", "json"):
        return "--mirrors can be printed as table or json"
    return None
