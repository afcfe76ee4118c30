"""``--mirrors``: the mirrors that Spack's configuration names, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from cachetui.output.records import timestamp
from cachetui.output.streams import dots
from cachetui.output.text_table import table
from cachetui.safe_text import safe, safe_url
from cachetui.sources.mirrors.known import Known, known_of
from cachetui.sources.mirrors.mirror import ConfiguredMirror, Credential

HEADS = ("name", "has", "signed", "layouts", "copy", "credentials", "url", "push", "fault")
MINUTE, HOUR, DAY = 60, 3600, 86400


def mirror_table(
    mirrors: Iterable[ConfiguredMirror], copies: Mapping[str, Known], now: float, width: int = 0
) -> Iterator[str]:
    """Yield a line for each mirror, with the age of Spack's copy as *now* is; cut at *width*.

    Columns that would be empty are left out.
    """
    cells = [_cells(one, known_of(one, copies), now) for one in mirrors]
    heads = [head for head in HEADS if any(row[head] for row in cells)]
    yield from table(
        heads, [[row[head] for head in heads] for row in cells], width=width, dots=dots()
    )


def mirror_records(
    mirrors: Iterable[ConfiguredMirror], copies: Mapping[str, Known]
) -> Iterator[str]:
    """Yield each mirror as one JSON object; credentials are named and never shown."""
    for one in mirrors:
        known = known_of(one, copies)
        yield json.dumps(
            {
                "name": one.name,
                "url": safe_url(one.url),
                "push_url": safe_url(one.push_url),
                "binary": one.is_binary,
                "source": one.is_source,
                "signed": one.is_signed,
                "autopush": one.is_autopush,
                "layouts": known.layouts,
                "copied": None if known.copied is None else timestamp(known.copied),
                "credentials": [_credential(credential) for credential in one.credentials()],
                "file": one.file,
                "fault": one.fault,
            }
        )


def _cells(one: ConfiguredMirror, known: Known, now: float) -> dict[str, str]:
    """Return what the columns say of a mirror, each but the last in one word."""
    has = {"binary": one.is_binary, "source": one.is_source}
    return {
        "name": safe(one.name),
        "has": ",".join(name for name, is_there in has.items() if is_there),
        "signed": ("yes" if one.is_signed else "no") if one.is_binary else "",
        "layouts": ",".join(map(str, known.layouts)),
        "copy": "" if known.copied is None else _age(now - known.copied),
        "credentials": ",".join(map(_named, one.credentials())),
        "url": safe_url(one.url),
        "push": safe_url(one.push_url) if one.push_url != one.url else "",
        "fault": safe(one.fault or ""),
    }


def _named(credential: Credential) -> str:
    """Return what lets one in, by its name: ``$TOKEN``, ``$TOKEN(unset)``, ``profile``."""
    unset = credential.unset
    variables = [f"${name}{'(unset)' * (name in unset)}" for name in credential.variables]
    return ",".join(variables) or credential.key


def _credential(credential: Credential) -> dict[str, object]:
    return {
        "key": credential.key,
        "variables": credential.variables,
        "unset": credential.unset,
    }


def _age(seconds: float) -> str:
    """Return an age in its largest whole unit: ``5min``, ``3h``, ``12d``."""
    for unit, name in ((DAY, "d"), (HOUR, "h")):
        if seconds >= unit:
            return f"{seconds // unit:.0f}{name}"
    return f"{max(seconds, 0) // MINUTE:.0f}min"
