"""The facts of the first page, against counting one by one."""

from __future__ import annotations

from collections import Counter

import pytest

from cachetui.index import steps
from cachetui.index.growing import GrowingIndex
from cachetui.views.dashboard import dashboard, dashboard_steps
from support.index_builder import everything, generated, sample, shown


def runs(platform: str, os: str, target: str) -> str:
    return {"x86_64_v3": "yes", "aarch64": "maybe"}.get(target, "no")


def test_bars_and_verdicts_are_what_counting_one_by_one_gives() -> None:
    index = generated()
    found = dashboard(index, everything(index), runs)
    specs = {(one.configuration, spec) for spec, one in shown(index)}
    packages = Counter(name for name, _ in {(one.package, spec) for one, spec in specs})
    busiest = sorted(packages.items(), key=lambda item: (-item[1], item[0]))[:40]
    assert [(bar.label, bar.specs) for bar in found.packages] == busiest
    oses = Counter(os for os, _ in {(one.os, spec) for one, spec in specs})
    assert {bar.label: bar.specs for bar in found.oses} == dict(oses)
    verdicts = Counter(v for v, _ in {(runs("", "", one.target), spec) for one, spec in specs})
    assert found.runs == (verdicts["yes"], verdicts["maybe"], verdicts["no"])


def test_steps_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    index = generated()
    some = list(everything(index))[::3]
    whole = dashboard(index, some, runs)
    monkeypatch.setattr(steps, "MOST", 7)
    assert dashboard(index, some, runs) == whole
    assert len(list(dashboard_steps(index, some, runs))) > 3 * len(some) // 7


def test_the_host_is_asked_once_about_each_architecture() -> None:
    asked = Counter[tuple[str, ...]]()

    def verdict(*architecture: str) -> str:
        asked[architecture] += 1
        return "yes"

    dashboard(sample(), everything(sample()), verdict)
    assert asked
    assert set(asked.values()) == {1}


def test_the_sample_has_what_runs_and_its_tag() -> None:
    found = dashboard(sample(), everything(sample()), runs)
    assert found.runs == (196, 160, 6)
    assert [(tag.tag, tag.specs) for tag in found.tags] == [("develop", 362)]
    assert found.packages[0].label == "py-ml-dtypes"


def test_nothing_at_all_has_no_bars() -> None:
    found = dashboard(GrowingIndex(), [], runs)
    assert (found.packages, found.oses, found.compilers, found.runs, found.tags) == (
        (),
        (),
        (),
        (0, 0, 0),
        (),
    )
