"""The text of an article: what the page shows of it, without navigation, teasers, consent, comments."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree

from corroborate.extract.tree import Line, classes, lines, text_of, words

_NEVER_TEXT = frozenset(("nav", "form", "dialog", "button", "select", "figcaption"))
_NOISE = frozenset(
    "cookie cookies consent gdpr onetrust didomi newsletter subscribe signup related recommended recommendations "
    "promo promos promoted sponsored sponsor advert advertisement adverts ads ad advertising taboola outbrain "
    "trending popular breadcrumb breadcrumbs share sharing social socials comment comments disqus respond "
    "teaser teasers sidebar navigation menu masthead navbar skip pagination readmore mostread paywall regwall "
    "login modal popup overlay banner toolbar tags".split()
)
_READ_MORE = re.compile(
    r"(?:read more|read also|see also|also read|more on this|related|advertisement|continue reading|share this|"
    r"sign up (?:for|to) .*newsletter.*|follow us on .*|skip to (?:main )?content)\b.{0,120}",
    re.IGNORECASE,
)
# Credit elements looked at, from the foot up.
_MOST_CREDITS = 50
_CREDIT = frozenset(("credit", "credits", "creditline"))
_FOOT_CREDIT = frozenset(("agency", "attribution", "source", "provider", "wire", "newswire", "copyright"))
_PICTURE = frozenset("photo photos image images img picture media caption video figure gallery".split())
_CREDIT_LINE = re.compile(
    r"(?:source|credits?|agency|quelle|fuente|fonte|kilde)\s*[:\u2013\u2014-]\s*(.{2,100})", re.IGNORECASE
)
_PICTURES = ("figure", "figcaption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Where pruning stops and a second reading takes over."""

    # Share of a page's paragraph words: a "noise" element that holds more is the article under an odd class name.
    largest_noise: float = 0.4
    # trafilatura sometimes keeps one entry of a live page or one half of a split article; below this share of the
    # words in the declared container the container itself is read.  Set on the golden pages.
    trusted_share: float = 0.6
    longest_credit: int = 160
    # Elements.  trafilatura's time grows with their square: 20,000 take seconds, 100,000 minutes.  News pages have
    # 1,000 to 8,000; beyond this only the declared container is read.
    largest_tree: int = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The article's lines, the links inside them, the visible credit, and how many of the words are links."""

    lines: tuple[str, ...]
    links: tuple[str, ...]
    credit: str | None
    link_share: float


def read(tree: Any, drop: frozenset[str], drop_nodes: list[Any], live: bool, config: Config) -> Reading:
    """Read the article of a page.

    Args:
        tree: the page; it is changed.
        drop: lines that are title or byline, in case-folded form.
        drop_nodes: elements that are no text (the byline).
        live: the page is a live page, whose entries stand in articles of their own.
        config: limits.
    """
    credit_node = _credit_node(tree, config)
    credit = text_of(credit_node) if credit_node is not None else None
    for node in [*drop_nodes, *([credit_node] if credit_node is not None else [])]:
        _remove(node)
    _prune(tree, config)
    container = _container(tree, live)
    size = sum(1 for _ in tree.iter())
    found = _trafilatura(tree) if size <= config.largest_tree else None
    if container is None and found is None:  # nothing that either knows: judge by all that is left
        container = tree.body
    own = lines(container, skip=_PICTURES) if container is not None else []
    chosen = lines(found, skip=_PICTURES) if found is not None else []
    share = 1.0 if live else config.trusted_share
    # one long line is what trafilatura falls back to where it finds no structure
    if _count(chosen) < share * _count(own) or (len(chosen) == 1 and len(own) > 2):
        chosen = own
    total, linked = _count(chosen), sum(part.linked for part in chosen)
    kept = [part for part in chosen if _is_prose(part, live) and part.text.casefold() not in drop]
    if kept and credit is None and (match := _CREDIT_LINE.fullmatch(kept[-1].text)):
        credit = match.group(1).strip()
        kept.pop()
    return Reading(
        lines=tuple(part.text for part in kept),
        links=tuple(target for part in kept for target in part.targets),
        credit=credit,
        link_share=linked / total if total else 1.0,
    )


def _is_prose(part: Line, live: bool) -> bool:
    """Say whether a line is text; one that is a link from end to end leads elsewhere."""
    if part.linked and part.linked >= words(part.text) and not (live and part.heading):
        return False
    return _READ_MORE.fullmatch(part.text) is None


def _count(parts: list[Line]) -> int:
    return sum(words(part.text) for part in parts)


def _trafilatura(tree: Any) -> Any | None:
    """Run trafilatura on a copy; None where it finds nothing or stumbles over a page."""
    try:
        # deduplicate would compare with the pages read before: a process-wide state
        result = trafilatura.bare_extraction(
            copy.deepcopy(tree), include_comments=False, include_links=True, include_tables=True, deduplicate=False
        )
    except (etree.LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError, OverflowError):
        return None
    return result.body if result is not None and not isinstance(result, dict) else None


def _remove(node: Any) -> None:
    """Empty an element; taking it out would join the texts around it, at a cost that grows with their number."""
    node.clear(keep_tail=True)
    node.tag = "span"


