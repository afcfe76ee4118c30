"""The variants that listings have, by name, and what lists each."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from itertools import chain
from typing import Any

from cachetui.index.columns import Dictionary
from cachetui.index.steps import parts
from cachetui.model import CODE
from cachetui.spack.variants import Variant

MANY = 16
"""Variants that a configuration has, about."""


class NamedVariants:
    """For the name of each variant the texts that listings have of it: ``+mpi`` and ``~mpi``.

    The index that owns it grows in another thread: `learn` and `learning` hold the index's *lock*,
    and so does a caller of anything else where that is not over.
    """

    def __init__(
        self, variants: Dictionary[tuple[str, ...]], lock: AbstractContextManager[Any]
    ) -> None:
        self._variants = variants
        self._lock = lock
        self.switches: set[str] = set()
        """The names of those that are on or off: of ``+mpi`` and ``~mpi``."""
        self._texts: dict[str, set[str]] = {}
        # text -> the codes of the lists of variants that have it: there are far fewer of these
        self._lists: defaultdict[str, array[int]] = defaultdict(partial(array, CODE))
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

    def having(self, texts: Iterable[str]) -> bytes:
        """Return the mask of the codes of what lists any of *texts*, which are known ones."""
        mask = bytearray(self._learned)
        for code in chain.from_iterable(map(self._lists.__getitem__, texts)):
            mask[code] = 1
        return bytes(mask)

    def learn(self) -> None:
        """Learn the values that are new in the dictionary."""
        with self._lock:
            self._learn_until(len(self._variants))

    def learning(self) -> Iterator[None]:
        """Learn the same in steps, one for each `next`; the lock is free between them."""
        for _, end in parts(self._learned, len(self._variants), MANY):
            with self._lock:
                self._learn_until(end)
            yield

    def _learn_until(self, end: int) -> None:
        """Learn the new values whose code is below *end*; the caller holds the lock."""
        start, known = self._learned, len(self._lists)
        if start >= end:
            return
        for code, listed in enumerate(self._variants.shown[start:end], start):
            for text in listed:
                self._lists[text].append(code)
        for text in [*self._lists][known:]:
            name = Variant.listed(text).name
            self._texts.setdefault(name, set()).add(text)
            if text[:1] in ("+", "~"):
                self.switches.add(name)
        self._learned = end
