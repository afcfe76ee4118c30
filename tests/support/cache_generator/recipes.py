"""Made-up packages: their names, and what the builds of one have in common in all tags."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from random import Random

from support.cache_generator.ingredients import BUILD_SYSTEMS, PREFIXES, REAL_NAMES, WORDS

LARGE = "trilinos"
"""The package that can have the largest page: 462 specs of 80 variants in ``develop``."""

_FLAGS = [f"{a}_{b}" for a, b in product(WORDS, WORDS) if a != b]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the builds of one package have in common."""

    name: str
    kinds: tuple[str, ...]
    """The kinds of environments that build it."""
    weight: float
    """Its rows on a page."""
    versions: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]
    """The choices of its variants that are built."""
    compiled: bool


def package_names(count: int, random: Random) -> list[str]:
    """Return that many names, the most used first: real ones, then plausible ones."""
    composed = [f"{a}-{b}" for a, b in product(WORDS, WORDS) if a != b]
    composed += [a + b for a, b in product(WORDS, WORDS) if len(a + b) < 9] + WORDS
    random.shuffle(composed)
    prefixes = random.choices(list(PREFIXES), list(PREFIXES.values()), k=len(composed))
    plausible = map("".join, zip(prefixes, composed, strict=True))
    return list(dict.fromkeys([*REAL_NAMES, *plausible]))[:count]


def recipe_for(name: str, rank: int, random: Random) -> Recipe:
    """Make up how the package that is the *rank*-th most used is built."""
    prefix = name.partition("-")[0] if "-" in name else ""
    scripted = prefix in BUILD_SYSTEMS and random.random() < 0.8
    return Recipe(
        name,
        kinds=_kinds(prefix, rank, random),
        weight=min(2.3 * random.paretovariate(1.17) * (3 if rank < 60 else 1), 100),
        versions=_versions(random),
        variants=_scripted(prefix) if scripted else _variants(name == LARGE, random),
        compiled=not scripted,
    )


def _kinds(prefix: str, rank: int, random: Random) -> tuple[str, ...]:
    if rank < 40:
        return ("ml", "hpc", "tools")
    if prefix == "py":
        return ("ml", "hpc") if random.random() < 0.3 else ("ml",)
    return ("hpc", "tools") if random.random() < 0.2 else ("hpc",)


def _versions(random: Random) -> tuple[str, ...]:
    """Return one to six versions, the oldest first."""
    major, minor = random.choice((0, 1, 1, 2, 3, 20)), random.randrange(12)
    patches = [f".{random.randrange(9)}" if random.random() < 0.8 else "" for _ in range(6)]
    versions = [f"{major}.{minor + i}{patch}" for i, patch in enumerate(patches)]
    return tuple(versions[: random.randint(1, 6)])


def _scripted(prefix: str) -> tuple[tuple[str, ...], ...]:
    return ((f"build_system={BUILD_SYSTEMS[prefix]}",),)


def _variants(large: bool, random: Random) -> tuple[tuple[str, ...], ...]:
    """Make one to three choices of the same variants: 80 of them if *large*, else mostly few."""
    common = ["build_system=cmake", "build_type=Release", "generator=make", "~ipo"]
    if random.random() < 0.4:
        common = [f"build_system={random.choice(('autotools', 'generic', 'makefile'))}"]
    if random.random() < 0.1:
        common.append("fabrics:=" + ",".join(sorted(random.sample(["rxm", "sockets", "tcp"], 2))))
    if random.random() < 0.03:
        common.append(f"commit={random.randbytes(20).hex()}")
    if large or random.random() < 0.015:
        flags = random.sample(_FLAGS, 80 - len(common))
    else:
        flags = random.sample(WORDS, min(int(random.expovariate(0.2)), 40))
    return tuple(_signed(flags, common, random) for _ in range(random.randint(1, 3)))


def _signed(flags: list[str], common: list[str], random: Random) -> tuple[str, ...]:
    signed = [("+" if random.random() < 0.4 else "~") + flag for flag in flags]
    return tuple(sorted([*common, *signed], key=lambda variant: variant.lstrip("+~")))
