"""HTML pages to articles.

One page in, one :class:`corroborate.types.Page` out, or a :class:`corroborate.types.Dropped` that says why not:
``empty``, ``not html``, ``too large``, ``paywall``, ``too short``, ``not an article``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura.meta

from corroborate import urls
from corroborate.extract import article, charset, metadata, tree
from corroborate.ports import Clock
from corroborate.types import Dropped, Page

__all__ = ["Config", "TrafilaturaExtractor"]

_BINARY = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"OggS", b"\x00\x00\x00")
_HTML_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/xml",
    "text/xml",
    "application/octet-stream",
)
_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|p|div|article|main|h1|span|table|br|a)\b", re.IGNORECASE
)
_OTHER_XML = re.compile(
    r"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex|svg|nitf|NewsML)\b",
    re.DOTALL,
)
# What stands where the text breaks off.
_BARRIER = re.compile(
    r"subscribe (?:now )?to (?:read|continue|unlock|access|keep reading)|to (?:continue|keep) reading\b|"
    r"already a subscriber|(?:for|to) subscribers only|subscriber[- ]only|(?:log|sign) in to (?:read|continue)|"
    r"register to (?:read|continue)|this (?:article|story|content) is (?:reserved )?for (?:subscribers|members)|"
    r"unlock (?:this|the full) (?:article|story)|read the full (?:article|story) with a subscription|"
    r"weiterlesen mit|pour lire la suite|r\u00e9serv\u00e9 aux abonn\u00e9s|contenido exclusivo para suscriptores",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What counts as an article."""

    # Bytes: what the fetcher hands over at most; trafilatura needs seconds for more.
    largest: int = 5_000_000
    # Words.  Low on purpose: notices that withdraw a story are a sentence or two and must be read.
    shortest: int = 10
    # Words: what stands before a barrier is a stub below this; metered pages send the whole text.
    stub: int = 150
    # Share of words inside links: running text has under .15, lists of stories over .6.
    linked: float = 0.5
    # Headings that are links: an index page has many, an article's related box was pruned by then.
    linked_headings: int = 4
    # Pages after which trafilatura's process-wide caches are emptied; they only grow.
    recycle: int = 500
    metadata: metadata.Config = field(default_factory=metadata.Config)
    article: article.Config = field(default_factory=article.Config)


class TrafilaturaExtractor:
    """Reads article pages with trafilatura and the page's own declarations (the ``Extractor`` port)."""

    def __init__(self, clock: Clock | None = None, config: Config | None = None) -> None:
        """Make an extractor.

        Args:
            clock: tells which claimed dates lie in the future; without one only absurd ones are refused.
            config: limits.
        """
        self._clock = clock
        self._config = config or Config()
        self._pages = 0

    def extract(self, html: bytes, url: str, content_type: str = "") -> Page | Dropped:
        """Read one page.

        Args:
            html: the page as it came, at most ``Config.largest`` bytes.
            url: the address it was fetched from; relative links start there.
            content_type: its header, may be empty.

        Returns:
            The article: paragraphs joined by one newline, links absolute and canonical, time in UTC; or the reason
            why there is none.
        """
        config = self._config
        if not html.strip(b"\x00 \t\r\n\x0c"):
            return Dropped(subject=url, reason="empty", detail="no bytes")
        if len(html) > config.largest:
            return Dropped(subject=url, reason="too large", detail=f"{len(html)} bytes, the limit is {config.largest}")
        kind = content_type.partition(";")[0].strip().lower()
        if html.startswith(_BINARY) or (kind and kind not in _HTML_TYPES):
            return Dropped(subject=url, reason="not html", detail=kind or "binary data")
        text = charset.decode(html, content_type)
        if not _TAG.search(text[:100_000]) or _OTHER_XML.match(text[:4000]):
            return Dropped(subject=url, reason="not html", detail=kind or "no HTML tags")
        page = tree.parse(text)
        if page is None or page.find("body") is None:
            return Dropped(subject=url, reason="empty", detail="no elements")
        self._recycle()
        return self._read(page, url)

    def _recycle(self) -> None:
        self._pages += 1
        if self._pages % self._config.recycle == 0:
            trafilatura.meta.reset_caches()

    def _read(self, page: Any, url: str) -> Page | Dropped:
        config = self._config
        base = tree.base_of(page, url)
        now = self._clock.now() if self._clock is not None else None
        about = metadata.read(page, url, base, now, config.metadata)
        visible = tree.text_of(page.body)
        if not visible:
            return Dropped(subject=url, reason="empty", detail="nothing to see without scripts")
        _absolute(page, base)
        byline = metadata.byline_node(page, config.metadata)
        # a header's "already a subscriber?" stands on every page of some sites
        shown = tree.text_of(page.body, skip=("nav", "header", "footer"))
        titles = {about.title, about.byline or "", *metadata.headings(page)}
        drop = frozenset(title.casefold() for title in titles if title)
        reading = article.read(page, drop, [] if byline is None else [byline], about.live, config.article)
        body = "\n".join(reading.lines)
        reason = self._fault(page, about, reading, shown, url)
        if reason is not None:
            return Dropped(subject=url, reason=reason, detail=f"{tree.words(body)} words of text")
        return Page(
            url=url,
            title=about.title,
            text=body,
            byline=about.byline,
            published_at=about.published_at,
            canonical_url=about.canonical_url,
            site_name=about.site_name,
            language=about.language,
            credit=reading.credit or about.credit,
            links=_links(reading.links, base, url),
        )

    def _fault(self, page: Any, about: metadata.About, reading: article.Reading, shown: str, url: str) -> str | None:
        config = self._config
        size = sum(map(tree.words, reading.lines))
        if size < config.stub and (about.closed or _BARRIER.search(shown)):
            return "paywall"
        if not about.declared and self._is_index(page, reading, url):
            return "not an article"
        if size < config.shortest:
            return "too short"
        return None

    def _is_index(self, page: Any, reading: article.Reading, url: str) -> bool:
        if reading.link_share > self._config.linked:
            return True
        if urlsplit(url).path in ("", "/"):
            return True
        headings = list(page.body.iter("h2", "h3", "h4"))
        linked = [node for node in headings if _is_link(node)]
        return len(linked) >= self._config.linked_headings and len(linked) * 2 > len(headings)


def _is_link(node: Any) -> bool:
    text = tree.text_of(node)
    inside = " ".join(tree.text_of(link) for link in node.iter("a"))
    around = any(parent.tag == "a" for parent in node.iterancestors())
    return bool(text) and (around or len(inside) > 0.8 * len(text))


def _absolute(page: Any, base: str) -> None:
    """Write every link in full: trafilatura does not know of ``<base>``."""
    for link in page.iter("a"):
        href = (link.get("href") or "").strip()
        if href:
            try:
                link.set("href", urljoin(base, href))
            except ValueError:
                del link.attrib["href"]


def _links(targets: tuple[str, ...], base: str, url: str) -> tuple[str, ...]:
    here = urls.canonical(url)
    found = (urls.canonical(target, base) for target in targets)
    return tuple(dict.fromkeys(address for address in found if address and address != here))
