"""Pasted text -> the query that is meant by it: lines and commands of Spack and of this program.

* ``[+]  2lwakq4  py-affine@2.1.0 ...``, as ``spack find -l``, ``spack spec -Il`` and ``spack
  buildcache list -l`` print it: that hash, of that package and version. A ``^`` before the name
  only says where the line stands in a tree.
* ``-- linux-ubuntu24.04-x86_64_v3 / gcc@13.2.0 ----``, the head of such a list.
* ``.../py-affine-2.1.0-2lwakq4...``, a prefix or the name of a file, and a hash by itself.
* ``spack install --cache-only ...`` and ``cachetui -q ...``.

Spack: lib/spack/spack/cmd/__init__.py, ``display_specs``; lib/spack/spack/spec.py, ``tree``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cachetui.index.index import Index
from cachetui.spack.values import spelled

SHORT_HASH = 7
"""Characters of a hash as Spack lists it."""
LONGEST = 2_000
"""Characters that a pasted line can have; Spack prints no longer ones."""

_HASH = "[a-z2-7]{32}"
_NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*"
_ROW = re.compile(
    rf"""\s* (?P<mark>(?:\[[-+^eb\ ]\]|-)\s+)?
    (?: (?P<hash>{_HASH}|[a-z2-7]{{{SHORT_HASH}}})(?P<gap>\s+) )?
    (?P<tree>\^)? (?P<spec>{_NAME}@[=A-Za-z0-9_.-]+) (?P<rest>.*)""",
    re.VERBOSE | re.DOTALL,
)
_HEAD = re.compile(r"\s*-- ([^\s-]+-[^\s-]+-\S+) / (?:no compilers?|%?(\S+)) -+\s*")
_FILE = re.compile(
    rf"(?:\S*/)?[A-Za-z0-9_][^\s/]*-({_HASH})"
    r"(?:\.spec\.json(?:\.sig)?|\.spack|\.spec\.manifest\.json)?/?"
)
_BARE_HASH = re.compile(_HASH)
_COMMAND = re.compile(r"\s*(?:[$%>]\s+)?(spack|cachetui)\s+\S.*", re.DOTALL)
_PAIR = re.compile(r"([\w.-]+)(:?==?)(.+)", re.ASCII | re.DOTALL)
_VERBS = ("add", "buildcache", "concretize", "find", "install", "load", "spec", "uninstall")
_TAKING = frozenset(
    (
        *("-j", "--jobs", "-t", "--type", "-c", "--cover", "-f", "--file", "-F", "--format"),
        *("--use-buildcache", "--test", "-u", "--until", "--deptype", "--mirror", "-m"),
    )
)
"""Options of those commands that are followed by a value."""
_TAKING_BEFORE = frozenset(
    (
        *("-e", "--env", "-D", "--env-dir", "--directory", "-c", "--config"),
        *("-C", "--config-scope", "--color"),
    )
)
"""Options of ``spack`` itself that are, before the command: ``-e`` means another thing behind it.

