"""The order of builds: configurations in groups, and specs that look alike."""

from __future__ import annotations

from cachetui.index.index import Index
from cachetui.model import Listing
from cachetui.spack.compatibility import Host
from cachetui.views.build_order import BuildOrder, specs_in_order
from cachetui.views.groups import Group, tree
from support.index_builder import a_listing, everything, index_of
from support.page_builder import a_hash

ZEN3 = Host.parse("linux-ubuntu24.04-zen3")


def order_of(index: Index) -> BuildOrder:
    return BuildOrder(index, lambda: ZEN3)


def by_tag(*listings: Listing) -> list[Group]:
    """Group listings of one tag and stack, so that all are in one group."""
    index = index_of(*listings)
    (outer,) = tree(index, everything(index), ("tag", "stack"), order_of(index))
    return outer.groups


def test_configurations_of_a_group_are_in_the_order_of_builds() -> None:
    rows = [
        a_listing("1", target="aarch64"),
        a_listing("2", target="x86_64"),
        a_listing("3", target="zen2"),
        a_listing("4", target="zen2", os="rhel99"),
        a_listing("5", target="x86_64", versions=("1.14.10",)),
        a_listing("6", target="zen2", compiler="gcc@12.1.0"),
        a_listing("7", target="zen2", variants=("+szip",)),
    ]
    (group, _) = by_tag(*rows)
    places = [one.specs.keys() for one in group.configurations]
    assert [next(iter(specs)) + 1 for specs in places] == [5, 6, 7, 3, 2, 4, 1]


def test_the_host_is_not_asked_for_where_versions_decide() -> None:
    def nobody() -> Host:
        raise AssertionError("the host was looked at")

    rows = [a_listing(version, versions=(version,)) for version in ("1.2", "1.10", "develop")]
    index = index_of(*rows)
    assert BuildOrder(index, nobody).listings(everything(index)) == [2, 1, 0]


def test_look_alikes_stand_by_the_newest_tag_and_the_hash() -> None:
    names = sorted("abcd", key=a_hash)
    rows = [a_listing(name, tag="v0.9") for name in reversed(names)]
    rows += [a_listing(names[3], tag="v0.10"), a_listing(names[2], tag="v0.8")]
    index = index_of(*rows)
    (stack, _) = tree(index, everything(index), ("stack", "target"), order_of(index))
    (members,) = stack.groups[0].configurations
    found = specs_in_order(index, members.specs)
    assert [index.hashes[spec] for spec, _ in found] == [
        a_hash(names[place]) for place in (3, 0, 1, 2)
    ]
    tags = [index.listing(listing).tag for _, listing in found]
    assert tags == ["v0.10", "v0.9", "v0.9", "v0.9"]


def test_the_first_build_can_be_the_first_that_has_a_hash() -> None:
    rows = [a_listing(None, versions=("2",)), a_listing("a"), a_listing("a", tag="v1")]
    index = index_of(*rows)
    order = order_of(index)
    assert order.first([0, 1, 2]) == [0]
    assert order.first([0, 1, 2], hashed=True) == [1, 2]
    assert order.first([0], hashed=True) == [0]
