"""A URL -> the source that reads it."""

from __future__ import annotations

from cachetui.sources.access import Access
from cachetui.sources.fetching import Fetching
from cachetui.sources.formats.spack.origins import place_of_mirror
from cachetui.sources.remote.addresses import (
    address_of,
    basic,
)
from cachetui.sources.remote.fetcher import Fetcher
from cachetui.sources.remote.mirror import Mirror
from cachetui.sources.remote.spack_copies import SpackCopies, usual_folder
from cachetui.sources.remote.store import Store
from cachetui.sources.remote.web import Login
from cachetui.sources.source import Source


def open_url(
    given: str, name: str | None, fetching: Fetching, access: Access | None = None
) -> Source:
    """Return the mirror at the URL *given*, which the user calls *name* if at all.

    *access* are credentials for its server. Nothing is asked for yet. Raises SourceError.
    """
    address = address_of(given)
    fetcher = _fetcher(fetching)
    access = access or address.access
    login = None
    if access is not None and access.id is not None:
        value = basic(access.id, access.secret or "")
        login = Login(address.url, lambda url: {"Authorization": value})
    place = place_of_mirror(address.url)
    return Mirror(address.url, address.url, place, fetcher, login, name)


def _fetcher(fetching: Fetching) -> Fetcher:
    from platformdirs import user_cache_path

    store = Store(user_cache_path("cachetui"), keeps=fetching.keeps)
    return Fetcher(store, fetching, SpackCopies(usual_folder()))
