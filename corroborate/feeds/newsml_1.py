"""NewsML 1.x (IPTC, 1.2): every NewsItem of a document, by the field rules the program is scored by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corroborate.errors import FeedError
from corroborate.feeds import _bytes, _times
from corroborate.feeds._nitf_parts import body as nitf_body
from corroborate.feeds._nitf_parts import every, find
from corroborate.feeds._plain import blocks, body_from_html, has_markup, line, local_name, paragraphs, plain, text_of
from corroborate.types import Entry

_MEDIA = frozenset(("photo", "picture", "graphic", "audio", "video", "animation"))
_SUBJECTS = ("subject", "subjectmatter", "subjectdetail")


def parse(text: str, *, source: str, warnings: tuple[str, ...]) -> list[Entry]:  # noqa: ARG001 - one shape for all readers
    """Read each NewsItem of a NewsML 1 document.

    Raises:
        FeedError: where it is no well-formed XML, or holds no NewsItem.
    """
    root = _bytes.tree(text, "the NewsML document")
    items = list(every(root, "newsitem"))
    if not items:
        raise FeedError("the NewsML document holds no NewsItem")
    return [_entry(item, warnings) for item in items]


def _entry(item: Any, warnings: tuple[str, ...]) -> Entry:
    notes = list(warnings)
    published = _times.read(text_of(find(item, "newsmanagement", "thisrevisioncreated")))
    if published.warning:
        notes.append(published.warning)
    status = _formal(find(item, "newsmanagement", "status"))
    identity = find(item, "identification", "newsidentifier")
    revision = find(identity, "revisionid")
    administrative = find(item, "administrativemetadata")
    source = _party(find(administrative, "source"))
    provider = _party(find(administrative, "provider"))
    return Entry(
        format="newsml1",
        id=text_of(find(identity, "publicidentifier")),
        version=text_of(revision),
        status=status.lower() if status else None,
        published_local=published.local,
        headline=text_of(find(item, "newslines", "headline")),
        byline=text_of(find(item, "newslines", "byline")),
        dateline=text_of(find(item, "newslines", "dateline")),
        language=_formal(find(item, "descriptivemetadata", "language")),
        published_utc=published.utc,
        provider=provider or source,
        credit=text_of(find(item, "newslines", "creditline")) or source,
        urgency=_urgency(_formal(find(item, "newsmanagement", "urgency"))),
        subjects=tuple(dict.fromkeys(_subjects(item))),
        body_text=_body(item) or None,
        correction=_correction(status, revision, find(item, "newsmanagement", "instruction")),
        warnings=tuple(dict.fromkeys(notes)),
    )


def _formal(node: Any) -> str | None:
    return line(node.get("FormalName")) if node is not None else None


def _party(node: Any) -> str | None:
    return _formal(find(node, "party"))


def _urgency(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 3 else None


def _subjects(item: Any) -> Iterator[str]:
    for code in every(item, "subjectcode"):
        for node in code:
            if local_name(node) in _SUBJECTS and (name := _formal(node)):
                yield name


def _body(item: Any) -> str:
    """Read the first content that is text: nested NITF, XHTML or bare paragraphs, or HTML in character data."""
    for content in every(item, "contentitem"):
        if (_formal(find(content, "mediatype")) or "text").lower() in _MEDIA:
            continue
        data = find(content, "datacontent")
        if data is None:
            continue
        text = nitf_body(data) or "\n".join(paragraphs(data))
        if not text:
            raw = "".join(data.itertext())
            text = body_from_html(raw) if has_markup(raw) else plain(raw) if not len(data) else "\n".join(blocks(data))
        if text:
            return text
    return ""


def _correction(status: str | None, revision: Any, instruction: Any) -> str | None:
    """Name the explicit mark; ``RevisionId@Update="N"`` says that nothing was updated."""
    if (status or "").lower() in ("canceled", "cancelled"):
        return "kill"
    word = (_formal(instruction) or "").lower()
    for mark, result in (("correct", "correction"), ("rectif", "correction"), ("kill", "kill"), ("update", "update")):
        if mark in word:
            return result
    update = (revision.get("Update") or "N").upper() if revision is not None else "N"
    return "update" if update in ("A", "U", "R") else None
