"""A session over a hostile cache: every byte of it is the program's own, and a shell runs nothing.

The keys go through a real terminal, and all that comes back is looked at; what was copied or
printed is given to a real shell, in which every command that it could know is a recorder.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cachetui.cli.main import main
from cachetui.index.loading import Loading
from cachetui.model import Listing
from cachetui.output.command_line import this_search
from cachetui.output.formats import Format
from cachetui.output.install import install
from cachetui.safe_text import safe
from cachetui.sources.open import open_source
from cachetui.spack.spec_line import spec_line
from support.archive_builder import tar
from support.escape_sequences import copied_in, text_in
from support.hostile_cache import CASES, OLD, SETS_CLIPBOARD, acting, members, write_cache
from support.pty_terminal import Terminal

ARGV = (sys.executable, "-m", "cachetui")
CLIPBOARD = "the terminal's clipboard"
COPIED = {"command after it", "command behind quotes", "option behind a space"}
"""The cases of which everything is copied, key by key; the others' commands are looked at below."""
SHOWS = ("specs", "packages", "matrix", "tags", "stats")
WRONG = f"{SETS_CLIPBOARD}\x9b2J\u202e\u2028\ufe0f\udcff[red]\n'; touch pwned"
"""What a caller could pass on from a stranger."""
RECORDER = """
record() { printf '%s\\0' "$@" >&3; echo >&3; }
for name in spack cachetui rm touch; do eval "$name() { record $name \\"\\$@\\"; }"; done
"""
"""Makes every command write down its words, each with a NUL behind it."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cache(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def listings(cache: Path) -> list[Listing]:
    loading = Loading([open_source(str(cache))])
    loading.run()
    index = loading.index
    return [index.listing(number, exact=True) for number in range(len(index.listings))]


# on the screen


@contextmanager
def session(*arguments: str | Path) -> Iterator[Terminal]:
    """Run the program from when all is read; in the end look at every byte that it has sent."""
    with Terminal([*ARGV, *arguments], cols=100, rows=30) as terminal:
        terminal.wait_for("problems (!)")
        terminal.settle()
        yield terminal
        terminal.settle(0.05)
        terminal.press("ctrl+c")
        assert terminal.wait() == 0
        holds_nothing_hostile(bytes(terminal.output))


def holds_nothing_hostile(output: bytes) -> None:
    """Fail if there is anything in *output* but the program's own sequences, and text."""
    text = text_in(output)
    assert {one for one in text if not one.isprintable()} == set()
    assert not {"\ufe0f", "\U000e0101", "\u3164"} & set(text)
    assert [case.name for case in acting() if case.text.encode() in output] == []


def packages() -> list[str]:
    """Give the titles as the list of packages has them."""
    return sorted([*(case.title for case in CASES), OLD])


def to_a_spec(terminal: Terminal, title: str) -> None:
    """Go from the package before into *title*, open all its levels, and go to its first hash."""
    terminal.press("1", "down", "2", "o", "o", "end")
    case = next((case for case in CASES if case.title == title), None)
    if case is None:
        terminal.wait_for(f"{OLD}@=")
        return
    terminal.press("up", "up", "up", "up")
    titles = [f"─ /{case.hash(number)[:7]}  " for number in (1, 2)]  # of the detail
    terminal.wait_for(lambda: any(title in terminal.text() for title in titles))


def copy(terminal: Terminal, key: str) -> str:
    """Press *key*, and return the one text that it sent to the clipboard."""
    mark = terminal.mark()
    terminal.press(key)
    terminal.wait_for(lambda: bool(copied_in(terminal.bytes_since(mark))))
    (text,) = copied_in(terminal.bytes_since(mark))
    dialog = f"\u2501 sent to {CLIPBOARD} \u2501"
    hint = f"sent to {CLIPBOARD}: {text}"
    terminal.wait_for(lambda: hint in terminal.rows()[2] or dialog in terminal.text())
    if dialog in terminal.text():
        terminal.press("q")
        terminal.wait_for(lambda: dialog not in terminal.text())
    return text


def test_a_walk_through_every_package_writes_nothing_but_our_own_sequences(cache: Path) -> None:
    with session(cache) as terminal:
        terminal.press("tab")
        for title in packages():
            to_a_spec(terminal, title)
        terminal.press(*"bbbbbbc3", "pagedown", "end", "z", "z", "1", "C")
        terminal.wait_for(CLIPBOARD)
        assert len(copied_in(bytes(terminal.output))) == 1


def test_every_dialog_and_the_search_line_show_it_as_plain_text(cache: Path) -> None:
    with session(cache) as terminal:
        terminal.press("tab")
        for key, foot in (
            ("m", "narrows"),
            ("f", "switch"),
            ("!", "see it whole"),
            ("?", "next section"),
        ):
            terminal.press(key)
            terminal.wait_for(foot)
            terminal.press(*("pagedown", "right", "right") * 12, "end")
            terminal.settle(0.05)
            terminal.press("escape")
            terminal.wait_for(lambda: "esc close" not in terminal.text())
        terminal.press("!")
        terminal.wait_for("see it whole")
        terminal.press("down", "enter")  # one problem, in the place of all
        terminal.wait_for("Problem ")
        terminal.press("q", "t")
        terminal.wait_for("only these")
        terminal.press("=")
        terminal.wait_for("From ")
        terminal.press("q", "q")
        write_into_the_search_line(terminal)
        assert copied_in(bytes(terminal.output)) == []


