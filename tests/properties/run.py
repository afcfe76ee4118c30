"""Tries the properties in this folder for as long as one likes, on other examples in each run.

    python tests/properties/run.py                                 # all of them, ten minutes in all
    python tests/properties/run.py queries --minutes 60
    python tests/properties/run.py keys --minutes 0 --seed 1234    # one round: what a failure says

A failure is shown with its smallest example; with one at least it exits with 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import properties.test_fuzz
import properties.test_terminal
import properties.test_walks  # noqa: F401 - these make the properties
from properties.strategies import PROPERTIES, Property
from properties.trials import look_for_the_unforeseen, parsed, parser_of, within

ROUND = 100
"""Examples of one seed."""
PATIENCE = 30
"""Seconds that one example may take."""
AREAS = tuple(dict.fromkeys(one.area for one in PROPERTIES))


def main() -> int:
    """Try what was asked for; return 1 if anything failed, else 0."""
    options = _options()
    look_for_the_unforeseen()
    chosen = [one for one in PROPERTIES if not options.areas or one.area in options.areas]
    seconds = options.minutes * 60 / len(chosen)
    failures = [one for one in chosen if _failed(one, options.seed, seconds)]
    return int(bool(failures))


def _options() -> argparse.Namespace:
    parser = parser_of("tests/properties/run.py", __doc__, AREAS)
    add = parser.add_argument
    add("--minutes", type=float, default=10, help="for all together; each has one round at least")
    add("--seed", type=int, default=random.randrange(10**9), help="of the first round")
    return parsed(parser, AREAS)


def _failed(one: Property, first: int, seconds: float) -> bool:
    """Try round after round for some *seconds* or until one fails; say how it went."""
    examples = 0

    def check(drawn: object) -> None:
        nonlocal examples
        examples += 1
        with within(PATIENCE):
            one.check(drawn)

    end, number = time.monotonic() + seconds, first
    while number == first or time.monotonic() < end:
        try:
            one.run(check, ROUND, number)
        except Exception as error:
            print(f"{one.area:9}{examples:>9,}  FAILED  {one.name}")
            print(f"repeat: python tests/properties/run.py {one.area} --minutes 0 --seed {number}")
            traceback.print_exception(error, limit=-3, file=sys.stdout)
            return True
        number += 1
    print(f"{one.area:9}{examples:>9,}  passed  {one.name}", flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
