"""Changes real input at random, thousands of times a second: nothing raises, hangs or leaks.

    python tests/properties/mutated.py                            # a million inputs in all
    python tests/properties/mutated.py pages --inputs 10000
    python tests/properties/mutated.py pages --only 123 --seed 7  # the one that a failure names

`run.py` invents its input, which finds stranger faults in far fewer examples.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from properties.mutations import Sample, mutated
from properties.targets import TARGETS, Target
from properties.trials import look_for_the_unforeseen, parsed, parser_of, within
from support.in_process import apart
from support.proc import HAS_PROC

PATIENCE = 10
"""Seconds that one input may take."""
LEAK = 100 << 20
"""Bytes by which the memory may grow behind the first part of an area's inputs."""
WARM = 0.2
"""That part: meanwhile caches of what was seen fill up."""


def main() -> int:
    """Try what was asked for; return 1 if anything failed, else 0."""
    options = _options()
    look_for_the_unforeseen()
    chosen = [one for one in TARGETS if not options.areas or one.area in options.areas]
    parts = sum(one.share for one in chosen)
    with apart():
        if options.only is not None:
            held = [_tried(one, options.seed, options.only) for one in chosen]
        else:
            inputs = options.inputs
            held = [_held(one, inputs * one.share // parts, options.seed) for one in chosen]
    return int(not all(held))


def _options() -> argparse.Namespace:
    areas = [one.area for one in TARGETS]
    parser = parser_of("tests/properties/mutated.py", __doc__, areas)
    add = parser.add_argument
    add("--inputs", type=int, default=1_000_000, help="for all areas together")
    add("--seed", type=int, default=random.randrange(10**9), help="other inputs for each")
    add("--only", type=int, metavar="N", help="nothing but input number N of each area")
    return parsed(parser, areas)


def _held(target: Target, inputs: int, seed: int) -> bool:
    """Return whether *target* holds for so many *inputs*, and say how it went."""
    warm = 0
    for number in range(inputs):
        if number == int(inputs * WARM):
            warm = _memory()
        if not _tried(target, seed, number):
            return False
    grown = _memory() - warm
    verdict = "passed" if grown <= LEAK else "LEAKS "
    print(f"{target.area:9}{inputs:>9,}  {verdict}  {warm >> 20} MiB, then {grown >> 20} more")
    return grown <= LEAK


def _tried(target: Target, seed: int, number: int) -> bool:
    """Return whether *target* holds for an input, and say how to repeat it where it does not."""
    sample = mutated(target.samples, seed, number)
    try:
        with within(PATIENCE):
            target.check(sample, random.Random(number))
    except Exception as error:
        _tell(target, sample, error)
        print(f"repeat: tests/properties/mutated.py {target.area} --only {number} --seed {seed}")
        return False
    return True


def _tell(target: Target, sample: Sample, error: Exception) -> None:
    print(f"{target.area:9} FAILED  {sample.name}: {sample.data[:2000]!r}")
    traceback.print_exception(error, limit=-4, file=sys.stdout)


def _memory() -> int:
    """Return the bytes that are in use; where there is no /proc, the most that ever were."""
    gc.collect()
    if HAS_PROC:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main())
