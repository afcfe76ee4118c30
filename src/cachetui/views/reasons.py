"""Why nothing matches: how many specs each constraint finds alone, and are left without it.

Numbers are of distinct specs in the packages that the name means, or in all where it means none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.index.selection import Selection
from cachetui.index.steps import Steps, at_once
from cachetui.query.constraints import Constraint, constraints, only, without
from cachetui.query.evaluate import ConstraintMask, Evaluation, joined
from cachetui.query.match import match
from cachetui.query.query import Compatibility, Query
from cachetui.safe_text import clip, safe
from cachetui.views import mending
from cachetui.views.unmet import fewest_unmet

MOST = 20
"""Constraints that get a line of their own: each costs a look at everything."""
TOGETHER = 3
"""Constraints that one line offers to drop at most."""
QUOTED = 60
"""Characters of a constraint that a line quotes."""
TRIED = 8
"""Packages of a name, the best first, in which a near value is looked for."""


class Reason(Struct, frozen=True):
    """A line about a constraint or the name of a query, and the query that Enter leads to."""

    text: str
    """One line, safe to show."""
    mended: Query
    """The query with another value for that part, or without the part."""
    left: int | None
    """How many specs the mended query finds; None where that depends on what its name means."""
    drops: bool
    """Whether the mended query is without the part."""


class Reasons:
    """Works out the reasons for one query over one index."""

    def __init__(
        self,
        index: Index,
        query: Query,
        verdict: Compatibility,
        packages: Sequence[int] | None = None,
    ) -> None:
        """Explain *query*; *packages* are the codes of those its name means, None for all."""
        self._index = index
        self._query = query
        self._verdict = verdict
        self._packages = packages or None
        self._finds_none = bool(query.name) and not packages
        """Whether the name means no package: then nothing is found, whatever else is dropped."""

    def reasons(self) -> list[Reason]:
        """Return a line for each part of the query, first those whose mended query finds a spec."""
        with self._index.lock:
            return at_once(self.steps())

    def steps(self) -> Steps[list[Reason]]:
        """Work out the `reasons`; whoever takes a step holds the index's lock."""
        yield from self._index.first_listings.learning()
        masks = yield from self._masks()
        shown = list(islice(constraints(self._query), MOST))
        found = []
        for number, one in enumerate(shown):
            others = [*masks[:number], *masks[number + 1 :]]
            found.append((yield from self._constraint(one, masks[number], others)))
            yield
        found.sort(key=lambda reason: (not reason.left, reason.drops))
        if len(masks) > MOST:
            found.append(self._rest(shown, len(masks) - MOST))
        elif not any(reason.left for reason in found):
            found[:0] = yield from self._together(shown, masks)
        yield
        return (yield from self._with_name(found)) if self._query.name else found

    def _masks(self) -> Steps[list[ConstraintMask]]:
        """Work out the mask of each constraint, in the order of `constraints`."""
        self._index.named_variants.learn()
        found = []
        for mask in Evaluation(self._index, self._query, self._verdict).masks():
            found.append(mask)
            yield
        return found

    def _with_name(self, found: list[Reason]) -> Steps[list[Reason]]:
        """Return *found* with the reason that the name is, in its place among them.

        A name that no package has comes first, as nothing else leads to a spec while it stands.
        """
        if self._packages is None:
            return [self._unknown_name(), *(replace(one, left=0) for one in found)]
        name, rest = _quoted(self._query.name), self._query.but(name="")
        here = match(self._index, Query()).total(self._packages)
        yield
        left = match(self._index, rest, self._verdict).total()
        text = f"{name}: {here:,} here, {left:,} without it"
        return sorted([*found, Reason(text, rest, left, drops=True)], key=_leads_nowhere)

    def _unknown_name(self) -> Reason:
        """Return the line for a name that no package has, with what may have been meant by it."""
        index, query = self._index, self._query
        text = f"{_quoted(query.name)}: no package is called so"
        if (by_hash := mending.for_hash(index, query)) is not None:
            left = self._total(by_hash)
            return Reason(f"{text}; {by_hash.hash_text}: {left:,}", by_hash, left, drops=False)
        if (by_value := mending.for_value(index, query)) is not None:
            mended, key = by_value
            offer = f"{text}; there is {_quoted(mended.item_text(key))}"
            return Reason(offer, mended, None if mended.name else self._total(mended), drops=False)
        near = mending.for_name([one for one in index.packages.shown if one], query)
        if near is not None:
            exactly = self._named(near) or None  # on the screen it may mean other packages too
            return Reason(f"{text}; nearest: {safe(near.name)}", near, exactly, drops=False)
        rest = query.but(name="")
        return Reason(text, rest, self._total(rest), drops=True)

    def _together(
        self, shown: Sequence[Constraint], masks: Sequence[ConstraintMask]
    ) -> Steps[list[Reason]]:
        """Work out the line that drops the fewest constraints that leave a spec together.

        There is none where that takes one constraint, or more than `TOGETHER`.
        """
        if self._finds_none:
            return []
        numbers = yield from fewest_unmet(self._index, masks, self._packages, TOGETHER)
        if len(numbers) < 2:
            return []
        dropped = [shown[number] for number in numbers]
        mended = without(self._query, dropped)
        left = self._total(mended)
        *texts, last = (_quoted(one.text) for one in dropped)
        words = "both" if len(dropped) == 2 else f"all {len(dropped)}"
        text = f"{', '.join(texts)} and {last}: {left:,} without {words}"
        return [Reason(text, mended, left, drops=True)]

    def _rest(self, shown: Sequence[Constraint], number: int) -> Reason:
        """Return the line that drops the constraints behind those *shown*, a *number* of them."""
        mended = only(self._query, shown)
        text = f"{number:,} constraints more, too many to tell of each"
        return Reason(text, mended, self._total(mended), drops=True)

    def _constraint(
        self, constraint: Constraint, mask: ConstraintMask, others: list[ConstraintMask]
    ) -> Steps[Reason]:
        """Work out the line for *constraint*, which has *mask*; *others* are all other masks."""
        alone = self._count([mask])
        yield
        left = 0 if self._finds_none else self._count(others)
        yield
        words = f"{alone:,} here"
        if self._has_no_edges(constraint):
            words = "pages do not list dependencies"
        mended, offer, found = yield from self._mended(constraint, alone, has_rest=bool(others))
        if (others or self._query.name) and not self._finds_none:
            offer += f"{'; ' if offer else ', '}{left:,} without it"
        text = f"{_quoted(constraint.text)}: {words}{offer}"
        if mended is None:
            return Reason(text, constraint.without, left, drops=True)
        return Reason(text, mended, found, drops=False)

    def _has_no_edges(self, constraint: Constraint) -> bool:
        """Return whether *constraint* needs edges, and no input tells any."""
        if constraint.key != "dependencies" or self._index.tells_dependencies:
            return False
        return not constraint.value.is_compiler

    def _mended(
        self, constraint: Constraint, alone: int, *, has_rest: bool
    ) -> Steps[tuple[Query | None, str, int]]:
        """Work out the query with *constraint* mended, the words for it, and how much it finds.

        *alone* is how many specs meet the constraint. The query is None where none is better.
        """
        words = ""
        if constraint.key == "target" and (wider := mending.runs_on(self._query)):
            found = self._total(wider)
            target = ",".join(map(safe, wider.target))
            offer = f"; {target}, what runs on it{self._number(': ', found, has_rest)}"
            if found:
                return wider, offer, found
            words = "" if self._finds_none else offer
            yield
        near = None if alone else self._nearest(constraint)
        if near is None:
            return None, words, 0
        mended, text = near
        found = self._total(mended)
        return (
            mended,
            f"{words}; nearest: {_quoted(text)}{self._number(', ', found, has_rest)}",
            found,
        )

    def _number(self, before: str, found: int, has_rest: bool) -> str:
        """Return *before* and the number that a query finds; empty where the name finds nothing.

        That it finds nothing need not be its own fault where there is a rest of the query.
        """
        why = " with the rest" if has_rest and not found else ""
        return "" if self._finds_none else f"{before}{found:,}{why}"

    def _nearest(self, constraint: Constraint) -> tuple[Query, str] | None:
        """Return the query with the nearest value to that of *constraint*, and the new text."""
        asked = {one.text for one in constraints(self._query)}
        # what no package of the name has would be near a word, but lead to nothing
        for package in self._packages[:TRIED] if self._packages else (None,):
            near = mending.nearest(self._index, self._query, constraint, package)
            text = near and next((o.text for o in constraints(near) if o.text not in asked), None)
            if near and text:  # one that is asked for already is led to by dropping this one
                return near, text
        return None

    def _named(self, query: Query) -> int:
        """Return how many specs of the package called exactly like its name *query* finds."""
        code = self._index.packages.find(query.name)
        return 0 if code is None else match(self._index, query, self._verdict).count(code)

    def _total(self, query: Query) -> int:
        """Return how many specs *query* finds in the packages of the name."""
        return match(self._index, query, self._verdict).total(self._packages)

    def _count(self, masks: Sequence[ConstraintMask]) -> int:
        """Return how many specs in the packages of the name all of *masks* select."""
        if not masks:
            return match(self._index, Query()).total(self._packages)
        columns = (self._index.configurations, self._index.listings)
        selection = Selection(
            joined(masks, "configurations"),
            joined(masks, "listings"),
            columns,
            self._index.first_listings,
        )
        if self._packages is None:
            return selection.counts.total()
        return sum(selection.counts[package] for package in self._packages)


def _leads_nowhere(reason: Reason) -> bool:
    return reason.left == 0


def _quoted(text: str) -> str:
    return clip(safe(text), QUOTED)
