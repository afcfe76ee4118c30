"""Copying a hash, a spec line, or the command for what is shown, and showing what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cachetui.tui.dialogs.wrapping import WholeText
from cachetui.tui.presenter.lines import width_of
from cachetui.tui.presenter.selection import chosen
from cachetui.tui.widgets.viewer import app_of, copy_text

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen
    from cachetui.tui.presenter.view import View
    from cachetui.tui.session import Session

TOO_MANY = "too many packages for one command: choose one"
NOTHING = "nothing is found, so there is no command that prints it"
What = Literal["hash", "spec", "command"]


class Copied(Struct, frozen=True):
    """A text to be sent to the clipboard."""

    text: str


def open_on(screen: BrowseScreen, what: What) -> None:
    """Send something to the terminal's clipboard, and show what."""
    copied = what_to_copy(what, screen.session, screen.view)
    if isinstance(copied, Copied):
        send(screen, copied.text)
    else:
        screen.say(copied)


def send(screen: BrowseScreen, text: str) -> None:
    """Send *text* to the terminal's clipboard, and show it for selecting by hand."""
    title = copy_text(app_of(screen), text)
    if "\n" not in text and width_of(f"   {title}: {text}") < screen.size.width:
        screen.say(f"{title}: {text}")
    else:
        screen.app.push_screen(WholeText(title, text))


def what_to_copy(what: What, session: Session, view: View) -> Copied | str:
    """Return the text to be copied, or the sentence that says why there is none."""
    if what == "command":
        command = session.command(view)
        return Copied(command) if command else TOO_MANY if view.packages.packages else NOTHING
    from cachetui.spack.spec_line import hash_argument, spec_line

    numbers = chosen(session.index, view)
    if isinstance(numbers, str):
        return numbers
    listings = [session.index.listing(number, exact=True) for number in numbers]
    if what == "spec":
        return Copied("\n".join(map(spec_line, listings)))
    return Copied("\n".join(hash_argument(listing) or spec_line(listing) for listing in listings))
