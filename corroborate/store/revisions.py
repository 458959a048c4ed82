"""Which of the articles handed in are new, which revise, and which say nothing new.  Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from corroborate.ids import content_hash
from corroborate.types import Article, FirstSeenBasis

# Of two equal times the better attested one names the basis.
_BASIS_RANK = {basis: rank for rank, basis in enumerate(FirstSeenBasis)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is known of an article beyond its revisions, and of its current revision.

    ``known`` maps the content hash of every stored revision to the last time a revision with it was seen.
    """

    article_id: str
    url: str
    outlet_id: str
    first_seen_at: datetime | None
    first_seen_basis: FirstSeenBasis
    revision: int
    content_hash: str
    seen_at: datetime | None
    status: str
    known: Mapping[str, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to write: new revisions (with their content hash) in order, and the heads that changed."""

    revisions: tuple[tuple[Article, str], ...]
    heads: tuple[Head, ...]
    new: int
    revised: int
    unchanged: int


def plan(articles: Sequence[Article], known: Mapping[str, Head]) -> Plan:
    """Decide what a batch of articles changes.

    An article whose title, text and status are those of the current revision is unchanged.  So is one that
    repeats an *earlier* revision, unless it was seen after both: reading an archive again must not turn an article
    back to what it was, while an outlet that really takes back an edit makes a revision.

    Args:
        articles: the batch, later ones revising earlier ones of the same article.
        known: heads of those articles that the store has already, by id.
    """
    heads: dict[str, Head] = {}
    revisions: list[tuple[Article, str]] = []
    new = revised = unchanged = 0
    for article in articles:
        hashed = content_hash(article.title, article.text, article.status)
        head = heads.get(article.article_id) or known.get(article.article_id)
        seen_at = article.seen_at if article.seen_at is not None else article.first_seen_at
        if head is None:
            new += 1
            revision, change = 1, article.change
        elif _repeats(hashed, seen_at, head):
            unchanged += 1
            heads[article.article_id] = _merged(head, article)
            continue
        else:
            revised += 1
            revision, change = head.revision + 1, _change(article, head)
        kept = dataclasses.replace(article, revision=revision, change=change, seen_at=seen_at)
        revisions.append((kept, hashed))
        base = head or _first(article)
        heads[article.article_id] = dataclasses.replace(
            _merged(base, article), revision=revision, content_hash=hashed, seen_at=seen_at, status=article.status
        )
    changed = tuple(head for key, head in heads.items() if head != known.get(key))
    return Plan(revisions=tuple(revisions), heads=changed, new=new, revised=revised, unchanged=unchanged)


def _repeats(hashed: str, seen_at: datetime | None, head: Head) -> bool:
    if hashed == head.content_hash:
        return True
    if hashed not in head.known:
        return False
    before = (head.known[hashed], head.seen_at)
    return seen_at is None or any(at is not None and seen_at <= at for at in before)


def _change(article: Article, head: Head) -> str:
    if article.status == "killed" and head.status != "killed":
        return "kill"
    return article.change or "silent edit"


def _first(article: Article) -> Head:
    return Head(
        article_id=article.article_id,
        url=article.url,
        outlet_id=article.outlet_id,
        first_seen_at=None,
        first_seen_basis=FirstSeenBasis.UNKNOWN,
        revision=0,
        content_hash="",
        seen_at=None,
        status="",
        known={},
    )


def _merged(head: Head, article: Article) -> Head:
    """Keep the earliest first_seen_at, and the outlet as it was last understood."""
    first, basis = head.first_seen_at, head.first_seen_basis
    if article.first_seen_basis is not FirstSeenBasis.UNKNOWN and article.first_seen_at is not None:
        offered = (article.first_seen_at, _BASIS_RANK[article.first_seen_basis])
        if first is None or offered < (first, _BASIS_RANK[basis]):
            first, basis = article.first_seen_at, article.first_seen_basis
    return dataclasses.replace(head, outlet_id=article.outlet_id, first_seen_at=first, first_seen_basis=basis)
