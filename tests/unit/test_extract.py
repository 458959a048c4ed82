"""Pages to articles: golden pages, characters, claims about dates and addresses, hostile pages."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corroborate.extract import TrafilaturaExtractor, charset
from corroborate.types import Dropped, Page

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
URL = "https://harbourtimes.example/a/b.html"
TEXT = (
    "<p>The ferry pier at Kessel reopened on Tuesday, eleven weeks after a barge struck it, the county said.</p>"
    "<p>Repairs cost 2.3 million crowns, of which the barge's insurer has paid half so far.</p>"
)


class Fixed:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 10, 20, tzinfo=UTC)


def extract(html: str | bytes, url: str = URL, content_type: str = "") -> Page | Dropped:
    data = html.encode() if isinstance(html, str) else html
    return TrafilaturaExtractor(Fixed()).extract(data, url, content_type)


def page(head: str = "", body: str = "<h1>Pier reopens</h1>" + TEXT, url: str = URL) -> Page:
    result = extract(f"<html><head>{head}</head><body><article>{body}</article></body></html>", url)
    assert isinstance(result, Page), result
    return result


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.html")))
def test_golden_pages(name: str) -> None:
    told = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    result = extract((GOLDEN / f"{name}.html").read_bytes(), told["url"], told["content_type"])
    if "dropped" in told:
        assert isinstance(result, Dropped)
        assert (result.reason, result.subject) == (told["dropped"], told["url"])
        return
    assert isinstance(result, Page), result
    expected: dict[str, Any] = dict.fromkeys(("byline", "published_at", "canonical_url", "site_name"))
    expected |= {"language": None, "credit": None, "links": [], "url": told["url"]} | told["page"]
    got = dataclasses.asdict(result) | {"text": result.text.split("\n"), "links": list(result.links)}
    got["published_at"] = result.published_at.isoformat() if result.published_at else None
    assert got == expected


def test_reading_pages_in_another_order_changes_nothing() -> None:
    extractor = TrafilaturaExtractor(Fixed())
    names = sorted(GOLDEN.glob("*.html"))
    forward = {path: extractor.extract(path.read_bytes(), URL) for path in names}
    backward = {path: extractor.extract(path.read_bytes(), URL) for path in reversed(names)}
    assert forward == backward


WORDS = "Käse für £12 – „schön“, sagte Zoë"


@pytest.mark.parametrize(
    ("encoding", "content_type", "meta"),
    [
        ("utf-8", "", ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("utf-8", "", '<meta charset="windows-1252">'),
        ("utf-8-sig", "text/html; charset=iso-8859-1", ""),
        ("utf-16", "", ""),
        ("cp1252", "", ""),
        ("cp1252", "text/html; charset=ISO-8859-1", ""),
        ("cp1252", "", '<meta http-equiv="Content-Type" content="text/html; charset=latin1">'),
        ("cp1252", "text/html; charset=utf-8", ""),
        ("cp1252", "", "<meta charset=utf-8>"),
        ("cp1252", "text/html; charset=nonsense", ""),
        ("cp1252", "text/html; charset=utf-7", ""),
    ],
)
def test_western_characters(encoding: str, content_type: str, meta: str) -> None:
    text = f"<html><head>{meta}<title>x</title></head><body><p>{WORDS}</p></body></html>"
    assert WORDS in charset.decode(text.encode(encoding), content_type)


@pytest.mark.parametrize(
    ("encoding", "lang", "words"),
    [
        ("cp1251", "", "Паром между островами отменён до пятницы, сообщила компания."),
        ("koi8_r", "", "Паром между островами отменён до пятницы, сообщила компания."),
        ("cp932", "", "フェリーは金曜日まで欠航すると会社が発表した。ひとびとはバスにのる。"),
        ("euc_jp", "", "フェリーは金曜日まで欠航すると会社が発表した。ひとびとはバスにのる。"),
        ("gb18030", "", "渡轮公司星期二宣布航线停运至星期五乘客须改乘公共汽车"),
        ("cp949", "", "여객선은 금요일까지 운항하지 않는다고 회사가 밝혔다"),
        ("cp1250", "pl", "Prom między wyspami odwołano do piątku, podała spółka żeglugowa."),
        ("cp1254", "tr", "Adalar arasındaki feribot cumaya kadar iptal, şirket açıkladı."),
    ],
)
def test_undeclared_characters_of_other_scripts(encoding: str, lang: str, words: str) -> None:
    text = f'<html lang="{lang}"><head><title>x</title></head><body><p>{words * 4}</p></body></html>'
    assert words in charset.decode(text.encode(encoding))


def test_a_page_cut_inside_a_letter_stays_utf8() -> None:
    assert charset.decode(("<p>" + "ä" * 50 + "é").encode()[:-1]).startswith("<p>" + "ä" * 50)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="{}">',
        '<meta itemprop="datePublished" content="{}">',
        '<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{}"}}</script>',
        '<script type="application/ld+json">[{{"@type": ["ReportageNewsArticle"], "datePublished": "{}"}}]</script>',
    ],
)
@pytest.mark.parametrize(
    ("claim", "at"),
    [
        ("2026-10-05T08:40:00+02:00", datetime(2026, 10, 5, 6, 40, tzinfo=UTC)),
        ("2026-10-05T06:40:00.000Z", datetime(2026, 10, 5, 6, 40, tzinfo=UTC)),
        ("Mon, 05 Oct 2026 06:40:00 GMT", datetime(2026, 10, 5, 6, 40, tzinfo=UTC)),
        ("2026-10-20T00:05:00Z", datetime(2026, 10, 20, 0, 5, tzinfo=UTC)),
        ("2026-10-05T06:40:00", None),
        ("2026-10-05", None),
        ("2026-10-21T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
    ],
)
def test_dates(head: str, claim: str, at: datetime | None) -> None:
    assert page(head.format(claim)).published_at == at


def test_a_time_element_before_the_text_counts_and_one_inside_it_does_not() -> None:
    stamp = '<time datetime="2026-10-05T06:40:00Z">Monday</time>'
    assert page(body="<h1>Pier reopens</h1>" + stamp + TEXT).published_at == datetime(2026, 10, 5, 6, 40, tzinfo=UTC)
    later = page(body="<h1>Pier reopens</h1>" + TEXT * 3 + f"<p>It shut on {stamp} and nobody was hurt.</p>")
    assert later.published_at is None
    assert "It shut on Monday and nobody was hurt." in later.text


def test_without_a_clock_only_absurd_dates_are_refused() -> None:
    for claim, kept in (("2031-01-01T00:00:00Z", True), ("2931-01-01T00:00:00Z", False)):
        html = f'<meta property="article:published_time" content="{claim}"><article><h1>x y</h1>{TEXT}</article>'
        result = TrafilaturaExtractor().extract(html.encode(), URL)
        assert isinstance(result, Page)
        assert (result.published_at is not None) == kept


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("", None),
        ('<link rel="canonical" href="/x?utm_medium=1#a">', "https://harbourtimes.example/x"),
        ('<link rel="alternate canonical" href="https://WIRE.example:443/x">', "https://wire.example/x"),
        ('<base href="https://cdn.example/deep/"><link rel=canonical href="x">', "https://cdn.example/deep/x"),
        ('<link rel="canonical" href="https://harbourtimes.example/">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="http://[bad">', None),
        (
            '<link rel="canonical" href="/a/b.html"><script type="application/ld+json">'
            '{"@type": "NewsArticle", "isBasedOn": {"@type": "CreativeWork", "url": "https://wire.example/1"}}</script>',
            "https://wire.example/1",
        ),
    ],
)
def test_canonical_address(head: str, canonical: str | None) -> None:
    assert page(head).canonical_url == canonical


@pytest.mark.parametrize(
    ("body", "byline"),
    [
        ('<p class="byline">By Ina Morell, Meridian Newswire</p>', "By Ina Morell, Meridian Newswire"),
        ('<div class="article__byline"><a rel="author" href="/ina">Ina Morell</a></div>', "Ina Morell"),
        ('<span itemprop="author">Ina Morell</span>', "Ina Morell"),
        ('<p class="author">Ina Morell</p>', "Ina Morell"),
        ('<blockquote>Night is for cats.<cite class="author">Rolf Anders</cite></blockquote>', None),
        ('<aside><p class="byline">By Somebody Else</p></aside>', None),
    ],
)
def test_byline(body: str, byline: str | None) -> None:
    found = page(body="<h1>Pier reopens</h1>" + body + TEXT)
    assert found.byline == byline
    assert "Ina Morell" not in found.text


@pytest.mark.parametrize(
    ("body", "credit"),
    [
        ('<p class="article-credit">NSPA</p>', "NSPA"),
        ('<footer><span class="credits">With material from NSPA</span></footer>', "With material from NSPA"),
        ('<p class="source">NSPA</p>', "NSPA"),
        ("<p>Source: NSPA</p>", "NSPA"),
        ('<figure><img src="a"><span class="credit">Ola Brandt</span></figure>', None),
        ('<span class="photo-credit">Ola Brandt</span>', None),
        ("<p>The source of the leak is unknown.</p>", None),
    ],
)
def test_credit(body: str, credit: str | None) -> None:
    found = page(body="<h1>Pier reopens</h1>" + TEXT + body)
    assert found.credit == credit
    assert "NSPA" not in found.text


def test_links_are_those_of_the_text_only() -> None:
    found = page(
        body='<h1>Pier reopens</h1><nav><a href="/nav">Nav</a></nav>'
        '<p>The county <a href="../c?utm_source=x#y">said on Tuesday</a> that <a href="javascript:x()">the pier</a> '
        'was open, and <a href="mailto:a@b.example">the operator</a> <a href="//nspa.example/1">told NSPA</a> so.</p>'
        + TEXT
        + f'<p>This <a href="{URL}">page</a> will be updated.</p>'
        + '<p><a href="/2">Ferry sinks at its berth</a></p><div class="related"><a href="/r">Related words</a></div>'
    )
    assert found.links == ("https://harbourtimes.example/c", "https://nspa.example/1")


@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        (b"", "", "empty"),
        (b"\n \x00", "text/html", "empty"),
        (b"%PDF-1.7 ...", "", "not html"),
        (b"\x89PNG\r\n", "text/html", "not html"),
        (b'{"a": "<p>"}', "application/json", "not html"),
        (b"just words", "text/html", "not html"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "text/xml", "not html"),
        (b"<html></html>", "", "empty"),
        (b"<html><body><!-- nothing --></body></html>", "", "empty"),
        (b"<p>" + b"x" * 5_000_001, "", "too large"),
    ],
)
def test_what_is_no_page(data: bytes, content_type: str, reason: str) -> None:
    result = extract(data, content_type=content_type)
    assert isinstance(result, Dropped)
    assert result.reason == reason


def test_a_long_text_that_says_it_is_not_free_is_kept() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    assert page(head, "<h1>Pier reopens</h1>" + TEXT * 8).text
    result = extract(f"<html><head>{head}</head><body><article><h1>Pier</h1>{TEXT}</article></body></html>")
    assert isinstance(result, Dropped)
    assert result.reason == "paywall"


def test_a_page_that_writes_neither_head_nor_body_is_read() -> None:
    result = extract(f"<!doctype html><title>Pier</title><article><h1>Pier reopens</h1>{TEXT}</article>")
    assert isinstance(result, Page), result
    assert result.title == "Pier reopens"


def test_a_form_around_the_whole_page_hides_nothing() -> None:
    assert "eleven weeks" in page(body=f"<form><h1>Pier reopens</h1>{TEXT}</form>").text


def test_a_subscription_link_in_the_header_makes_no_paywall() -> None:
    header = "<header>Already a subscriber? Log in to read more</header>"
    html = f"<body>{header}<article><h1>Pier reopens</h1>{TEXT}</article></body>"
    assert isinstance(extract(html), Page)


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul", "table", "span"])
def test_text_inside_very_deep_markup_is_still_read(tag: str) -> None:
    deep = f"<{tag}>" * 20_000 + TEXT + f"</{tag}>" * 20_000
    html = f"<html><body><article><h1>Pier reopens</h1>{deep}</article></body></html>"
    result = extract(html)
    assert isinstance(result, Page), result
    assert "eleven weeks after a barge" in result.text


@pytest.mark.parametrize(
    "bad",
    [
        "<a" * 200_000,
        "<!--" * 100_000,
        "&" * 300_000,
        "<p class=ad>" * 30_000,
        "<script>" * 20_000,
        '<script type="application/ld+json">' + "[" * 50_000 + "</script>",
        '<script type="application/ld+json">{"@graph": 7, "@type": {}, "author": [[]]}</script>',
        '<meta property="og:title"><base href="http://[">',
        "<title>" + "x" * 100_000,
        "\x1b[2J\u202e",
    ],
)
def test_hostile_markup_gives_a_page_or_a_reason(bad: str) -> None:
    result = extract(f"<html><body>{bad}<article><h1>Pier reopens</h1>{TEXT}</article></body></html>")
    assert isinstance(result, Page | Dropped)
    if isinstance(result, Page):
        assert all(letter.isprintable() for letter in result.title + result.text.replace("\n", ""))


@given(st.text(st.sampled_from("<>/=\"' \n&;#!-abdhiprtu1é\x00"), max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_markup_gives_a_page_or_a_reason(noise: str) -> None:
    result = extract(f"<html><body><p>{noise}{TEXT}</body></html>")
    if isinstance(result, Page):
        assert result.text == "\n".join(" ".join(line.split()) for line in result.text.split("\n") if line.strip())
