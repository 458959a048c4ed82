"""The register of outlets: reading, merging, finding."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corroborate.errors import ConfigError
from corroborate.outlets import Register, load_outlets, merge, packaged
from corroborate.types import Outlet, OutletKind, OutletStatus

TEXT = """
[[outlet]]
id = "gazette"
name = "The Gazette"
domains = ["gazette.example", "WWW.Old-Gazette.example."]
owner = [{ owner = "Second", from = 2020-01-01 }, { owner = "First", to = 2020-01-01 }]
kind = "outlet"
status = "vetted"
credits = ["Gazette"]
reliability = 0.8

[[outlet]]
id = "bare"
domains = ["bare.example"]
"""


def _load(text: str) -> list[Outlet]:
    return load_outlets(text, origin="outlets.toml")


def test_all_fields_are_read_and_owners_are_dated() -> None:
    gazette, bare = _load(TEXT)
    assert gazette.domains == ("gazette.example", "old-gazette.example")
    assert gazette.owner_at(datetime(2019, 12, 31, tzinfo=UTC)) == "First"
    assert gazette.owner_at(datetime(2020, 1, 1, tzinfo=UTC)) == "Second"
    assert gazette.owner_at(None) == "Second"
    assert gazette.owners[0].end == date(2020, 1, 1)
    assert (gazette.status, gazette.reliability, gazette.credits) == (OutletStatus.VETTED, 0.8, ("Gazette",))
    assert (bare.name, bare.status, bare.kind) == ("bare", OutletStatus.PROBATION, OutletKind.OUTLET)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("outlet = 3", "array of tables"),
        ("[[outlett]]\nid='x'", "unknown key outlett"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\ndomain='y'", "outlet x: unknown key domain"),
        ("[[outlet]]\nid='x'", "outlet x: domains is missing"),
        ("[[outlet]]\ndomains=['x.example']", "outlet number 1: id is missing"),
        ("[[outlet]]\nid=''\ndomains=['x.example']", "must not be empty"),
        ("[[outlet]]\nid='x'\ndomains='x.example'", "domains must be a list of strings"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\nstatus='trusted'", "status must be one of vetted"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\nkind='paper'", "kind must be one of wire"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\nreliability=1.0", "reliability must be a number from 0.5"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\nreliability=true", "reliability must be a number"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\nowner=[{owner='a', since=2020-01-01}]", "owner.since"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\nowner=[{from=2020-01-01}]", "owner.owner is missing"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\nowner=[{owner='a', from='then'}]", "must be a date"),
        ("[[outlet]]\nid='x'\ndomains=['x.example']\nowner=[{owner='a',from=2021-01-01,to=2020-01-01}]", "ends before"),
        (
            "[[outlet]]\nid='x'\ndomains=['a.example']\n[[outlet]]\nid='x'\ndomains=['b.example']",
            "id x is already used",
        ),
        ("[[outlet]]\nid='x'\ndomains=['a.example']\n[[outlet]]\nid='y'\ndomains=['A.example']", "domain a.example"),
        ("not toml", "outlets.toml: "),
    ],
)
def test_what_is_wrong_is_named(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _load(text)
    assert words in str(caught.value)
    assert str(caught.value).startswith("outlets.toml")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="mine: no such file"):
        load_outlets(tmp_path / "none.toml", origin="mine")


def test_merge_takes_only_the_fields_that_were_given() -> None:
    extra = _load("[[outlet]]\nid='gazette'\ndomains=['new-gazette.example']\nstatus='probation'")
    merged = {outlet.outlet_id: outlet for outlet in merge(_load(TEXT), extra)}
    gazette = merged["gazette"]
    assert gazette.status is OutletStatus.PROBATION  # given, though it is the default too
    assert (gazette.name, gazette.reliability) == ("The Gazette", 0.8)
    assert set(gazette.domains) == {"new-gazette.example", "gazette.example", "old-gazette.example"}
    assert type(gazette) is Outlet
    assert set(merged) == {"gazette", "bare"}


def test_one_outlet_under_another_id_does_not_become_two() -> None:
    extra = _load("[[outlet]]\nid='gazette.example'\nname='gazette.example'\ndomains=['gazette.example']")
    merged = merge(_load(TEXT), extra)
    assert [outlet.outlet_id for outlet in merged] == ["bare", "gazette.example"]
    assert merged[1].domains == ("gazette.example", "old-gazette.example")
    assert merged[1].owner_at(None) == "Second"
    assert merged[1].credits == ("Gazette",)


def test_a_domain_belongs_to_whom_the_later_register_gives_it() -> None:
    text = "[[outlet]]\nid='gazette'\ndomains=['gazette.example']\n[[outlet]]\nid='z'\ndomains=['old-gazette.example']"
    register = Register(outlets=tuple(merge(_load(TEXT), _load(text))))
    assert register.resolve("http://old-gazette.example/1").outlet_id == "z"
    assert register.resolve("http://gazette.example/1").outlet_id == "gazette"


def test_merging_nothing_or_oneself_changes_nothing() -> None:
    base = merge((), _load(TEXT))
    assert merge(base, ()) == base
    assert merge(base, _load(TEXT)) == base
    assert merge(base, base) == base


def test_an_outlet_is_found_by_domain_and_parent_domain() -> None:
    register = Register(outlets=tuple(_load(TEXT)))
    for url in ("https://gazette.example/a", "http://www.gazette.example", "http://live.m.GAZETTE.example:8080/x"):
        assert register.resolve(url).outlet_id == "gazette"
    assert register.by_domain("example") is None
    assert register.by_domain("notgazette.example") is None
    assert register.by_id("bare") is not None


@pytest.mark.parametrize(
    "given", ["gazette", "gazette.example", "www.gazette.example", "https://gazette.example/about"]
)
def test_what_came_with_an_article_goes_before_its_address(given: str) -> None:
    register = Register(outlets=tuple(_load(TEXT)))
    assert register.resolve("http://elsewhere.example/x", given).outlet_id == "gazette"


def test_a_stranger_is_on_probation_under_its_domain() -> None:
    register = Register(outlets=tuple(_load(TEXT)))
    stranger = register.resolve("https://www.nobody.example/x")
    assert (stranger.outlet_id, stranger.domains) == ("nobody.example", ("nobody.example",))
    assert stranger.status is OutletStatus.PROBATION
    assert register.resolve("no address").outlet_id == "unknown"


def test_the_packaged_register_holds_the_agencies_with_their_credits() -> None:
    register = Register(outlets=tuple(merge((), packaged())))
    wires = [outlet for outlet in register if outlet.kind is OutletKind.WIRE]
    assert len(wires) >= 40
    assert all(outlet.credits and outlet.status is OutletStatus.VETTED for outlet in wires)
    assert register.resolve("https://www.reuters.com/world/x").outlet_id == "reuters"
    assert register.resolve("https://news.yahoo.com/x").status is OutletStatus.PROBATION
    # An outlet of several domains has an owner: should somebody list them apart, they still count once.
    assert [outlet.outlet_id for outlet in register if len(outlet.domains) > 1 and not outlet.owners] == ["yahoo-news"]
