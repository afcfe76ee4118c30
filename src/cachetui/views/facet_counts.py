"""The values that each key of a query can ask for, and how many specs satisfy each of them.

This is `match` turned round: that takes a value and finds listings, this takes listings and finds
values. Both go by `satisfies`, so what is counted here is what is found there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from itertools import chain

from cachetui.index.columns import Dictionary
from cachetui.index.first_listings import Chosen, Labels, SpecCounts, cells, gathered
from cachetui.index.index import Index
from cachetui.query.query import Compatibility
from cachetui.spack.satisfies import NONE, as_variant, meets
from cachetui.spack.tokens import EXTENSION_KEYS
from cachetui.spack.values import literal
from cachetui.views.satisfied import Met, listed, texts_of, variants_met, versions_met


class Choices:
    """What can be asked of some listings, counted by one key or another."""

    def __init__(self, index: Index, listings: Chosen, verdict: Compatibility) -> None:
        """Take *listings* of *index*; *verdict* says what runs."""
        self._index = index
        self._listings = listings
        self._verdict = verdict

    def per(self, key: str, asked: Iterable[str] = ()) -> Counter[str]:
        """Count the distinct specs that satisfy each value of *key*, one of `toggle.KEYS`.

        The values are those that the listings have, as lists show them, and those *asked* for.
        """
        if key in EXTENSION_KEYS and key in self._variants:
            return self._per_with_namesakes(key, asked)
        if key == "tag":  # most specs have several tags, so a census would gain nothing
            return self._per_tag()
        if key == "stack":
            return self._census.by_stacks(self._stack_labels)
        return self._census.by_look(*self._look_labels(key, asked))

    @cached_property
    def _specs(self) -> Sequence[int]:
        return cells(self._index.listings.spec, self._listings)

    @cached_property
    def _looks(self) -> Sequence[int]:
        return cells(self._index.listings.configuration, self._listings)

    @cached_property
    def _tags(self) -> Sequence[int]:
        return cells(self._index.listings.tag, self._listings)

    @cached_property
    def _stacks(self) -> Sequence[int]:
        return cells(self._index.listings.stacks, self._listings)

    @cached_property
    def _census(self) -> SpecCounts:
        return SpecCounts(self._index, self._listings)

    @cached_property
    def _variants(self) -> dict[str, set[str]]:
        """The name of a variant -> all that the listings have of it: ``+mpi``, ``~mpi``."""
        texts = self._listed(self._index.variants, self._index.configurations.variants)
        return gathered((listed(text).name for text in texts), texts)

    def _listed(self, table: Dictionary[tuple[str, ...]], field: Sequence[int]) -> list[str]:
        """Return the distinct texts that the configurations of the listings have in *field*."""
        codes = {field[look] for look in self._census.looks}
        return list(set(chain.from_iterable(map(table.shown.__getitem__, codes))))

    def _per_tag(self) -> Counter[str]:
        found: dict[str, set[int]] = {}
        for code, specs in gathered(self._tags, self._specs).items():
            tag = self._tag(code)
            found[tag] = found[tag] | specs if tag in found else specs
        return Counter({tag: len(specs) for tag, specs in found.items()})

    def _tag(self, code: int) -> str:
        return self._index.tags.shown[code] or NONE

    def _stack_labels(self, code: int) -> Iterable[str]:
        return set(self._index.stacks.shown[code]) or (NONE,)

    def _look_labels(self, key: str, asked: Iterable[str]) -> tuple[Labels, Sequence[int] | None]:
        """Return what gives the values that a configuration satisfies, and the field it is of."""
        index, fields = self._index, self._index.configurations
        if key == "version":
            return self._met(versions_met, index.versions, fields.versions, asked)
        if key == "variant":
            return self._met(variants_met, index.variants, fields.variants, asked)
        if key == "runs":
            return self._verdict_labels, None
        columns: dict[str, tuple[Dictionary[str] | Dictionary[str | None], Sequence[int]]] = {
            "compiler": (index.compilers, fields.compiler),
            "platform": (index.platforms, fields.platform),
            "os": (index.oses, fields.os),
            "target": (index.targets, fields.target),
        }
        table, field = columns[key]
        return (lambda code: (table.shown[code] or NONE,)), field

    def _met(
        self,
        find: Callable[[Iterable[str], Iterable[str]], Met],
        table: Dictionary[tuple[str, ...]],
        field: Sequence[int],
        asked: Iterable[str],
    ) -> tuple[Labels, Sequence[int]]:
        texts = self._listed(table, field)
        met = find(texts, {*texts, *asked})
        return (lambda code: set().union(*(met[text] for text in table.shown[code]))), field

    @cached_property
    def _verdict_labels(self) -> Labels:
        index, fields = self._index, self._index.configurations
        platforms, oses, targets = index.platforms.values, index.oses.values, index.targets.values

        @cache
        def label(platform: int, os: int, target: int) -> tuple[str]:
            return (self._verdict(platforms[platform], oses[os], targets[target]),)

        return lambda look: label(fields.platform[look], fields.os[look], fields.target[look])

    def _per_with_namesakes(self, key: str, asked: Iterable[str]) -> Counter[str]:
        """Count by one of our own keys where some rows have a variant of its name.

        Such a row is asked for that variant, whatever stands in the field.
        """
        codes, labels = self._rows(key)
        of_variants = chain.from_iterable(map(texts_of, map(listed, self._variants[key])))
        values = {label for code in set(codes) for label in labels(code)}.union(asked, of_variants)
        own = self._namesake_labels(key, values)
        found: dict[str, set[int]] = {}
        for spec, look, code in set(zip(self._specs, self._looks, codes, strict=True)):
            for label in own[look] if look in own else labels(code):
                found.setdefault(label, set()).add(spec)
        return Counter({label: len(specs) for label, specs in found.items()})

    def _rows(self, key: str) -> tuple[Sequence[int], Labels]:
        """Return the code of each listing for one of our own keys, and a code's values."""
        if key == "tag":
            return self._tags, lambda code: (self._tag(code),)
        if key == "stack":
            return self._stacks, self._stack_labels
        labels, field = self._look_labels(key, ())
        return self._looks if field is None else cells(field, self._looks), labels

    def _namesake_labels(self, key: str, values: Iterable[str]) -> dict[int, set[str]]:
        """Find the configurations that have a variant called *key*: which *values* it meets."""
        asked = {value: as_variant(key, (literal(value),)) for value in values}
        shown, field = self._index.variants.shown, self._index.configurations.variants
        met: dict[int, set[str]] = {}
        for look in self._census.looks:
            for text in self._variants[key].intersection(shown[field[look]]):
                some = {value for value, variant in asked.items() if meets(listed(text), variant)}
                met[look] = met.get(look, set()) | some
        return met
