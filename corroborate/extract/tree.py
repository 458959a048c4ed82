"""HTML to a tree, and text out of a tree, without recursion and without depth that could break a parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml import etree

# libxml2 stops reading at 256 levels.  Pages nested deeper are read again without the tags that carry no meaning.
_WRAPPERS = re.compile(
    r"</?(?:div|span|section|center|font|b|i|u|em|strong|small|big|blockquote|ul|ol|table|tbody|tr|td|form|fieldset|q)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_BLOCKS = frozenset(
    "p div section article main header footer aside ul ol li dl dt dd table tr blockquote pre h1 h2 h3 h4 h5 h6 hr "
    "figure figcaption address form details summary body "
    "head list item quote row code".split()
)
_HEAD = frozenset(("title", "meta", "link", "base", "script", "style", "noscript", "template"))
_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "object", "graphic"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "head"))
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def parse(text: str) -> Any | None:
    """Parse a page; None where there is nothing in it."""
    root, cut = _parse(text)
    if cut:
        root, _ = _parse(_WRAPPERS.sub(" ", text))
    return root


def _parse(text: str) -> tuple[Any | None, bool]:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # the declaration names the encoding the bytes had, not the one they have now
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _CONTROL.sub("", text), count=1)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None, False
    _fill_body(root)
    return root, any("depth" in entry.message for entry in parser.error_log)


def _fill_body(root: Any) -> None:
    """Move to the body what libxml2 left in the head of a page that, as HTML 5 allows, writes neither tag."""
    head, body = root.find("head"), root.find("body")
    if head is None or body is None:
        return
    children = list(head)
    first = next((at for at, node in enumerate(children) if node.tag not in _HEAD), len(children))
    for place, node in enumerate(children[first:]):
        body.insert(place, node)


def base_of(tree: Any, url: str) -> str:
    """Name the address that relative links of a page start from."""
    node = next(iter(tree.iter("base")), None)
    try:
        return urljoin(url, node.get("href") or "") if node is not None else url
    except ValueError:
        return url


def line(text: str) -> str:
    """Write a string as one line without control characters."""
    return " ".join(_CONTROL.sub("", text).split())


def classes(node: Any) -> frozenset[str]:
    """List the words of an element's class, id and itemprop, in lower case, parted at every sign."""
    if not node.attrib:  # most elements of a page
        return frozenset()
    names = " ".join(node.get(key) or "" for key in ("class", "id", "itemprop"))
    return frozenset(re.findall(r"[a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", names).lower()))


def text_of(node: Any, skip: tuple[str, ...] = ()) -> str:
    """Write what an element shows as one line."""
    return " ".join(part.text for part in lines(node, skip=skip))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One block of text, the targets of the links in it, how many of its words are links, whether it is a heading."""

    text: str
    targets: tuple[str, ...] = ()
    linked: int = 0
    heading: bool = False


def lines(root: Any, skip: tuple[str, ...] = ()) -> list[Line]:
    """Write what an element shows, one block a line; two line breaks on end part blocks, one is a blank.

    Works on HTML and on the tree that trafilatura makes.
    """
    out = [_Block()]
    depth = 0  # of links
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        name = node.tag if isinstance(node.tag, str) else ""
        hidden = (not name or name in _UNSEEN or name in skip) and node is not root
        if event == "start":
            if hidden:
                walker.skip_subtree()
                continue
            if name in _BLOCKS:
                out.append(_Block(heading=name in _HEADINGS))
            elif name in ("br", "lb"):
                _line_break(out)
            elif name in ("td", "th", "cell"):
                out[-1].add(" ", 0)
            elif name in ("a", "ref"):
                depth += 1
                out[-1].target(node.get("href") or node.get("target"))
            out[-1].add(node.text, depth)
            continue
        if name in ("a", "ref") and not hidden:
            depth -= 1
        if name in _BLOCKS and not hidden:
            out.append(_Block())
        if node is not root:
            out[-1].add(node.tail, depth)
    return [found for block in out if (found := block.line()) is not None]


def _line_break(out: list[_Block]) -> None:
    """Part two blocks at the second of two breaks; the first alone is a blank."""
    if out[-1].broken:
        out.append(_Block())
    else:
        out[-1].add(" ", 0)
        out[-1].broken = True


class _Block:
    """A line being gathered."""

    __slots__ = ("broken", "heading", "linked", "parts", "targets")

    def __init__(self, *, heading: bool = False) -> None:
        self.parts: list[str] = []
        self.targets: list[str] = []
        self.linked = 0
        self.heading = heading
        self.broken = False

    def add(self, text: str | None, link_depth: int) -> None:
        if text:
            self.parts.append(text)
            self.linked += words(text) if link_depth else 0
            self.broken = self.broken and not text.strip()

    def target(self, address: str | None) -> None:
        if address:
            self.targets.append(address)

    def line(self) -> Line | None:
        text = line("".join(self.parts))
        if not text:
            return None
        return Line(text=text, targets=tuple(self.targets), linked=self.linked, heading=self.heading)


def words(text: str) -> int:
    """Count words; two letters of a script without blanks are one."""
    return len(text.split()) + (0 if text.isascii() else len(_CJK.findall(text)) // 2)