def _prune(tree: Any, config: Config) -> None:
    """Cut what is no article, but never what holds the title or much of the text under an odd class name."""
    inside = _paragraph_words(tree.body)
    keep = {parent for top in tree.iter("h1") for parent in top.iterancestors()} | set(tree.iter("h1"))
    limit = config.largest_noise * (inside.get(tree.body) or 1)
    walker = etree.iterwalk(tree.body, events=("start",))
    cut = []
    for _, node in walker:
        if not isinstance(node.tag, str) or node.tag in ("body", "main"):
            continue
        if (_is_noise(node) and node not in keep and inside.get(node, 0) <= limit) or _is_stamp(node):
            cut.append(node)
            walker.skip_subtree()
    for node in cut:
        _remove(node)
    # trafilatura deletes these with their text: a time inside a sentence, a form around a whole page
    for node in list(tree.body.iter("time", "form", "label", "output")):
        node.tag = "div" if node.tag == "form" else "span"


def _paragraph_words(root: Any) -> dict[Any, int]:
    """Count the words of paragraphs below every element that has any, in one pass."""
    counts: dict[Any, int] = {}
    for _, node in etree.iterwalk(root, events=("end",)):
        own = words(text_of(node)) if node.tag == "p" else 0
        total = own or sum(counts.get(child, 0) for child in node)
        if total:
            counts[node] = total
    return counts


def _is_stamp(node: Any) -> bool:
    """Say whether an element is a time that stands by itself, not one inside a sentence."""
    return node.tag == "time" and not any(parent.tag in ("p", "li", "blockquote") for parent in node.iterancestors())


def _is_noise(node: Any) -> bool:
    if node.tag in _NEVER_TEXT or node.tag == "aside" or node.get("hidden") is not None:
        return True
    if node.get("role") in ("navigation", "search", "dialog", "alertdialog", "complementary", "banner"):
        return True
    if node.tag in ("header", "footer") and not any(
        parent.tag in ("article", "main") for parent in node.iterancestors()
    ):
        return True
    if re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", node.get("style") or "", re.IGNORECASE):
        return True
    return not classes(node).isdisjoint(_NOISE) and node.tag not in ("p", "a", "span", "em", "strong", "b", "i", "html")


def _container(tree: Any, live: bool) -> Any | None:
    """Name the element that the page declares as its article."""
    bodies = tree.xpath("//*[@itemprop='articleBody']")
    if len(bodies) == 1:
        return bodies[0]
    mains = tree.xpath("//main")
    outer = tree.xpath("//article[not(ancestor::article)]")
    if live and len(outer) > 1:
        return mains[0] if mains else outer[0].getparent()
    with_title = [node for node in outer if next(node.iter("h1"), None) is not None]
    if len(with_title) == 1:
        return with_title[0]
    if len(outer) == 1:
        return outer[0]
    if outer or mains:
        return mains[0] if len(mains) == 1 and not outer else None
    return _around_title(tree)


def _around_title(tree: Any) -> Any | None:
    """Name the smallest element around the only h1 that holds half of the page's words."""
    tops = list(tree.body.iter("h1"))
    if len(tops) != 1:
        return None
    counts: dict[Any, int] = {}
    for _, node in etree.iterwalk(tree.body, events=("end",)):
        inner = sum(counts[child] + words(child.tail or "") for child in node)
        counts[node] = inner + (words(node.text or "") if isinstance(node.tag, str) else 0)
    half = counts[tree.body] / 2
    return next((node for node in tops[0].iterancestors() if counts.get(node, 0) >= half), None)


def _credit_node(tree: Any, config: Config) -> Any | None:
    """Find the last credit line of the text that is no picture's; vaguer class names count at the foot only."""
    named = [
        (node, names, at)
        for at, node in enumerate(tree.body.iter())
        if isinstance(node.tag, str) and not (names := classes(node)).isdisjoint(_CREDIT | _FOOT_CREDIT)
    ]
    ends = _ends(tree) if named else {}
    for node, names, at in named[: -_MOST_CREDITS - 1 : -1]:
        parents = list(node.iterancestors())
        if not names.isdisjoint(_PICTURE) or any(map(_is_picture, parents)):
            continue
        article = next((parent for parent in parents if parent.tag in ("article", "main")), None)
        at_foot = at > ends.get(article, at)
        if 1 < len(text_of(node)) <= config.longest_credit and (not names.isdisjoint(_CREDIT) or at_foot):
            return node
    return None


def _ends(tree: Any) -> dict[Any, int]:
    """Say for each article where its last paragraph of more than 15 words stands, in document order."""
    ends: dict[Any, int] = {}
    open_articles: list[Any] = []
    places = {node: at for at, node in enumerate(tree.body.iter())}
    for event, node in etree.iterwalk(tree.body, events=("start", "end")):
        if node.tag in ("article", "main"):
            if event == "start":
                open_articles.append(node)
            else:
                open_articles.pop()
        elif event == "start" and node.tag == "p" and open_articles and words(text_of(node)) > 15:
            ends.update(dict.fromkeys(open_articles, places[node]))
    return ends


def _is_picture(node: Any) -> bool:
    return node.tag in ("figure", "figcaption", "picture", "aside", "nav") or (
        node.tag not in ("html", "body", "main", "article") and not classes(node).isdisjoint(_PICTURE)
    )
