"""Whatever comes in ends as entries, with a warning where it was odd, or as one FeedError."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corroborate.errors import FeedError
from corroborate.feeds import FORMATS, MAX_BYTES, detect, parse

RSS = '<rss version="2.0"><channel><title>t</title>'
ITEM = "<item><title>Ferry late</title><link>https://a.example/1</link><guid>1</guid></item>"
END = "</channel></rss>"
NITF = "<nitf><body><body.content><p>{}</p></body.content></body></nitf>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>", "HTML page"),
        (b"<h1>Not found</h1>", "HTML page"),
        (b"Service unavailable", "no feed"),
        (b"<svg/>", "XML of no known"),
        (b'{"error": "quota"}', "JSON of no known"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id"', "cut off"),
        (b"[" * 300_000, "JSON of no known"),
        (b"<nitf><body><p>x", "not well-formed"),
        (b"<nitf>" + b"<p>" * 50_000, "not well-formed"),
        (b"<opml version='2.0'/>", "OPML"),
        (RSS.encode() + b"<item", "broken before its first entry"),
        (b"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'/>", "no news item"),
        (b"\x00" * 500, "no feed"),
        (b"<" + b" " * MAX_BYTES, "too large"),
    ],
)
def test_what_is_no_feed_is_one_clear_line(data: bytes, words: str) -> None:
    with pytest.raises(FeedError, match=words) as caught:
        parse(data, source="https://a.example/feed")
    assert str(caught.value).startswith("https://a.example/feed: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("root", [RSS + "<item><title>&b;</title></item>" + END, NITF.format("&b;")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("entity", ['a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;"', 'b SYSTEM "file:///etc/hostname"'])
def test_documents_that_declare_entities_are_refused(root: str, encoding: str, entity: str) -> None:
    text = f"<!DOCTYPE x [<!ENTITY {entity}>]>{root}"
    with pytest.raises(FeedError, match="entities"):
        parse(text.encode(encoding))


def test_entity_declarations_cannot_hide_behind_an_encoding() -> None:
    text = '<?xml version="1.0" encoding="utf-7"?>' + RSS + "<item><title>+ADw-b+AD4-</title></item>" + END
    (entry,) = parse(text.encode())
    assert entry.headline == "+ADw-b+AD4-"
    assert "utf-7" in entry.warnings[0]


def test_a_doctype_without_entities_is_read_and_not_fetched() -> None:
    text = '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/x.dtd">' + NITF.format("caf&eacute; at noon")
    (entry,) = parse(text.encode())
    assert entry.body_text == "café at noon"


def test_a_truncated_feed_gives_what_it_has_with_a_warning() -> None:
    entries = parse((RSS + ITEM + ITEM + "<item><title>Cut o").encode())
    assert [entry.headline for entry in entries][:2] == ["Ferry late", "Ferry late"]
    assert all("not well-formed" in entry.warnings[0] for entry in entries)


def test_a_large_truncated_feed_keeps_its_whole_entries() -> None:
    entries = parse((RSS + ITEM * 4000 + "<item><title>Cut o").encode())
    assert len(entries) == 4000
    assert "repaired" in entries[0].warnings[0]


def test_a_large_feed_with_loose_ampersands_loses_nothing() -> None:
    last = "<item><title>Bolt &nbsp; Nut & Co</title></item>"
    entries = parse((RSS + ITEM * 4000 + last + END).encode())
    assert (len(entries), entries[-1].headline) == (4001, "Bolt Nut & Co")


def test_ten_megabytes_of_broken_markup_end_in_an_error() -> None:
    with pytest.raises(FeedError):
        parse(RSS.encode() + b"<a" * 5_000_000)


@pytest.mark.parametrize(
    ("declared", "encoding", "warns"),
    [
        ("utf-8", "cp1252", True),
        ("iso-8859-1", "utf-8", True),
        ("iso-8859-1", "cp1252", False),
        ("utf-8", "utf-8", False),
    ],
)
def test_wrong_encoding_declarations(declared: str, encoding: str, warns: bool) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>{RSS}<item><title>Café — £40m</title></item>{END}'
    (entry,) = parse(text.encode(encoding))
    assert entry.headline == "Café — £40m"
    assert bool(entry.warnings) == warns


@pytest.mark.parametrize("title", ["red\x1b[31m alert", "a&#27;[2Jb", "a\u202eb", "a&#8238;b", "a\x00b", "a&#128;b"])
def test_terminal_escapes_and_controls_never_reach_a_title(title: str) -> None:
    (entry,) = parse((RSS + f"<item><title>{title}</title></item>" + END).encode())
    assert entry.headline
    assert all(letter.isprintable() for letter in entry.headline)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "ht!tp://a"]
)
def test_links_that_are_no_web_address_are_dropped_with_a_warning(link: str) -> None:
    (entry,) = parse((RSS + f"<item><title>x</title><link>{link}</link></item>" + END).encode())
    assert entry.url is None
    assert any("link dropped" in warning for warning in entry.warnings)


def test_scripts_in_titles_leave_no_markup() -> None:
    for title in ("<![CDATA[<script>alert(1)</script>Ferry]]>", "&lt;img src=x onerror=alert(1)&gt;Ferry"):
        (entry,) = parse((RSS + f"<item><title>{title}</title></item>" + END).encode())
        assert entry.headline == "Ferry"


def test_a_well_formed_feed_without_entries_is_no_error() -> None:
    assert parse((RSS + END).encode()) == []


def test_half_a_surrogate_does_not_lose_a_feed() -> None:
    (entry,) = parse(b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "a\\ud800b"}]}')
    assert entry.headline == "ab"


@pytest.mark.parametrize("value", ["7", "[]", "{}", "null", '"x"', "[[[]]]", "true"])
@pytest.mark.parametrize(
    "key", ["title", "authors", "tags", "url", "date_published", "content_html", "summary", "language"]
)
def test_json_values_of_the_wrong_type_are_left_out(key: str, value: str) -> None:
    text = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": "1", "{key}": {value}}}, 3]}}'
    (entry,) = parse(text.encode())
    assert entry.id == "1"


@pytest.mark.parametrize("value", ["7", "[]", "{}", "null", '"x"', "[[1]]", "[7]", "[{}]", '[{"value": 3}]'])
@pytest.mark.parametrize(
    "key", ["headline", "headlines", "bodies", "body_html", "subject", "urgency", "version", "pubstatus", "infosources"]
)
def test_ninjs_values_of_the_wrong_type_are_left_out(key: str, value: str) -> None:
    (entry,) = parse(f'{{"uri": "urn:x:1", "byline": "B", "{key}": {value}}}'.encode())
    assert (entry.format, entry.id) == ("ninjs", "urn:x:1")


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_entries_or_a_feed_error(data: bytes) -> None:
    detect(data)
    with suppress(FeedError):
        assert all(entry.format in FORMATS for entry in parse(data))


@given(
    st.binary(max_size=60),
    st.integers(0, 300),
    st.sampled_from(["rss", "atom", "nitf", "ninjs", "newsmlg2", "newsml1"]),
)
@settings(max_examples=150, deadline=None)
def test_damaged_documents_give_entries_or_a_feed_error(noise: bytes, at: int, form: str) -> None:
    whole = {
        "rss": (RSS + ITEM + END).encode(),
        "atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><link href="https://a.example/"/></entry></feed>',
        "nitf": NITF.format("x").encode(),
        "ninjs": b'{"uri": "urn:x", "headline": "h", "body_html": "<p>x</p>", "subject": [{"code": "1"}]}',
        "newsmlg2": b"<newsItem guid='g'><itemMeta><versionCreated>2026-10-05</versionCreated></itemMeta></newsItem>",
        "newsml1": b"<NewsML><NewsItem><NewsLines><HeadLine>x</HeadLine></NewsLines></NewsItem></NewsML>",
    }[form]
    with suppress(FeedError):
        assert all(entry.format in FORMATS for entry in parse(whole[:at] + noise + whole[at:]))
