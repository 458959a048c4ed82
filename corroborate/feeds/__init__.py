"""Feeds and wire files: bytes to entries.

Every format ends in the same :class:`corroborate.types.Entry`.  Fields that a file does not carry are None, a time
without a zone stays local, and text is plain.  What is broken raises FeedError; what is merely odd is a warning
on the entry.
"""

from __future__ import annotations

from collections.abc import Callable

from corroborate.errors import FeedError
from corroborate.feeds import _bytes, jsonfeed, newsml_1, newsml_g2, ninjs, nitf, rss
from corroborate.feeds.detect import FORMATS, detect
from corroborate.feeds.opml import read_opml, write_opml
from corroborate.feeds.toml import parse_feeds, read_feeds, subscription
from corroborate.types import Entry

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "detect",
    "parse",
    "parse_feeds",
    "read_feeds",
    "read_opml",
    "subscription",
    "write_opml",
]

# A whole day's wire in one file is about 2 MB; feedparser takes some 10 s for 10 MB of broken XML.
MAX_BYTES = 16_000_000

_READERS: dict[str, Callable[..., list[Entry]]] = {
    "rss": rss.parse,
    "atom": rss.parse,
    "rdf": rss.parse,
    "jsonfeed": jsonfeed.parse,
    "newsml1": newsml_1.parse,
    "newsmlg2": newsml_g2.parse,
    "ninjs": ninjs.parse,
    "nitf": nitf.parse,
}
_NAMES = {"apmedia": "AP Media API", "anpa1312": "ANPA 1312", "iptc7901": "IPTC 7901"}


def parse(data: bytes, *, source: str = "", hint: str | None = None) -> list[Entry]:
    """Read a feed or wire file of any known format.

    Args:
        data: the bytes as they came.
        source: the address or file name they came from: the base of relative links, and named in errors.
        hint: the format the subscription expects, tried where the form of the bytes says nothing.

    Returns:
        The entries in the document's order; empty for a well-formed feed without entries.

    Raises:
        FeedError: one line that says what the bytes are instead, or which format is not read yet.
    """
    if not data.strip():
        raise FeedError(_where(source) + "empty: no bytes to read")
    if len(data) > MAX_BYTES:
        raise FeedError(_where(source) + f"too large: {len(data)} bytes, the limit is {MAX_BYTES}")
    form = detect(data)
    text, warnings = _bytes.decode(data) if form not in ("anpa1312", "iptc7901") else ("", ())
    if not form and hint in _READERS:
        form = hint
    if form in _NAMES:
        raise FeedError(_where(source) + f"this is {_NAMES[form]}, a format that is not read yet")
    if form not in _READERS:
        raise FeedError(_where(source) + _instead(form, text))
    base = source if source.startswith(("http://", "https://")) else ""
    try:
        return _READERS[form](text, source=base, warnings=warnings)
    except FeedError as error:
        raise FeedError(_where(source) + str(error)) from error


def _where(source: str) -> str:
    return f"{source}: " if source else ""


def _instead(form: str, text: str) -> str:
    if form == "html":
        return "an HTML page, no feed"
    if form == "opml":
        return "an OPML list of subscriptions, no feed: import it with feeds import-opml"
    if text.lstrip()[:1] in ("{", "["):
        return "JSON of no known news format, or cut off"
    if text.lstrip()[:1] == "<":
        return "XML of no known news format"
    return "no feed or wire file of a known format"
