"""Subscription lists: OPML and feeds.toml."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corroborate.errors import ConfigError, FeedError
from corroborate.feeds import parse_feeds, read_feeds, read_opml, subscription, write_opml

GOLDEN = Path(__file__).parents[1] / "golden" / "feeds"


def test_opml_is_flattened_and_each_address_comes_once() -> None:
    feeds = read_opml((GOLDEN / "subscriptions.opml").read_bytes())
    assert [(feed.url, feed.format) for feed in feeds] == [
        ("https://tidewaterdaily.example/feed.xml", None),
        ("https://loadingbay.example/atom.xml", "atom"),
    ]


def test_opml_round_trip_keeps_outlet_and_format() -> None:
    feeds = [
        subscription("https://b.example/feed?x=1&y=<2>", outlet="b & co", form="rdf"),
        subscription("https://a.example/feed"),
    ]
    assert read_opml(write_opml(feeds)) == sorted(feeds, key=lambda feed: feed.url)


@given(st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=12), max_size=5))
@settings(max_examples=40, deadline=None)
def test_opml_round_trip_of_any_address(paths: list[str]) -> None:
    feeds = {feed.feed_id: feed for feed in (subscription(f"https://a.example/{path}") for path in paths)}
    readable = {feed.feed_id for feed in read_opml(write_opml(feeds.values()))}
    printable = {feed.feed_id for feed in feeds.values() if all(letter.isprintable() for letter in feed.url)}
    assert printable <= readable <= set(feeds)


@pytest.mark.parametrize("data", [b"", b"<rss version='2.0'/>", b"<opml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml/>"])
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    with pytest.raises(FeedError):
        read_opml(data)


def test_feeds_toml(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(
        '[[feed]]\nurl = "https://a.example/feed"\noutlet = "a-news"\nformat = "rss"\n'
        '[[feed]]\nurl = "https://A.example:443/feed?utm_source=x#top"\n[[feed]]\nurl = "http://b.example/"\n'
    )
    first, second = read_feeds(path)
    assert (first.url, first.outlet_id, first.format) == ("https://a.example/feed", "a-news", "rss")
    assert (second.url, second.outlet_id, second.format) == ("http://b.example/", None, None)
    assert first.feed_id == subscription("https://a.example/feed").feed_id != second.feed_id


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[feed]]\nurl = "https://a.example/"\nname = "x"', "unknown key name"),
        ('[[feeds]]\nurl = "https://a.example/"', "unknown key feeds"),
        ("[[feed]]\noutlet = 'x'", "url is missing"),
        ('[[feed]]\nurl = "ftp://a.example/"', "no http or https"),
        ("[[feed]]\nurl = 7", "url must be text"),
        ('[[feed]]\nurl = "https://a.example/"\nformat = "xml"', "format 'xml' is unknown"),
        ("feed = 3", r"\[\[feed\]\]"),
        ("[[feed", "my.toml"),
    ],
)
def test_faults_in_feeds_toml_name_file_and_key(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        parse_feeds(text, name="my.toml")
    assert str(caught.value).startswith("my.toml")


def test_a_missing_feeds_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such feeds file"):
        read_feeds(tmp_path / "none.toml")
