"""Changed input is the same each time, is told of where it fails, and holds for some hundreds."""

from __future__ import annotations

import re
import sys
from random import Random
from unittest.mock import patch

import pytest

from cachetui.sources import reading
from properties import mutated as command
from properties.mutations import Sample, mutated
from properties.targets import TARGETS, Target
from support.in_process import apart
from support.proc import HAS_PROC


@pytest.mark.parametrize("target", TARGETS, ids=[one.area for one in TARGETS])
def test_what_is_read_stands_what_was_changed_in_it(target: Target) -> None:
    with apart():
        for number in range(150):
            target.check(mutated(target.samples, 0, number), Random(number))


def test_most_changes_change_something_and_each_can_be_made_again() -> None:
    samples = TARGETS[0].samples
    made = [mutated(samples, 5, number) for number in range(100)]
    assert made == [mutated(samples, 5, number) for number in range(100)]
    assert len({*made} - {*samples}) > 90


def test_a_failure_names_its_input_and_is_repeated_by_that(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def check(sample: Sample, draw: Random) -> None:
        assert b"null" not in sample.data

    target = Target("letters", [Sample("", b"abc")], check, 1)
    with patch.object(command, "TARGETS", [target]):
        assert run("letters", "--inputs", "1000", "--seed", "3") == 1
        said = capsys.readouterr().out
        (number,) = re.findall("mutated.py letters --only (.*) --seed 3", said)
        assert run("letters", "--only", number, "--seed", "3") == 1
        assert capsys.readouterr().out == said
        assert run("letters", "--only", str(int(number) - 1), "--seed", "3") == 0


@pytest.mark.skipif(not HAS_PROC, reason="there is no /proc that tells what is in use")
def test_what_stays_in_memory_is_a_leak_also_behind_an_area_that_took_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept: list[bytes] = []

    def takes(sample: Sample, draw: Random) -> None:
        assert len(bytes(range(256)) * (1 << 20)) > 0

    def keeps(sample: Sample, draw: Random) -> None:
        kept.append(bytes(range(256)) * 4096)

    samples = [Sample("", b"abc")]
    targets = [Target("takes", samples, takes, 1), Target("keeps", samples, keeps, 50)]
    with patch.object(command, "TARGETS", targets), patch.object(command, "LEAK", 20 << 20):
        assert run("--inputs", "102", "--seed", "3") == 1
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == ["passed", "LEAKS"]


def run(*arguments: str) -> int:
    argv = patch.object(sys, "argv", ["mutated.py", *arguments])
    with argv, patch.object(reading, "unforeseen", reading.unforeseen):
        return command.main()
