"""Makes articles of what came in: a wire entry, a page, a notice that withdraws one."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import orjson

from corroborate import ids, urls
from corroborate.pipeline import changes
from corroborate.ports import Response
from corroborate.text.language import tell_language
from corroborate.types import Article, Entry, FirstSeenBasis, Outlet, Page


def from_wire(entry: Entry, url: str, outlet: Outlet, old: Article | None, now: datetime) -> Article:
    """Make an article of a text that came whole."""
    title, text = entry.headline or "", entry.body_text or ""
    return Article(
        article_id=ids.digest("article", url),
        url=url,
        outlet_id=outlet.outlet_id,
        title=title,
        text=text,
        byline=entry.byline,
        published_at=_published(old, None, entry),
        published_local=entry.published_local if entry.published_utc is None else None,
        first_seen_at=_first_seen(old, now),
        first_seen_basis=FirstSeenBasis.FETCHED,
        language=entry.language or tell_language(text) or outlet.language,
        credit=entry.credit or entry.provider,
        seen_at=now,
        change=changes.judge(old, title, text, entry, entry.updated_utc) if old is not None else None,
        extra=_extra(via="wire"),
    )


def from_page(
    page: Page, result: Response, url: str, outlet: Outlet, *, entry: Entry | None, old: Article | None, now: datetime
) -> Article:
    """Make an article of a page; what it does not say is taken from its entry, then from the last revision."""
    title = page.title or (entry.headline if entry else None) or (old.title if old else "")
    modified = entry.updated_utc if entry else None
    byline = page.byline or (entry.byline if entry else None) or (old.byline if old else None)
    canonical = page.canonical_url if page.canonical_url not in (None, urls.canonical(url)) else None
    published = _published(old, page, entry)
    local = (entry.published_local if entry else None) or (old.published_local if old else None)
    return Article(
        article_id=ids.digest("article", url),
        url=url,
        outlet_id=outlet.outlet_id,
        title=title,
        text=page.text,
        canonical_url=canonical,
        byline=byline,
        published_at=published,
        published_local=local if published is None else None,
        first_seen_at=_first_seen(old, now),
        first_seen_basis=FirstSeenBasis.FETCHED,
        language=page.language or (entry.language if entry else None) or tell_language(page.text) or outlet.language,
        # RSS <source>: whose report the feed says it is.
        source_name=(entry.credit if entry else None) or (old.source_name if old else None),
        credit=page.credit,
        links=page.links,
        seen_at=now,
        change=changes.judge(old, title, page.text, entry, modified) if old is not None else None,
        extra=_extra(via="page", etag=result.etag, last_modified=result.last_modified),
    )


def killed(old: Article, title: str, text: str, now: datetime) -> Article:
    """Withdraw an article: its last text stays, so that what it said can still be shown as withdrawn."""
    notice = "\n".join(part for part in (title, text) if part)
    return dataclasses.replace(
        old, status="killed", change="kill", seen_at=now, extra=_extra(**_given(old), notice=notice or None)
    )


def _first_seen(old: Article | None, now: datetime) -> datetime:
    return old.first_seen_at if old is not None and old.first_seen_at is not None else now


def _published(old: Article | None, page: Page | None, entry: Entry | None) -> datetime | None:
    """Keep the first claim: a later version's time is when it was changed."""
    claims = (old.published_at if old else None, page.published_at if page else None)
    return next((claim for claim in claims if claim), entry.published_utc if entry else None)


def _extra(**parts: str | None) -> str | None:
    given = {key: value for key, value in parts.items() if value}
    return orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode() if given else None


def _given(article: Article) -> dict[str, str]:
    """Read back what ingest itself wrote beside an article."""
    try:
        found = orjson.loads(article.extra) if article.extra else {}
    except orjson.JSONDecodeError:
        return {}
    names = ("via", "etag", "last_modified")
    return {key: found[key] for key in names if isinstance(found, dict) and isinstance(found.get(key), str)}


def came_by_wire(article: Article) -> bool:
    """Say whether the text came with its feed: then no page tells of its revisions."""
    return _given(article).get("via") == "wire"


def validators(article: Article | None) -> tuple[str | None, str | None]:
    """Return the (etag, last_modified) of the revision that is known."""
    given = _given(article) if article is not None else {}
    return (given.get("etag"), given.get("last_modified"))
