"""RSS, Atom and RDF through feedparser."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from corroborate.errors import FeedError
from corroborate.feeds import _bytes, _times
from corroborate.feeds._plain import clean, headline, line, passage
from corroborate.types import Entry

# media:credit roles (Media RSS 1.5) that name who made a picture, not who wrote the text.
_PICTURE_ROLES = ("photographer", "author", "illustrator", "artist", "camera", "producer", "performer", "owner")

# Characters.  feedparser's second parser, for broken XML, takes half a minute for 4 MB of opening brackets.
_REPAIR_ABOVE = 200_000


def parse(text: str, *, source: str, warnings: tuple[str, ...]) -> list[Entry]:
    """Read a syndication feed.

    Args:
        text: the decoded document.
        source: the address it came from, the base of relative links; may be empty.
        warnings: what was already wrong with the bytes; goes with every entry.

    Raises:
        FeedError: where it is no feed, or broken before its first entry.
    """
    _bytes.refuse_entities(text, "the feed")
    if len(text) > _REPAIR_ABOVE:
        text, fault = _bytes.repaired(text)
        warnings += (f"the feed is not well-formed and was repaired: {clean(fault)}",) if fault else ()
    # feedparser is given bytes of a known encoding: from a string it might open a file or an address.
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + _bytes.without_declaration(text).encode("utf-8")
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": source} if source else {})
    try:
        result = feedparser.parse(
            BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError, AssertionError, RecursionError, AttributeError, TypeError) as error:
        raise FeedError(f"the feed cannot be read: {clean(str(error))[:200]}") from error
    version = result.get("version") or ""
    trouble = clean(str(result.get("bozo_exception") or "")) if result.get("bozo") else ""
    if not version:
        raise FeedError("no feed: the document has no known feed version" + (f" ({trouble})" if trouble else ""))
    if trouble and not result.entries:
        raise FeedError(f"the feed is broken before its first entry: {trouble}")
    if trouble:
        warnings += (f"the feed is not well-formed: {trouble}",)
    kind = "atom" if version.startswith("atom") else "rdf" if version in ("rss10", "rss090") else "rss"
    feed = result.feed
    language = line(_get(feed, "language")) or line(_get(_get(feed, "title_detail"), "language"))
    publisher = line(_get(feed, "publisher"))
    return [_entry(item, kind, source, language, publisher, warnings) for item in result.entries]


def _get(item: Any, key: str) -> Any:
    """Look a key up as it stands: feedparser's own dictionary answers for other keys too, and warns."""
    return dict.get(item, key) if isinstance(item, dict) else None


def _entry(
    item: Any, kind: str, source: str, language: str | None, publisher: str | None, warnings: tuple[str, ...]
) -> Entry:
    notes = list(warnings)
    published, updated = _times.read(_get(item, "published")), _times.read(_get(item, "updated"))
    if kind != "atom" and not _get(item, "published"):
        # RSS and RDF have one date; dc:date arrives as "updated".
        published, updated = updated, _times.Stamp()
    notes += _times.warnings(published, updated)
    contents = [part for part in _get(item, "content") or () if isinstance(part, Mapping)]
    body = next((text for part in contents if (text := _detail(part, passage))), None)
    summary_raw = _get(item, "summary")
    # feedparser copies Atom content into an absent summary.
    given = summary_raw is not None and not any(_get(part, "value") == summary_raw for part in contents)
    return Entry(
        format=kind,
        id=line(_get(item, "id")),
        published_local=published.local,
        headline=_detail(_get(item, "title_detail"), headline),
        byline=_byline(item),
        language=line(_get(item, "language")) or line(_get(_get(item, "title_detail"), "language")) or language,
        published_utc=published.utc,
        updated_utc=updated.utc,
        provider=line(_get(item, "publisher")) or publisher,
        credit=_credit(item),
        subjects=_subjects(item),
        url=_url(item, source, notes),
        summary=_detail(_get(item, "summary_detail"), passage) if given else None,
        body_text=body,
        warnings=tuple(dict.fromkeys(notes)),
    )


def _detail(detail: Any, reader: Any) -> str | None:
    value = _get(detail, "value")
    text: str | None = reader(value, is_html=_get(detail, "type") != "text/plain")
    return text


def _byline(item: Any) -> str | None:
    names = [headline(_get(author, "name")) for author in _get(item, "authors") or ()]
    found = list(dict.fromkeys(name for name in names if name))
    return ", ".join(found) or headline(_get(item, "author"))


def _credit(item: Any) -> str | None:
    """Name whose report the entry says it is: an explicit credit, RSS or Atom ``source``, or dc:source."""
    media = _get(item, "media_credit") or ()
    for part in media:
        role = str(_get(part, "role") or "").lower()
        text = headline(_get(part, "content"))
        if text and not role.startswith(_PICTURE_ROLES):
            return text
    if not media and (text := headline(_get(item, "credit"))):
        return text
    origin = _get(item, "source")
    if isinstance(origin, Mapping):
        title = headline(_get(origin, "title")) or headline(_get(origin, "value"))
        return title or line(_get(origin, "href")) or line(_get(origin, "link"))
    return headline(origin) or headline(_get(item, "dc_source"))


def _subjects(item: Any) -> tuple[str, ...]:
    terms = (headline(_get(tag, "term")) or headline(_get(tag, "label")) for tag in _get(item, "tags") or ())
    return tuple(dict.fromkeys(term for term in terms if term))


def _url(item: Any, source: str, notes: list[str]) -> str | None:
    links = [_get(link, "href") for link in _get(item, "links") or () if _get(link, "rel") in (None, "alternate")]
    for raw in (_get(item, "feedburner_origlink"), _get(item, "link"), *links):
        if isinstance(raw, str) and raw.strip():
            address = web_address(raw, source)
            if address:
                return address
            notes.append(f"link dropped, not http or https: {clean(raw)[:80]}")
    return None


def web_address(raw: str, base: str = "") -> str | None:
    """Make a link absolute and keep it otherwise letter for letter; None where it is no http(s) address."""
    try:
        address = urljoin(base, raw.strip()) if base else raw.strip()
        parts = urlsplit(address)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return address if usable and not any(character.isspace() or character < " " for character in address) else None
