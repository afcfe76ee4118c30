"""The commands that install a spec from its mirror.

Pages are untrusted, and these commands end up in a shell. Therefore each word is quoted, and where
a spec cannot be spelled soundly there is no command for it at all.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from msgspec import Struct

from cachetui.index.ordering import ROOT
from cachetui.model import Listing
from cachetui.safe_text import safe, safe_url
from cachetui.sources.formats.spack.origins import mirror_of
from cachetui.spack.spec_line import as_argument, hash_argument, is_spec

if TYPE_CHECKING:
    from cachetui.sources.mirrors.configured import Configured
    from cachetui.sources.mirrors.mirror import ConfiguredMirror

MIRRORS = "https://binaries.spack.io"
"""The public cache: below it stands a mirror for each tag."""

_RELEASE_BRANCH = re.compile(r"v[0-9]+\.[0-9]+")
_BEFORE_HASHES = re.compile(r"v0\.1[0-9](?![0-9])")


class Step(Struct, frozen=True):
    """One command of an installation."""

    command: str
    """What to type: one line, quoted for a shell."""
    purpose: str
    """What it is for: one sentence without its full stop."""


def install(
    listing: Listing, stack: str | None = None, mirrors: Configured | None = None
) -> list[Step]:
    """Return the commands that install *listing* from its mirror, in their order.

    That is the mirror which lists it, called as one of *mirrors* with the same URL is; for a page
    its tag's in the public cache, or with *stack*, one of those that list it, that stack's own,
    whose list of binaries is much shorter. Empty where the page gives nothing sound to install.
    """
    own = _own_mirror(listing)
    steps = _install_steps(listing, own)
    if not steps:
        return []
    known = mirrors.at(own) if mirrors and own else None
    keys = [Step("spack buildcache keys --install --trust", "trust the keys of the mirrors")]
    if known is not None:
        return [_known_mirror(known), *(keys if known.is_signed else []), *steps]
    if own:
        return [_new_mirror(listing.origin, own, listing.origin), *keys, *steps]
    if tag := listing.tag:
        name, url = f"spack-{tag}-{stack or ''}", mirror_address(tag, stack)
        return [_new_mirror(name, url, tag), *keys, *steps]
    return [*keys, *steps]


def _known_mirror(known: ConfiguredMirror) -> Step:
    """Return the command that adds a mirror which this machine's Spack has already."""
    words = ["--unsigned"] if not known.is_signed else []
    command = shlex.join(("spack", "mirror", "add", *words, safe(known.name), safe_url(known.url)))
    return Step(command, f"tell another Spack where {safe(known.name)} is: the one here knows it")


def _new_mirror(called: str, url: str, place: str) -> Step:
    """Return the command that adds the mirror at *url*, of *place*, with a name like *called*."""
    name = "-".join(re.findall(r"[A-Za-z0-9_.]+", called)) or "mirror"
    command = shlex.join(("spack", "mirror", "add", name, url))
    return Step(command, f"tell Spack, once, where the binaries of {safe(place)} are")


def _own_mirror(listing: Listing) -> str | None:
    """Return the mirror whose index lists *listing*; None if no index does, or its URL is odd."""
    mirror = mirror_of(listing.page)
    return mirror if mirror is not None and safe(mirror) == mirror else None


def mirror_address(tag: str, stack: str | None = None) -> str:
    """Return the URL of *tag*'s mirror in the public cache, or of *stack*'s within it.

    A branch such as ``v0.18`` stands below ``releases/`` and has no mirrors for its stacks.
    """
    from urllib.parse import quote

    if _RELEASE_BRANCH.fullmatch(tag):
        return f"{MIRRORS}/releases/{tag}"
    path = f"{tag}/{stack}" if stack and stack != ROOT else tag
    return f"{MIRRORS}/{quote(path, errors='replace')}"


def _install_steps(listing: Listing, own: str | None) -> list[Step]:
    """Return the commands that install *listing*, each with its purpose; none if no name is sound.

    *own* is the mirror that lists it: with that no tag is needed. Pages of old tags get a second
    command, for a Spack of their time.
    """
    shown, tag = listing.configuration, listing.tag or ""
    by_hash, steps = hash_argument(listing), []
    purpose = "install this build from binaries alone"
    if not tag and not own:
        purpose += "; its page names no tag, so add the mirror that has it first"
    if by_hash:
        newer = ", with Spack 0.20 or newer" if _BEFORE_HASHES.match(tag) else ""
        steps.append(Step(_from_cache(by_hash), purpose + newer))
    if is_spec(shown) and not by_hash:
        spec = as_argument(shown, exactly="")  # pages lack hashes before Spack knew the other form
        steps.append(Step(_from_cache(spec), f"{purpose}: its page has no hash for it"))
    elif is_spec(shown) and _BEFORE_HASHES.match(tag):
        older = "the same with an older Spack, which finds no hash in a mirror"
        spec = as_argument(shown, exactly="")
        steps.append(Step(_from_cache(spec), older))
    return steps


def _from_cache(spec: str) -> str:
    return shlex.join(("spack", "install", "--cache-only", spec))
