"""How many distinct specs of each package a choice of listings holds.

Counting by package, span by span, is slow for a whole cache. A spec has one package, so its
specs are collected in one go and told apart by that.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import compress, count
from operator import ne

from cachetui.index import Index
from cachetui.tables import Listings


class Owners:
    """The package of each spec, learned as the index grows."""

    def __init__(self) -> None:
        self.packages: list[int] = []
        """Spec -> the package of its first listing."""
        self.strays: dict[int, int] = {}
        """Listing -> its package, where that is another: a sound cache has none."""
        self._seen = 0

    def learn(self, index: Index) -> None:
        """Look at the listings that are new in *index*."""
        specs = index.listings.spec[self._seen :]
        looks = index.listings.configuration[self._seen :]
        packages = list(map(list(index.configurations.package).__getitem__, looks))
        first = dict(zip(reversed(specs), reversed(packages), strict=True))
        self.packages.extend(map(first.__getitem__, range(len(self.packages), len(index.hashes))))
        differing = map(ne, map(self.packages.__getitem__, specs), packages)
        for listing in compress(count(self._seen), differing):
            self.strays[listing] = packages[listing - self._seen]
        self._seen += len(specs)


class Tally:
    """The counts of one choice, made when the first is asked for."""

    def __init__(self, mask: bytes, listings: Listings, owners: Owners) -> None:
        self._mask = mask
        self._listings = listings
        self._owners = owners

    @cached_property
    def counts(self) -> Counter[int]:
        """Package -> how many distinct specs of it are chosen."""
        mask = bytearray(self._mask)
        strays = set()
        for listing, package in self._owners.strays.items():
            if listing < len(mask) and mask[listing]:
                strays.add((package, self._listings.spec[listing]))
                mask[listing] = 0
        specs = set(compress(self._listings.spec, mask))
        counts = Counter(map(self._owners.packages.__getitem__, specs))
        counts.update(package for package, _ in strays)
        return counts
