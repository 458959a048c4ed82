"""Writes the sample's feeds: RSS, Atom and JSON Feed with summaries, NewsML-G2 and ninjs with whole texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from corroborate.sample.pages import Document
from corroborate.sample.world import Shown, World
from corroborate.types import Feed

_LIMIT = 40
_SUMMARY_WORDS = 45
_XML = "application/xml; charset=utf-8"
_CHANGES = {"update": "update", "correction": "correction"}


def render(world: World, feed: Feed, shown: Sequence[Shown], at: datetime) -> Document:
    """Write one feed as it stands.

    Args:
        world: the sample, for names.
        feed: which feed; its ``format`` rules.
        shown: what its outlet shows, newest first.
        at: the moment of the poll, the date of articles that claim none.
    """
    name = next((known.name for known in world.outlets if known.outlet_id == feed.outlet_id), None)
    title = name or feed.url.split("/")[2].removesuffix(".example").title()
    wire = feed.format in ("newsmlg2", "ninjs")
    items = [item for item in shown if item.piece.in_feed and (wire or not item.killed)][:_LIMIT]
    if feed.format == "newsmlg2":
        return _document(_XML, _newsml_g2(title, feed, items, at))
    if feed.format == "ninjs":
        return _document("application/json", _ninjs(title, items, at))
    if feed.format == "jsonfeed":
        return _document("application/feed+json", _json_feed(title, feed, items))
    if feed.format == "atom":
        return _document("application/atom+xml", _atom(title, feed, items, at))
    return _rss(title, feed, items, world)


def _document(content_type: str, text: str) -> Document:
    return Document(status=200, content_type=content_type, body=text.encode())


def _summary(shown: Shown) -> str:
    words = shown.plain_paragraphs[0].split()
    return " ".join(words[:_SUMMARY_WORDS]) + (" …" if len(words) > _SUMMARY_WORDS else "")


def _id(shown: Shown) -> str:
    return hashlib.blake2b(shown.piece.url.encode(), digest_size=8).hexdigest()


def _rss(title: str, feed: Feed, items: Sequence[Shown], world: World) -> Document:
    latin = any(item.piece.page == "latin1" for item in items)
    encoding = "iso-8859-1" if latin else "utf-8"
    lines = [
        f'<?xml version="1.0" encoding="{encoding}"?>',
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>',
        f"<title>{escape(title)}</title><link>http://{feed.url.split('/')[2]}/</link>",
        f"<description>{escape(title)}: latest</description><language>en</language>",
    ]
    for item in items:
        piece = item.piece
        lines.append(f"<item><title>{escape(item.title)}</title><link>{escape(piece.url)}</link>")
        lines.append(f'<guid isPermaLink="false">{_id(item)}</guid><description>{escape(_summary(item))}</description>')
        if piece.byline:
            lines.append(f"<dc:creator>{escape(piece.byline)}</dc:creator>")
        if piece.published:
            lines.append(f"<pubDate>{format_datetime(piece.published)}</pubDate>")
        if feed.outlet_id == "alldocks" and len(piece.links) == 1:
            # An aggregator that lifts one story names it, as RSS 2.0 provides.
            target = world.piece(piece.links[0])
            known = world.outlet(target.outlet)
            where = quoteattr(f"http://{target.host}/")
            lines.append(f"<source url={where}>{escape(known.name if known else target.host)}</source>")
        lines.append("</item>")
    text = "\n".join([*lines, "</channel></rss>", ""])
    body = text.encode(encoding, "xmlcharrefreplace")
    return Document(status=200, content_type=f"application/rss+xml; charset={encoding}", body=body)


def _atom(title: str, feed: Feed, items: Sequence[Shown], at: datetime) -> str:
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(title)}</title>',
        f"<id>{escape(feed.url)}</id><link rel='self' href={quoteattr(feed.url)}/><updated>{_utc(at)}</updated>",
    ]
    for item in items:
        piece = item.piece
        updated = item.modified or piece.published or at
        lines.append(f"<entry><title>{escape(item.title)}</title><link href={quoteattr(piece.url)}/>")
        lines.append(f"<id>tag:{piece.host},2026:{_id(item)}</id><updated>{_utc(updated)}</updated>")
        if piece.published:
            lines.append(f"<published>{_utc(piece.published)}</published>")
        lines.append(f"<author><name>{escape(piece.byline or title)}</name></author>")
        lines.append(f'<summary type="text">{escape(_summary(item))}</summary></entry>')
    return "\n".join([*lines, "</feed>", ""])


def _json_feed(title: str, feed: Feed, items: Sequence[Shown]) -> str:
    rows = []
    for item in items:
        row: dict[str, object] = {
            "id": _id(item),
            "url": item.piece.url,
            "title": item.title,
            "summary": _summary(item),
            "content_text": _summary(item),
        }
        if item.piece.published:
            row["date_published"] = _utc(item.piece.published)
        if item.modified:
            row["date_modified"] = _utc(item.modified)
        if item.piece.byline:
            row["authors"] = [{"name": item.piece.byline}]
        rows.append(row)
    data = {"version": "https://jsonfeed.org/version/1.1", "title": title, "feed_url": feed.url, "items": rows}
    return json.dumps(data, ensure_ascii=False, indent=1)


def _newsml_g2(title: str, feed: Feed, items: Sequence[Shown], at: datetime) -> str:
    host = feed.url.split("/")[2]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">',
        f"<header><sent>{_utc(at)}</sent><sender>{host}</sender></header><itemSet>",
    ]
    for item in items:
        lines += _news_item(title, host, item, at)
    return "\n".join([*lines, "</itemSet></newsMessage>", ""])


def _news_item(title: str, host: str, item: Shown, at: datetime) -> list[str]:
    piece = item.piece
    created = piece.published or at
    signal = f'<signal qcode="sig:{_CHANGES[item.kind]}"/>' if item.kind in _CHANGES else ""
    lines = [
        f'<newsItem guid="tag:{host},2026:{_id(item)}" version="{item.version}" standard="NewsML-G2"',
        ' standardversion="2.33" conformance="power" xml:lang="en">',
        '<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"/>',
        f"<rightsInfo><copyrightHolder><name>{escape(title)}</name></copyrightHolder></rightsInfo>",
        '<itemMeta><itemClass qcode="ninat:text"/>',
        f"<provider><name>{escape(title)}</name></provider>",
        f"<versionCreated>{_utc(item.modified or created)}</versionCreated>",
        f"<firstCreated>{_utc(created)}</firstCreated>",
        f'<pubStatus qcode="stat:{"canceled" if item.killed else "usable"}"/>{signal}',
        f'<link rel="irel:isAlternativeRepresentation" contenttype="text/html" href={quoteattr(piece.url)}/>',
        "</itemMeta><contentMeta><urgency>4</urgency>",
    ]
    if piece.byline:
        lines.append(f"<by>{escape(piece.byline)}</by>")
    lines += [
        f"<creditline>{escape(title)}</creditline>",
        f'<headline>{escape(item.title)}</headline><language tag="en"/></contentMeta><contentSet>',
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>',
        f"<title>{escape(item.title)}</title></head><body>",
    ]
    lines += [f"<p>{escape(text)}</p>" for text in item.plain_paragraphs]
    return [*lines, "</body></html></inlineXML></contentSet></newsItem>"]


def _ninjs(title: str, items: Sequence[Shown], at: datetime) -> str:
    rows = []
    for item in items:
        piece = item.piece
        row: dict[str, object] = {
            "uri": piece.url,
            "type": "text",
            "version": str(item.version),
            "versioncreated": _utc(item.modified or piece.published or at),
            "pubstatus": "canceled" if item.killed else "usable",
            "language": "en",
            "headline": item.title,
            "body_html": "".join(f"<p>{escape(text)}</p>" for text in item.plain_paragraphs),
            "copyrightholder": title,
            "source": "NSPA",
            "urgency": 4,
        }
        if piece.byline:
            row["byline"] = piece.byline
        if item.kind == "correction":
            row["ednote"] = "CORRECTION: replaces the earlier version of this item"
        elif item.kind == "update":
            row["evolvedfrom"] = f"{piece.url}#{item.version - 1}"
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
