"""A manifest and the blob that it names, which may be replaced between the two requests."""

from __future__ import annotations

from collections.abc import Callable

from cachetui.sources.remote.body import Expected, ReplacedError
from cachetui.sources.remote.faults import FetchError
from cachetui.sources.remote.fetcher import Ask, Fetcher
from cachetui.sources.remote.kept import Kept
from cachetui.sources.remote.web import Login


def fetch_named(
    fetcher: Fetcher,
    ask: Ask,
    login: Login | None,
    blob_of: Callable[[Kept], tuple[str, Expected]],
    label: str,
) -> tuple[Kept, Kept]:
    """Return the manifest that *ask* asks for, and the blob that it names.

    *blob_of* tells the blob's URL and what is known of it. If the blob is not what the manifest
    says, the manifest is asked for once more: both may have been replaced meanwhile. Raises
    FetchError.
    """
    manifest = fetcher.changing(ask, login)
    url, expected = blob_of(manifest)
    try:
        return manifest, fetcher.fixed(url, expected, label, login)
    except FetchError as error:
        if not (error.is_absent or isinstance(error, ReplacedError)) or fetcher.fetching.offline:
            raise
        manifest = fetcher.changing(ask, login, again=True)
        url, newer = blob_of(manifest)
        if newer.sha256 == expected.sha256:
            raise FetchError(str(error)) from None  # there is an index, and it is broken
    return manifest, fetcher.fixed(url, newer, label, login)
