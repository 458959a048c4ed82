"""ninjs: 1.x and its Superdesk and BBC dialects, 2.x (lists of bodies and headlines), 3.x (camel case).

Source: the IPTC schemas; what is read from which property follows the field rules the program is scored by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from corroborate.errors import FeedError
from corroborate.feeds import _times
from corroborate.feeds._plain import body_from_html, from_html, has_markup, headline, line, passage, plain
from corroborate.feeds.detect import is_ninjs, load_json
from corroborate.feeds.rss import web_address
from corroborate.types import Entry

_EDNOTE = re.compile(r"\s*(?P<kill>kill|withdrawal|withdrawn)?(?P<fix>correct(?:ion|s|ed|ing)?|clarif\w+)?\b", re.I)


def parse(text: str, *, source: str, warnings: tuple[str, ...]) -> list[Entry]:
    """Read one ninjs item, a list of them, or an API page of them; associated items are not listed.

    Raises:
        FeedError: where it is no JSON, or holds no ninjs item.
    """
    value = load_json(text)
    if isinstance(value, Mapping) and not is_ninjs(value):
        value = value.get("items") or value.get("_items")
    items = value if isinstance(value, list) else [value]
    entries = [
        _entry({key.lower(): part for key, part in item.items()}, source, warnings) for item in items if is_ninjs(item)
    ]
    if not entries:
        raise FeedError("the JSON holds no ninjs item")
    return entries


def _entry(item: Mapping[str, Any], source: str, warnings: tuple[str, ...]) -> Entry:
    notes = list(warnings)
    published, updated = _times.read(item.get("versioncreated")), _times.read(item.get("contentmodified"))
    notes += _times.warnings(published, updated)
    if embargo := line(item.get("embargoed")):
        notes.append(f"embargoed until {embargo}")
    identity = line(item.get("uri")) or line(item.get("guid"))
    url = web_address(url_raw, source) if (url_raw := _string(item.get("url")) or _string(item.get("uri"))) else None
    status = line(item.get("pubstatus"))
    return Entry(
        format="ninjs",
        id=identity,
        version=_scalar(item.get("version")),
        status=status.lower() if status else None,
        published_local=published.local,
        headline=headline(item.get("headline")) or _first(item.get("headlines"), ("main", "headline"), headline),
        byline=headline(item.get("byline")) or headline(item.get("by")),
        dateline=headline(item.get("dateline")),
        language=line(item.get("language")),
        published_utc=published.utc,
        updated_utc=updated.utc,
        provider=_provider(item),
        credit=headline(item.get("creditline")) or headline(item.get("copyrightholder")),
        urgency=_urgency(item.get("urgency")),
        subjects=_subjects(item),
        url=url,
        summary=_summary(item),
        body_text=_body(item) or None,
        correction=_correction(item, status),
        warnings=tuple(dict.fromkeys(notes)),
    )


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _scalar(value: Any) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return line(value)


def _urgency(value: Any) -> int | None:
    text = _scalar(value)
    return int(text) if text and text.isdecimal() and len(text) < 3 else None


def _list(value: Any) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [{str(key).lower(): part for key, part in item.items()} for item in found if isinstance(item, Mapping)]


def _ranked(value: Any, roles: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """Order role-marked parts: those roles first, in that order, then the rest as given."""
    rank = {role: place for place, role in enumerate(roles)}
    return sorted(_list(value), key=lambda part: rank.get((line(part.get("role")) or "").lower(), len(roles)))


def _first(value: Any, roles: tuple[str, ...], reader: Any) -> str | None:
    texts: Iterable[str | None] = (reader(part.get("value")) for part in _ranked(value, roles))
    return next((text for text in texts if text), None)


def _provider(item: Mapping[str, Any]) -> str | None:
    named = headline(item.get("source")) or headline(item.get("provider"))
    if named is None:
        sources = _list(item.get("infosources"))
        named = next((name for part in sources if (name := headline(part.get("name")))), None)
    return named or headline(item.get("copyrightholder"))


def _subjects(item: Mapping[str, Any]) -> tuple[str, ...]:
    parts = _list(item.get("subject")) + _list(item.get("subjects"))
    codes = (
        _scalar(part.get("code")) or line(part.get("qcode")) or line(part.get("uri")) or line(part.get("literal"))
        for part in parts
    )
    return tuple(dict.fromkeys(code for code in codes if code))


def _summary(item: Mapping[str, Any]) -> str | None:
    return (
        passage(item.get("description_text"))
        or passage(item.get("description_html"))
        or passage(item.get("description_xhtml"))
        or _first(item.get("descriptions"), ("main", "summary", "text"), passage)
    )


def _body(item: Mapping[str, Any]) -> str:
    for key in ("body_html", "body_xhtml", "body_text"):
        value = item.get(key)
        if isinstance(value, str) and (text := _read_body(value, key)):
            return text
    other = [(key, value) for key, value in item.items() if key.startswith("body_") and isinstance(value, str)]
    for part in _list(item.get("bodies")):
        kind, value = line(part.get("contenttype")) or "", part.get("value")
        if isinstance(value, str):
            other.append(("html" if "html" in kind or has_markup(value) else "text", value))
    # Marked-up bodies know their paragraphs; plain ones often do not.
    other.sort(key=lambda pair: "html" not in pair[0])
    return next((text for key, value in other if (text := _read_body(value, key))), "")


def _read_body(value: str, key: str) -> str:
    if "html" in key or has_markup(value):
        return body_from_html(value)
    return plain(from_html(value)) if "&" in value else plain(value)


def _correction(item: Mapping[str, Any], status: str | None) -> str | None:
    """Name an explicit mark of kill, correction or update; a version above 1 alone is none."""
    if status and status.lower() in ("canceled", "cancelled"):
        return "kill"
    note = _EDNOTE.match(_string(item.get("ednote")) or "")
    if note and note["kill"]:
        return "kill"
    sequence = item.get("correction_sequence")
    if (note and note["fix"]) or (isinstance(sequence, int) and sequence > 0):
        return "correction"
    return "update" if _string(item.get("evolvedfrom")) or _string(item.get("rewrite_of")) else None
