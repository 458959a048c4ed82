"""NewsML-G2: newsItem, packageItem and newsMessage, read by local names whatever the namespace's version.

The tree comes from a parser that resolves no entities and reaches nothing outside; the ``newsmlg2`` package
is not used because it parses with lxml's defaults.  Source: NewsML-G2 2.35 (All-Power schema) and the field
rules the program is scored by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corroborate.errors import FeedError
from corroborate.feeds import _bytes, _nitf_parts, _times
from corroborate.feeds._plain import (
    blocks,
    body_from_html,
    clean,
    has_markup,
    line,
    local_name,
    paragraphs,
    plain,
    text_of,
)
from corroborate.feeds.rss import web_address
from corroborate.types import Entry

_ITEMS = ("newsitem", "packageitem")
_MEDIA = frozenset(("picture", "audio", "video", "graphic", "animation"))
_SIGNALS = {"update": "update", "updated": "update", "correction": "correction", "corrected": "correction"}
_SIGNALS |= {"kill": "kill", "killed": "kill", "withdrawal": "kill"}
# Reuters' edStat letters, from the field rules: U update, C correction, D deleted (with stat:canceled).
_EDSTAT = {"u": "update", "c": "correction", "d": "kill"}
_WRITETHRU = re.compile(r"\b(?:\d+(?:st|nd|rd|th)\s+)?(?:ld-?)?writethru\b", re.IGNORECASE)
_NOTE = re.compile(r"\s*(?:(?P<kill>kill\b|withdraw)|(?P<fix>correct|clarif)|(?P<more>updat))", re.IGNORECASE)


def parse(text: str, *, source: str, warnings: tuple[str, ...]) -> list[Entry]:
    """Read the text and package items of a document; media items only where it holds nothing else.

    Raises:
        FeedError: where it is no well-formed XML, or holds no news or package item.
    """
    root = _bytes.tree(text, "the NewsML-G2 document")
    items = list(_items(root))
    chosen = [item for item in items if not _is_media(item)]
    notes = warnings
    if not chosen and items:
        chosen, notes = items, warnings + ("a media item: its text is a caption",)
    chosen = [item for item in chosen if local_name(item) != "packageitem" or item.get("guid") or len(chosen) == 1]
    if not chosen:
        raise FeedError("the NewsML-G2 document holds no news item")
    return [_entry(item, source, notes) for item in chosen]


def _items(root: Any) -> Iterator[Any]:
    if local_name(root) in _ITEMS:
        yield root
        return
    for node in root.iter():
        if local_name(node) in _ITEMS:
            yield node


def _entry(item: Any, source: str, warnings: tuple[str, ...]) -> Entry:
    meta, content = _child(item, "itemmeta"), _child(item, "contentmeta")
    notes = list(warnings)
    published, updated = _time(meta, "versioncreated"), _time(content, "contentmodified")
    notes += _times.warnings(published, updated)
    if embargo := text_of(_child(meta, "embargoed")):
        notes.append(f"embargoed until {embargo}")
    package = local_name(item) == "packageitem"
    nitf = next((node for node in item.iter() if local_name(node) == "nitf"), None)
    status = _tail(_child(meta, "pubstatus"))
    return Entry(
        format="newsmlg2",
        id=line(item.get("guid")),
        version=line(item.get("version")),
        status=status.lower() if status else None,
        published_local=published.local,
        headline=_headline(content) or (_nitf_parts.headline(nitf) if nitf is not None else None),
        byline=_joined(content, "by") or (_nitf_parts.byline(nitf) if nitf is not None else None),
        dateline=text_of(_child(content, "dateline")),
        language=_language(item, content),
        published_utc=published.utc,
        updated_utc=updated.utc,
        provider=_name(_child(meta, "provider")),
        credit=_credit(item, content),
        urgency=_urgency(content),
        subjects=_subjects(content),
        url=_url(item, meta, source),
        summary=_summary(content),
        body_text=None if package else _body(item) or None,
        correction=_correction(meta, content, status),
        warnings=tuple(dict.fromkeys(notes)),
    )


def _child(parent: Any, name: str) -> Any:
    return next(_children(parent, name), None)


def _children(parent: Any, name: str) -> Iterator[Any]:
    if parent is not None:
        yield from (node for node in parent if local_name(node) == name)


def _time(parent: Any, name: str) -> _times.Stamp:
    return _times.read(text_of(_child(parent, name)))


def _tail(node: Any) -> str | None:
    """Cut a qcode, uri or literal to its code: ``stat:usable`` and ``.../pubstatusg2/usable`` are ``usable``."""
    code = (
        next((line(node.get(key)) for key in ("qcode", "uri", "literal") if line(node.get(key))), None)
        if node is not None
        else None
    )
    return re.split(r"[:/#]", code)[-1] or None if code else None


def _is_media(item: Any) -> bool:
    kind = _tail(_child(_child(item, "itemmeta"), "itemclass"))
    return (kind or "").lower() in _MEDIA


def _name(node: Any) -> str | None:
    if node is None:
        return None
    return (
        text_of(_child(node, "name")) or line(node.get("literal")) or line(node.get("qcode")) or line(node.get("uri"))
    )


def _headline(content: Any) -> str | None:
    for node in _children(content, "headline"):
        if "subheadline" not in (node.get("role") or "").lower().replace("-", "") and (text := text_of(node)):
            return _unescaped(text)
    return None


def _unescaped(text: str) -> str:
    return clean(body_from_html(text)) if has_markup(text) else text


def _joined(content: Any, name: str) -> str | None:
    texts = (text_of(node) for node in _children(content, name))
    return ", ".join(dict.fromkeys(_unescaped(text) for text in texts if text)) or None


def _language(item: Any, content: Any) -> str | None:
    tags = (line(node.get("tag")) for node in _children(content, "language"))
    return next((tag for tag in tags if tag), None) or line(item.get("{http://www.w3.org/XML/1998/namespace}lang"))


def _credit(item: Any, content: Any) -> str | None:
    lines = text_of(_child(content, "creditline"))
    source = next((name for node in _children(content, "infosource") if (name := _name(node))), None)
    holder = next(
        (name for node in _children(_child(item, "rightsinfo"), "copyrightholder") if (name := _name(node))), None
    )
    return lines or source or holder


def _urgency(content: Any) -> int | None:
    text = text_of(_child(content, "urgency")) or ""
    return int(text) if text.isdecimal() and len(text) < 3 else None


def _subjects(content: Any) -> tuple[str, ...]:
    codes = (line(node.get("qcode")) or line(node.get("uri")) for node in _children(content, "subject"))
    return tuple(dict.fromkeys(code for code in codes if code))


def _summary(content: Any) -> str | None:
    found = [node for node in _children(content, "description") if "caption" not in (node.get("role") or "").lower()]
    found.sort(key=lambda node: "summary" not in (node.get("role") or "").lower())
    return next((_unescaped(text) for node in found if (text := text_of(node))), None)


def _url(item: Any, meta: Any, source: str) -> str | None:
    """Name the web page that the item says is itself: an alternative representation, else an http guid."""
    for node in _children(meta, "link"):
        rel = re.split(r"[:/]", node.get("rel") or "")[-1].lower()
        if rel in ("isalternativerepresentation", "alternate", "hasalternativerepresentation", "webpage"):
            return web_address(node.get("href") or "", source)
    for node in _children(_child(item, "contentset"), "remotecontent"):
        if "html" in (node.get("contenttype") or ""):
            return web_address(node.get("href") or "", source)
    return web_address(item.get("guid") or "")


def _body(item: Any) -> str:
    for node in _child(item, "contentset") if _child(item, "contentset") is not None else ():
        name = local_name(node)
        text = _inline_xml(node) if name == "inlinexml" else _inline_data(node) if name == "inlinedata" else ""
        if text:
            return text
    return ""


def _inline_xml(node: Any) -> str:
    body = next((part for part in node.iter() if local_name(part) in ("body.content", "body")), node)
    inner = next((part for part in body.iter() if local_name(part) == "body.content"), body)
    mains = [
        part for part in inner.iter() if local_name(part) == "section" and "main" in (part.get("class") or "").split()
    ]
    found = [text for part in (mains or [inner]) for text in paragraphs(part)]
    return "\n".join(found or blocks(inner))


def _inline_data(node: Any) -> str:
    text = "".join(node.itertext())
    if "encoding" in node.attrib:  # base64 and the like: bytes of something else
        return ""
    return body_from_html(text) if has_markup(text) else plain(text)


def _correction(meta: Any, content: Any, status: str | None) -> str | None:
    """Name the explicit mark of an update, correction or kill; a version number alone is none."""
    if (status or "").lower() in ("canceled", "cancelled"):
        return "kill"
    marks = []
    for node in [*_children(meta, "signal"), *_children(meta, "edstatus")]:
        code = (node.get("qcode") or node.get("uri") or "").lower()
        table = _EDSTAT if code.startswith("edstat") else _SIGNALS
        marks.append(table.get(re.split(r"[:/]", code)[-1]))
    note = _NOTE.match(text_of(_child(meta, "ednote")) or "")
    if note:
        marks.append("kill" if note["kill"] else "correction" if note["fix"] else "update")
    if any(_WRITETHRU.search(text_of(node) or "") for node in _children(content, "slugline")):
        marks.append("update")
    return next((mark for mark in ("kill", "correction", "update") if mark in marks), None)
