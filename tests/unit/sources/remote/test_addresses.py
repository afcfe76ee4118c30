"""URLs: any text is one, or is refused in clean words; and whom credentials may reach."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cachetui.safe_text import safe, safe_url
from cachetui.sources.fetching import Fetching
from cachetui.sources.remote.addresses import address_of, may_carry_secrets, origin_of
from cachetui.sources.remote.open import open_url
from cachetui.sources.source import SourceError

ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=30)
PARTS = st.text(st.sampled_from("ab1:/@?#[]%. -\x1b\udcff"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["http", "https", "s3", "oci", "oci+http"]), ANYTHING | PARTS)
def test_any_text_is_a_source_or_is_refused_in_clean_words(scheme: str, text: str) -> None:
    try:
        said = open_url(f"{scheme}://{text}", None, Fetching()).location
        assert "@" not in said.split("/")[2]
    except SourceError as error:
        said = str(error)
    assert safe(said) == said


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://lab.org/m", True),
        ("http://lab.org/m", False),
        ("http://localhost:8000/m", True),
        ("http://127.1.2.3/m", True),
        ("http://[::1]:8000/m", True),
        ("http://127.0.0.1.evil.org/m", False),
        ("http://localhost.evil.org/m", False),
        ("http://10.0.0.1/m", False),
    ],
)
def test_secrets_travel_by_https_or_stay_on_this_machine(url: str, private: bool) -> None:
    assert may_carry_secrets(url) is private


def test_the_usual_port_is_the_same_server() -> None:
    assert origin_of("https://lab.org/a") == origin_of("https://lab.org:443/b")
    assert origin_of("https://lab.org/a") != origin_of("http://lab.org/a")
    assert origin_of("https://lab.org/a") != origin_of("https://lab.org:8443/a")


def test_a_password_is_taken_out_of_the_url() -> None:
    address = address_of("HTTPS://me:p%40ss@lab.org/m/")
    assert address.url == "https://lab.org/m"
    assert address.access is not None
    assert (address.access.id, address.access.secret) == ("me", "p@ss")
    assert "p@ss" not in repr(address)


@pytest.mark.parametrize("given", ["https://user:123/ab@host/x", "https://ab/en@h/p"])
def test_a_password_with_a_slash_is_refused_and_neither_shown_nor_sent(given: str) -> None:
    with pytest.raises(SourceError, match="write / in a password as %2F") as refused:
        address_of(given)
    assert "ab" not in str(refused.value).partition(" has an ")[0]
    assert "123" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://user:123/ab@host/x", "https://host/x"),
        ("https://tok/en@h/p", "https://h/p"),
        ("//u:p@h/x", "//h/x"),
        ("https:/u:p@h", "https:/h"),
    ],
)
def test_no_url_with_a_slip_in_it_shows_a_password(given: str, shown: str) -> None:
    assert safe_url(given) == shown
