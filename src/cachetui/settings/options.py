"""The command line as one value for the report and the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from cachetui.settings.config import NO_CONFIG, Config
from cachetui.sources.fetching import Fetching

if TYPE_CHECKING:
    from cachetui.output.formats import Format, Show
    from cachetui.output.line_format import LineFormat
    from cachetui.settings.serving import Place
    from cachetui.spack.compatibility import Host
    from cachetui.views.chosen_fields import ChosenField

MOST_SESSIONS = 16
"""Sessions that are served at a time, unless ``--sessions`` says another number."""


class Options(Struct, frozen=True):
    """A command line, read and found sound; queries are not parsed yet."""

    sources: tuple[str, ...]
    """What is read, as given: paths, URLs, names of mirrors; else the default one. Never empty."""
    queries: tuple[str, ...] = ()
    """Any of them; the screen takes one at most."""
    tags: tuple[str, ...] = ()
    """Patterns; none means every tag."""
    host: Host | None = None
    """The machine of ``--host``; None is this one."""
    print: Format | None = None
    """Print in this form and leave; None starts the screen, unless `check`."""
    show: Show = "specs"
    columns: tuple[ChosenField, ...] = ()
    """The columns of the table and of the screen; none means the usual ones."""
    format: LineFormat | None = None
    """Print each spec as a line in this format, and leave."""
    best: bool = False
    """Whether of each package only the first build is printed."""
    everything: bool = False
    """Whether what is on offer nowhere is listed too."""
    pick: Format | None = None
    """Form in which a choice on the screen is printed as it is left."""
    check: bool = False
    """Whether to print the problems and leave."""
    mirrors: bool = False
    """Whether to print the mirrors of Spack's configuration and leave."""
    place: Place | None = None
    """Where the screen is served to browsers; None shows it on the terminal."""
    sessions: int = MOST_SESSIONS
    """Pages that are served at a time at most."""
    read_only: bool = False
    mouse: bool = True
    theme: str | None = None
    offline: bool = False
    """Whether only what has been fetched before is used."""
    refresh: bool = False
    """Whether servers themselves are asked, and no cache on the way."""
    config: Config = NO_CONFIG
    """The user's settings, for what the command line does not say."""

    def fetching(self, *, again: bool = False) -> Fetching:
        """Return what one reading of the sources may fetch; *again* is as with `refresh`."""
        refresh, keeps = self.refresh or again, not self.read_only
        return Fetching(offline=self.offline, refresh=refresh, keeps=keeps)

    @property
    def reports(self) -> bool:
        """Whether something is printed, and no screen shown."""
        return bool(self.print or self.format or self.check)

    @property
    def chosen(self) -> Sequence[ChosenField]:
        """The fields that were named, be it as columns or in a format."""
        return self.format.fields if self.format else self.columns

    @property
    def query(self) -> str:
        """The text that the search line starts with."""
        return self.queries[0] if self.queries else ""
