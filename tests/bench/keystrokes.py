"""Letters in the search line: how soon each is answered, and with how many bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from statistics import fmean, median

from bench.caches import Cache
from bench.figures import Budget, Figure, percentile
from bench.film import QUIET, Answer, Film, Part, Rows
from bench.names import KINDS, make
from bench.starting import browser, is_loaded

LIST_WIDTH = 28
"""Columns that the packages have at most, at this size of screen."""
NAME_WIDTH = 22
"""Columns that they have at least."""
MOST_KEYS = 8
"""Letters typed of one query."""
CONSTRAINTS = ("~ipo", "@1.2:", "target=x86_64_v3:")
"""Constraints that every cache has something for."""
LOOKS: dict[str, tuple[dict[str, str], list[str]]] = {
    "truecolor": ({"COLORTERM": "truecolor"}, []),
    "--theme textual-dark": ({}, ["--theme", "textual-dark"]),
    "--theme textual-dark, truecolor": ({"COLORTERM": "truecolor"}, ["--theme", "textual-dark"]),
}
"""Other terminals and themes: what is added to the environment, and to the command."""


def open_browser(cache: Cache, *options: str, env: dict[str, str] | None = None) -> Film:
    """Start the screen over *cache* and wait until all is read and drawn."""
    return at_rest(Film(browser(cache, *options), env=env), is_loaded)


def at_rest(film: Film, holds: Callable[[Rows], object]) -> Film:
    """Return *film* when *holds* and its program is at rest; end the program if that fails."""
    with ExitStack() as stack:
        stack.enter_context(film)
        film.await_sight(holds)
        film.settle(QUIET)
        stack.pop_all()
    return film


def packages_part(rows: Rows) -> list[str]:
    """Pick out the search line and the packages."""
    return [rows[1], *(row[:NAME_WIDTH].rstrip() for row in rows[2:-1])]


def typing(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure letters in the search line beside fzf's, the panes following."""
    del rounds  # there are dozens of keys in one
    for cache in caches:
        ours, fzf = _type_beside_fzf(cache)
        yield from _delays("a letter of a name until the list shows it", cache, ours, fzf)
        yield _bytes("... all its bytes, panes following", cache, ours, fzf, Budget(2.5))
        with open_browser(cache) as film:
            answers = [
                answer for text in CONSTRAINTS for answer in _type(film, text, packages_part)
            ]
        yield from _delays("a letter of a constraint until the list shows it", cache, answers)
    for look, (env, options) in LOOKS.items():
        with open_browser(cache, *options, env=env) as film:
            ours = [a for query in _queries(cache) for a in _type(film, query, packages_part)]
        yield _bytes(f"... {look}", cache, ours, fzf)


def _delays(
    what: str, cache: Cache, ours: Sequence[Answer], theirs: Sequence[Answer] = ()
) -> Iterator[Figure]:
    delays = [answer.delay for answer in ours]
    other = median(answer.delay for answer in theirs) if theirs else None
    rival, budget = "fzf" if theirs else "", Budget(plus=0.016)
    yield Figure(what, cache.label, "s", median(delays), other, rival, budget)
    yield Figure("... 95th percentile", cache.label, "s", percentile(delays, 95))


def _bytes(
    what: str,
    cache: Cache,
    ours: Sequence[Answer],
    theirs: Sequence[Answer],
    budget: Budget | None = None,
) -> Figure:
    mean, other = (fmean(answer.size for answer in answers) for answers in (ours, theirs))
    return Figure(what, cache.label, "B", mean, other, "fzf", budget)


def _type_beside_fzf(cache: Cache) -> tuple[list[Answer], list[Answer]]:
    ours: list[Answer] = []
    theirs: list[Answer] = []
    with open_browser(cache) as film, _open_fzf(cache) as fzf:
        for query in _queries(cache):
            ours += _type(film, query, packages_part)
            theirs += _type(fzf, query, tuple)
    return ours, theirs


def _open_fzf(cache: Cache) -> Film:
    """Start fzf over the names of *cache*, and wait until it shows them."""
    film = Film(["fzf", "--no-mouse"], stdin="\n".join(cache.names).encode())
    counted = f"{len(cache.names)}/{len(cache.names)}"
    return at_rest(film, lambda rows: any(counted in row for row in rows))


def _queries(cache: Cache) -> list[str]:
    """Make a query of each kind that names are searched by."""
    pairs = [pair for rule in KINDS for pair in make(rule, cache.names, 1, seed=1)]
    return list(dict.fromkeys(query[:MOST_KEYS] for query, _ in pairs))


def _type(film: Film, query: str, part: Part) -> list[Answer]:
    """Type *query* letter by letter, and take it back."""
    answers = [film.answer(letter, part) for letter in query]
    film.answer("ctrl+u", part)
    return answers
