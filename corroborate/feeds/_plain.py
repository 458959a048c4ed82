"""Outside text to plain text: no markup, no control characters, no script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

# Controls, surrogates and invisible formatting that can rewrite a terminal or a page; newline and tab go as blanks.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# Bytes 0x80-0x9f that came through as characters are windows-1252 letters in practice.
_C1 = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_BLANK_MARKUP = frozenset(("br", "img", "wbr", "td", "th"))
_DROP = frozenset(
    "script style noscript template iframe object embed svg math video audio canvas select button textarea head".split()
)
_BLOCK = frozenset(
    "p pre div section article aside header footer main nav ul ol li dl dt dd table tr caption blockquote "
    "h1 h2 h3 h4 h5 h6 hr figure figcaption address form fieldset details summary title hl1 hl2 block media".split()
)
# Where the format rules count paragraphs only, text in these is not body text.
_NOT_BODY = frozenset(
    "h1 h2 h3 h4 h5 h6 hl1 hl2 ul ol dl table figure figcaption media media-caption media-producer body.head "
    "body.end hedline byline dateline head note fn".split()
)
_PARAGRAPH = frozenset(("p", "pre"))
_MARKUP = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|a|span|div|img|script|style|iframe|ul|ol|li|h[1-6]|blockquote|sup|sub|small|font|svg"
    r"|cite|code|pre|table|tr|td|th|figure|section|article|mark|del|ins|s|q|video|audio|object|embed|form|input)"
    r"(?:\s[^<>]*)?/?>|<!--|<!\[CDATA\[",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def clean(text: str) -> str:
    """Remove characters that are no text; collapse every run of blanks to one space."""
    return " ".join(_CONTROL.sub("", text.translate(_C1)).split())


def line(value: object) -> str | None:
    """Write a plain value as one line; None where it is no text or blank."""
    return (clean(value) or None) if isinstance(value, str) else None


def has_markup(text: str) -> bool:
    """Say whether a text holds tags that HTML knows (``a < b`` and ``<unknown>`` are words)."""
    return _MARKUP.search(text) is not None


def from_html(text: str) -> str:
    """Turn HTML into plain text, one paragraph a line; markup that was escaped twice goes too."""
    out = _from_html(text)
    return _from_html(out) if has_markup(out) else out


def headline(value: object, *, is_html: bool = True) -> str | None:
    """Write a title as one line of plain text.

    Args:
        value: as the feed gives it.
        is_html: whether entities count as such even where no tag stands beside them.
    """
    if not isinstance(value, str):
        return None
    if has_markup(value) or (is_html and _ENTITY.search(value)):
        return clean(from_html(value)) or None
    return clean(value) or None


def passage(value: object, *, is_html: bool = True) -> str | None:
    """Write a summary or body as paragraphs, one a line; plain text keeps its own line breaks as paragraphs."""
    if not isinstance(value, str):
        return None
    if has_markup(value) or (is_html and _ENTITY.search(value)):
        return from_html(value) or None
    return plain(value) or None


def plain(text: str) -> str:
    """Clean plain text: a blank line parts paragraphs, a single line end is a blank."""
    return "\n".join(part for part in map(clean, re.split(r"\r?\n[ \t]*\r?\n", text)) if part)


def body_from_html(text: str) -> str:
    """Read the paragraphs of an HTML body by the wire rules: ``p`` and ``pre`` only, else all its text."""
    root = parse_html(text)
    if root is None:
        return plain(html.unescape(text))
    found = paragraphs(root)
    return "\n".join(found) if found else "\n".join(blocks(root))


def parse_html(text: str) -> Any:
    """Parse an HTML fragment; None where it holds no markup at all."""
    if "<" not in text:
        return None
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = f"<html><body><div>{text}</div></body></html>".encode("utf-8", "replace")
    try:
        return lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _from_html(text: str) -> str:
    root = parse_html(text)
    return plain(html.unescape(text)) if root is None else "\n".join(blocks(root))


def blocks(root: Any) -> list[str]:
    """List the visible text of a tree, one string a block."""
    return _gather(root, whole=True)


def paragraphs(root: Any) -> list[str]:
    """List the text of ``p`` and ``pre`` below an element, but for headings, lists, tables, media and notes.

    Inline tags vanish without adding a blank, a line break is a blank, and tags still there after decoding go.
    """
    return [text for part in _gather(root, whole=False) if (text := stripped(part))]


def stripped(text: str) -> str:
    """Strip markup that is still there after one decoding (escaped embed codes, ``&lt;endash&gt;``)."""
    if "<" not in text and "&" not in text:
        return text
    without = re.sub(r"<(script|style)\b[^<>]{0,2000}>.*?(</\1\s*>|$)", " ", text, flags=re.IGNORECASE | re.DOTALL)
    without = re.sub(r"</?[A-Za-z][^<>]{0,2000}>", "", without)
    return clean(html.unescape(without))


def local_name(element: Any) -> str:
    """Name an element without namespace, in lower case; empty for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text_of(element: Any) -> str | None:
    """Write all text of one element as one line; None where there is none."""
    return clean("".join(strings(element))) or None if element is not None else None


def strings(element: Any) -> Iterator[str]:
    """Yield the strings of an element in order; blocks and line breaks are set off by a blank."""
    for kind, name, text in _events(element, frozenset()):
        yield text if kind == "text" else " " if name in _BLOCK or name in _BLANK_MARKUP else ""


def _gather(root: Any, *, whole: bool) -> list[str]:
    out: list[list[str]] = [[]]
    inside = 1 if whole else 0
    for kind, name, text in _events(root, _DROP if whole else _DROP | _NOT_BODY):
        if kind == "text":
            if inside:
                out[-1].append(text)
            continue
        if name in _BLOCK:
            out.append([])
        elif name in _BLANK_MARKUP and inside:
            out[-1].append(" ")
        if name in _PARAGRAPH and not whole:
            inside += 1 if kind == "open" else -1
    return [text for parts in out if (text := clean("".join(parts)))]


def _events(root: Any, skip: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Walk a tree without recursion: (open | close, name, "") and ("text", "", string); ``skip`` loses its content."""
    nodes, children = [root], [iter(root)]
    yield "open", local_name(root), ""
    yield "text", "", root.text or ""
    while nodes:
        child = next(children[-1], None)
        if child is None:
            node = nodes.pop()
            children.pop()
            yield "close", local_name(node), ""
            if nodes:
                yield "text", "", node.tail or ""
            continue
        name = local_name(child)
        if name and name not in skip:
            nodes.append(child)
            children.append(iter(child))
            yield "open", name, ""
            yield "text", "", child.text or ""
            continue
        if child.tag is etree.Entity:
            yield "text", "", html.unescape(child.text)
        elif name in _BLOCK:
            yield "close", "div", ""
        yield "text", "", child.tail or ""
