"""Tags: what each holds, and since when a version is there."""

from __future__ import annotations

from collections import Counter

from cachetui.index.ordering import tag_age
from cachetui.views.tags import Since, TagTotals, TagVersions, history, since, tag_totals
from support.index_builder import a_listing, everything, generated, index_of, listings_of, shown


def test_each_tag_holds_what_counting_one_by_one_gives() -> None:
    index = generated()
    rows = list(shown(index))
    sizes = Counter(one.tag for _, one in rows)
    specs = Counter(tag for tag, _ in {(one.tag, spec) for spec, one in rows})
    packages = Counter(tag for tag, _ in {(one.tag, one.configuration.package) for _, one in rows})
    newest_first = sorted(sizes, key=tag_age, reverse=True)
    assert tag_totals(index, everything(index)) == tuple(
        TagTotals(tag, packages[tag], specs[tag], sizes[tag]) for tag in newest_first
    )


def test_the_newest_tag_comes_first_and_no_tag_last() -> None:
    tags = ["v0.21.0", None, "develop", "develop-2024-10-06", "develop-2025-07-13"]
    index = index_of(*(a_listing(tag=tag) for tag in tags))
    assert [one.tag for one in tag_totals(index, everything(index))] == [
        "develop", "develop-2025-07-13", "develop-2024-10-06", "v0.21.0", None,
    ]  # fmt: skip


def test_only_the_listings_that_are_asked_for_count() -> None:
    index = index_of(a_listing("a"), a_listing("b"), a_listing("a", tag="v1"))
    assert tag_totals(index, [1]) == (TagTotals("develop", 1, 1, 1),)
    assert tag_totals(index, []) == ()


def test_history_has_the_versions_of_each_tag() -> None:
    index = index_of(
        a_listing("a", versions=("1.9",), tag="v0.21.0"),
        a_listing("a", versions=("1.9",), tag="v0.22.0"),
        a_listing("b", versions=("1.10",), tag="v0.22.0"),
        a_listing("c", versions=("1.10",), tag="v0.22.0"),
        a_listing("d", versions=("main",), tag="develop"),
    )
    past = history(index, everything(index))
    assert past == (
        TagVersions("develop", 1, (("main", 1),)),
        TagVersions("v0.22.0", 3, (("1.10", 2), ("1.9", 1))),
        TagVersions("v0.21.0", 1, (("1.9", 1),)),
    )
    assert since(past) == (
        Since("main", "develop", "develop", 1),
        Since("1.10", "v0.22.0", "v0.22.0", 1),
        Since("1.9", "v0.21.0", "v0.22.0", 2),
    )


def test_history_counts_a_spec_that_a_page_lists_twice_once() -> None:
    both = a_listing("a", versions=("1.14.3", "1.15"), stacks=("other",))
    index = index_of(a_listing("a"), both, a_listing(None))
    assert history(index, everything(index)) == (
        TagVersions("develop", 2, (("1.15", 1), ("1.14.3", 2))),
    )


def test_history_agrees_with_counting_one_by_one() -> None:
    index = generated()
    for package in index.packages.values[:10]:
        numbers = listings_of(index, package)
        rows = [(index.listings.spec[n], index.listing(n)) for n in numbers]
        by_hand = {
            (one.tag, version, spec) for spec, one in rows for version in one.configuration.versions
        }
        found = {(one.tag, v): n for one in history(index, numbers) for v, n in one.versions}
        assert found == Counter((tag, version) for tag, version, _ in by_hand)


def test_two_thousand_versions_have_their_history() -> None:
    index = index_of(*(a_listing(str(n), versions=(f"1.{n}",)) for n in range(2000)))
    (one,) = history(index, everything(index))
    assert [version for version, _ in one.versions[:2]] == ["1.1999", "1.1998"]
    assert len(since((one,))) == 2000


def test_a_tag_with_spaces_slashes_and_escapes_is_safe_to_show() -> None:
    index = index_of(
        a_listing(tag="a; rm -rf ~"), a_listing(tag="e4s/24.05"), a_listing(tag="\x1b")
    )
    tags = [one.tag for one in tag_totals(index, everything(index))]
    assert set(tags) == {"a; rm -rf ~", "e4s/24.05", "\\x1b"}
