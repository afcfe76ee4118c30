"""How well, and how fast, package names are found: ours beside ``fzf --filter``.

    python tests/bench/names.py [--seed N] [--queries N] [--fzf-queries N] [--names FILE]

Eight kinds of query are made from names by rule. A query's worth is one over the rank of the
name it was made from, nothing beyond the tenth; the table shows the mean of each kind. fzf
answers the first queries of each kind only (it is one process a query), and the difference is
taken over those.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for `support`

from cachetui.query.names.search import Names
from support.paths import DATA

NAMES = DATA / "names.txt"
"""Package names as Spack spells them, most of them real, one a line."""
LANGUAGES = ("py-", "r-", "perl-", "rust-", "go-", "lua-", "ocaml-", "ruby-", "octave-")
BUDGET = 10.0
"""Milliseconds that ranking 9,000 names may take, whatever the query."""

Rule = Callable[[str, random.Random], "str | None"]
Search = Callable[[str], Sequence[str]]


def whole(name: str, rng: random.Random) -> str | None:
    return name


def prefix(name: str, rng: random.Random) -> str | None:
    return name[: rng.randint(-(-2 * len(name) // 3), len(name) - 1)] if len(name) > 5 else None


def without_language(name: str, rng: random.Random) -> str | None:
    return next((name.removeprefix(p) for p in LANGUAGES if name.startswith(p)), None)


def typo(name: str, rng: random.Random) -> str | None:
    """One letter replaced, left out or put in, or two neighbours swapped."""
    if len(name) < 4:
        return None
    at = rng.randrange(len(name) - 1)
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        [
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def separators(name: str, rng: random.Random) -> str | None:
    return name.replace("-", rng.choice(["", "_", " "])) if "-" in name else None


def reordered(name: str, rng: random.Random) -> str | None:
    words = name.split("-")
    if len(set(words)) < 2:
        return None
    while (other := rng.sample(words, len(words))) == words:
        pass
    return rng.choice(" -").join(other)


def two_letters(name: str, rng: random.Random) -> str | None:
    words = name.split("-")
    return "".join(word[:2] for word in words) if len(words) > 2 else None


def no_vowels(name: str, rng: random.Random) -> str | None:
    return name[0] + re.sub("[aeiou-]", "", name[1:]) if len(name) > 4 else None


KINDS: tuple[Rule, ...] = (
    whole,
    prefix,
    without_language,
    typo,
    separators,
    reordered,
    two_letters,
    no_vowels,
)


def make(rule: Rule, names: Sequence[str], count: int, seed: int) -> list[tuple[str, str]]:
    """Make up to *count* pairs of a query and the name it was made from."""
    rng = random.Random(f"{seed} {rule.__name__}")
    pairs: list[tuple[str, str]] = []
    for name in rng.sample(names, len(names)):
        query = rule(name, rng)
        if query and (query != name or rule is whole):
            pairs.append((query, name))
        if len(pairs) == count:
            break
    return pairs


def worth(pairs: Iterable[tuple[str, str]], search: Search) -> float:
    """Return the mean reciprocal rank of the wanted names over the first ten."""
    ranks = []
    for query, name in pairs:
        found = list(search(query)[:10])
        ranks.append(1 / (found.index(name) + 1) if name in found else 0.0)
    return statistics.fmean(ranks)


def ask_fzf(names: Sequence[str]) -> Search:
    """Return a search that asks ``fzf --filter``."""
    text = "\n".join(names)

    def search(query: str) -> list[str]:
        command = ["fzf", "--filter", query]
        run = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        return run.stdout.splitlines()

    return search


def measure(names: Names, queries: Iterable[str]) -> list[float]:
    """Return the milliseconds of one ranking each, sorted."""
    times = []
    for query in queries:
        start = time.perf_counter()
        names.rank(query)
        times.append((time.perf_counter() - start) * 1e3)
    return sorted(times)


def hard_queries() -> list[str]:
    """Return the queries that match most, or are longest."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    pairs = [a + b for a in "aeinoprstl" for b in "aeinoprstl"]
    return ["", *letters, *pairs, "py", "r-", "perl", "a e i", "p y", "x" * 10_000, "a" * 10_000]


def show_worth(names: Sequence[str], queries: int, sample: int, seed: int) -> None:
    """Print the table of the eight kinds."""
    ranked = Names(names)
    fzf = ask_fzf(names) if shutil.which("fzf") and sample else None
    print(f"{'mean reciprocal rank':24}{'ours':>8}{'same':>8}{'fzf':>8}{'more':>8}")
    totals = []
    for rule in KINDS:
        pairs = make(rule, names, queries, seed)
        ours = worth(pairs, lambda query: [match.name for match in ranked.rank(query, 10)])
        totals.append(ours)
        line = f"{rule.__name__.replace('_', ' '):24}{ours:8.3f}"
        if fzf:
            few = pairs[:sample]
            same = worth(few, lambda query: [match.name for match in ranked.rank(query, 10)])
            theirs = worth(few, fzf)
            line += f"{same:8.3f}{theirs:8.3f}{same - theirs:+8.3f}"
        print(line, flush=True)
    print(f"{'mean of the kinds':24}{statistics.fmean(totals):8.3f}   (promised: 0.965)")


def show_times(names: Sequence[str], seed: int) -> None:
    """Print how long one ranking takes over 9,000 names."""
    some = sorted(random.Random(seed).sample(names, min(9000, len(names))))
    start = time.perf_counter()
    ranked = Names(some)
    ranked.rank("x")
    print(f"\n{len(some)} names: built in {(time.perf_counter() - start) * 1e3:.1f} ms")
    print(f"{'ms a ranking':24}{'median':>8}{'p95':>8}{'max':>8}{'budget':>8}")
    made = [query for rule in KINDS for query, _ in make(rule, some, 50, seed)]
    for title, queries in (("the eight kinds", made), ("hard queries", hard_queries())):
        times = measure(ranked, queries)
        p95 = times[int(len(times) * 0.95)]
        median = statistics.median(times)
        print(f"{title:24}{median:8.2f}{p95:8.2f}{times[-1]:8.2f}{BUDGET:8.0f}")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=400, help="of each kind")
    parser.add_argument("--fzf-queries", type=int, default=100, help="of each kind, for fzf")
    parser.add_argument("--names", type=Path, default=NAMES, help="a file, one name a line")
    options = parser.parse_args()
    names = options.names.read_text().split()
    show_worth(names, options.queries, options.fzf_queries, options.seed)
    show_times(names, options.seed)


if __name__ == "__main__":
    main()
