"""``--columns`` and ``--format``: the fields that were asked for, of each spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from cachetui.cli.main import main
from cachetui.index.growing import GrowingIndex
from cachetui.model import DepType, Status
from support.in_process import Run
from support.index_builder import a_listing
from support.index_builder import index_of as pages
from support.page_builder import Row, a_hash, page_2025
from support.record_builder import Record, To, index_of

BUILD = DepType.BUILD


def a_stack() -> GrowingIndex:
    return index_of(
        Record(
            "numpy", "2.0", (To("python-a"), To("cmake", BUILD), To("mpich", virtuals=("mpi",)))
        ),
        Record("scipy", "1.0", (To("cmake", BUILD),), variants=("+mpi", "api=default")),
        Record("pandas", "2.2", ("numpy",)),
        Record("python-a", "3.12", package="python", status=Status.INSTALLED),
        Record("cmake", "3.30", (To("python-b"),)),
        Record("python-b", "3.9", package="python"),
        Record("mpich", "4.2"),
    )


def test_a_table_has_the_columns_that_were_named_in_their_order(run: Run) -> None:
    columns = "name,^python,^mpi,hash,cached,variants.mpi,arch"
    code, lines, err = run(
        a_stack(), "--print=table", f"--columns={columns}", *("-q=numpy", "-q=scipy", "-q=pandas")
    )
    assert (code, err) == (0, "")
    where = "linux-ubuntu24.04-x86_64_v3"
    assert [line.split() for line in lines] == [
        ["name", "^python", "^mpi", "hash", "cached", "variants.mpi", "arch"],
        ["numpy", "3.12", "mpich@4.2", f"/{a_hash('numpy')[:7]}", "yes", "-", where],
        ["pandas", "3.12", "mpich@4.2", f"/{a_hash('pandas')[:7]}", "yes", "-", where],
        ["scipy", "-", "-", f"/{a_hash('scipy')[:7]}", "yes", "+mpi", where],
    ]


def test_a_dependency_is_the_one_that_spack_would_take(run: Run) -> None:
    stack = index_of(
        Record("tool", "1", (To("python-a"), To("python-b", BUILD))),
        Record("python-a", "3.12", package="python"),
        Record("python-b", "3.9", package="python"),
    )
    found = run(stack, "--format={^python.version} {^python.hash:5}", "-q=tool")
    assert found == (0, [f"3.9 {a_hash('python-b')[:5]}"], "")  # a direct build dependency first


def test_a_format_is_filled_for_each_spec_and_signs_stand_only_before_a_value(run: Run) -> None:
    form = r"{name}{@version} {/hash:7}{ py=^python} {%compiler.name}\t\{{os}\}"
    code, lines, err = run(a_stack(), "--format", form, "-q=numpy", "-q=scipy")
    assert (code, err) == (0, "")
    assert lines == [
        f"numpy@2.0 /{a_hash('numpy')[:7]} py=3.12 %gcc\t{{ubuntu24.04}}",
        f"scipy@1.0 /{a_hash('scipy')[:7]} %gcc\t{{ubuntu24.04}}",
    ]


def test_tags_and_stacks_are_those_of_all_listings_of_a_spec(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for tag, stacks in (("develop", ("e4s", "root")), ("v0.21.0", ("ml", "root"))):
        row = Row(a_hash("a"), stacks=stacks)
        (tmp_path / f"{tag}.md").write_text(page_2025("hdf5", tag, [row]), encoding="utf-8")
    assert (
        main(["--format={name} {tags} {stacks} {origin} {flags}|{dependencies}", str(tmp_path)])
        == 0
    )
    assert capsys.readouterr().out == "hdf5 develop,v0.21.0 e4s,ml,root pages |\n"


def test_over_pages_alone_a_dependency_has_no_answer(run: Run) -> None:
    code, lines, err = run(pages(a_listing()), "--print=table", "--columns=name,^python")
    assert (code, lines) == (2, [])
    assert "pages do not list them" in err


def test_a_dependency_that_nothing_has_is_told(run: Run) -> None:
    code, lines, err = run(a_stack(), "--format={name}{^pyhton}", "-q=numpy")
    assert (code, lines) == (0, ["numpy"])
    assert err == "cachetui: nothing here depends on 'pyhton'; did you mean python?\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--columns=versoin", "--print=table"], "--columns: there is no field called 'versoin'"),
        (["--format={nam}"], "--format: there is no field called 'nam'; did you mean name?"),
        (["--format={name"], "alone"),
        (["--format={@os}"], "'@' stands before a version only"),
        (["--format={name}", "--print=json"], "do not go together"),
        (["--columns=os", "--print=json"], "--columns is for the screen"),
        (["--columns=os", "--print=table", "--show=tags"], "--columns is about specs"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_line(
    arguments: list[str], words: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        run(a_stack(), *arguments)
    out, err = capsys.readouterr()
    assert (leaving.value.code, out, err.count("\n")) == (2, "", 1)
    assert words in err
