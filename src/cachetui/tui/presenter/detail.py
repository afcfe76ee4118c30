"""The lines of the detail: all that is known of what is under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from cachetui.index.index import Index
from cachetui.index.ordering import NO_STACK, NO_TAG, tag_age
from cachetui.model import Configuration, Listing, Status
from cachetui.output.install import install
from cachetui.spack.compatibility import Host, runs_here
from cachetui.spack.spec_line import spec_line
from cachetui.tui.presenter.lines import Line, Role, Span, line, pad, pieces, rows, width_of
from cachetui.tui.presenter.spec_lines import SpecLine
from cachetui.tui.presenter.view import View
from cachetui.views.build_order import specs_in_order
from cachetui.views.groups import ConfigurationGroup
from cachetui.views.known_spec import has_binary, has_record, known_spec
from cachetui.views.look_alikes import look_alikes

LABEL = 11
"""Columns of the labels on the left."""
FEWEST_HASHES = 3
"""Lines that a list of hashes has at least."""
NO_BINARY = "missing: nothing here has a binary of it"
HANGING = 4
"""Columns that the further lines of a command are indented by."""


class DetailText:
    """Gathers lines of labels and values that are wrapped to a width."""

    def __init__(self, width: int) -> None:
        self.lines: list[Line] = []
        self._width = max(width - LABEL, 10)

    def text(self, words: str, role: Role = "") -> None:
        """Add a text that runs over the whole width."""
        self._wrap("", [(role, word) for word in words.split(" ")], self._width + LABEL, 0)

    def field(self, label: str, words: Iterable[str], role: Role = "") -> None:
        """Add a label and its values, which are kept whole where a line has room for them."""
        if width_of(label) >= LABEL:  # a tag can be as long as its author likes
            self.text(label, "dim")
            label = ""
        self.spans(label, [(role, word) for word in words])

    def spans(self, label: str, words: Sequence[Span]) -> None:
        """Add a short label and its values as `field` does, each in a role of its own."""
        self._wrap(label, words, self._width, LABEL)

    def command(self, words: str) -> None:
        """Add a command, whose further lines are indented where that breaks no word."""
        room = self._width + LABEL
        longest = max(map(width_of, words.split()))
        hanging = HANGING if longest <= room - HANGING and width_of(words) > room else 0
        first, *others = rows(words, room - hanging)
        self.lines += [line(first), *(line(" " * hanging, row) for row in others)]

    def gap(self) -> None:
        """Add an empty line."""
        self.lines.append(Line(()))

    def _wrap(self, label: str, words: Sequence[Span], width: int, indent: int) -> None:
        """Add lines of *width* columns behind *indent*, in which *label* stands before *words*."""
        spans: list[Span] = [("dim", pad(label, indent))]
        room = width
        for role, word in words:
            for piece in pieces(word, width):
                needed = width_of(piece) + (1 if room < width else 0)
                if needed > room:
                    self.lines.append(Line(tuple(spans)))
                    spans, room = [("", " " * indent)], width
                    needed = width_of(piece)
                spans.append((role, piece if room == width else f" {piece}"))
                room -= needed
        self.lines.append(Line(tuple(spans)))


def detail(
    index: Index, host: Host, view: View, width: int, rows: int = 0
) -> tuple[Line, list[Line]]:
    """Return title and lines of the detail for the line under the cursor.

    What a configuration holds is listed too as far as it has room in *rows* lines.
    """
    found = view.line
    if found is None:
        return line(("head", "Detail")), []
    page = DetailText(width)
    if found.listing is not None:
        listing = index.listing(found.listing)
        _spec(page, index, host, listing, found)
        return _title(listing), page.lines
    if found.configuration is not None:
        _several(page, index, host, found.configuration, is_listed=rows > 0)
        _hashes(page, index, found.configuration, rows - len(page.lines))
        shown, count = found.configuration.configuration, len(found.configuration.specs)
        name: tuple[Span, ...] = ("head", shown.package), ("version", f"@{shown.version}")
        return line(*name, ("count", f"  x{count:,}")), page.lines
    _group(page, found)
    return line(("head", found.group.label)), page.lines


def _title(listing: Listing) -> Line:
    name = f"/{listing.hash[:7]}  " if listing.hash else ""
    shown = listing.configuration
    return line(("hash", name), ("head", shown.package), ("version", f"@{shown.version}"))


def _configuration(page: DetailText, host: Host, shown: Configuration) -> None:
    """Add what a configuration has, and whether it runs on *host*."""
    page.field("version", shown.versions, "version")
    page.field("compiler", [shown.compiler or "none"], "compiler")
    page.field("built for", shown.architecture, "arch")
    page.field("variants", shown.variants or ["none"], "variant")
    if shown.dependencies:
        page.field("depends on", shown.dependencies.split(" "))
    verdict = runs_here(host, *shown.architecture)
    page.field("runs here", f"{verdict.answer}: {verdict.why}".split(" "))


def _spec(page: DetailText, index: Index, host: Host, listing: Listing, found: SpecLine) -> None:
    """Write of one spec first what people come to copy, which nothing long then pushes out."""
    (spec,) = found.specs
    page.text(f"/{listing.hash}" if listing.hash else "no hash: the page has spec strings only")
    if has_binary(index, spec):
        for step in install(listing)[-1:]:
            page.command(step.command)
    elif known_spec(index, spec).state == "missing":
        page.text(NO_BINARY, "problem")
    _configuration(page, host, listing.configuration)
    listings = _listings_of(index, found)
    if has_record(index, spec):
        for other in listings:
            _stated(page, other)
    else:
        _tags(page, listings)
    if listing.size is not None:
        page.field("size", [f"{listing.size:,} bytes"])
    page.field("spec", spec_line(listing).split(" "))
    page.field("page", [listing.page])
    if listing.tarball:
        page.field("tarball", [listing.tarball])


def _tags(page: DetailText, listings: Iterable[Listing]) -> None:
    """Write which tags list a spec, those of the same stacks on one line with these."""
    tags: dict[tuple[str, ...], dict[str, None]] = {}
    for listing in listings:
        tags.setdefault(listing.stacks, {})[listing.tag or NO_TAG] = None
    label = "tags"
    for stacks, some in tags.items():
        *others, last = some
        names = [*(f"{tag}," for tag in others), f"{last}:"]
        values: list[Span] = [("", name) for name in names]
        page.spans(label, [*values, *(("", stack) for stack in stacks or [NO_STACK])])
        label = ""


def _stated(page: DetailText, listing: Listing) -> None:
    """Write where a spec is recorded, and what its origin states of it."""
    states = [str(state.name).lower() for state in Status if state & listing.status]
    tag = [listing.tag] if listing.tag else []
    page.field(listing.origin, [", ".join(states), *tag, *listing.stacks])
    if listing.prefix:
        page.field("installed", [f"in {listing.prefix}"])


def _listings_of(index: Index, found: SpecLine) -> list[Listing]:
    """Return every listing of the spec on the line, those of the newest tag first."""
    (spec,) = found.specs
    codes = index.listings.spec
    configuration = index.listings.configuration[found.listing or 0]
    package = index.configurations.package[configuration]
    numbers = [n for span in index.spans(package) for n in span if codes[n] == spec]
    other_listings = [index.listing(n) for n in numbers]
    return sorted(other_listings, key=lambda other: tag_age(other.tag), reverse=True)


def _several(
    page: DetailText, index: Index, host: Host, members: ConfigurationGroup, *, is_listed: bool
) -> None:
    """Add what specs of one configuration have in common, and in what they differ."""
    hint = "" if is_listed else " Open it to see their hashes."
    page.text(
        look_alikes(index, members.specs)
        or f"{len(members.specs):,} specs look the same: they differ in what pages do not say "
        f"(dependencies, recipe, flags).{hint}"
    )
    _configuration(page, host, members.configuration)


def _hashes(page: DetailText, index: Index, members: ConfigurationGroup, rows: int) -> None:
    """List the specs of a configuration in *rows* lines, each with the stacks that list it."""
    room = rows - 1  # after the gap
    if room < FEWEST_HASHES:
        return
    page.gap()
    count = len(members.specs)
    shown = room if count <= room else room - 1
    for _, number in islice(specs_in_order(index, members.specs), shown):
        listing = index.listing(number)
        name = f"/{listing.hash}" if listing.hash else "without a hash"
        page.lines.append(line(("hash", name), f"  {' '.join(listing.stacks)}"))
    if count > shown:
        page.text(f"and {count - shown:,} more")


def _group(page: DetailText, found: SpecLine) -> None:
    """Add what the specs of a group have in common, and the values that differ."""
    group = found.group
    groups = group.groups or [group]
    shown = [members.configuration for inner in groups for members in inner.configurations]
    page.field(group.level, [group.label], "head")
    page.field("specs", [str(len(group.specs))], "count")
    page.field("versions", _distinct(each.version for each in shown), "version")
    page.field("compilers", _distinct(each.compiler or "none" for each in shown), "compiler")
    page.field("os", _distinct(each.os for each in shown), "arch")
    page.field("targets", _distinct(each.target for each in shown), "arch")


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
