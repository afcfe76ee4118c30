"""SOURCE -> what can be read of it: a folder at any depth, a file, an archive, standard input.

Nothing outside a source is opened, links cannot loop, archives are read in memory.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from shlex import quote
from urllib.parse import unquote

from msgspec import Struct

from cachetui.model import Problem
from cachetui.safe_text import safe, safe_url
from cachetui.sources.fetching import Fetching
from cachetui.sources.files import FileContent, NamedFile
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.formats.format import Formats
from cachetui.sources.handles import FolderHandle, open_named
from cachetui.sources.source import ENDINGS, Expectation, Source, SourceError, joined, unreadable

ARCHIVE_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".zip")
"""Endings of the archives that can be read."""
HERE = ("_cache", "spack.lock", "v3/manifests", "build_cache")
"""Names in the current folder that make it the default source."""
STDIN = "-"
MIRROR = "mirror:"
"""Begins a source that is a mirror by its name in Spack's configuration."""
SAMPLE = Path(__file__).with_name("sample")
"""The bundled cache of five packages."""

_URL = re.compile(r"(?:https?|s3|oci(?:\+https?)?)://", re.IGNORECASE)
_FILE_URL = "file://"
_WRITTEN_BY_HAND = {
    "spack.yaml": "is what an environment asks for; what that came to is in its spack.lock, which "
    "'spack concretize' writes",
    "mirrors.yaml": "is a list of mirrors; a source is one of them, by its URL, or as mirror:NAME "
    "where Spack's configuration has it",
}
"""What a file's name ends in that Spack reads, and that lists no specs -> what to open instead."""
_SEARCH = re.compile(r"[\w@:+~%^,*-][\w.@:=+~%^,*-]*")
"""Words that are typed where ``-q`` was forgotten: a name, a spec."""
NO_SOURCE = "there is no file or folder '{}'; to search for it: -q {}"

_NAMED = re.compile(r"(\w[\w.+-]*)=(.+)", re.DOTALL)


class NoSourceError(SourceError):
    """What was given is no source, but seems to be a search."""


def open_source(given: str, fetching: Fetching | None = None) -> Source:
    """Return the source *given* as ``[NAME=]PATH``, or with a URL or ``mirror:NAME`` for the path.

    *fetching* says what may be fetched of it. Raises SourceError if it cannot be read.
    """
    name, location = split_name(given)
    fetching = fetching or Fetching()
    if location.startswith(MIRROR):
        return _open_named(location.removeprefix(MIRROR), name, fetching)
    if _URL.match(location):
        from cachetui.sources.remote.open import open_url  # what asks a network takes a while

        return open_url(location, name, fetching)
    if location == STDIN:
        from cachetui.sources.stdin import StdinSource

        return StdinSource(name=name)
    if location.startswith(_FILE_URL):
        location = unquote(location[len(_FILE_URL) :])
    return _open_path(location, name)


def _open_named(called: str, name: str | None, fetching: Fetching) -> Source:
    """Return the mirror that Spack's configuration calls so; raises SourceError.

    What cannot be used of the configuration is said, as it may have more on this mirror.
    """
    from cachetui.sources.mirrors.configured import configured

    found = configured()
    mirror = found.named(called)
    for problem in found.problems:
        fetching.say(str(problem))
    access = None if mirror.path else mirror.access()
    try:
        if mirror.path is not None:
            return _open_path(mirror.path, name or mirror.name)
        if not _URL.match(mirror.url):
            scheme = safe(mirror.url.partition(":")[0])
            raise SourceError(f"{scheme} URLs cannot be read, only http, https, s3 and oci")
        from cachetui.sources.remote.open import open_url

        return open_url(mirror.url, name or mirror.name, fetching, access)
    except SourceError as error:
        raise SourceError(f"mirror {safe(called)}: {error}", error.reason) from None


def _open_path(location: str, name: str | None) -> Source:
    """Return the folder, archive or file at a path; raises SourceError."""
    mode = _mode(location)
    if stat.S_ISDIR(mode):
        return Folder(location, name)
    if not stat.S_ISREG(mode):
        raise SourceError(f"'{safe(location)}' is neither a folder nor a regular file")
    if location.lower().endswith(ARCHIVE_ENDINGS):
        return _archive(location, name)
    if location.lower().endswith(ENDINGS) or _is_recognised(location):
        return SingleFile(location, name)
    endings = " ".join((*ENDINGS, *ARCHIVE_ENDINGS))
    unknown = f"is neither a folder nor a file of a known kind ({endings})"
    known = (what for name, what in _WRITTEN_BY_HAND.items() if location.endswith(name))
    what = next(known, unknown)
    raise SourceError(f"'{safe(location)}' {what}")


