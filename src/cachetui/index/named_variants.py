"""The variants that listings have, by name."""

from __future__ import annotations

from itertools import chain

from cachetui.index.columns import Dictionary
from cachetui.spack.variants import Variant


class NamedVariants:
    """For the name of each variant the texts that listings have of it: ``+mpi`` and ``~mpi``."""

    def __init__(self, variants: Dictionary[tuple[str, ...]]) -> None:
        self._variants = variants
        self._texts: dict[str, set[str]] = {}
        self._learned = 0

    def texts(self, name: str) -> set[str]:
        """Return the texts of the variant *name*, as they are shown; empty if none has it."""
        return self._texts.get(name, set())

    def learn(self) -> None:
        """Learn the values that are new in the dictionary; the caller holds the index's lock."""
        new = self._variants.shown[self._learned :]
        self._learned += len(new)
        for text in set(chain.from_iterable(new)):
            self._texts.setdefault(Variant.listed(text).name, set()).add(text)
