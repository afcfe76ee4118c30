from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

import cachetui
from cachetui.cli.main import main
from cachetui.cli.parser import FORMATS, SHOWS
from cachetui.output.formats import Format, Show
from cachetui.settings.options import Options
from cachetui.settings.serving import ADDRESS
from cachetui.sources.open import SAMPLE
from cachetui.spack.compatibility import Host

PACKAGE = Path(cachetui.__file__).parent
COMMAND = [sys.executable, "-m", "cachetui"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], env=os.environ | environment, capture_output=True, check=False
    )


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """Put a stand-in for the screen; give the options that it was started with."""
    seen: list[Options] = []

    def run_screen(options: Options) -> int:
        seen.append(options)
        return 0

    screen: Any = ModuleType("cachetui.tui.app")
    screen.run = run_screen
    monkeypatch.setitem(sys.modules, "cachetui.tui.app", screen)
    return seen


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the program on a bad command line; give the one line that it says."""
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    out, err = capsys.readouterr()
    assert (leaving.value.code, out) == (2, "")
    assert err.startswith("cachetui: error: ")
    assert err.count("\n") == 1
    return err


def test_the_version_and_the_help_leave_with_0() -> None:
    version = run("--version")
    assert (version.returncode, version.stderr) == (0, b"")
    assert version.stdout.decode() == f"cachetui {cachetui.__version__}\n"
    assert run("--help").returncode == 0


@pytest.mark.parametrize("columns", ["80", "200", "0", "x"])
def test_the_help_fits_80_columns_and_names_every_option(columns: str) -> None:
    text = run("--help", COLUMNS=columns).stdout.decode()
    assert max(map(len, text.splitlines())) < 80
    for option in (
        *("--query", "--tag", "--host", "--print", "--show", "--pick", "--check"),
        *("--read-only", "--no-mouse", "--theme", "--version", "--help"),
    ):
        assert option in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["--non\n\x1b[2Jsense"],
        ["--print=xml"],
        ["--print"],
        ["--show=tags"],
        ["--show=tags", "--print=hash"],
        ["--show=everything", "--print=json"],
        ["--pick=hash", "--read-only"],
        ["--pick=hash", "--print=hash"],
        ["--check", "--print=hash"],
        ["--check", "-q", "x"],
        ["-q", "a", "-q", "b"],
        ["--host="],
        ["--host=linux-rhel8-"],
        ["/no/such/source", "--print=hash"],
        ["/no/such\n\x1b[2Jsource", "--check"],
        [__file__, "--print=hash"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_one_line_and_leaves_with_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert fails(capsys, *arguments).rstrip("\n").isprintable()


def test_the_choices_are_those_of_the_options() -> None:
    assert get_args(Format) == FORMATS
    assert get_args(Show) == SHOWS


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--serve", "no place"], "'no place' is no place to serve at"),
        (["--serve=8000", "--pick=hash"], "--pick and --serve do not go together"),
        (["--sessions=3"], "--sessions is the number of pages of --serve"),
        (["--serve=8000", "--sessions=0"], "--sessions is the number of pages of --serve"),
    ],
)
def test_what_cannot_be_served_is_told(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in fails(capsys, *arguments)


@pytest.mark.parametrize(
    ("arguments", "is_read_only"),
    [([], True), (["--no-read-only"], False), (["--read-only"], True)],
)
def test_a_served_session_is_read_only_and_goes_by_the_address_of_its_page(
    arguments: list[str],
    is_read_only: bool,
    started: list[Options],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ADDRESS, "q=hdf5%2Bmpi&t=v0*")
    assert main(["--serve=8000", "-q", "zlib", *arguments, "one"]) == 0
    assert main(["--serve=8000", "-t", "develop", *arguments, "one"]) == 0
    monkeypatch.setenv(ADDRESS, "")
    assert main(["--serve=8000", "-q", "zlib", *arguments, "one"]) == 0
    assert [options.query for options in started] == ["hdf5+mpi", "hdf5+mpi", "zlib"]
    assert [options.tags for options in started] == [("v0*",), ("develop",), ()]
    assert {options.read_only for options in started} == {is_read_only}
    assert {options.place for options in started} == {None}


def test_an_unknown_host_suggests_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert "zen3" in fails(capsys, "--host", "zen33")


def test_what_goes_wrong_inside_is_one_line_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(options: Options) -> int:
        raise KeyError("a\nb")

    monkeypatch.setattr("cachetui.cli.report.report", broken)
    assert "KeyError" in fails(capsys, "--print=hash")


def test_the_screen_is_given_what_was_asked_for(started: list[Options]) -> None:
    sources = ["one", "two.tar.gz"]
    given = ["one", "-q", "hdf5 +mpi", "-t", "v0.*", "-t", "develop", "--host=linux-rhel8-zen4"]
    assert main([*given, "two.tar.gz", "--pick=spec", "--no-mouse", "--theme=nord"]) == 0
    (options,) = started
    assert options == Options(
        sources=tuple(sources),
        queries=("hdf5 +mpi",),
        tags=("v0.*", "develop"),
        host=Host.parse("linux-rhel8-zen4"),
        pick="spec",
        mouse=False,
        theme="nord",
    )
    assert options.query == "hdf5 +mpi"


@pytest.mark.parametrize("text", ["-mpi", "--", "-q", "--help", "~mpi", "@", "", "=", "x y"])
@pytest.mark.parametrize("option", ["-q", "--query"])
def test_a_search_may_begin_with_anything(started: list[Options], option: str, text: str) -> None:
    assert main([option, text, "--read-only"]) == 0
    assert [query.rstrip(" ") for query in started[0].queries] == [text]
    assert started[0].read_only


def test_behind_two_dashes_all_are_sources(started: list[Options]) -> None:
    assert main(["-q", "x", "--", "-q", "--print"]) == 0
    assert started[0].sources == ("-q", "--print")


def test_the_mouse_is_off_over_ssh_unless_asked_for(
    started: list[Options], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    main([])
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    main([])
    main(["--mouse"])
    assert [options.mouse for options in started] == [True, False, True]


def test_without_a_source_the_usual_places_are_looked_in(
    started: list[Options], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CACHETUI_SOURCE", raising=False)
    monkeypatch.chdir(tmp_path)
    main([])
    (tmp_path / "_cache").mkdir()
    main([])
    monkeypatch.setenv("CACHETUI_SOURCE", "elsewhere")
    main([])
    assert [options.sources for options in started] == [(str(SAMPLE),), (".",), ("elsewhere",)]


def test_a_reader_who_leaves_early_is_no_error() -> None:
    script = f"{' '.join(COMMAND)} --print json {SAMPLE} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    first, code = done.stdout.decode().splitlines()
    assert first.startswith('{"package": "py-affine"')
    assert (code, done.stderr) == ("0", b"")


BUFFERING = [{"PYTHONUNBUFFERED": ""}, {"PYTHONUNBUFFERED": "1"}]


@pytest.mark.parametrize("environment", BUFFERING, ids=str)
@pytest.mark.parametrize("option", ["--help", "--version", "--print=json", "--print=hash"])
def test_a_reader_who_is_gone_already_is_no_error(option: str, environment: dict[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as nobody:  # noqa: PTH123
        done = subprocess.run(
            [*COMMAND, option, SAMPLE],
            env=os.environ | environment,
            stdout=nobody,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams_are_no_error(closed: str) -> None:
    script = f"{' '.join(COMMAND)} -q py-affine --print hash {SAMPLE} {closed}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    script = f"{' '.join(COMMAND)} --nonsense {closed}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "arguments", [["--print=json", SAMPLE], ["--version"]], ids=lambda given: given[0]
)
def test_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"cachetui: error: cannot write: No space left on device\n"


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
def test_any_locale_can_print_anything(tmp_path: Path, environment: dict[str, str]) -> None:
    text = (SAMPLE / "_cache/develop/py-affine/specs.md").read_text()
    page = tmp_path / "\u00e9.md"
    page.write_text(text.replace('title: "py-affine"', 'title: "\u00e9\u4e2d"'), encoding="utf-8")
    for form in ("table", "spec", "json"):
        done = run("--print", form, str(page), **environment)
        assert (done.returncode, done.stderr) == (0, b"")
        assert len(done.stdout.splitlines()) >= 21


@pytest.mark.parametrize("environment", BUFFERING, ids=str)
def test_an_interrupt_ends_it_quietly(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--print", "json", SAMPLE],
        env=os.environ | environment,
        bufsize=0,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.read(1)  # more than a pipe holds follows, so that it is writing now
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert process.communicate()[1] == b""


LIST_MODULES = """
import sys
from cachetui.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def modules_after(*arguments: str) -> set[str]:
    # where coverage is measured, it would import modules of its own
    environment = {key: os.environ[key] for key in os.environ if not key.startswith("COVERAGE_")}
    command = [sys.executable, "-c", LIST_MODULES, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    names = done.stderr.decode().splitlines()
    assert "cachetui.cli.main" in names
    return {name.partition(".")[0] for name in names}


SCREEN = {"textual", "rich"}
READING = {"dataclasses", "msgspec", "yaml", "frontmatter"}
JUDGING = {"archspec"}
GUESSING = {"rapidfuzz"}
COMPLETING = {"argcomplete", "aiohttp", "textual_serve"}
ASKING = {"httpx", "httpcore", "truststore", "ssl"}
HELPING = {"dataclasses"} if sys.version_info >= (3, 14) else set[str]()  # argparse needs them
MAKING_CLASSES = {"dataclasses"} - HELPING


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["--version"], SCREEN | ASKING | READING | JUDGING | GUESSING),
        (["--help"], (SCREEN | READING | JUDGING | GUESSING) - HELPING),
        (["--nonsense"], SCREEN | READING | JUDGING | GUESSING),
        (["--check"], SCREEN | ASKING | JUDGING | GUESSING),
        (["--print=hash", "-q", "py-affine os=sequoia"], SCREEN | ASKING | JUDGING | GUESSING),
        (["--print=spec"], SCREEN | GUESSING),
        (["--print=json", "-q", "py-affine"], SCREEN | GUESSING | MAKING_CLASSES),
        (["--print=table", "--show=tags"], SCREEN | JUDGING | GUESSING),
        (["--print=json", "-q", "runs=yes", "--host=zen3"], SCREEN | GUESSING),
        (["--print=hash", "-q", "py-afine"], SCREEN | JUDGING),
        (["--print=hash", "/no/such/source"], SCREEN | JUDGING | GUESSING),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_an_option_does_not_need_is_not_imported(
    arguments: list[str], spared: set[str]
) -> None:
    assert modules_after(*arguments).isdisjoint(spared | COMPLETING)


COUNT_COLLECTIONS = """
import gc, sys
from cachetui.cli.main import main
began = []
gc.callbacks.append(lambda phase, _: began.append(phase))
main(sys.argv[1:])
print(len(began), gc.isenabled(), file=sys.stderr)
"""


def test_who_prints_waits_for_no_collection_of_garbage() -> None:
    command = [sys.executable, "-c", COUNT_COLLECTIONS, "--print", "json", str(SAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["0", "True"]


def test_nothing_outside_the_screen_imports_textual() -> None:
    paths = [path.relative_to(PACKAGE).with_suffix("").parts for path in PACKAGE.rglob("*.py")]
    core = [
        ".".join(("cachetui", *parts)) for parts in paths if parts[0] not in ("tui", "__main__")
    ]
    assert len(core) > 60
    if find_spec("botocore") is None:  # which is an extra
        core.remove("cachetui.sources.remote.signing")
    script = f"import sys, {', '.join(core)}\nassert 'textual' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)
