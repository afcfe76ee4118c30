"""What leads back to what is shown: the command that prints it, the address of its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cachetui.output.command_line import this_search
from cachetui.settings.serving import PageAddress
from cachetui.tui.presenter.view import View

if TYPE_CHECKING:
    from cachetui.settings.options import Options

MOST_NAMES = 20
"""Packages that one command names at most."""


def command(view: View, sources: Sequence[str], options: Options) -> str | None:
    """Return the command that prints what *view* shows of *sources*, with the real names in it.

    Of *options* it takes what changes the list: the tags, the host, the columns, ``--all`` and
    ``--offline``. None if it would need too many names, or there is none.
    """
    names = [view.state.package] if view.state.package is not None else [""]
    if view.query.name and view.state.package is None:
        names = [view.packages.name(row) or "" for row in range(1, len(view.packages))]
    if not names or len(names) > MOST_NAMES:
        return None
    queries = [str(view.query.but(name=name)) for name in names]
    host = str(options.host) if options.host else None
    switches = {"--all": options.everything, "--offline": options.offline}
    columns = [one.word for one in options.columns]
    return this_search(
        queries,
        sources,
        tags=options.tags,
        host=host,
        columns=columns,
        switches=[switch for switch, is_on in switches.items() if is_on],
    )


def address(view: View, tags: Sequence[str]) -> PageAddress:
    """Return the address of a page that shows *view*: its search, with the package chosen."""
    state = view.state
    if state.chosen and state.package is not None and not state.search.stale:
        return PageAddress(str(view.query.but(name=state.package)), tuple(tags))
    return PageAddress(state.search.text, tuple(tags))
