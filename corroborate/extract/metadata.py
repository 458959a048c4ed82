"""What a page says about its article: title, byline, time, canonical address, names, language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from corroborate import urls
from corroborate.extract import jsonld
from corroborate.extract.tree import classes, line, text_of

_PUBLISHED = tuple(
    "article:published_time og:article:published_time datepublished dc.date.issued dcterms.issued parsely-pub-date "
    "sailthru.date publishdate pubdate article.published date dc.date".split()
)
_AUTHOR = ("author", "parsely-author", "dc.creator", "sailthru.author", "byl")
# Author elements looked at: an article has a few, a page of comments thousands.
_MOST_BYLINES = 50
_SEPARATORS = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022\u00bb-]\s+")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Limits on what a page may claim about itself."""

    # No news page is older: the first news sites opened in 1994.  1970-01-01 is the usual absurd date.
    earliest: datetime = datetime(1994, 1, 1, tzinfo=UTC)
    # Without a clock only this much is known to be the future.
    latest: datetime = datetime(2100, 1, 1, tzinfo=UTC)
    # Clocks of servers differ by minutes; a wrong zone makes hours and is a wrong time.
    clock_skew: timedelta = timedelta(minutes=15)
    # Characters: longer "bylines" are biographies, in every page looked at.
    longest_byline: int = 160
    longest_title: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was found; ``declared`` says that the page calls itself an article."""

    title: str
    byline: str | None
    published_at: datetime | None
    canonical_url: str | None
    site_name: str | None
    language: str | None
    credit: str | None
    declared: bool
    live: bool
    closed: bool


def read(tree: Any, url: str, base: str, now: datetime | None, config: Config) -> About:
    """Read the metadata of a page.

    Args:
        tree: the page before anything was pruned.
        url: its address.
        base: the address its relative links start from.
        now: the present moment, UTC; None where no clock is at hand.
        config: limits.
    """
    metas = _metas(tree)
    found = jsonld.articles(tree)
    own = _own_node(found, url, base)
    site = _first(metas, "og:site_name") or next(map(line, jsonld.texts(own.get("publisher"), "name")), None)
    site = site or _first(metas, "application-name")
    kinds = jsonld.types(own)
    return About(
        title=_title(tree, metas, own, site)[: config.longest_title],
        byline=_byline(tree, metas, own, site, config),
        published_at=_published(tree, metas, own, now, config),
        canonical_url=_canonical(tree, own, url, base),
        site_name=site,
        language=_language(tree, metas, own),
        credit=next(map(line, jsonld.texts(own.get("creditText"))), None),
        declared=len(found) == 1 or (_first(metas, "og:type") or "").lower() in ("article", "newsarticle"),
        live="LiveBlogPosting" in kinds or isinstance(own.get("liveBlogUpdate"), list),
        closed=any(map(jsonld.closed, found)) or (_first(metas, "article:content_tier") or "").lower() == "locked",
    )


def _own_node(found: list[Mapping[str, Any]], url: str, base: str) -> Mapping[str, Any]:
    """Choose the node that is about this page: one that names its address, else the first."""
    here = urls.canonical(url)
    for node in found:
        named = jsonld.texts(node.get("mainEntityOfPage"), "@id", "url") + jsonld.texts(node.get("url"))
        if here in [urls.canonical(address, base) for address in named]:
            return node
    return found[0] if found else {}


def _metas(tree: Any) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = line(meta.get("content") or "")
        for key in (meta.get("property"), meta.get("name"), meta.get("itemprop"), meta.get("http-equiv")):
            if key and content:
                out.setdefault(key.strip().lower(), []).append(content)
    return out


def _first(metas: Mapping[str, list[str]], *names: str) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def headings(tree: Any) -> list[str]:
    """List the h1 of the article or main part, else of the whole page."""
    every = [(node, text_of(node)) for node in tree.iter("h1")]
    inside = [
        text
        for node, text in every
        if text and any(parent.tag in ("article", "main") for parent in node.iterancestors())
    ]
    return inside or [text for _, text in every if text]


def _title(tree: Any, metas: Mapping[str, list[str]], own: Mapping[str, Any], site: str | None) -> str:
    tops = headings(tree)
    if len(tops) == 1 and tops[0] != site and len(tops[0]) > 3:
        return tops[0]
    for claimed in jsonld.texts(own.get("headline")) + jsonld.texts(own.get("name")):
        if text := line(claimed):
            return text
    page = next((text_of(node) for node in tree.iter("title")), "")
    text = _first(metas, "og:title", "twitter:title", "dc.title") or page
    return _without_site(text, site) if text else tops[0] if tops else ""


def _without_site(title: str, site: str | None) -> str:
    parts = _SEPARATORS.split(title)
    if site and len(parts) > 1 and parts[-1].casefold() == site.casefold():
        return title[: title.rindex(parts[-1])].rstrip(" |\u2013\u2014\u00b7\u2022\u00bb-")
    return title


def _byline(
    tree: Any, metas: Mapping[str, list[str]], own: Mapping[str, Any], site: str | None, config: Config
) -> str | None:
    """Prefer the line that readers see: it names the agency where a report is not the outlet's own."""
    node = byline_node(tree, config)
    if node is not None:
        return _byline_text(node)
    names = [*jsonld.texts(own.get("author"), "name"), *(name for key in _AUTHOR for name in metas.get(key, ()))]
    for group in (jsonld.texts(own.get("author"), "name"), names):
        usable = [text for name in group if (text := line(name)) and _is_name(text, site, config)]
        if usable:
            return ", ".join(dict.fromkeys(usable))
    return None


