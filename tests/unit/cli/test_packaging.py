"""What the wheel has beside the program: a man page and completions, made from the parser."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from cachetui.cli.parser import SHELLS, make_parser
from support.paths import ROOT

HOOK = ROOT / ".github" / "packaging" / "build_hook.py"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hook", HOOK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_man_page_has_every_option_and_the_examples(hook: ModuleType) -> None:
    page = hook.man_page(ROOT).replace("\\-", "-")
    options = [option for action in make_parser()._actions for option in action.option_strings]
    assert {"--query", "--print", "--no-mouse"} <= set(options)
    assert not [
        option for option in options if option not in page and option not in ("-h", "--help")
    ]
    assert re.search(r"^\.SH EXAMPLES$(.|\n)*spack install --cache-only", page, re.MULTILINE)


def test_each_shell_finds_its_completion_where_it_looks(hook: ModuleType) -> None:
    papers = dict(hook.papers(ROOT))
    assert set(hook.COMPLETIONS) == set(SHELLS)
    for path in hook.COMPLETIONS.values():
        assert "_ARGCOMPLETE" in papers[path]
    assert str(HOOK.relative_to(ROOT)) in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
