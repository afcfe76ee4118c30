"""Sound files as Spack writes them, and what is left of them when structure or bytes change."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from support.corrupt_pages import RARELY, RAW, TEXTS, VALUES, spoilt
from support.page_builder import a_hash
from support.spack_builder import (
    JSON,
    a_node,
    cached,
    database,
    installed,
    lockfile,
    needed,
    nested,
    spec_file,
)

DB = "application/vnd.spack.db.v8+json"
NAMES = ("app", "lib", "zlib")
GOOD = "good/index.json"
"""The file that stands beside the changed one, with one spec called good."""


class Changed(NamedTuple):
    """A folder with a file of Spack's in which something is wrong."""

    files: dict[str, bytes]
    """Path in it -> bytes."""
    path: str
    """The changed one."""
    kept: tuple[str, ...]
    """Packages that must be found all the same."""


def nodes(wrap: Callable[[JSON], JSON] = lambda node: node) -> list[JSON]:
    """Make a few specs that need each other."""
    app = a_node("app", needed("lib", "build", "link"), needed("zlib", virtuals=["zlib-api"]))
    return [wrap(app), wrap(a_node("lib", needed("zlib"))), wrap(a_node("zlib"))]


def _manifest(**other: Any) -> JSON:
    blob = {"contentLength": 1, "mediaType": DB, "compression": "none"}
    blob |= {"checksumAlgorithm": "sha256", "checksum": hashlib.sha256(b"x").hexdigest()}
    return {"version": 3, "data": [blob | other]}


def _nested_records() -> bytes:
    named = zip(nodes(), nodes(nested), strict=True)
    return database({node["hash"]: {"spec": old, "installed": True} for node, old in named}, "5")


SOUND: dict[str, Callable[[], bytes]] = {
    "m/build_cache/index.json": lambda: database(cached(*nodes())),
    "i/.spack-db/index.json": lambda: database(installed(*nodes()), "8"),
    "old/.spack-db/index.json": _nested_records,
    "e/spack.lock": lambda: lockfile(*nodes(), roots=["app"]),
    "p/.spack/spec.json": lambda: spec_file(*nodes()),
    "s/build_cache/app.spec.json": lambda: spec_file(*nodes(), buildcache_layout_version=2),
    "v/v3/manifests/index/index.manifest.json": lambda: json.dumps(_manifest()).encode(),
    "c/contents.json": lambda: json.dumps(
        {"https://x/develop": {"index_hash": "0" * 64, "index_path": "0123456789_0123456789.json"}}
    ).encode(),
}
"""Path -> a sound file of that name."""
RECORDS = [path for path in SOUND if "index.json" in path]
"""Those that have their records side by side, each of which costs itself."""
KEYS = st.sampled_from(
    [
        *("name", "version", "arch", "compiler", "parameters", "dependencies", "hash", "external"),
        *("spec", "installed", "in_buildcache", "path", "installation_time", "type", "virtuals"),
        *("propagate", "abstract", "annotations", "build_spec", "namespace", "patches"),
        *("concrete_specs", "roots", "database", "installs", "nodes", "_meta", "data", "checksum"),
    ]
)
ORDINARY = st.sampled_from([a_hash("app"), "None", "linux-ubuntu24.04-x86_64_v3", [], {}])
"""What may stand in another place."""


@st.composite
def changed_files(draw: st.DrawFn) -> Changed:
    """Change a sound file in a few ways: in one record alone, anywhere, or in its bytes."""
    path = draw(st.sampled_from(list(SOUND)))
    data = SOUND[path]()
    kept: tuple[str, ...] = ("good",)
    how = draw(st.integers(0, 3))
    if how and path in RECORDS:
        data, lost = _record_changed(draw, data)
        kept += tuple(name for name in NAMES if name != lost)
    elif how:
        data = _dumped(_changed(draw, json.loads(data)), draw)
    else:
        data = spoilt(draw, data, least=1)
    if draw(RARELY):
        data = gzip.compress(data)
        data = spoilt(draw, data) if not how else data
    return Changed({path: data, GOOD: database(cached(a_node("good")))}, path, kept)


def _record_changed(draw: st.DrawFn, data: bytes) -> tuple[bytes, str]:
    """Change one record of a database, which stays JSON; return the package that it was of."""
    content = json.loads(data)
    number = draw(st.integers(0, len(NAMES) - 1))
    key = a_hash(NAMES[number])
    records = content["database"]["installs"]
    records[key] = _changed(draw, records[key])
    return json.dumps(content).encode(), NAMES[number]


def _changed(draw: st.DrawFn, value: Any) -> Any:
    """Change something somewhere in *value*: another value, a key more, less or twice."""
    for _ in range(draw(st.integers(0, 4))):
        if isinstance(value, dict) and value:
            key = draw(st.sampled_from(sorted(value)))
            return {**value, key: _changed(draw, value[key])}
        if isinstance(value, list) and value:
            place = draw(st.integers(0, len(value) - 1))
            return [*value[:place], _changed(draw, value[place]), *value[place + 1 :]]
    if isinstance(value, dict) and draw(st.booleans()):
        gone = draw(st.sampled_from([None, *sorted(value)]))
        rest = {key: one for key, one in value.items() if key != gone}
        return rest | {draw(KEYS | TEXTS): draw(VALUES)}
    return draw(
        VALUES | st.sampled_from([a_hash("app"), "None", "linux-ubuntu24.04-x86_64_v3", []])
    )


def _dumped(value: Any, draw: st.DrawFn) -> bytes:
    """Write *value* as JSON, rarely with other text in the place of a part."""
    text = json.dumps(value, ensure_ascii=draw(st.booleans()))
    if draw(RARELY):
        parts = [part for part in ("[]", '"1.0"', "true", '"build"') if part in text]
        if parts:
            text = text.replace(draw(st.sampled_from(parts)), draw(RAW), 1)
    return text.encode("utf-8", "surrogatepass")
