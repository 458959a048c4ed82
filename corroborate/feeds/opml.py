"""Subscription lists in OPML 1 and 2."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from corroborate.errors import FeedError
from corroborate.feeds import _bytes
from corroborate.feeds._plain import line, local_name
from corroborate.feeds.rss import web_address
from corroborate.feeds.toml import subscription
from corroborate.types import Feed

# OPML allows attributes of other namespaces; ours carries the outlet, which OPML has no word for.
NAMESPACE = "urn:corroborate:opml"
_TYPES = frozenset(("rss", "atom", "rdf", "jsonfeed"))


def read_opml(data: bytes) -> list[Feed]:
    """Read the subscriptions of an OPML file, in its order, folders flattened, each address once.

    Outlines without an http(s) ``xmlUrl`` are folders or notes and are left out.

    Raises:
        FeedError: where it is no OPML.
    """
    text, _ = _bytes.decode(data)
    root = _bytes.tree(text, "the OPML file")
    if local_name(root) != "opml":
        raise FeedError(f"no OPML: the document is <{local_name(root)}>")
    feeds: dict[str, Feed] = {}
    for node in root.iter():
        if local_name(node) != "outline":
            continue
        named = {key.lower(): value for key, value in node.attrib.items()}
        url = web_address(named.get("xmlurl", ""))
        if url is None:
            continue
        kind = (line(named.get("type")) or "").lower()
        outlet = line(node.get(f"{{{NAMESPACE}}}outlet"))
        # "rss" is what every list writes for every syndication feed, so it says nothing.
        feed = subscription(url, outlet=outlet, form=kind if kind in _TYPES - {"rss"} else None)
        feeds.setdefault(feed.feed_id, feed)
    return list(feeds.values())


def write_opml(feeds: Iterable[Feed]) -> bytes:
    """Write subscriptions as OPML 2.0, sorted by address; reading it back gives the same feeds."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"corroborate": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Corroborate subscriptions"
    body = etree.SubElement(root, "body")
    for feed in sorted(feeds, key=lambda feed: feed.url):
        name = feed.outlet_id or feed.url
        outline = etree.SubElement(body, "outline", {"text": name, "type": feed.format or "rss", "xmlUrl": feed.url})
        if feed.outlet_id:
            outline.set(f"{{{NAMESPACE}}}outlet", feed.outlet_id)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data
