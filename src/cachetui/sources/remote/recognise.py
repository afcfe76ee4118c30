"""The head of an answer -> why it is not what was asked for: servers say 200 to anything."""

from __future__ import annotations

from cachetui.sources.formats.spack.kinds import Kind, kind_of


def not_index(head: bytes) -> str | None:
    """Return why what begins with *head* is no index of a mirror; None if it may be one."""
    return _not(Kind.DATABASE, "index", head)


def not_manifest(head: bytes) -> str | None:
    """Return why what begins with *head* is no manifest of an index; None if it may be one."""
    return _not(Kind.MANIFEST, "manifest", head)


def not_json(head: bytes) -> str | None:
    """Return why what begins with *head* is no JSON at all; None if it may be."""
    return None if head.lstrip()[:1] in (b"{", b"[") else _instead(head)


def _not(kind: Kind, noun: str, head: bytes) -> str | None:
    if kind_of(head) is kind:
        return None
    return not_json(head) or f"is no {noun} that Spack writes"


def _instead(head: bytes) -> str:
    if not head.strip():
        return "is empty"
    if head.lstrip()[:1] == b"<":
        return "is a web page, and neither an index nor a manifest: is there a login before it?"
    return "is neither an index nor a manifest"
