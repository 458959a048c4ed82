"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corroborate.errors import FeedError
from corroborate.feeds import _times
from corroborate.feeds._plain import clean, from_html, headline, line, plain
from corroborate.feeds.detect import load_json
from corroborate.feeds.rss import web_address
from corroborate.types import Entry


def parse(text: str, *, source: str, warnings: tuple[str, ...]) -> list[Entry]:
    """Read a JSON Feed; items that are no objects are left out.

    Raises:
        FeedError: where it is no JSON object with a list of items.
    """
    feed = load_json(text)
    if not isinstance(feed, Mapping):
        raise FeedError("the JSON Feed is no JSON object")
    items = feed.get("items")
    if not isinstance(items, list):
        raise FeedError("the JSON Feed has no list of items")
    return [_entry(item, feed, source, warnings) for item in items if isinstance(item, Mapping)]


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any], source: str, warnings: tuple[str, ...]) -> Entry:
    notes = list(warnings)
    published, updated = _times.read(item.get("date_published")), _times.read(item.get("date_modified"))
    notes += _times.warnings(published, updated)
    body, markup = item.get("content_text"), item.get("content_html")
    text = plain(body) if isinstance(body, str) else from_html(markup) if isinstance(markup, str) else ""
    summary, identity = item.get("summary"), item.get("id")
    return Entry(
        format="jsonfeed",
        id=str(identity) if isinstance(identity, int | float) else line(identity),
        published_local=published.local,
        headline=headline(item.get("title")),
        byline=_authors(item) or _authors(feed),
        language=line(item.get("language")) or line(feed.get("language")),
        published_utc=published.utc,
        updated_utc=updated.utc,
        credit=headline(item.get("credit")),
        subjects=tuple(dict.fromkeys(tag for raw in _list(item.get("tags")) if (tag := headline(raw)))),
        url=_url(item, source, notes),
        summary=(plain(summary) if isinstance(summary, str) else "") or None,
        body_text=text or None,
        warnings=tuple(dict.fromkeys(notes)),
    )


def _authors(owner: Mapping[str, Any]) -> str | None:
    people = [*_list(owner.get("authors")), owner.get("author")]
    names = (headline(person.get("name")) for person in people if isinstance(person, Mapping))
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _url(item: Mapping[str, Any], source: str, notes: list[str]) -> str | None:
    raw = item.get("url")
    if not isinstance(raw, str) or not raw.strip():
        return None
    address = web_address(raw, source)
    if address is None:
        notes.append(f"link dropped, not http or https: {clean(raw)[:80]}")
    return address


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
