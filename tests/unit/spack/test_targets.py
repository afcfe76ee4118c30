"""Ranges of targets, by archspec's graph of microarchitectures."""

from __future__ import annotations

import pytest
from archspec import cpu
from hypothesis import given
from hypothesis import strategies as st

from cachetui.spack.targets import ancestors, in_range

NAMES = sorted(cpu.TARGETS)


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_host_runs_itself_and_all_that_its_parents_run(host: str, target: str) -> None:
    assert in_range(host, host, host)
    for parent in cpu.TARGETS[host].parents:
        assert in_range(parent.name, None, host)
        if in_range(target, None, parent.name):
            assert in_range(target, None, host)
    if in_range(host, None, target) and in_range(target, None, host):
        assert host == target


@pytest.mark.parametrize(
    ("target", "low", "high", "holds"),
    [
        ("haswell", "x86_64", None, True),
        ("haswell", None, "power9", False),
        ("x86_64_v4", None, "haswell", False),
        ("haswell", None, "nocona", False),
        ("x86_64_v3", "x86_64_v2", "zen3", True),
        ("x86_64_v4", "x86_64_v2", "zen3", False),
        ("zen3", "zen3", None, True),
        ("zen2", "zen3", None, False),
        ("zen3", None, None, True),
        ("graviton9", "graviton9", "graviton9", True),
        ("graviton9", "aarch64", None, False),
        ("graviton9", None, "neoverse_v2", False),
        ("aarch64", "graviton9", None, False),
    ],
)
def test_a_range_of_targets_holds(
    target: str, low: str | None, high: str | None, holds: bool
) -> None:
    assert in_range(target, low, high) is holds


def test_a_special_target_has_more_ancestors_than_a_plain_one() -> None:
    targets = ["haswell", "x86_64_v3", "x86_64_v2", "x86_64", "not a target"]
    assert sorted(targets, key=ancestors, reverse=True) == targets
    assert ancestors("graviton3") == ancestors("neoverse_v1")
