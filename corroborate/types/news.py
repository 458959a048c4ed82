"""Outlets, feeds, entries, pages and articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from corroborate.types.enums import FirstSeenBasis, OutletKind, OutletStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSpell:
    """Who owned an outlet, from when to when (``None``: open)."""

    owner: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Somebody who publishes under one name."""

    outlet_id: str
    name: str
    domains: tuple[str, ...]
    owners: tuple[OwnerSpell, ...] = ()
    kind: OutletKind = OutletKind.OUTLET
    status: OutletStatus = OutletStatus.PROBATION
    country: str | None = None
    language: str | None = None
    credits: tuple[str, ...] = ()
    reliability: float | None = None

    def owner_at(self, when: datetime | None) -> str | None:
        """Name the owner on a day; an open spell, or the last one, where the day is unknown."""
        for spell in reversed(self.owners):
            if when is None or (
                (spell.start is None or spell.start <= when.date()) and (spell.end is None or when.date() < spell.end)
            ):
                return spell.owner
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscription."""

    feed_id: str
    url: str
    outlet_id: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of a feed's health; validators are those of the last good parse."""

    feed_id: str
    state: str = "new"
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    last_success_at: datetime | None = None
    last_attempt_at: datetime | None = None
    last_error: str | None = None
    consecutive_failures: int = 0
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed or wire file: the fields of ``corroborate parse``, in its order."""

    format: str
    id: str | None = None
    version: str | None = None
    status: str | None = None
    published_local: str | None = None
    headline: str | None = None
    byline: str | None = None
    dateline: str | None = None
    language: str | None = None
    published_utc: datetime | None = None
    updated_utc: datetime | None = None
    provider: str | None = None
    credit: str | None = None
    urgency: int | None = None
    subjects: tuple[str, ...] = ()
    url: str | None = None
    summary: str | None = None
    body_text: str | None = None
    correction: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What ``extract`` reads from one HTML page."""

    url: str
    title: str
    text: str
    byline: str | None = None
    published_at: datetime | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    language: str | None = None
    credit: str | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Something set aside, with the reason; ordinary mess, never an exception."""

    subject: str
    reason: str
    detail: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    """What a stage did: ``total = kept + sum(dropped_by_reason.values())``."""

    stage: str
    total: int = 0
    kept: int = 0
    dropped_by_reason: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The current revision of one article; ``url`` is its identity, kept letter for letter."""

    article_id: str
    url: str
    outlet_id: str
    title: str
    text: str
    canonical_url: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    published_local: str | None = None
    first_seen_at: datetime | None = None
    first_seen_basis: FirstSeenBasis = FirstSeenBasis.UNKNOWN
    language: str | None = None
    source_name: str | None = None
    credit: str | None = None
    links: tuple[str, ...] = ()
    revision: int = 1
    seen_at: datetime | None = None
    change: str | None = None
    status: str = "live"
    extra: str | None = None

    @property
    def order(self) -> tuple[bool, datetime | str, str, str]:
        """Canonical order: earliest first seen first, unknown last, ties by url."""
        if self.first_seen_at is None:
            return (True, "", self.url, self.article_id)
        return (False, self.first_seen_at.isoformat(), self.url, self.article_id)
