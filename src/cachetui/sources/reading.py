"""Entries as their formats read them: the one place that no error leaves but as an EntryError."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from cachetui.model import EntryError, Problem
from cachetui.safe_text import clip, safe
from cachetui.sources.ahead import Opening, Skipped
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Format, Formats, Parts, noun_for
from cachetui.sources.source import Content, Entry, Source, SourceError

SHOWN = 80
"""Characters of an error's own words that a sentence quotes."""

T = TypeVar("T")


def unforeseen(error: Exception) -> str:
    """Return the sentence for an *error* that no reader means to raise.

    It costs people an entry and no more. The tests put a function here that raises it again.
    """
    words = clip(safe(str(error)), SHOWN)
    return f"something went wrong inside ({type(error).__name__}{f': {words}' if words else ''})"


class EntryReader:
    """Reads one entry; whatever goes wrong in it is told as an EntryError."""

    def __init__(self, entry: Entry, formats: Formats, opening: Opening = None) -> None:
        """Prepare to read *entry* in one of the *formats*, which may keep what it has of use.

        *opening* is what came of opening it, if that was done before.
        """
        self._entry = entry
        self._formats = formats
        self._opening = None if isinstance(opening, Skipped) else opening
        self.noun = noun_for(entry.name)
        """What sentences call it; its format says that when it is open."""
        self.format: Format | None = None
        """After reading began: its format, None if it is of no interest."""
        self.content: Content | None = None
        """While it is read: its open bytes."""

    def parts(self, wanted: Filter) -> Parts:
        """Yield what it lists, as far as it is *wanted*; raises EntryError."""
        return self._read(lambda one, content: one.read(self._entry, content, wanted))

    def packages(self) -> Iterator[str]:
        """Yield the names of packages that it lists; raises EntryError."""
        return self._read(lambda one, content: one.packages(self._entry, content))

    def has_records(self) -> bool:
        """Return whether it is anything but a page; raises EntryError."""
        for _ in self._read(lambda one, _: iter((one,))):
            return self.noun != "page"
        return False

    def _read(self, read: Callable[[Format, Content], Iterator[T]]) -> Iterator[T]:
        """Yield what *read* makes of the open entry, if a format knows it.

        Whatever goes wrong becomes an EntryError, so that it costs this entry alone.
        """
        try:
            if isinstance(self._opening, OSError):
                raise self._opening
            with self._opening or self._entry.open() as content:
                self.content = content
                self.format = self._formats.of(self._entry, content.head)
                if self.format is not None:
                    self.noun = self.format.noun
                    yield from read(self.format, content)
        except EntryError:
            raise
        except OSError as error:
            raise EntryError(f"cannot be read: {error.strerror or safe(str(error))}") from None
        except Exception as error:
            raise EntryError(unforeseen(error)) from error
        finally:
            self.content = None


def find_entries(source: Source, wanted: Filter) -> Iterator[Entry | Problem]:
    """Yield the entries of *source* that may be *wanted*; raises SourceError.

    Where the search itself goes wrong, what was found until then stands.
    """
    return as_found(source.location, lambda: source.entries(wanted))


def as_found(
    location: str, search: Callable[[], Iterable[Entry | Problem]]
) -> Iterator[Entry | Problem]:
    """Yield what a *search* at *location* finds; raises SourceError.

    Where the search itself goes wrong, what was found until then stands.
    """
    try:
        yield from search()
    except SourceError:
        raise
    except Exception as error:
        yield Problem(safe(location), f"{unforeseen(error)}, the rest is not read")
