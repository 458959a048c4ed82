"""Which format bytes are in, told from their form and never from a name or header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from corroborate.feeds import _bytes

FORMATS = tuple("rss atom rdf jsonfeed newsml1 newsmlg2 nitf ninjs apmedia anpa1312 iptc7901".split())

_ROOTS = {
    "rss": "rss",
    "feed": "atom",
    "rdf": "rdf",
    "nitf": "nitf",
    "newsml": "newsml1",
    "newsmessage": "newsmlg2",
    "newsitem": "newsmlg2",
    "packageitem": "newsmlg2",
    "conceptitem": "newsmlg2",
    "knowledgeitem": "newsmlg2",
    "planningitem": "newsmlg2",
    "catalogitem": "newsmlg2",
    "html": "html",
    "opml": "opml",
}
# Properties that ninjs of any version has and other JSON has not, beside an identifier.
_NINJS = frozenset(
    "versioncreated firstcreated pubstatus body_html body_xhtml body_text bodies headlines headline "
    "copyrightholder description_text descriptions $standard standard byline renditions".split()
)
_HTML = re.compile(r"<(?:!doctype\s+html|head|body|title|meta|center|h1|p)\b", re.IGNORECASE)
_IPTC7901 = re.compile(rb"^[\x00-\x20\x7f]{0,40}\x01[^\x01\x02]{3,400}\x02", re.DOTALL)
_ANPA = re.compile(rb"^[\x00\x0d\x0a\x7f]{0,20}\x16{1,8}\x01")


def detect(data: bytes) -> str:
    """Name the format of a feed or wire file.

    Returns:
        One of ``rss atom rdf jsonfeed newsml1 newsmlg2 nitf ninjs apmedia anpa1312 iptc7901``; ``html`` or ``opml``
        for those; empty where it is none of them.
    """
    if _ANPA.match(data[:40]):
        return "anpa1312"
    if _IPTC7901.match(data[:500]):
        return "iptc7901"
    text, _ = _bytes.decode(data)
    return detect_text(text)


def detect_text(text: str) -> str:
    """Name the format of a document that was decoded; see :func:`detect`."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        value = load_json(text)
        return of_json(value)
    if start != "<":
        return ""
    root = _bytes.head(text).root.lower()
    return _ROOTS.get(root, "html" if _HTML.match(text.lstrip()) else "")


def load_json(text: str) -> Any:
    """Parse JSON; None where it is none (``null`` is no feed either), however deep or odd it is."""
    try:
        return orjson.loads(text.lstrip("\ufeff"))
    except orjson.JSONDecodeError:
        pass
    try:  # half a surrogate pair in one string should not lose the rest; readers clean strings
        return orjson.loads(re.sub(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", "", text.lstrip("\ufeff")))
    except orjson.JSONDecodeError:
        return None


def of_json(value: Any) -> str:
    """Name the format of a JSON value: jsonfeed, apmedia, ninjs or empty."""
    if isinstance(value, list):
        return "ninjs" if any(is_ninjs(item) for item in value[:20]) else ""
    if not isinstance(value, Mapping):
        return ""
    version = value.get("version")
    if isinstance(version, str) and "jsonfeed.org/version" in version:
        return "jsonfeed"
    inner = value.get("data")
    if isinstance(inner, Mapping) and ("item" in inner or "items" in inner):
        return "apmedia"
    if "altids" in value and "itemid" in _mapping(value.get("altids")) and "uri" not in value and "guid" not in value:
        return "apmedia"
    if is_ninjs(value):
        return "ninjs"
    for key in ("items", "_items"):
        items = value.get(key)
        if isinstance(items, list) and any(is_ninjs(item) for item in items[:20]):
            return "ninjs"
    return ""


def is_ninjs(value: Any) -> bool:
    """Say whether a JSON value is one ninjs item: an identifier and a property of the standard."""
    if not isinstance(value, Mapping):
        return False
    keys = {key.lower() for key in value}
    return bool(keys & {"uri", "guid"}) and bool(keys & _NINJS)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