def write_into_the_search_line(terminal: Terminal) -> None:
    """Switch facets on and off, and complete words of every kind."""
    terminal.press("f")
    terminal.wait_for("[ ]")
    terminal.press(*("space", "space", "down") * 8, "space", "enter", "/", "end")
    for key in ("stack=", "tag=", "@", "%", "+", ""):
        terminal.press("ctrl+u", *key, *["tab"] * 8)
        terminal.settle(0.05)


def test_what_is_typed_and_pasted_comes_back_as_text(cache: Path) -> None:
    with session(cache, "-q", WRONG) as terminal:
        for text in ("\u202e\u200b\u2028\u009b2J\u0090", "\U0001f468\u200d\U0001f469", "[red]x[/]"):
            terminal.send(text)
            terminal.settle(0.02)
        for start in range(0, len(CASES), 5):
            texts = " ".join(case.text for case in CASES[start : start + 5])
            terminal.send(b"\x15\x1b[200~%b\x1b[201~" % texts.encode("utf-8", "replace"))
            terminal.settle()
        terminal.press("ctrl+u")
        terminal.wait_for("> a name")  # the line is empty: everything has been taken in
        terminal.send("\t:")
        terminal.wait_for("an action")
        terminal.send("[red]\u202e\u009b[/]\x1b[200~")
        terminal.send(f"{SETS_CLIPBOARD}[@click=app.quit]\x1b[201~")
        terminal.settle()
        assert copied_in(bytes(terminal.output)) == []


def test_invisible_characters_that_are_typed_do_not_reach_the_terminal(cache: Path) -> None:
    with session(cache) as terminal:
        terminal.send("a\ufe0f\U000e0101\u3164")
        terminal.wait_for("> a")


def test_what_is_copied_makes_no_shell_run_anything(cache: Path, tmp_path: Path) -> None:
    copied_titles = {case.title for case in CASES if case.name in COPIED}
    copied: list[str] = []
    with session(cache) as terminal:
        terminal.press("tab")
        for title in packages():
            if title not in copied_titles:
                terminal.press("1", "down")
                continue
            to_a_spec(terminal, title)
            copied += [f"spack spec {copy(terminal, key)}" for key in "yY"]
            copied.append(copy(terminal, "C"))
            terminal.press("i")
            terminal.wait_for("tell Spack")
            copied.append(copy(terminal, "enter"))
        assert copied_in(bytes(terminal.output)) == [
            text.removeprefix("spack spec ") for text in copied
        ]
    assert run_by_a_shell(tmp_path, copied) == [shlex.split(line) for line in copied]
    assert {line.split()[0] for line in copied} == {"spack", "cachetui"}


def test_a_comparison_that_is_copied_makes_no_shell_run_anything(
    cache: Path, tmp_path: Path
) -> None:
    with session(cache) as terminal:
        terminal.press("tab")
        terminal.press(*["down"] * packages().index("a; rm -rf ~"))
        to_a_spec(terminal, "a; rm -rf ~")
        terminal.press("space", "space", "=")
        terminal.wait_for("Compare")
        terminal.press("y")
        terminal.wait_for(CLIPBOARD)
        (copied,) = copied_in(bytes(terminal.output))
    assert "a; rm -rf ~" in copied
    for text in (copied, *copied.split("\n")):
        assert run_by_a_shell(tmp_path, [text], wrong=True) == []


# for a shell


