"""The counting rule: which source clusters may raise N.

A cluster counts if it holds a vetted outlet that gathers news itself and is the first, or shows work of its own.
Anything that is only told again is shown as unverified.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from corroborate.types import Article, Outlet, OutletKind, OutletStatus, SourceCluster


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How little of its own is too little."""

    own_details: int = 1  # names, figures or quotations that no earlier cluster has; short honest reports have one
    dateline_chars: int = 80


CONFIG = Config()

_NAME = re.compile(r"(?<![.!?\"“”]\s)(?<!^)\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today yesterday".split()
)
_FIGURE = re.compile(r"\b\d[\d.,:]*\b")
_QUOTE = re.compile(r"[\"“]([^\"“”\n]{15,300})[\"”]")
_DATELINE = re.compile(r"^\s*[A-ZÀ-Þ][A-ZÀ-Þ .'-]{2,40}(?:,[^\n]{1,30})?\s*(?:\([^)\n]{2,30}\)\s*)?[-–—]")


def gate(
    cluster: SourceCluster, articles: Mapping[str, Article], outlets: Mapping[str, Outlet], config: Config = CONFIG
) -> tuple[bool, str]:
    """Decide whether a source cluster counts towards N.

    Args:
        cluster: one cluster.
        articles: article id -> article, of the whole story: what came earlier is judged from them.
        outlets: outlet id -> outlet.
        config: thresholds.

    Returns:
        Whether it counts, and the reason as a short sentence.
    """
    members = [articles[m.article_id] for m in cluster.members if m.article_id in articles]
    vetted = [a for a in members if _status(a, outlets) is OutletStatus.VETTED]
    if not vetted:
        return False, "No vetted outlet carries it."
    if all(_kind(a, outlets) is OutletKind.AGGREGATOR for a in vetted):
        return False, "Only aggregators carry it, and they gather no news themselves."
    inside = {member.article_id for member in cluster.members}
    first = min(vetted, key=lambda article: article.order)
    earlier = [
        a
        for a in articles.values()
        if a.article_id not in inside
        and first.first_seen_at is not None
        and a.first_seen_at is not None
        and a.order < first.order
        and _status(a, outlets) is OutletStatus.VETTED
    ]
    if not earlier:
        if first.first_seen_at is None:
            return True, "A vetted outlet carries it, and nothing is known to be earlier."
        return True, "A vetted outlet carries it, and it is the first to."
    known: set[str] = set()
    for article in earlier:
        known |= _details(article.text)
    for article in sorted(vetted, key=lambda article: article.order):
        own = _details(article.text) - known
        if len(own) >= config.own_details:
            return True, f"It shows work of its own: {_example(own)}."
        if _DATELINE.match(article.text[: config.dateline_chars]) or _reporter(article):
            return True, "It names its own reporter or place of reporting."
    return False, "Nothing in it is its own: every name, figure and quotation stands in an earlier cluster."


def _status(article: Article, outlets: Mapping[str, Outlet]) -> OutletStatus:
    outlet = outlets.get(article.outlet_id)
    return outlet.status if outlet is not None else OutletStatus.PROBATION


def _kind(article: Article, outlets: Mapping[str, Outlet]) -> OutletKind:
    outlet = outlets.get(article.outlet_id)
    return outlet.kind if outlet is not None else OutletKind.OUTLET


def _reporter(article: Article) -> bool:
    byline = (article.byline or "").strip()
    return bool(re.search(r"[A-Z][\w’'-]+\s+[A-Z]", byline)) and not re.search(
        r"(?i)\b(?:staff|desk|agenc|wire)", byline
    )


@lru_cache(maxsize=4096)
def _details(text: str) -> frozenset[str]:
    names = {word.casefold() for match in _NAME.finditer(text) for word in match[0].split()} - _DAYS
    figures = {match[0].rstrip(".,:") for match in _FIGURE.finditer(text)}
    quotes = {"“" + " ".join(match[1].casefold().split()) + "”" for match in _QUOTE.finditer(text)}
    return frozenset(names | figures | quotes)


def _example(own: frozenset[str]) -> str:
    some = sorted(own, key=lambda detail: (-len(detail), detail))[:2]
    return ", ".join(detail if len(detail) <= 60 else detail[:57] + "..." for detail in some)
