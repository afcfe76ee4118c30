"""The values that each key of a query can ask for, and how many specs satisfy each of them.

`match` takes a value and finds listings; this takes listings and finds values. Both use the rules
of `cachetui.spack.satisfies`, so that a search for a value finds as many specs as are counted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache, partial
from itertools import chain

from cachetui.index.counts import Labels, SpecCounts, gathered
from cachetui.index.fields import FIELD, Field
from cachetui.index.index import Index
from cachetui.index.masks import Chosen, cells
from cachetui.model import ARCHITECTURE
from cachetui.query.query import Compatibility
from cachetui.spack.keys import EXTENSION_KEYS
from cachetui.spack.satisfies import as_variant, has_flags, meets
from cachetui.spack.targets import names_of
from cachetui.spack.values import NONE, literal
from cachetui.spack.variants import Flag, Variant
from cachetui.spack.versions import ExactVersion
from cachetui.spack.versions import key as version_key

Met = dict[str, set[str]]
"""A value as it is listed -> the values which a search can ask for and that it satisfies."""

_listed = lru_cache(maxsize=1 << 16)(Variant.listed)
"""Returns the variant that a text lists; a text is parsed once."""


class Choices:
    """Counts the specs of some listings by the values of any key of a query."""

    def __init__(self, index: Index, listings: Chosen, verdict: Compatibility) -> None:
        """Count *listings* of *index*; *verdict* says what runs on the host."""
        self._index = index
        self._listings = listings
        self._verdict = verdict

    def per(self, key: str, asked: Iterable[str] = ()) -> Counter[str]:
        """Return value -> how many distinct specs satisfy it, for *key*, one of `edit.KEYS`.

        The values are those that the listings have, as lists show them, and those in *asked*.
        """
        field = FIELD[key]
        if key in EXTENSION_KEYS and key in self._variants:
            return self._per_with_namesakes(field, asked)
        if field.owner != "listing":
            return self._counts.by_configuration(*self._of_configurations(field, asked))
        if field.many:
            return self._counts.by_stacks(self._plain_labels(field))
        return self._per_listing(field)

    @cached_property
    def _specs(self) -> Sequence[int]:
        return cells(self._index.listings.spec, self._listings)

    @cached_property
    def _configurations(self) -> Sequence[int]:
        return cells(self._index.listings.configuration, self._listings)

    @cached_property
    def _counts(self) -> SpecCounts:
        return SpecCounts(self._index, self._listings)

    @cached_property
    def _variants(self) -> dict[str, set[str]]:
        """Name of a variant -> all its texts in the listings: ``+mpi``, ``~mpi``."""
        texts = self._distinct(FIELD["variant"])
        return gathered((_listed(text).name for text in texts), texts)

    def _distinct(self, field: Field) -> list[str]:
        """Return the distinct texts that the configurations of the listings have in *field*."""
        column, shown = self._index.column(field), self._index.dictionaries[field.name].shown
        codes = {column[code] for code in self._counts.configurations}
        return list(set(chain.from_iterable(map(shown.__getitem__, codes))))

    def _plain_labels(self, field: Field) -> Labels:
        """Return the function from a code of *field* to its texts, or ``none``."""
        shown = self._index.dictionaries[field.name].shown
        return lambda code: set(field.texts(shown[code])) or (NONE,)

    def _per_listing(self, field: Field) -> Counter[str]:
        """Return value -> number of specs for a field of listings: tag, page, origin.

        Most specs have several tags, so counting by first listings would gain nothing.
        """
        specs: dict[str, set[int]] = {}
        labels, codes = self._plain_labels(field), cells(self._index.column(field), self._listings)
        for code, some in gathered(codes, self._specs).items():
            for label in labels(code):
                specs[label] = specs[label] | some if label in specs else some
        return Counter({label: len(some) for label, some in specs.items()})

    def _of_configurations(
        self, field: Field, asked: Iterable[str]
    ) -> tuple[Labels, Sequence[int] | None]:
        """Return the function from a code to the values it satisfies, and the column of the codes.

        Without a column the codes are those of configurations.
        """
        if field.owner == "host":
            return self._verdict_labels, None
        if field.key == "target":
            return self._target_labels(set(asked)), self._index.column(field)
        if find := _MET.get(field.key):
            texts = self._distinct(field)
            met, shown = find(texts, {*texts, *asked}), self._index.dictionaries[field.name].shown
            labels: Labels = lambda code: set().union(*(met[text] for text in shown[code]))  # noqa: E731
            return labels, self._index.column(field)
        return self._plain_labels(field), self._index.column(field)

    def _target_labels(self, asked: set[str]) -> Labels:
        """Return the function from a target's code to those of its names that count as values.

        These are the names that are listed, and those in *asked*.
        """
        column, shown = self._index.configurations.target, self._index.targets.shown
        values = asked.union(shown[column[code]] for code in self._counts.configurations)
        return lambda code: names_of(shown[code]) & values if shown[code] else (NONE,)

    @cached_property
    def _verdict_labels(self) -> Labels:
        """The function from a configuration to its verdict; each architecture is judged once."""
        columns = [self._index.configurations[name] for name in ARCHITECTURE]
        values = [self._index.dictionaries[name].values for name in ARCHITECTURE]

        @cache
        def label(*codes: int) -> tuple[str]:
            return (self._verdict(*(v[code] for v, code in zip(values, codes, strict=True))),)

        return lambda configuration: label(*(column[configuration] for column in columns))

    def _per_with_namesakes(self, field: Field, asked: Iterable[str]) -> Counter[str]:
        """Return value -> number of specs for a field whose key is also the name of a variant.

        In Spack's syntax ``key=value`` asks for that variant, so in rows that have it the value of
        the variant counts and not that of the field.
        """
        codes, labels = self._rows(field)
        of_variants = chain.from_iterable(map(_texts_of, map(_listed, self._variants[field.key])))
        values = {label for code in set(codes) for label in labels(code)}.union(asked, of_variants)
        own = self._namesake_labels(field.key, values)
        specs: dict[str, set[int]] = {}
        rows = zip(self._specs, self._configurations, codes, strict=True)
        for spec, configuration, code in set(rows):
            for label in own[configuration] if configuration in own else labels(code):
                specs.setdefault(label, set()).add(spec)
        return Counter({label: len(some) for label, some in specs.items()})

    def _rows(self, field: Field) -> tuple[Sequence[int], Labels]:
        """Return the code of *field* in each listing, and the function from codes to values."""
        if field.owner == "listing":
            codes = cells(self._index.column(field), self._listings)
            return codes, self._plain_labels(field)
        labels, column = self._of_configurations(field, ())
        codes = self._configurations
        return codes if column is None else cells(column, codes), labels

    def _namesake_labels(self, key: str, values: Iterable[str]) -> dict[int, set[str]]:
        """Return configuration -> the *values* that it meets, for those with a variant *key*."""
        asked = {value: as_variant(key, (literal(value),)) for value in values}
        shown, column = self._index.variants.shown, self._index.configurations.variants
        met: dict[int, set[str]] = {}
        for configuration in self._counts.configurations:
            for text in self._variants[key].intersection(shown[column[configuration]]):
                some = {value for value, variant in asked.items() if meets(_listed(text), variant)}
                met[configuration] = met.get(configuration, set()) | some
        return met


def _versions_met(texts: Iterable[str], asked: Iterable[str]) -> Met:
    """Return for each version in *texts* those in *asked* that mean it: ``2.0`` and ``2_0`` do.

    A bare git ref in *asked* also means that ref with any version assigned to it.
    """
    asked = list(asked)
    same = gathered(map(version_key, asked), asked)
    refs = [exact for exact in map(ExactVersion, asked) if exact.ref]
    return {
        version: same.get(version_key(version), set())
        | {exact.version for exact in refs if exact.holds(version)}
        for version in texts
    }


def _variants_met(texts: Iterable[str], asked: Iterable[str]) -> Met:
    """Return for each variant in *texts* those in *asked* that it meets, all as pages list them.

    ``fabrics:=rxm,tcp`` meets ``fabrics=tcp``. A patch meets every beginning of its sum, and flags
    meet any selection of their words.
    """
    variants = {text: _listed(text) for text in texts}
    ranked = sorted(
        ((variant.name, value), text)
        for text, variant in variants.items()
        for value in _texts_of(variant)
    )
    met: Met = {text: set() for text in variants}
    for text in asked:
        if flags := Flag.listed(text):
            for candidate in filter(partial(has_flags, flags), variants):
                met[candidate].add(text)
            continue
        wanted = _listed(text)
        for candidate in _beginning(ranked, (wanted.name, _texts_of(wanted)[0])):
            if meets(variants[candidate], wanted):
                met[candidate].add(text)
    return met


def _texts_of(variant: Variant) -> tuple[str, ...]:
    """Return the values of *variant* as texts; that of a switch is ``True`` or ``False``."""
    return (str(variant.values),) if isinstance(variant.values, bool) else variant.values


def _beginning(ranked: list[tuple[tuple[str, str], str]], place: tuple[str, str]) -> Iterator[str]:
    """Yield the texts in *ranked* with the name of *place* and a value that begins with its value.

    *ranked* has name and value of a variant beside its text, in order.
    """
    name, first = place
    for row in range(bisect_left(ranked, (place, "")), len(ranked)):
        (other, value), text = ranked[row]
        if other != name or not value.startswith(first):
            return
        yield text


_MET = {"version": _versions_met, "variant": _variants_met}
"""Key of a field whose values satisfy more than themselves -> the function that tells which."""