def _archive(location: str, name: str | None) -> Source:
    """Return the archive at *location*; most starts need none of its modules."""
    if location.lower().endswith(".zip"):
        from cachetui.sources.archives.zip import ZipArchive

        return ZipArchive(location, name)
    from cachetui.sources.archives.tar import TarArchive

    return TarArchive(location, name)


def _mode(location: str) -> int:
    """Return what kind of file *location* is; raises SourceError if there is none."""
    try:
        return Path(location).stat().st_mode
    except FileNotFoundError as error:
        is_file = location.lower().endswith((*ENDINGS, *ARCHIVE_ENDINGS))
        if _SEARCH.fullmatch(location) and not is_file:
            raise NoSourceError(NO_SOURCE.format(location, quote(location))) from None
        raise unreadable(location, error.strerror) from None
    except OSError as error:
        raise unreadable(location, error.strerror) from None
    except ValueError:  # there is a null byte in it, or half a character
        raise unreadable(location, "no file is called so") from None


def open_sources(locations: Iterable[str], fetching: Fetching | None = None) -> list[Source]:
    """Return all sources; one that cannot be opened says so when it is to be read.

    Raises SourceError where none can be opened, or one was meant for a search.
    """
    sources: list[Source] = []
    faults: list[SourceError] = []
    for given in locations:
        try:
            sources.append(open_source(given, fetching))
        except NoSourceError:
            raise
        except SourceError as error:
            faults.append(error)
            sources.append(_Broken(safe_url(given), error))
    if len(faults) == len(sources):
        raise joined(faults)
    return sources


def behind_urls(sources: Iterable[Source]) -> list[Source]:
    """Return those of *sources* that are fetched: of them, earlier contents are kept."""
    return [source for source in sources if _URL.match(source.location)]


class _Broken(Struct, frozen=True):
    """A source that could not be opened."""

    location: str
    fault: SourceError
    name: str | None = None
    stream = False

    def entries(self, wanted: Filter) -> Iterator[Problem]:
        """Raise why it could not be opened."""
        raise self.fault


def split_name(given: str) -> tuple[str | None, str]:
    """Return the name and the path in ``NAME=PATH``; a path that exists is one with its ``=``."""
    named = _NAMED.fullmatch(given)
    if named is None or os.path.lexists(given):
        return None, given
    return named[1], named[2]


def _is_recognised(location: str) -> bool:
    """Return whether a file of any name begins as one that can be read."""
    try:
        with FileContent(open_named(location)) as content:
            head = content.head
    except OSError as error:
        raise unreadable(location, error.strerror) from None
    return any(one.recognises(Path(location).name, head) for one in Formats())


def default_source() -> str:
    """Return the source when none was named.

    It is ``$CACHETUI_SOURCE``; else the current folder, where it has something to browse; else
    Spack's own copies of indexes, where there are any; else the sample.
    """
    if given := os.environ.get("CACHETUI_SOURCE"):
        return given
    if any(Path(name).exists() for name in HERE):
        return "."
    from cachetui.sources.mirrors.places import copies_of_indexes

    copies = copies_of_indexes()
    return str(copies if (copies / "contents.json").is_file() else SAMPLE)


class SingleFile(Struct, frozen=True):
    """One file that the user named."""

    location: str
    name: str | None = None
    stream = False

    def entries(self, wanted: Filter) -> Iterator[NamedFile | Problem]:
        """Yield the one file, whatever is wanted."""
        path = Path(self.location)
        folder = root = os.path.realpath(path.parent)
        for above in path.absolute().parents:
            if above.name == "v3":  # a manifest's blobs are elsewhere in its mirror
                root = os.path.realpath(above.parent)
        below = os.path.relpath(folder, root)
        yield NamedFile(
            self.location,
            path.name,
            Expectation.CERTAIN,
            FolderHandle(root),
            f"{below}/{path.name}",
        )