def run_by_a_shell(folder: Path, lines: Iterable[str], wrong: bool = False) -> list[list[str]]:
    """Have a shell run *lines* among some files; return the words of each command that ran.

    Unless they may be *wrong*, it finds nothing to complain about.
    """
    shell, log, here = shutil.which("sh"), folder / "log", folder / "here"
    assert shell
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    names = {"a", "x", "-rf", "pwned?", "hdf5"}
    for name in names:
        (here / name).touch()
    log.write_bytes(b"")
    script = "\n".join((f"exec 3>>{shlex.quote(str(log))}", RECORDER, *lines, ""))
    done = subprocess.run(
        [shell], input=script.encode(), cwd=here, env={"PATH": "", "HOME": "/"}, capture_output=True
    )
    assert wrong or (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert {path.name for path in here.iterdir()} == names
    return [line.split("\0")[:-1] for line in log.read_text().split("\n")[:-1]]


def test_every_command_over_the_cache_is_run_as_it_stands(
    listings: list[Listing], tmp_path: Path
) -> None:
    steps = [step.command for one in listings for step in install(one)]
    specs = [f"spack spec {spec_line(one)}" for one in listings]
    fields = {field for one in listings for field in (one.configuration.package, one.tag or "")}
    searches = [this_search([text], [text], tags=[text], host=text) for text in fields]
    lines = [*dict.fromkeys(steps), *specs, *searches]
    assert [line for line in lines if safe(line) != line] == []
    assert run_by_a_shell(tmp_path, lines) == [shlex.split(line) for line in lines]
    for verb, *words in (shlex.split(line)[1:] for line in [*steps, *specs]):
        options = [word for word in words if word.startswith("-")]
        allowed = {"install": ["--cache-only"], "buildcache": ["--install", "--trust"]}
        assert options == allowed.get(verb, [])


@pytest.mark.parametrize("form", ["hash", "spec"])
def test_what_is_printed_for_a_shell_is_the_same_words_there(
    form: Format, cache: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _, out, _ = run(capsysbinary, "--print", form, cache)
    (tmp_path / "printed").write_text(out)
    words = out.split()
    assert [word for word in words if word.startswith("-")] == []
    assert form == "spec" or all(re.fullmatch("/[a-z2-7]{32}", word) for word in words)
    # no $(cat): the shell finds no other commands
    line = "while read -r line; do spack install --cache-only $line; done <../printed"
    ran = run_by_a_shell(tmp_path, [line])
    assert [word for command in ran for word in command[3:]] == words


# in --print, --check and errors


def run(capture: pytest.CaptureFixture[bytes], *arguments: str | Path) -> tuple[int, str, str]:
    """Run the program; give its exit code and both outputs, which hold nothing but text."""
    try:
        code = main(list(map(str, arguments)))
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    out, err = (data.decode() for data in capture.readouterr())
    for line in (out + err).removesuffix("\n").split("\n"):
        assert line.isprintable()
        assert safe(line) == line
    return code, out, err


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("form", ["table", "json"])
def test_every_view_is_printed_as_text(
    form: str, show: str, cache: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, out, err = run(capsysbinary, "--print", form, "--show", show, cache)
    assert code == 0
    assert re.fullmatch(
        r"cachetui: \d+ pages and \d+ rows could not be used, --check says why\n", err
    )
    if form == "json":
        assert all(isinstance(json.loads(line), dict) for line in out.splitlines())


def test_json_has_every_text_exactly(
    cache: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _, out, _ = run(capsysbinary, "--print", "json", cache)
    found = {record["hash"]: record for record in map(json.loads, out.splitlines())}
    for case in CASES:
        record = found[case.hash(1)]
        assert (record["package"], record["tag"]) == (case.title, case.title)
        assert record["versions"] == record["stacks"] == [case.text]
        assert record["os"] == record["target"] == record["tarball"] == case.text


def test_every_problem_is_one_line_of_text(
    cache: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, out, err = run(capsysbinary, "--check", cache)
    *_, problems = map(int, re.findall(r"\d+", err))
    assert (code, len(out.splitlines())) == (1, problems)


def test_the_members_of_an_archive_are_named_as_text(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    pages = {name: page.encode() for name, page in members().items()}
    archive = tmp_path / f"{SETS_CLIPBOARD}\udcff.tar".replace("/", "_")
    archive.write_bytes(tar(pages))
    code, out, _ = run(capsysbinary, "--check", archive)
    lost = [line for line in out.splitlines() if "it stands in the folder of" not in line]
    assert (code, len(lost)) == (1, 4 * len(CASES))
    for form in ("table", "json", "spec", "hash"):
        code, out, _ = run(capsysbinary, "--print", form, archive)
        assert (code, len(out.splitlines())) == (0, 3 * len(CASES) + (form == "table"))


@pytest.mark.parametrize(
    "arguments",
    [
        [WRONG],
        [f"--print=table {WRONG}"],
        [f"--{WRONG}"],
        ["--print", WRONG],
        ["--host", WRONG],
        ["--theme", WRONG],
        ["--config", WRONG],
        ["--print=table", WRONG],
        ["--print=table", "-q", f"x {WRONG}", "CACHE"],
        ["--print=table", "-q", f"stack={WRONG}", "CACHE"],
        ["--print=table", "-q", f"{WRONG}*", "CACHE"],
        ["--print=table", "-q", "a;", "CACHE"],
        ["--print=table", "-t", WRONG, "CACHE"],
        ["--pick=hash", "-q", f"x ^{WRONG}", "CACHE"],
    ],
    ids=lambda arguments: re.sub(r"\W+", " ", safe(" ".join(arguments)))[:30],
)
def test_an_error_repeats_it_as_text(
    arguments: list[str], cache: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    given = [str(cache) if word == "CACHE" else word for word in arguments]
    code, out, err = run(capsysbinary, *given)
    assert code in (1, 2)
    assert out == ""
    assert err.startswith("cachetui: ")
    assert "something went wrong inside" not in err


def test_a_page_that_is_named_is_refused_as_text(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    page = tmp_path / "\x1b[2J\u202e\udcff.md"
    for text in (f'layout: "{SETS_CLIPBOARD}"', f"layout: cache\ntitle: [{SETS_CLIPBOARD}"):
        page.write_text(f"---\n{text}\n---\n")
        code, out, _ = run(capsysbinary, "--check", page)
        assert code == 1
        assert "\\x1b[2J\\u202e\\udcff.md: " in out
