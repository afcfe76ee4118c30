"""The registry of fields: what each field of a listing is called, where it is kept, how it sorts.

Queries, completion, facets, groups, comparison, JSON and tables loop over it. A new field of a
configuration is one more entry here and one more attribute of `Configuration`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, Literal

from msgspec import Struct

from cachetui.index.ordering import NO_STACK, NO_TAG, stack_place, tag_age
from cachetui.model import Status
from cachetui.spack.values import NONE

Owner = Literal["configuration", "listing", "spec", "status", "sparse", "host"]
"""What has the field: a configuration or a listing by the code in its column, a spec (its hash, or
a bit of its status), the few listings whose entries say it, or the host that is asked about."""

VERDICTS = ("yes", "maybe", "no")
"""The values of ``runs``: whether the host runs a binary."""
YES_NO = ("yes", "no")
"""The values of a field that says whether something holds of a spec."""


def _by_version(text: str) -> Any:
    from cachetui.spack.versions import key  # the first screen sorts no versions

    return key(text)


def _by_variant(text: str) -> str:
    return text.lstrip("+~")


def _by_verdict(text: str) -> int:
    return VERDICTS.index(text) if text in VERDICTS else len(VERDICTS)


class Field(Struct, frozen=True, kw_only=True):
    """A field: its names, its owner, and how its values are written and sorted."""

    key: str
    """What queries, facets and groups call it."""
    owner: Owner = "configuration"
    attribute: str = ""
    """What `Configuration` or `Listing`, the columns and JSON call it; the key if empty."""
    heading: str = ""
    """What a comparison calls it; the key if empty."""
    many: bool = False
    """Whether a value is a tuple of texts, and not one text or None."""
    missing: str = NONE
    """What groups call the lack of a value."""
    often_missing: bool = False
    """Whether completion offers ``none``."""
    optional: bool = False
    """Whether a comparison leaves it out where no side has a value."""
    ranges: bool = False
    """Whether a query may ask for a range of its values: ``x86_64_v3:``."""
    order: Callable[[str], Any] = str
    """Returns what a text sorts by."""
    newest_first: bool = False
    """Whether its values are listed from the last one on."""
    style: str = ""
    """The role in which the screen shows its values."""
    recorded: bool = True
    """Whether JSON has it."""
    implied_by: str = ""
    """The key of a field whose value mostly tells the value of this one: lists can leave it out."""
    bit: int = 0
    """The bit of `Status` that it shows; 0 for a field that is none."""

    @property
    def name(self) -> str:
        """The name of its attribute, its column and its dictionary."""
        return self.attribute or self.key

    @property
    def plural(self) -> str:
        """The name of several of its values: ``oses``, ``versions``."""
        return self.key + ("es" if self.key.endswith("s") else "s")

    def texts(self, value: Any) -> tuple[str, ...]:
        """Return the texts that *value* consists of; none where it is missing."""
        if self.many:
            return tuple(value)
        return (value,) if value else ()

    def labels(self, value: Any) -> tuple[str, ...]:
        """Return the texts of *value*, each once, or what the lack of one is called."""
        return tuple(dict.fromkeys(self.texts(value))) or (self.missing,)

    def ordered(self, texts: Iterable[str]) -> list[str]:
        """Return *texts* in the order of the field; what stands for no value comes last."""
        in_order = sorted(sorted(texts), key=self.order, reverse=self.newest_first)
        return sorted(in_order, key=lambda text: text in (NONE, self.missing))


FIELDS: Final = (
    Field(key="package"),
    Field(
        key="tag", owner="listing", missing=NO_TAG, order=tag_age, newest_first=True, style="head"
    ),
    Field(key="hash", owner="spec", style="hash"),
    Field(
        key="version",
        attribute="versions",
        many=True,
        order=_by_version,
        newest_first=True,
        style="version",
    ),
    Field(key="compiler", often_missing=True, order=_by_version, style="compiler"),
    Field(key="platform", implied_by="os", style="arch"),
    Field(key="os", style="arch"),
    Field(key="target", ranges=True, style="arch"),
    Field(
        key="stack",
        owner="listing",
        attribute="stacks",
        many=True,
        missing=NO_STACK,
        order=stack_place,
        style="head",
    ),
    Field(key="variant", attribute="variants", many=True, order=_by_variant, style="variant"),
    Field(key="size", owner="sparse"),
    Field(key="tarball", owner="sparse"),
    Field(key="page", owner="listing"),
    Field(key="runs", owner="host", order=_by_verdict, recorded=False),
    Field(key="dependencies", heading="depends on", optional=True, recorded=False, style="dim"),
    Field(key="namespace", optional=True, style="dim"),
    Field(key="origin", owner="listing", style="head"),
    *(
        Field(key=name, owner="status", bit=bit, order=YES_NO.index)
        for name, bit in (
            ("cached", Status.CACHED),
            ("installed", Status.INSTALLED),
            ("locked", Status.LOCKED),
            ("explicit", Status.EXPLICIT),
            ("external", Status.EXTERNAL),
        )
    ),
    Field(key="flags", many=True, optional=True, style="variant"),
    Field(key="time", owner="sparse", recorded=False),
    Field(key="prefix", owner="sparse", recorded=False),
)
"""Every field, in the order of JSON and of comparisons."""

FACETS: Final = (
    *("runs", "stack", "target", "compiler", "version", "variant", "os", "tag", "platform"),
)
"""The keys of the fields that a search can be narrowed by, those that people use first, first."""

FIELD: Final = {field.key: field for field in FIELDS}
"""Key -> the field."""
LISTING_FIELDS: Final = tuple(f for f in FIELDS if f.owner in ("listing", "spec", "sparse"))
"""The fields that a `Listing` has beside those of its configuration."""
CONFIGURATION_FIELDS: Final = tuple(f for f in FIELDS if f.owner == "configuration")
"""The fields that the specs of a configuration agree in."""
CODED_FIELDS: Final = tuple(f for f in FIELDS if f.owner in ("configuration", "listing"))
"""The fields that have a dictionary, and a column of codes."""
RANGED: Final = frozenset(field.key for field in FIELDS if field.ranges)
"""The keys whose items may be ranges."""
