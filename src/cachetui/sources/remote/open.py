"""A URL -> the source that reads it."""

from __future__ import annotations

from cachetui.sources.access import Access
from cachetui.sources.fetching import EarlierFetching, Fetching
from cachetui.sources.formats.spack.origins import place_of_mirror
from cachetui.sources.remote.addresses import address_of, basic, may_carry_secrets
from cachetui.sources.remote.bucket import Bucket
from cachetui.sources.remote.earlier import EarlierFetcher
from cachetui.sources.remote.fetcher import Fetcher
from cachetui.sources.remote.registry import Registry
from cachetui.sources.remote.site import WebSource
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
    fetcher, place = _fetcher(fetching), place_of_mirror(address.url)
    if address.scheme == "s3":
        return Bucket(address.url, place, fetcher, access=access or address.access, name=name)
    if address.scheme.startswith("oci"):
        return Registry(address.url, place, fetcher, access=access or address.access, name=name)
    if address.access is not None:
        login = _login(address.url, address.access)  # who writes both into one URL means it
    elif access is not None and not may_carry_secrets(address.url):
        login = None
        if access.id or access.token:
            fetching.say(f"{address.url}: its credentials are not sent over http")
    else:
        login = _login(address.url, access) if access is not None else None
    return WebSource(address.url, place, fetcher, login=login, name=name)


def _login(url: str, access: Access) -> Login | None:
    """Return what lets into a web server; None if there is nothing that would."""
    value = None
    if access.token:
        value = f"Bearer {access.token}"
    elif access.id is not None:
        value = basic(access.id, access.secret or "")
    return Login(url, lambda asked: {"Authorization": value}) if value else None


def _fetcher(fetching: Fetching) -> Fetcher:
    """Return what fetches and keeps, or what knows only what was there before."""
    from platformdirs import user_cache_path

    store = Store(user_cache_path("cachetui"), keeps=fetching.keeps)
    copies = SpackCopies(usual_folder())
    if isinstance(fetching, EarlierFetching):
        return EarlierFetcher(store, fetching, copies)
    return Fetcher(store, fetching, copies)
