"""Shell completion: what may follow, asked of this program by a shell when Tab is pressed.

argcomplete knows the shells and the options; here is what options and sources may be: paths,
tags and packages of the source that is named, hosts, fields. Nothing here may fail or write: a
completer that cannot tell offers nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from cachetui.safe_text import is_plain
from cachetui.sources.filter import Filter, tag_folder
from cachetui.sources.source import Source, SourceError

BEYOND = re.compile(r"-$|mirror:|[a-z0-9+]+://")
"""The sources that no Tab looks into: a stream can be read only once, and a network waits."""
_NAME_OF_SOURCE = re.compile(r"(\w[\w.+-]*=)?(.*)", re.DOTALL)
_LAST_NAME = re.compile(r"(.*[\s^%])?([\w-]*)", re.DOTALL)


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell that asks by its variables, and leave; return if none asks."""
    import argcomplete
    from argcomplete.completers import SuppressCompleter

    completers: dict[str, Callable[[str, argparse.Namespace], Iterable[str]]] = {
        "sources": lambda word, _: sources(word),
        "query": lambda word, given: queries(word, partial(_packages, given)),
        "tag": lambda word, given: _beginning(word, _tags(given)),
        "host": lambda word, _: _beginning(word, _targets()),
        "columns": lambda word, _: columns(word),
        "config": lambda word, _: paths(word),
        "theme": lambda word, _: _beginning(word, _themes()),
    }
    for action in parser._actions:
        if action.dest in completers:
            action.completer = _quiet(completers[action.dest])  # type: ignore[attr-defined]
    argcomplete.autocomplete(
        parser, always_complete_options=False, default_completer=SuppressCompleter()
    )


def _quiet(
    completer: Callable[[str, argparse.Namespace], Iterable[str]],
) -> Callable[..., list[str]]:
    """Return *completer* as argcomplete calls it: without an error, and with plain text only."""

    def offered(prefix: str, parsed_args: argparse.Namespace, **_: object) -> list[str]:
        with suppress(Exception):
            return [word for word in completer(prefix, parsed_args) if is_plain(word)]
        return []

    return offered


def _beginning(word: str, words: Iterable[str]) -> list[str]:
    return sorted(one for one in set(words) if one.startswith(word))


def sources(word: str) -> list[str]:
    """Return the sources that *word* may become: paths, behind a name for the origin too."""
    match = _NAME_OF_SOURCE.fullmatch(word)
    named, path = (match[1] or "", match[2]) if match and not os.path.lexists(word) else ("", word)
    return [named + one for one in (*paths(path), *mirrors(path))]


def mirrors(word: str) -> list[str]:
    """Return the mirrors of Spack's configuration that *word* may become, if it begins one."""
    from cachetui.sources.open import MIRROR

    if not (word.startswith(MIRROR) or (word and MIRROR.startswith(word))):
        return []
    from cachetui.sources.mirrors.configured import configured

    found = configured().mirrors.values()
    return _beginning(word, [f"{MIRROR}{one.name}" for one in found if one.is_binary])


def paths(word: str) -> list[str]:
    """Return the files and folders whose paths begin with *word*, hidden ones only if it does."""
    folder, _, name = word.rpartition("/")
    shown = f"{folder}/" if "/" in word else ""
    found = []
    with suppress(OSError), os.scandir(os.path.expanduser(shown) or ".") as entries:  # noqa: PTH111
        for entry in entries:
            if entry.name.startswith(name) and (name or not entry.name.startswith(".")):
                found.append(f"{shown}{entry.name}{'/' if entry.is_dir() else ''}")
    return sorted(found)


def queries(word: str, packages: Callable[[], Collection[str]]) -> list[str]:
    """Return the searches that *word* may become: its last name as one of *packages*."""
    match = _LAST_NAME.fullmatch(word)
    if match is None:
        return []
    before, name = match[1] or "", match[2]
    return [before + one for one in _beginning(name, packages())]


def columns(word: str) -> list[str]:
    """Return the lists that *word* may become: its last field as one of the registry."""
    from cachetui.index.fields import FIELD

    before, comma, name = word.rpartition(",")
    return [f"{before}{comma}{one}" for one in _beginning(name, FIELD)]


def _packages(given: argparse.Namespace) -> Collection[str]:
    from cachetui.cli.lookup import package_names

    return package_names(_opened(given), given.tag or ())


def _tags(given: argparse.Namespace) -> set[str]:
    """Return the tags of the sources, by the names of folders where these say them."""
    opened = list(_opened(given))
    entries = [entry for one in opened for entry in one.entries(Filter())]
    tags = {tag_folder(Path(entry.path).parts[:-1]) for entry in entries}
    if None not in tags:
        return {tag for tag in tags if tag}
    from cachetui.cli.lookup import read

    index = read(opened, Filter()).index
    return {tag for tag in index.tags.values if tag}


def _opened(given: argparse.Namespace) -> Iterator[Source]:
    """Yield the sources of the command line that can be read at once, else the default one."""
    from cachetui.sources.open import default_source, open_source, split_name

    named = [*(given.sources or ()), *_behind_the_cursor()]
    for location in named or [default_source()]:
        if not BEYOND.match(split_name(location)[1]):
            with suppress(SourceError):
                yield open_source(os.path.expanduser(location))  # noqa: PTH111


def _behind_the_cursor() -> list[str]:
    """Return the words behind the cursor that are there to be read, as the shell tells them."""
    line, point = os.environ.get("COMP_LINE", ""), os.environ.get("COMP_POINT", "")
    with suppress(ValueError):
        words = shlex.split(line[int(point) :].partition(" ")[2])
        return [word for word in words if os.path.exists(os.path.expanduser(word))]  # noqa: PTH110, PTH111
    return []


def _targets() -> list[str]:
    from archspec import cpu

    return list(cpu.TARGETS)


def _themes() -> Iterable[str]:
    from cachetui.settings.theme_names import THEMES

    return THEMES
