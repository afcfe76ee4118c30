"""Puts into the wheel what shells and ``man`` look for, made from the parser of the command line.

They go where an installation below ``/usr/local``, ``~/.local`` or an environment whose ``bin``
is on the PATH has them found: ``share/man``, ``share/bash-completion`` and their like.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from argcomplete.shell_integration import shellcode
from argparse_manpage.manpage import Manpage
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPLETIONS = {
    "bash": "share/bash-completion/completions/cachetui",
    "zsh": "share/zsh/site-functions/_cachetui",
    "fish": "share/fish/vendor_completions.d/cachetui.fish",
}
EXTENSION = "spack-cachetui"
"""The Spack extension, a folder beside this file; its name is what Spack goes by."""
MAN_PAGE = "share/man/man1/cachetui.1"


class SharedPapers(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the man page and the completions, and has the wheel take them in."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to those that are shared."""
        folder = Path(mkdtemp())
        for number, (path, text) in enumerate(papers(Path(self.root))):
            written = folder / str(number)
            written.write_text(text, encoding="utf-8")
            build_data["shared_data"][str(written)] = path


def papers(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each; *root* is the checkout."""
    for shell, path in COMPLETIONS.items():
        yield path, shellcode(["cachetui"], shell=shell).strip() + "\n"
    yield MAN_PAGE, man_page(root)
    extension = Path(__file__).with_name(EXTENSION)
    for found in sorted(extension.rglob("*.py")):
        path = Path("share", "cachetui", EXTENSION, found.relative_to(extension))
        yield path.as_posix(), found.read_text(encoding="utf-8")


def man_page(root: Path) -> str:
    """Return the man page of the parser in *root*: its options, its examples, its sentences."""
    sys.path.insert(0, str(root / "src"))
    try:
        from cachetui import __version__
        from cachetui.cli.parser import make_parser
    finally:
        sys.path.pop(0)
    data = {"project_name": "cachetui", "version": __version__, "manual_title": "User Commands"}
    data["description"] = "browse a Spack binary build cache"
    parser = make_parser()
    page = Manpage(parser, data)
    page.add_section("examples", ">", _preformatted(parser.epilog or ""))
    parser.epilog = None
    return str(page)


def _preformatted(text: str) -> str:
    """Return *text* as ``man`` shows it line by line; its first line is the heading."""
    _, *lines = text.replace("\\", "\\\\").replace("-", "\\-").splitlines()
    return "\n".join((".nf", *lines, ".fi"))
