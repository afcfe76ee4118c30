"""The variants that listings have, by name."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from cachetui.index.columns import Dictionary
from cachetui.spack.variants import Variant


class NamedVariants:
    """For the name of each variant the texts that listings have of it: ``+mpi`` and ``~mpi``."""

    def __init__(self, variants: Dictionary[tuple[str, ...]]) -> None:
        self._variants = variants
        self._texts: dict[str, set[str]] = {}
        self._learned = 0

    @property
    def names(self) -> Collection[str]:
        """The names of all variants."""
        return self._texts.keys()

    def texts(self, name: str) -> set[str]:
        """Return the texts of the variant *name*, as they are shown; empty if none has it.

        A name that ends in ``*`` is that of every variant that begins so.
        """
        if not name.endswith("*"):
            return self._texts.get(name, set())
        begun = (texts for one, texts in self._texts.items() if one.startswith(name[:-1]))
        return set().union(*begun)

    def learn(self) -> None:
        """Learn the values that are new in the dictionary; the caller holds the index's lock."""
        new = self._variants.shown[self._learned :]
        self._learned += len(new)
        for text in set(chain.from_iterable(new)):
            self._texts.setdefault(Variant.listed(text).name, set()).add(text)
