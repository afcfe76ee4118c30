"""The facts of the first page, against counting one by one."""

from __future__ import annotations

from collections import Counter

from cachetui.index.growing import GrowingIndex
from cachetui.views.dashboard import dashboard
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
