"""Files as Spack writes them, of any version, made of a few specs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.model import Listing
from cachetui.sources.filter import Filter
from cachetui.sources.open import open_source
from support.page_builder import a_hash

INDEXES = Path(__file__).parents[1] / "data" / "indexes"
"""Real files, of which all but a few specs have been left out."""
JSON = dict[str, Any]


def a_node(name: str = "zlib", *needs: JSON, **fields: Any) -> JSON:
    """Make a node of shape 4; *fields* replace its own, and one that is None is left out."""
    made: JSON = {
        "name": name,
        "version": "1.0",
        "arch": {"platform": "linux", "platform_os": "ubuntu24.04", "target": "x86_64_v3"},
        "compiler": {"name": "gcc", "version": "13.2.0"},
        "namespace": "builtin",
        "parameters": {"shared": True, "cflags": []},
        "package_hash": "x" * 52 + "====",
        "dependencies": list(needs),
        "hash": a_hash(name),
    }
    return {key: value for key, value in (made | fields).items() if value is not None}


def needed(name: str, *types: str, virtuals: Sequence[str] = ()) -> JSON:
    """Make an edge of shape 4."""
    parameters = {"deptypes": list(types or ("link",)), "virtuals": list(virtuals)}
    return {"name": name, "hash": a_hash(name), "parameters": parameters}


def nested(node: JSON) -> JSON:
    """Make a node of shape 1 of one of shape 4."""
    inner = {key: value for key, value in node.items() if key not in ("name", "dependencies")}
    inner["dependencies"] = {
        one["name"]: {"hash": one["hash"], "type": one["parameters"]["deptypes"]}
        for one in node.get("dependencies", ())
    }
    return {node["name"]: inner}


def cached(*nodes: JSON, **facts: Any) -> dict[str, JSON]:
    """Make the records of a mirror."""
    return {
        node["hash"]: {"spec": node, "ref_count": 1, "in_buildcache": True} | facts
        for node in nodes
    }


def installed(*nodes: JSON, **facts: Any) -> dict[str, JSON]:
    """Make the records of an installation."""
    own = {"installed": True, "explicit": False, "installation_time": 1.5, "ref_count": 0}
    return {
        node["hash"]: {"spec": node, "path": f"/opt/{node['name']}"} | own | facts for node in nodes
    }


def database(records: Mapping[str, Any], version: str = "7", *, indent: int | None = None) -> bytes:
    """Write a database as Spack does, or with *indent* as it did until 0.20."""
    separators = (",", ":") if indent is None else None
    content = {"database": {"version": version, "installs": records}}
    return json.dumps(content, indent=indent, separators=separators).encode()


def lockfile(*nodes: JSON, roots: Sequence[str] = (), version: int = 6, **more: Any) -> bytes:
    """Write a lockfile whose *roots* are named by their packages."""
    content = {
        "_meta": {"file-type": "spack-lockfile", "lockfile-version": version},
        "roots": [{"hash": a_hash(name), "spec": name} for name in roots],
        "concrete_specs": {node["hash"]: node for node in nodes},
    }
    return json.dumps(content | more).encode()


def spec_file(*nodes: JSON, version: int = 5, **more: Any) -> bytes:
    """Write a spec file about the first of *nodes*."""
    return json.dumps({"spec": {"_meta": {"version": version}, "nodes": nodes}} | more).encode()


def load(path: Path | str, wanted: Filter | None = None, *, everything: bool = False) -> Index:
    """Read a source into an index."""
    loading = Loading([open_source(str(path))], wanted, everything=everything)
    loading.run()
    return loading.index


def read(folder: Path, data: bytes, name: str = "index.json", **options: Any) -> Index:
    """Read *data* as a file of that name."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return load(path, **options)


def listings(index: Index) -> list[Listing]:
    """Return all listings, by their packages."""
    every = [index.listing(number, exact=True) for number in range(len(index.listings))]
    return sorted(every, key=lambda one: (one.configuration.package, one.hash or ""))


def names(index: Index) -> list[str]:
    """Return the package of every listing."""
    return [one.configuration.package for one in listings(index)]


def told(index: Index) -> list[str]:
    """Return what the problems say, without their paths."""
    return [problem.text for problem in index.problems]


def edges(index: Index) -> dict[str, dict[str, tuple[int, tuple[str, ...]]]]:
    """Return package -> package it needs -> types and virtuals."""
    found: dict[str, dict[str, tuple[int, tuple[str, ...]]]] = {}
    for spec in range(len(index.hashes)):
        for edge in index.graph().edges_of(spec):
            virtuals = index.edges.virtual_sets.values[index.edges.virtuals[edge]]
            facts = index.edges.types[edge], virtuals
            found.setdefault(_package(index, spec), {})[
                _package(index, index.edges.child[edge])
            ] = facts
    return found


def _package(index: Index, spec: int) -> str:
    if spec in index.nodes.names:
        return index.nodes.names[spec]
    code = index.nodes.configuration[spec]
    return index.packages.values[index.configurations.package[code]]
