"""The listings that a query selects, and how many distinct specs of each package they are.

Counting listing by listing is slow for a whole cache, and most queries ask about configurations,
of which there are far fewer. Therefore specs are counted by configuration where that is enough,
and only the few specs that are listed with several configurations are looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import compress

from cachetui.index.columns import Configurations, Listings
from cachetui.index.first_listings import FirstListings
from cachetui.index.masks import gathering, intersect
from cachetui.index.steps import Steps, at_once

Masks = tuple[bytes | None, bytes | None]
"""A mask of configurations, and one of listings; None selects everything."""
Digest = tuple[bytes, bytes]
"""Of masks: the same for the same ones."""


class Selection:
    """What a query selects: the listings in one mask whose configurations are in another.

    A mask that is None selects everything; at most one of the two is None.
    """

    def __init__(
        self,
        configurations: bytes | None,
        listings: bytes | None,
        columns: tuple[Configurations, Listings],
        first_listings: FirstListings,
    ) -> None:
        self._of_configurations = configurations
        self._of_listings = listings
        self._configurations, self._listings = columns
        self._first = first_listings
        self._length = len(self._listings)

    @cached_property
    def mask(self) -> bytes:
        """A byte for each listing, 1 where it is selected."""
        return at_once(self._masking())

    def masking(self) -> Steps[bytes]:
        """Work out `mask` in steps, unless it is known."""
        if "mask" not in vars(self):
            self.mask = yield from self._masking()
        return self.mask

    def _masking(self) -> Steps[bytes]:
        if self._of_configurations is None:
            assert self._of_listings is not None
            return self._of_listings
        codes = self._listings.configuration[: self._length]
        mask = yield from gathering(self._of_configurations, codes)
        return mask if self._of_listings is None else intersect([mask, self._of_listings])

    @cached_property
    def digest(self) -> Digest:
        """Stands for what is selected where the masks themselves would be much to keep."""
        from hashlib import blake2b  # the first screen selects nothing

        one, other = (
            blake2b(m or b"").digest() for m in (self._of_configurations, self._of_listings)
        )
        return one, other

    def chosen(self, span: range) -> Iterable[int]:
        """Return the selected listings in *span*, in their order."""
        if self._of_configurations is None or self._of_listings is not None:
            return compress(span, self.mask[span.start : span.stop])
        codes = self._listings.configuration[span.start : min(span.stop, self._length)]
        return compress(span, map(self._of_configurations.__getitem__, codes))

    @cached_property
    def counts(self) -> Counter[int]:
        """Code of a package -> how many distinct specs of it are selected, where there are any.

        They are counted when first asked for, and as `FirstListings` knows the listings by then.
        """
        if self._of_configurations is None or self._of_listings is not None:
            return self._by_listing()
        return self._by_configuration(self._of_configurations)

    def _by_configuration(self, mask: bytes) -> Counter[int]:
        """Return the counts where *mask*, one over configurations, alone decides.

        Each configuration adds all its specs. A spec that has several in *mask* was then added
        several times to a package, and all but one are taken off again.
        """
        package, counts = self._configurations.package, dict[int, int]()
        count = counts.get  # twice as fast as what a Counter does instead
        for owner, specs in compress(zip(package, self._first.specs, strict=False), mask):
            counts[owner] = count(owner, 0) + specs
        known = len(mask)
        for codes in self._first.several.values():
            owners = [package[code] for code in codes if code < known and mask[code]]
            if len(owners) > 1:
                for owner in owners:
                    counts[owner] -= 1
                for owner in set(owners):
                    counts[owner] += 1
        return Counter(counts)

    def _by_listing(self) -> Counter[int]:
        """Return the counts from the listings that are selected.

        A spec counts for the package of its first listing. Listings that have it for another
        package, the strays, are taken out, and count for theirs.
        """
        mask = bytearray(self.mask)
        strays = set()
        for listing, package in self._first.strays.items():
            if listing < len(mask) and mask[listing]:
                strays.add((package, self._listings.spec[listing]))
                mask[listing] = 0
        specs = set(compress(self._listings.spec, mask))
        counts = Counter(map(self._first.packages.__getitem__, specs))
        counts.update(package for package, _ in strays)
        return counts
