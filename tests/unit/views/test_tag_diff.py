"""The difference of two tags: what the difference of sets gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from itertools import pairwise

import pytest

from cachetui.model import Listing
from cachetui.views.tag_diff import Change, Difference, difference
from cachetui.views.tags import tag_totals
from support.index_builder import a_listing, everything, generated, index_of, shown

TAGS = [one.tag for one in tag_totals(generated(), everything(generated()))]
ROWS = [one for _, one in shown(generated())]


def builds(package: str, tag: str | None) -> Counter[Hashable]:
    """Count what a tag has of a package: each hash once, what has none as often as it stands."""
    rows = [one for one in ROWS if one.tag == tag and one.configuration.package == package]
    hashed = {one.hash for one in rows if one.hash}
    return Counter([*hashed, *(one.configuration for one in rows if not one.hash)])


def versions(package: str, tag: str | None) -> set[str]:
    rows = (one for one in ROWS if one.tag == tag and one.configuration.package == package)
    return {version for one in rows for version in one.configuration.versions}


@pytest.mark.parametrize(("new", "old"), [*pairwise(TAGS), (TAGS[0], TAGS[-1])])
def test_what_changed_is_the_difference_of_sets(old: str | None, new: str | None) -> None:
    found = difference(generated(), everything(generated()), old, new)
    packages = {one.configuration.package for one in ROWS if one.tag in (old, new)}
    changed = {package for package in packages if builds(package, old) != builds(package, new)}
    assert [change.package for change in found.changes] == sorted(changed)
    assert found.unchanged == len(packages - changed)
    for change in found.changes:
        before, after = (builds(change.package, tag) for tag in (old, new))
        assert change.specs_added == (after - before).total()
        assert change.specs_removed == (before - after).total()
        assert (change.kind == "new", change.kind == "gone") == (not before, not after)
        one, other = (versions(change.package, tag) for tag in (old, new))
        assert set(change.versions_added) == other - one
        assert set(change.versions_removed) == one - other


def test_every_kind_of_change_occurs_in_the_generated_cache() -> None:
    found = [difference(generated(), everything(generated()), *pair) for pair in pairwise(TAGS)]
    kinds = Counter(change.kind for one in found for change in one.changes)
    assert kinds.keys() == {"new", "gone", "changed"}


def between(*listings: Listing, old: str = "old", new: str = "new") -> Difference:
    index = index_of(*listings)
    return difference(index, everything(index), old, new)


def test_a_package_that_came_one_that_went_and_one_that_stayed() -> None:
    found = between(
        a_listing("a", package="stays", tag="old"),
        a_listing("a", package="stays", tag="new"),
        a_listing("b", package="goes", tag="old"),
        a_listing("c", package="comes", tag="new"),
        a_listing("d", package="elsewhere", tag="other"),
    )
    assert found.changes == (
        Change("comes", "new", ("1.14.3",), (), 1, 0),
        Change("goes", "gone", (), ("1.14.3",), 0, 1),
    )
    assert found.unchanged == 1
    assert (found.count("new"), found.count("gone"), found.count("changed")) == (1, 1, 0)


def test_versions_stand_newest_first() -> None:
    found = between(
        a_listing("a", versions=("1.2",), tag="old"),
        *(a_listing(v, versions=(v,), tag="new") for v in ("1.9", "1.10", "develop")),
    )
    assert found.changes[0].versions_added == ("develop", "1.10", "1.9")
    assert found.changes[0].versions_removed == ("1.2",)
    assert found.changes[0].kind == "changed"


def test_specs_without_a_hash_are_the_same_if_everything_else_is() -> None:
    twice = [a_listing(None, tag="new"), a_listing(None, tag="new")]
    assert between(a_listing(None, tag="old"), twice[0]).changes == ()
    (change,) = between(a_listing(None, tag="old"), *twice).changes
    assert (change.specs_added, change.specs_removed) == (1, 0)
    other = a_listing(None, tag="new", dependencies="^zlib@1.2")
    (change,) = between(a_listing(None, tag="old"), other).changes
    assert (change.specs_added, change.specs_removed) == (1, 1)


def test_tags_with_spaces_and_slashes_are_meant_as_they_are_shown() -> None:
    old, new = a_listing("a", tag="e4s/24.05 (a; rm -rf ~)"), a_listing("b", tag="\x1b[2J")
    found = between(old, new, old="e4s/24.05 (a; rm -rf ~)", new="\\x1b[2J")
    assert found.changes == (Change("hdf5", "changed", (), (), 1, 1),)


def test_a_tag_and_itself_do_not_differ() -> None:
    index = generated()
    assert difference(index, everything(index), "develop", "develop").changes == ()