Spack: lib/spack/spack/main.py, ``make_argument_parser``.
"""


def as_query(text: str, *, typed: bool = True) -> str:
    """Return the text of the query that *text* stands for; *text* itself where it is no paste.

    Seven letters before a spec may be a hash or a word of a package's name. If they are *typed*
    and not pasted, they count as a hash only with a digit among them.
    """
    if len(text) > LONGEST:
        return text
    for read in (_command, _head, _file):
        if (query := read(text)) is not None:
            return query
    query = _row(text)
    if query is None or (typed and not _is_sure(text)):
        return text
    return query


def first_line(text: str) -> str:
    """Return the query of the first line of *text* that stands for one; else all lines as one."""
    for line in text.splitlines():
        if (query := as_query(line, typed=False)) != line:
            return query
    return " ".join(text.split())


def is_hash_beginning(text: str) -> bool:
    """Return whether *text* may be the beginning of a hash that lacks its slash."""
    return re.fullmatch(r"[a-z2-7]{4,32}", text) is not None


def has_hash(index: Index, beginning: str) -> bool:
    """Return whether any hash of *index* begins with *beginning*."""
    return any(name is not None and name.startswith(beginning) for name in index.hashes)


def _row(text: str) -> str | None:
    """Return the query of a line of a list; None where *text* is no such line."""
    match = _ROW.fullmatch(text)
    if match is None or not (match["mark"] or match["hash"]) or _is_dependent(match):
        return None
    if match["hash"]:
        return f"{match['spec']} /{match['hash']}"
    return match["spec"] + match["rest"].rstrip()


def _is_dependent(row: re.Match[str]) -> bool:
    """Return whether what looks like a hash is a package's name: ``libxml2 ^xz@5``.

    In Spack's trees dependencies are indented, so that more than one space follows a hash.
    """
    return bool(row["tree"]) and len(row["hash"] or "") == SHORT_HASH and len(row["gap"]) == 1


def _is_sure(text: str) -> bool:
    """Return whether *text*, a line of a list, cannot be words of a name before a version."""
    match = _ROW.fullmatch(text)
    assert match
    name = match["hash"] or ""
    return bool(match["mark"]) or len(name) > SHORT_HASH or not name.isalpha()


def _head(text: str) -> str | None:
    """Return the query of the head of a list; None where *text* is none."""
    match = _HEAD.fullmatch(text)
    if match is None:
        return None
    return f"arch={match[1]}" + (f" %{match[2]}" if match[2] else " %none")


def _file(text: str) -> str | None:
    """Return the query of a hash, or of a file or folder whose name ends in one; else None."""
    word = text.strip()
    if _BARE_HASH.fullmatch(word):
        return f"/{word}"
    match = _FILE.fullmatch(word)
    return f"/{match[1]}" if match else None


def _command(text: str) -> str | None:
    """Return the query of a command, of Spack or of this program; None where *text* is none."""
    match = _COMMAND.fullmatch(text)
    if match is None:
        return None
    import shlex  # few texts are commands

    try:
        words = shlex.split(text)
    except ValueError:  # a quote is open
        return None
    words = words[words.index(match[1]) + 1 :]
    return _ours(words) if match[1] == "cachetui" else _of_spack(words)


def _ours(words: list[str]) -> str | None:
    """Return the first query among the arguments of this program; None where there is none."""
    rest = iter(words)
    for word in rest:
        if word in ("-q", "--query"):
            return next(rest, None)
        if word.startswith("--query="):
            return word.partition("=")[2]
    return None


def _of_spack(words: list[str]) -> str | None:
    """Return the first spec among the arguments of Spack; None where there is none."""
    rest = _without_options(words)
    verb = next(rest, "")
    if verb not in _VERBS or (verb == "buildcache" and not next(rest, "")):
        return None
    spec: list[str] = []
    for word in rest:
        begins = re.match(r"[A-Za-z0-9_/]", word) and not re.match(r"[\w.-]+:?==?", word)
        if spec and begins and spec[-1] not in ("^", "%"):
            break
        spec.append(_quoted(word))
    return " ".join(spec) or None


def _without_options(words: Iterable[str]) -> Iterator[str]:
    """Yield the words of a command that are neither options nor the values of options."""
    rest, taking = iter(words), _TAKING_BEFORE
    for word in rest:
        if word in taking:
            next(rest, None)
        elif not re.match(r"--?[A-Za-z]", word):
            taking = _TAKING
            yield word


def _quoted(word: str) -> str:
    """Return a word of a command with the quotes that a spec needs: the shell removed them.

    Spack: lib/spack/spack/spec_parser.py, ``quote_kvp``.
    """
    pair = _PAIR.fullmatch(word)
    return spelled(pair[1], pair[2], (pair[3],)) if pair else word
