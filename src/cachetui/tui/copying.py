"""What the copy keys send: a hash, a spec line, or the command for what is shown."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from cachetui.tui.presenter.view import View
from cachetui.tui.session import Session


class Copied(Struct, frozen=True):
    """A text to be sent to the clipboard."""

    text: str


def what_to_copy(
    what: Literal["hash", "spec", "command"], session: Session, view: View
) -> Copied | str:
    """Give the text to be copied, or the sentence that says why there is none."""
    if what == "command":
        command = session.command(view)
        return Copied(command) if command else "too many packages for one command: choose one"
    from cachetui.spack.spec_line import hash_argument, spec_line

    numbers = chosen(session, view)
    if isinstance(numbers, str):
        return numbers
    listings = [session.index.listing(number, exact=True) for number in numbers]
    if what == "spec":
        return Copied("\n".join(map(spec_line, listings)))
    return Copied("\n".join(hash_argument(one) or spec_line(one) for one in listings))


def chosen(session: Session, view: View) -> list[int] | str:
    """Give a listing of each marked spec, or of the one under the cursor, or say why not."""
    if view.state.marks:
        several = next((mark for mark in view.state.marks if len(mark) > 1), None)
        if several:
            return f"a marked line stands for {len(several)} specs: open it, and mark one"
        marked = [session.listings_of(mark)[:1] for mark in view.state.marks]
        return [number for numbers in marked for number in numbers] or "what was marked is gone"
    found = view.line
    if found is None:
        return "choose a package first"
    if found.listing is None:
        return f"one of {len(found.specs)}: open it" if found.look else "a group: choose a spec"
    return [found.listing]
