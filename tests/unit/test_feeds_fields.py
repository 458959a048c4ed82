"""Fields and times: nothing guessed, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corroborate.feeds import _times, parse
from corroborate.types import Entry


def rss(item: str) -> Entry:
    text = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
        f' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>{item}</item></channel></rss>'
    )
    (entry,) = parse(text.encode(), source="https://host.example/a/feed.xml")
    return entry


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-10-05T06:40:00Z", "06:40"),
        ("2026-10-05T08:40:00+02:00", "06:40"),
        ("2026-10-05T08:40:00.123+0200", "06:40"),
        ("2026-10-05 06:40:00+00:00", "06:40"),
        ("20261005T064000Z", "06:40"),
        ("20261005T174000+1100", "06:40"),
        ("Mon, 05 Oct 2026 06:40:00 GMT", "06:40"),
        ("Mon, 5 Oct 26 02:40 EDT", "06:40"),
        ("Mon, 05 Oct 2026 08:40:00 +0200 (CEST)", "06:40"),
        ("Mon Oct  5 06:40:00 UTC 2026", "06:40"),
    ],
)
def test_times_with_a_zone_are_instants(text: str, utc: str) -> None:
    stamp = _times.read(text)
    assert stamp.utc is not None
    assert (stamp.utc.strftime("%H:%M"), stamp.utc.date().isoformat(), stamp.utc.tzinfo) == (utc, "2026-10-05", UTC)
    assert stamp.local is None


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-10-05T06:40:00", "2026-10-05T06:40:00"),
        ("20261005T064000", "2026-10-05T06:40:00"),
        ("2026-10-05", "2026-10-05"),
        ("Mon, 05 Oct 2026 06:40", "2026-10-05T06:40:00"),
        ("Mon, 05 Oct 2026 06:40:00 IST", "2026-10-05T06:40:00"),
        ("5 Oct 2026", "2026-10-05"),
    ],
)
def test_times_without_a_usable_zone_stay_local(text: str, local: str) -> None:
    stamp = _times.read(text)
    assert (stamp.utc, stamp.local) == (None, local)


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-13-45", "99999999999", "32 Oct 2026", "2026-10-05T25:00:00Z", "0000-01-01"]
)
def test_unreadable_times_are_a_warning(text: str) -> None:
    stamp = _times.read(text)
    assert (stamp.utc, stamp.local) == (None, None)
    assert text in (stamp.warning or "")


@pytest.mark.parametrize("value", [None, "", "  ", 7, []])
def test_an_absent_time_is_no_warning(value: object) -> None:
    assert _times.read(value) == _times.Stamp()


def test_an_entry_without_anything_has_nothing() -> None:
    entry = rss("<title>x</title>")
    assert entry == Entry(format="rss", headline="x")


def test_a_description_is_a_summary_and_no_body() -> None:
    entry = rss("<description>Only this.</description>")
    assert (entry.summary, entry.body_text) == ("Only this.", None)


@pytest.mark.parametrize(
    ("item", "credit"),
    [
        ('<source url="https://nspa.example/rss">NSPA</source>', "NSPA"),
        ('<source url="https://nspa.example/rss"></source>', "https://nspa.example/rss"),
        ("<credit>Meridian</credit>", "Meridian"),
        ('<media:credit role="distribution company">Meridian</media:credit>', "Meridian"),
        ('<media:credit role="photographer">Ola Brandt</media:credit>', None),
        ("<dc:creator>Ina Morell</dc:creator>", None),
    ],
)
def test_credit(item: str, credit: str | None) -> None:
    assert rss(item).credit == credit


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("AT&amp;amp;T buys depot", "AT&T buys depot"),
        ("AT&amp;T buys depot", "AT&T buys depot"),
        ("5 &lt; 7, says pilot", "5 < 7, says pilot"),
        ("&lt;b&gt;Ferry&lt;/b&gt; late", "Ferry late"),
        ("&amp;lt;b&amp;gt;Ferry&amp;lt;/b&amp;gt; late", "Ferry late"),
        ("<![CDATA[Ferry &amp; <i>tug</i>]]>", "Ferry & tug"),
        ("Ferry\n   late", "Ferry late"),
    ],
)
def test_titles_are_plain_text(raw: str, text: str) -> None:
    assert rss(f"<title>{raw}</title>").headline == text


def test_a_permalink_guid_is_the_address() -> None:
    assert rss("<guid>https://host.example/1</guid>").url == "https://host.example/1"
    assert rss('<guid isPermaLink="false">https://host.example/1</guid>').url is None


def test_an_address_is_kept_letter_for_letter() -> None:
    link = "https://Host.example/A?utm_source=rss&amp;b=1#part"
    assert rss(f"<link>{link}</link>").url == "https://Host.example/A?utm_source=rss&b=1#part"


def test_dc_date_is_the_date_of_an_rss_item() -> None:
    entry = rss("<dc:date>2026-10-05T06:40:00Z</dc:date>")
    assert (entry.published_utc, entry.updated_utc) == (datetime(2026, 10, 5, 6, 40, tzinfo=UTC), None)


def g2(item_meta: str = "", content_meta: str = "", content: str = "", attributes: str = 'guid="g1"') -> Entry:
    text = (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" {attributes}><itemMeta>{item_meta}</itemMeta>'
        f"<contentMeta>{content_meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )
    (entry,) = parse(text.encode())
    return entry


@pytest.mark.parametrize(
    ("item_meta", "content_meta", "mark"),
    [
        ('<signal qcode="sig:update"/>', "", "update"),
        ('<signal qcode="edStat:U"/>', "", "update"),
        ('<signal qcode="edStat:C"/>', "", "correction"),
        ('<pubStatus qcode="stat:canceled"/><signal qcode="edStat:D"/>', "", "kill"),
        ("<edNote>CORRECTS spelling of name</edNote>", "", "correction"),
        ("", "<slugline>BC-Ports,1st Ld-Writethru</slugline>", "update"),
        ("", "<slugline>BC-Ports</slugline>", None),
        ('<signal qcode="sig:atom"/><pubStatus qcode="stat:usable"/>', "", None),
    ],
)
def test_g2_correction_marks(item_meta: str, content_meta: str, mark: str | None) -> None:
    assert g2(item_meta, content_meta, attributes='guid="g1" version="5"').correction == mark


@pytest.mark.parametrize(
    "content",
    [
        '<inlineData contenttype="text/plain">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</inlineData>',
        '<inlineData contenttype="text/plain">One.\n\nTwo.</inlineData>',
        "<inlineXML><nitf xmlns=''><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf></inlineXML>",
        "<inlineXML><html><body><p>One.</p><table><tr><td>no</td></tr></table><p>Two.</p></body></html></inlineXML>",
        "<inlineXML/><inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><p>One.</p><p>Two.</p></body></html></inlineXML>",
    ],
)
def test_g2_bodies(content: str) -> None:
    assert g2(content=content).body_text == "One.\nTwo."


def test_g2_empty_dates_are_none_and_the_first_creation_is_not_taken_for_this_version() -> None:
    entry = g2("<versionCreated/><firstCreated>2026-10-05T06:40:00Z</firstCreated>")
    assert (entry.published_utc, entry.published_local) == (None, None)


def test_g2_embargo_is_said() -> None:
    entry = g2("<embargoed>2026-10-06T00:00:00Z</embargoed>")
    assert entry.warnings == ("embargoed until 2026-10-06T00:00:00Z",)


def test_g2_headline_may_come_from_the_nitf_inside() -> None:
    inner = "<inlineXML><nitf xmlns=''><head><title>Tug aground</title></head><body/></nitf></inlineXML>"
    assert g2(content=inner).headline == "Tug aground"


def test_g2_a_lone_picture_is_read_with_a_warning() -> None:
    entry = g2('<itemClass qcode="ninat:picture"/>', "<headline>Quay</headline>")
    assert (entry.headline, entry.warnings) == ("Quay", ("a media item: its text is a caption",))