def _is_name(text: str, site: str | None, config: Config) -> bool:
    return len(text) <= config.longest_byline and "://" not in text and "@" not in text and text != site


def byline_node(tree: Any, config: Config) -> Any | None:
    """Find the element that shows the byline, likeliest first, but for those of teasers, quotes and comments."""
    ranked: list[tuple[int, Any]] = []
    for node in tree.body.iter():
        if not isinstance(node.tag, str) or node.tag in ("body", "main", "article", "script", "style"):
            continue
        names = classes(node)
        if "byline" in names:
            ranked.append((0, node))
        elif node.get("rel") == "author" or node.get("itemprop") == "author":
            ranked.append((1, node))
        elif names in ({"author"}, {"authors"}, {"author", "name"}):
            ranked.append((2, node))
    ranked.sort(key=lambda pair: pair[0])
    for _, node in ranked[:_MOST_BYLINES]:
        if not _is_elsewhere(node) and 2 < len(_byline_text(node)) <= config.longest_byline:
            return node
    return None


def _byline_text(node: Any) -> str:
    segments = re.split(r"\s*[|\u2022\u00b7]\s*", text_of(node, skip=("time", "button", "svg", "script", "style")))
    # segments with digits are dates and reading times
    return " | ".join(part for part in segments if part and not any(letter.isdigit() for letter in part))


def _is_elsewhere(node: Any) -> bool:
    return any(
        parent.tag in ("aside", "nav", "footer", "blockquote", "figure")
        or not classes(parent).isdisjoint(("comment", "comments", "related", "teaser"))
        for parent in node.iterancestors()
    )


def _published(
    tree: Any, metas: Mapping[str, list[str]], own: Mapping[str, Any], now: datetime | None, config: Config
) -> datetime | None:
    """Take the first claim that is a possible instant; a time without zone is none and is not guessed at."""
    claims = jsonld.texts(own.get("datePublished"), "@value")
    claims += [content for name in _PUBLISHED for content in metas.get(name, ())]
    marked = tree.xpath("//*[@itemprop='datePublished'][@content]")
    claims += [node.get("content") for node in marked if node.tag != "meta"]
    times = [node for node in list(tree.iter("time"))[:_MOST_BYLINES] if not _is_elsewhere(node)]
    times.sort(
        key=lambda node: "datepublished" not in (node.get("itemprop") or "").lower() and node.get("pubdate") is None
    )
    # Only a time that stands before the text is the article's: those inside it are of live entries and quotes.
    first = next((node for node in times if node.get("datetime")), None)
    if first is not None and not _after_text(first):
        claims.append(first.get("datetime"))
    for claim in claims:
        at = instant(claim)
        if at is not None:
            last = config.latest if now is None else now + config.clock_skew
            return at if config.earliest <= at <= last else None
    return None


def _after_text(node: Any) -> bool:
    # Forty words of paragraphs before it: past the standfirst.
    words = 0
    for earlier in node.xpath("preceding::p[ancestor::article or ancestor::main]"):
        words += len(text_of(earlier).split())
        if words > 40:
            return True
    return False


def instant(value: str) -> datetime | None:
    """Read a time with its zone (ISO 8601 or RFC 822) as UTC; None for anything else."""
    text = " ".join(value.split())[:60]
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
    try:
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (OverflowError, ValueError):
        return None


def _canonical(tree: Any, own: Mapping[str, Any], url: str, base: str) -> str | None:
    """Name the page this one says it stands for: what it is based on, else its canonical link.

    A canonical link to a site's front page is a fault of the template and is left out.
    """
    here = urls.canonical(url)
    for claimed in jsonld.texts(own.get("isBasedOn"), "url", "@id") + jsonld.texts(own.get("isBasedOnUrl")):
        address = urls.canonical(claimed, base)
        if address and address != here:
            return address
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (href := (link.get("href") or "").strip()):
            address = urls.canonical(href, base)
            return None if address is None or (_is_front(address) and not _is_front(url)) else address
    return None


def _is_front(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def _language(tree: Any, metas: Mapping[str, list[str]], own: Mapping[str, Any]) -> str | None:
    root = tree.getroottree().getroot()
    claims = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    claims += [_first(metas, "og:locale"), *jsonld.texts(own.get("inLanguage"), "alternateName", "name")]
    claims.append(_first(metas, "content-language", "language"))
    for claim in claims:
        match = _LANGUAGE.match((claim or "").strip())
        if match:
            region = match.group(2)
            return match.group(1).lower() + (f"-{region.upper() if len(region) == 2 else region}" if region else "")
    return None
