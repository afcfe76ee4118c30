"""Indexes, installations and lockfiles of any size, made from a seed, as Spack writes them.

They have the proportions of E4S's: 1,300 bytes and seven edges a record, a hundredth of the
records external, a few thousand configurations with many hashes each. Beyond `BASE` records the
same ones come again with other hashes. The same seed and size give the same bytes.

    python -m support.cache_generator.indexes OUT.json --records 425000
    python -m support.cache_generator.indexes spack.lock --records 1000
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any

from support.cache_generator.ingredients import ENVIRONMENTS, Environment
from support.cache_generator.recipes import Recipe, package_names, recipe_for
from support.page_builder import a_hash

BASE = 20_000
"""Records that are made one by one."""
COPY_MARK = "___"
"""The end of every hash, for which each copy of the records has its own."""
DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
COMMON = 40
"""Specs of an environment that most others need."""
FLAGS: dict[str, list[str]] = {
    name: [] for name in ("cflags", "cppflags", "cxxflags", "fflags", "ldflags", "ldlibs")
}
JSON = dict[str, Any]


def write_index(path: Path, records: int, seed: int = 1) -> None:
    """Write the index of a mirror with that many *records*."""
    with path.open("w") as file:
        file.write('{"database":{"version":"7","installs":{')
        for number, text in enumerate(index_records(records, seed)):
            file.write(("," if number else "") + text)
        file.write("}}}")


def index_records(records: int, seed: int = 1) -> Iterator[str]:
    """Yield the texts of that many records of a mirror, dependencies first."""
    made = [
        f'"{node["hash"]}":' + _compact(_record(node)) for node in nodes(min(records, BASE), seed)
    ]
    yield from islice(_copied(made), records)


def _copied(texts: list[str]) -> Iterator[str]:
    """Yield *texts* again and again, each time with other hashes."""
    for number in count():
        ending = "".join(DIGITS[number >> shift & 31] for shift in (10, 5, 0))
        for text in texts:
            yield text.replace(COPY_MARK, ending)


def _record(node: JSON) -> JSON:
    return {"spec": node, "ref_count": 1, "in_buildcache": "external" not in node}


def write_lockfile(path: Path, specs: int, seed: int = 1) -> None:
    """Write a lockfile with that many *specs*, a tenth of them roots."""
    every = list(nodes(specs, seed))
    lockfile = {
        "_meta": {"file-type": "spack-lockfile", "lockfile-version": 5, "specfile-version": 4},
        "spack": {"version": "0.23.1", "type": "git", "commit": "x" * 40},
        "roots": [{"hash": node["hash"], "spec": node["name"]} for node in every[9::10]],
        "concrete_specs": {node["hash"]: node for node in every},
    }
    path.write_text(json.dumps(lockfile).replace(COPY_MARK, DIGITS[:3]))


def nodes(number: int, seed: int = 1) -> Iterator[JSON]:
    """Yield that many nodes of shape 4, each after those that it needs."""
    random = Random(f"{seed} nodes")
    names = package_names(1200, Random(f"{seed} names"))
    recipes = [recipe_for(name, rank, Random(f"{seed} {name}")) for rank, name in enumerate(names)]
    environments = [one for one in ENVIRONMENTS if 2024 in one.years]
    made: dict[Environment, list[JSON]] = {one: [] for one in environments}
    for place in range(number):
        environment = environments[place * 7 // 1000 % len(environments)]
        earlier = made[environment]
        recipe = recipes[min(int(random.expovariate(0.004)), len(recipes) - 1)]
        needed = _needed(earlier, random)
        node = _node(recipe, environment, needed, f"{seed} {place}", random)
        earlier.append(node)
        yield node


def _needed(earlier: list[JSON], random: Random) -> list[JSON]:
    """Choose up to 14 specs that one needs: most of them are needed by many."""
    common, others = earlier[:COMMON], earlier[COMMON:]
    some = random.sample(common, min(len(common), random.randrange(12)))
    return some + random.sample(others, min(len(others), random.randrange(4)))


def _node(
    recipe: Recipe, environment: Environment, needed: list[JSON], salt: str, random: Random
) -> JSON:
    platform, os, target = environment.architecture.split("-")
    name, _, version = environment.compiler.partition("@")
    node: JSON = {
        "name": recipe.name,
        "version": recipe.versions[-1],
        "arch": {"platform": platform, "platform_os": os, "target": target},
        "compiler": {"name": name, "version": version},
        "namespace": "builtin",
        "parameters": _parameters(random.choice(recipe.variants)),
    }
    if random.random() < 0.01:
        node["external"] = {"path": "/usr", "module": None, "extra_attributes": {}}
        needed = []
    node["package_hash"] = a_hash(f"{recipe.name} recipe") + "a" * 20 + "===="
    if needed:
        node["dependencies"] = [_edge(one, random) for one in needed]
    node["hash"] = a_hash(salt)[: -len(COPY_MARK)] + COPY_MARK
    return node


def _parameters(variants: tuple[str, ...]) -> JSON:
    """Return variants as a node has them."""
    parameters: JSON = {}
    for variant in variants:
        name, _, value = variant.partition("=")
        if not value:
            parameters[name[1:]] = name[0] == "+"
        elif name.endswith(":"):
            parameters[name[:-1]] = value.split(",")
        else:
            parameters[name] = value
    return parameters | FLAGS


def _edge(node: JSON, random: Random) -> JSON:
    types = random.choice((["build"], ["link"], ["build", "link"], ["run"], ["build", "run"]))
    virtuals = {"mpich": ["mpi"], "openmpi": ["mpi"], "openblas": ["blas", "lapack"]}
    provided = virtuals.get(node["name"], [])
    parameters = {"deptypes": types, "virtuals": provided}
    return {"name": node["name"], "hash": node["hash"], "parameters": parameters}


def _compact(value: JSON) -> str:
    return json.dumps(value, separators=(",", ":"))


def main() -> None:
    """Write an index, or a lockfile if the name ends so, and say how large it is."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write = write_lockfile if options.out.suffix == ".lock" else write_index
    write(options.out, options.records, options.seed)
    print(f"{options.records:,} records  {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
