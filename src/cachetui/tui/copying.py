"""What the copy keys send: a hash, a spec line, or the command for what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cachetui import commands
from cachetui.model import Listing
from cachetui.tui.session import Session
from cachetui.tui.view import View


@dataclass(frozen=True, slots=True)
class Copied:
    """A text to be sent to the clipboard."""

    text: str


def what_to_copy(
    what: Literal["hash", "spec", "command"], session: Session, view: View
) -> Copied | str:
    """Give the text to be copied, or the sentence that says why there is none."""
    if what == "command":
        return Copied(session.command(view))
    listings = chosen(session, view)
    if isinstance(listings, str):
        return listings
    if what == "spec":
        return Copied("\n".join(commands.spec_line(listing) for listing in listings))
    return Copied("\n".join(commands.hash_or_spec(listing) for listing in listings))


def chosen(session: Session, view: View) -> list[Listing] | str:
    """Give the marked specs, or the one under the cursor, or say why there is none."""
    if view.state.marks:
        return [session.listing_of(spec) for spec in view.state.marks]
    found = view.line
    if found is None:
        return "choose a package first"
    if found.listing is None:
        return f"one of {len(found.specs)}: open it" if found.look else "a group: choose a spec"
    return [session.index.listing(found.listing, exact=True)]
