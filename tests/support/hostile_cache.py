"""A hostile cache: what strangers could put into names, values, rows, files and folders.

Each case is one text, and its page has it in every field that a page has: title, tag, stacks,
version, compiler, os, platform, target, variants, tarball, a hash. Its folder is called so too.
Beside them lie pages that cannot be used, whose problems would repeat what is in them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from support.page_builder import a_hash

LONG = 10_000
"""Characters of the longest name."""
SETS_CLIPBOARD = "\x1b]52;c;dG91Y2ggcHduZWQ=\x07"
"""OSC 52 with a command that nobody has copied."""
COMMAND = "touch pwned"
"""What a shell must not run."""
OLD = "old"
"""The package whose page has spec strings only."""
ROOT = "\x1b]2;root\x07 \u202e\udcff"
"""What the folder of the whole cache is called; its last byte is no UTF-8."""


class Case(NamedTuple):
    """A text that some page holds in all its fields."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """The package: what no YAML can hold stands in the other fields alone."""
        return self.name if _has_surrogates(self.text) else self.text

    def hash(self, number: int) -> str:
        """The hash of one of its specs: the first two look the same, the third has no more."""
        return a_hash(f"{self.name} {number}")


CASES = (
    Case("clipboard", f"{SETS_CLIPBOARD}x\x1b]52;c;dG91Y2ggcHduZWQ=\x1b\\y"),
    Case("clear the screen", "a\x1b[2J\x1b[3J\x1b[Hb"),
    Case("own colours", "a\x1b[5;38;5;217mb"),
    Case("window title", "a\x1b]0;owned\x07\x1b]2;owned\x1b\\b"),
    Case("link", "\x1b]8;;https://pwned.example\x1b\\click\x1b]8;;\x1b\\"),
    Case("device control", 'a\x1bP$q"p\x1b\\\x1bP+q544e\x1b\\b'),
    Case("program command", "a\x1b_Gi=1,a=q;AAAA\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\b"),
    Case("questions", "a\x1b[c\x1b[6n\x1b[>q\x05b"),
    Case("C1 controls", "a\x9b2J\x9d0;owned\x9c\x90q\x9c\x85\x8db"),
    Case("other controls", "a\x00\x07\x08\x08\x0e\x0f\x1b(0qqq\x1b(B\x7fb"),
    Case("line breaks", "a\rb\nc\r\nd\x0be\x0cf\tg"),
    Case("bidi", "\u202efdp.exe\u202c\u2066x\u2069\u200f\u061c"),
    Case("zero width", "hd\u200bf5\ufeff\u2060\u00ad\u180e\U000e0041"),
    Case("separators", "a\u2028b\u2029c\u00a0d\u3000e\ue000\uffff"),
    Case("lone surrogates", "a\ud800b\udc00c"),
    Case("not UTF-8", "a\udcff\udc9b2Jb"),
    Case("variation selectors", "a\ufe0fb\U000e0101c\u034fd\u3164e"),
    Case("emoji", "\U0001f468\u200d\U0001f469\U0001f1e9\U0001f1ea\U0001f44d\U0001f3fd"),
    Case("combining storm", "z" + "\u0301\u0335\u0489" * 40),
    Case("markup", "[red]a[/red][@click=app.quit]x[/][link=https://pwned.example]y[/]"),
    Case("broken markup", "[/nothing] [ \\[x] ]$bold {open} %s {0}"),
    Case("very long", "x" * LONG),
    Case("very long and wide", "\u6e2c" * LONG),
    Case("command after it", "a; rm -rf ~"),
    Case("command in it", f"$({COMMAND}) `{COMMAND}`"),
    Case("command behind quotes", f"a' ; {COMMAND}; \" ; {COMMAND}; #"),
    Case("command on a line", f"a\n{COMMAND}\n"),
    Case("pipes", f"a | {COMMAND} & {COMMAND} && {COMMAND} > pwned < pwned"),
    Case("short option", "-o"),
    Case("long option", "--no-check-signature"),
    Case("option behind a space", "abc --no-check-signature"),
    Case("globs", "* ? a * [a-z]* ~ ~root {a,b} !!"),
    Case("query", "x @1: +y stack=* target=: %gcc ^z /2 \"'"),
    Case("path", "../../../etc/passwd"),
    Case("backslash", "a\\"),
)
"""Every text; those with a surrogate are bytes that are no UTF-8 where they name a file."""


def write_cache(folder: Path) -> Path:
    """Write the hostile cache into a folder of its own in *folder*; return its path."""
    root = folder / ROOT
    for case in CASES:
        _write(root / "_cache" / _file_name(case.text) / _file_name(case.text), a_page(case))
    for number, page in enumerate(broken_pages()):
        _write(root / "broken" / str(number), page)
    _write(root / "_cache" / "develop" / OLD, old_page())
    stray = root / "_cache" / f"{_file_name(CASES[0].text)}.md"
    stray.write_text(broken_pages()[0])
    (root / "away \x1b[2J.md").symlink_to("/")
    return root


def members() -> dict[str, str]:
    """Give the same pages, and one that cannot be used in each folder, as members of an archive."""
    folders = {f"_cache/{_file_name(case.text)}/\x1b[2J\u202e": a_page(case) for case in CASES}
    pages = {f"{folder}/specs.md": page for folder, page in folders.items()}
    return pages | {f"{folder}/index.md": "---\n" for folder in folders}


def a_page(case: Case) -> str:
    """Write the page that holds the case in every field, in the shape of 2025."""
    return _page(
        f"title: {_raw(case.title)}",
        f"categories: [package, {_quoted(case.title)}]",
        f"spec_details: {json.dumps(list(_rows(case)))}",
    )


def _rows(case: Case) -> Iterator[dict[str, Any]]:
    text = case.text
    every = {
        **{"versions": [text], "compiler": f"{text}@{text}", "os": text, "platform": text},
        **{"target": text, "stacks": [text], "size": text, "tarball": text},
        "variants": [text, f"+{text}", f"key={text}", f"{text}=value", f"keys:={text},{text}"],
    }
    plain = {
        **{"versions": ["1.2.0"], "compiler": "gcc@13.2.0", "os": "ubuntu24.04", "size": "-"},
        **{"platform": "linux", "target": "x86_64_v3", "stacks": ["root"], "variants": ["+mpi"]},
    }
    yield every | {"hash": case.hash(1)}
    yield every | {"hash": case.hash(2)}
    yield plain | {"hash": case.hash(3)}
    for wrong in (text, f"{case.hash(3)} {text}", f"{case.hash(3)}{text}"):
        yield plain | {"hash": wrong}


def old_page() -> str:
    """Write a page of 2022, whose spec strings have hostile values and dependencies, no hash."""
    texts = [case.text for case in CASES if not _has_surrogates(case.text)]
    strings = [
        *(f"old@1.{n} key='{text}' arch=linux-os-x86_64" for n, text in enumerate(texts)),
        *(f"old@2.{n} arch=linux-os-x86_64 ^{text}" for n, text in enumerate(texts)),
        *(f"old@3 {text}" for text in texts),
        *(f"{text}@3 arch=linux-os-x86_64" for text in texts),
    ]
    return _page(
        "title: old",
        "categories: [package, v0.18]",
        f"spec_names: [{', '.join(map(_quoted, strings))}]",
    )


def broken_pages() -> list[str]:
    """Write pages that cannot be used, each for a reason that quotes what is in it."""
    texts = [case.text for case in CASES if not _has_surrogates(case.text)]
    whole = " ".join(texts)
    return [
        f"layout: cache {whole}",
        *(_page(f"title: {text}", "spec_details: []") for text in texts),
        *(_page("title: x", f"spec_details: {text}") for text in texts),
        *(_page("title: x", f"categories: [package, {text}]", "spec_names: []") for text in texts),
        _page("title: x", f"meta: {{{_quoted(whole)}: 1", "spec_details: []"),
        _page("title: x", f"spec_details: {json.dumps([{whole: 1, 'versions': 1}])}"),
        f"---\nlayout: {_quoted(SETS_CLIPBOARD)}\ntitle: x\n---",
    ]


def acting() -> list[Case]:
    """Return the cases whose very bytes must not reach a terminal."""
    return [
        case
        for case in CASES
        if not _has_surrogates(case.text)
        and (not case.text.isprintable() or case.name == "variation selectors")
    ]


def _page(*lines: str) -> str:
    return "\n".join(("---", "layout: cache", *lines, "---"))


def _raw(text: str) -> str:
    """Quote *text* for YAML as it stands, if that can be."""
    return _quoted(text) if {"\\", '"', "\n", "\r"} & set(text) else f'"{text}"'


def _quoted(text: str) -> str:
    """Quote *text* for YAML in printable ASCII."""
    plain = (one if one.isalnum() and one.isascii() else f"\\U{ord(one):08x}" for one in text)
    return f'"{"".join(plain)}"'


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= one <= "\udfff" for one in text)


def _file_name(text: str) -> str:
    """Make a file name of *text*: without slashes, NULs, a dot in front, and not too long."""
    try:
        data = os.fsencode(text)
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogatepass")
    return os.fsdecode(data.replace(b"/", b"_").replace(b"\0", b"_").lstrip(b".")[:200])


def _write(folder: Path, page: str) -> None:
    folder.mkdir(parents=True)
    (folder / "specs.md").write_text(page, encoding="utf-8", newline="")
