"""The listings that a query chooses, and how many distinct specs of each package they are.

Counting listing by listing is slow for a whole cache, and most queries ask for what is said by
configurations, of which there are far fewer. So each configuration knows how many specs it has,
and only the few specs that are listed with several are looked at one by one.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import compress, count
from operator import ne

from cachetui.index.columns import NONE, Configurations, Listings, extend_firsts
from cachetui.index.index import Index
from cachetui.index.masks import gather, intersect


class Owners:
    """The package and the configurations of each spec, learned as the index grows."""

    def __init__(self) -> None:
        self.packages: list[int] = []
        """Spec -> the package of its first listing."""
        self.specs: list[int] = []
        """Configuration -> how many specs are listed with it."""
        self.several: dict[int, list[int]] = {}
        """Spec -> its configurations, where a listing has another than the first one."""
        self.strays: dict[int, int] = {}
        """Listing -> its package, where that is another: a sound cache has none."""
        self._first = array("I")
        """Spec -> the configuration of its first listing."""
        self._seen = 0

    def learn(self, index: Index) -> None:
        """Look at the listings that are new in *index*."""
        specs = index.listings.spec[self._seen :]
        looks = index.listings.configuration[self._seen :]
        packages = list(index.configurations.package)
        known = len(self._first)
        late = extend_firsts(self._first, specs, looks)
        new = self._first[known:]
        # specs that are only known of have a package once they are listed
        self.packages.extend(packages[look] if look != NONE else NONE for look in new)
        self.specs.extend([0] * (len(packages) - len(self.specs)))
        for spec in late:
            self.packages[spec] = packages[self._first[spec]]
            new.append(self._first[spec])
        for look, number in Counter(new).items():
            if look != NONE:
                self.specs[look] += number
        for place in compress(count(), map(ne, map(self._first.__getitem__, specs), looks)):
            self._differ(self._seen + place, specs[place], looks[place], packages)
        self._seen += len(specs)

    def _differ(self, listing: int, spec: int, look: int, packages: list[int]) -> None:
        """Take in a listing with another configuration than the first one of its spec."""
        looks = self.several.setdefault(spec, [self._first[spec]])
        if look not in looks:
            looks.append(look)
            self.specs[look] += 1
        if packages[look] != self.packages[spec]:
            self.strays[listing] = packages[look]


class Selection:
    """What a query chooses: configurations, listings or both, each by a byte of a mask.

    Of a mask that is None all are chosen; one of the two is not.
    """

    def __init__(
        self,
        looks: bytes | None,
        listings: bytes | None,
        columns: tuple[Configurations, Listings],
        owners: Owners,
    ) -> None:
        self._looks = looks
        self._listings = listings
        self._configurations, self._columns = columns
        self._owners = owners
        self._length = len(self._columns)

    @cached_property
    def mask(self) -> bytes:
        """A byte for each listing, 1 where it is chosen."""
        if self._looks is None:
            assert self._listings is not None
            return self._listings
        chosen = gather(self._looks, self._columns.configuration[: self._length])
        return chosen if self._listings is None else intersect([chosen, self._listings])

    def chosen(self, span: range) -> Iterable[int]:
        """Give those of a *span* of listings that are chosen."""
        if self._looks is None or self._listings is not None:
            return compress(span, self.mask[span.start : span.stop])
        looks = self._columns.configuration[span.start : min(span.stop, self._length)]
        return compress(span, map(self._looks.__getitem__, looks))

    @cached_property
    def counts(self) -> Counter[int]:
        """Package -> how many distinct specs of it are chosen, where there are any.

        Counted when first asked for, of what the owners know by then.
        """
        if self._looks is None or self._listings is not None:
            return self._by_listing()
        return self._by_look(self._looks)

    def _by_look(self, mask: bytes) -> Counter[int]:
        counts: Counter[int] = Counter()
        package = self._configurations.package
        for owner, specs in compress(zip(package, self._owners.specs, strict=False), mask):
            counts[owner] += specs
        for looks in self._owners.several.values():
            chosen = Counter(package[look] for look in looks if look < len(mask) and mask[look])
            for owner, times in chosen.items():
                counts[owner] -= times - 1
        return counts

    def _by_listing(self) -> Counter[int]:
        mask = bytearray(self.mask)
        strays = set()
        for listing, package in self._owners.strays.items():
            if listing < len(mask) and mask[listing]:
                strays.add((package, self._columns.spec[listing]))
                mask[listing] = 0
        specs = set(compress(self._columns.spec, mask))
        counts = Counter(map(self._owners.packages.__getitem__, specs))
        counts.update(package for package, _ in strays)
        return counts
