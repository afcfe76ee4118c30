"""The commands that install a spec from its mirror.

Pages are untrusted, and these commands end up in a shell. Therefore each word is quoted, and where
a spec cannot be spelled soundly there is no command for it at all.
"""

from __future__ import annotations

import re
import shlex

from msgspec import Struct

from cachetui.index.ordering import ROOT
from cachetui.model import Listing
from cachetui.safe_text import safe
from cachetui.sources.formats.spack.origins import mirror_of
from cachetui.spack.spec_line import as_argument, hash_argument, is_spec

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


def install(listing: Listing, stack: str | None = None) -> list[Step]:
    """Return the commands that install *listing* from its tag's mirror, in their order.

    With *stack*, one of those that list it, the mirror is that stack's own, whose list of
    binaries is much shorter. Empty where the page gives nothing sound to install.
    """
    steps = _install_steps(listing)
    if not steps:
        return []
    keys = Step("spack buildcache keys --install --trust", "trust the keys of the mirrors")
    return [*_mirror_steps(listing, stack), keys, *steps]


def _mirror_steps(listing: Listing, stack: str | None) -> list[Step]:
    """Return how Spack is told of the mirror: the one that lists it, else that of its tag."""
    tag = listing.tag
    if own := _own_mirror(listing):
        command = shlex.join(("spack", "mirror", "add", _name(listing.origin), own))
        return [Step(command, "tell Spack, once, where this mirror is")]
    if not tag:
        return []
    address = mirror_address(tag, stack)
    name = _name(f"spack-{tag}-{stack or ''}")
    command = shlex.join(("spack", "mirror", "add", name, address))
    return [Step(command, f"tell Spack, once, where the binaries of {safe(tag)} are")]


def _own_mirror(listing: Listing) -> str | None:
    """Return the mirror whose index lists *listing*; None if no index does, or its URL is odd."""
    mirror = mirror_of(listing.page)
    return mirror if mirror is not None and safe(mirror) == mirror else None


def _name(text: str) -> str:
    """Return *text* as a name of a mirror."""
    return "-".join(re.findall(r"[A-Za-z0-9_.]+", text)) or "mirror"


def mirror_address(tag: str, stack: str | None = None) -> str:
    """Return the URL of *tag*'s mirror in the public cache, or of *stack*'s within it.

    A branch such as ``v0.18`` stands below ``releases/`` and has no mirrors for its stacks.
    """
    from urllib.parse import quote

    if _RELEASE_BRANCH.fullmatch(tag):
        return f"{MIRRORS}/releases/{tag}"
    path = f"{tag}/{stack}" if stack and stack != ROOT else tag
    return f"{MIRRORS}/{quote(path, errors='replace')}"


def _install_steps(listing: Listing) -> list[Step]:
    shown, tag = listing.configuration, listing.tag or ""
    by_hash, steps = hash_argument(listing), []
    purpose = "install this build from binaries alone"
    if not tag and not _own_mirror(listing):
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
