"""``when`` of an include, judged without running it."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.sources.mirrors.conditions import LONGEST, ConditionError, holds
from cachetui.sources.mirrors.places import architecture, this_host
from support.spack_machine import Machine


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ('"LAB" in env', True),
        ('"LAB" not in env', False),
        ('env["LAB"] == "two words"', True),
        ('env.get("X", "y") == "y" and env.get("X") != "y"', True),
        ('not env["LAB"].startswith("two")', False),
        (f"platform == '{this_host().platform}'", True),
        (f"os == '{this_host().os}' and target == '{this_host().target}'", True),
        (f"'{architecture()}' == arch_str != 'x'", True),
        (f"hostname in ['x', '{socket.gethostname()}']", True),
        ("hostname in ('x', 'y')", False),
        ("re.search('^t.o', env['LAB'])", True),
        ("re.match('words', env['LAB'])", False),
        ("'LAB' in env or env['gone']", True),
        ("'X' in env and env['X']", False),
        ("(env.get('X') or 'x') == 'x'", True),
        ("('LAB' in env and env['LAB']) == 'two words'", True),
        ("  True\n", True),
    ],
)
def test_a_condition_is_judged_as_python_would(
    machine: Machine, condition: str, answer: bool
) -> None:
    machine.set("LAB", "two words")
    assert holds(condition) is answer


@pytest.mark.parametrize(
    "condition",
    [
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "env.pop('HOME')",
        "env.__class__",
        "['env'].get('b')",
        "env.get('LAB', ('a', 'b')).get('b')",
        "re.compile('x')",
        "arch.satisfies('x86_64:')",
        "[x for x in env]",
        "(lambda: True)()",
        "'a' * 10 ** 10",
        "platform < 'x'",
        "-1",
        "'abc'[1]",
        "re.search('(', 'x')",
        "re.search(1, 2)",
        "1 in 2",
        "",
        "a b",
        "'\0'",
        "(" * 300 + ")" * 300,
        f"'{'x' * LONGEST}'",
    ],
)
def test_what_does_more_than_compare_is_not_understood(condition: str) -> None:
    with pytest.raises(ConditionError, match=r"^is not understood$"):
        holds(condition)


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(ConditionError, match=r"^asks for \$GONE, which is not set$"):
        holds("env['GONE'] == 'x'")


WORDS = ["env", "re", "platform", "not", "and", "or", "in", "==", "!=", "(", ")", "[", "]"]
WORDS += [".", ",", "'x'", '"LAB"', "get", "search", "1", "lower"]


@given(st.text(max_size=20) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_whatever_stands_there_is_judged_or_refused(condition: str) -> None:
    said = ""
    try:
        assert holds(condition) in (True, False)
    except ConditionError as error:
        said = str(error)
    assert said.isprintable()
