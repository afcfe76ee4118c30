"""The position of a cursor in the specs, which stays valid through a new search and a reload."""

from __future__ import annotations

from msgspec import Struct

from cachetui.model import Configuration
from cachetui.views.groups import Path


class LinePosition(Struct, frozen=True):
    """A line of the specs: a group, a configuration in it, or one spec of that."""

    path: Path
    configuration: Configuration | None = None
    spec: str | None = None
    """What `index.Index.name_of` calls the spec: codes are others after a reload."""

    @property
    def parent(self) -> LinePosition | None:
        """The line that this one was opened from; None on the outermost."""
        if self.spec is not None:
            return LinePosition(self.path, self.configuration)
        if self.configuration is not None:
            return LinePosition(self.path)
        return LinePosition(self.path[:-1]) if len(self.path) > 1 else None

    def is_inside(self, other: LinePosition) -> bool:
        """Return whether this line is one of those that *other* holds, however deep."""
        parent = self.parent
        return parent is not None and (parent == other or parent.is_inside(other))
