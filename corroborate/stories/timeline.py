"""When things happened, and what is still to come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from corroborate.scoring.beat import Beat
from corroborate.scoring.phrases import words_of
from corroborate.stories.facts import shared, weights
from corroborate.stories.inputs import Desk, well_formed, words
from corroborate.text.dates import find_dates
from corroborate.types import Claim, ClaimCluster, ClaimKind, Line, Modality

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How much is shown."""

    most: int = 8  # of a timeline
    watch: int = 5
    reach: int = 400  # days before the first report beyond which a date is history, not part of the story
    same: float = 0.6  # statements of one moment that share more weight than this are one step


CONFIG = Config()


def _at(claim: Claim, desk: Desk) -> tuple[date | None, str | None]:
    """The day and the clock time that a claim gives, where they can be told."""
    found = find_dates(claim.text, desk.published(desk.articles[claim.article_id]))
    day = next((mention.resolved for mention in found if mention.resolved is not None), None)
    clock = next((m.value for m in found if m.kind == "time" and _CLOCK.fullmatch(m.value)), None)
    return day, clock


def _moment(cluster: ClaimCluster, desk: Desk) -> tuple[date | None, str | None]:
    """The moment a statement gives: the first of its own claims that can be told decides."""
    moments = [_at(claim, desk) for claim in desk.members(cluster)]
    return next((m for m in moments if m[0]), next((m for m in moments if m[1]), (None, None)))


def _days(desk: Desk) -> tuple[date | None, date | None]:
    """The days of the first and the last report, where they are known."""
    days = sorted(day for a in desk.articles.values() if (day := desk.published(a)) is not None)
    return (days[0], days[-1]) if days else (None, None)


def _line(cluster: ClaimCluster, desk: Desk, at: str | None = None) -> Line:
    return Line(text=cluster.text, claim_cluster_id=cluster.claim_cluster_id, claim_ids=desk.claim_ids(cluster), at=at)


def _shown(desk: Desk) -> list[ClaimCluster]:
    """Statements that count; all of them where none does."""
    told = [c for c in desk.clusters.values() if c.kind is not ClaimKind.QUOTE and well_formed(c.text)]
    told = [c for c in told if desk.claim_ids(c)]
    return [c for c in told if c.corroboration.verified_sources > 0] or told


Moments = Mapping[str, tuple[date | None, str | None]]


def moments(desk: Desk) -> Moments:
    """The day and clock time that each statement gives, by claim cluster id."""
    return {cluster_id: _moment(cluster, desk) for cluster_id, cluster in desk.clusters.items()}


def timeline(desk: Desk, worth: Mapping[str, float], when: Moments, config: Config = CONFIG) -> tuple[Line, ...]:
    """Put the dated statements in order.

    Args:
        desk: the event.
        worth: how much each statement is worth, by claim cluster id.
        when: what :func:`moments` says.

    Returns:
        Lines with ``at`` as ``2026-10-05``, ``2026-10-05T06:40`` or, where the day is unknown, ``06:40``; days first.
    """
    first, last = _days(desk)
    steps: dict[str, list[ClaimCluster]] = {}
    for cluster in _shown(desk):
        day, clock = when[cluster.claim_cluster_id]
        if day is None and clock is None:
            continue
        if day is not None and first is not None and last is not None:
            if day > last or day < first - timedelta(days=config.reach):
                continue
        elif day is not None and cluster.modality is Modality.PLANNED:
            continue
        at = f"{day}T{clock}" if day and clock else str(day or clock)
        steps.setdefault(at, []).append(cluster)
    chosen: list[tuple[str, ClaimCluster]] = []
    for at in sorted(steps):
        kept: list[ClaimCluster] = []
        for cluster in sorted(steps[at], key=lambda c: _rank(c, worth)):
            mine = weights(words(cluster))
            if all(shared(mine, weights(words(other))) < config.same for other in kept):
                kept.append(cluster)
        chosen += [(at, cluster) for cluster in kept]
    best = sorted(chosen, key=lambda item: (*_rank(item[1], worth), item[0]))[: config.most]
    ordered = sorted(best, key=lambda item: (len(item[0]) == 5, item[0], _rank(item[1], worth)))
    return tuple(_line(cluster, desk, at) for at, cluster in ordered)


def _rank(cluster: ClaimCluster, worth: Mapping[str, float]) -> tuple[int, float, str]:
    key = cluster.claim_cluster_id
    return (-min(2, cluster.corroboration.verified_sources), -worth.get(key, 0.0), key)


def watch(
    desk: Desk, beat: Beat, worth: Mapping[str, float], when: Moments, config: Config = CONFIG
) -> tuple[Line, ...]:
    """Say what is planned or lies ahead of the last report, what the beat watches for first."""
    _, last = _days(desk)
    ahead = []
    for cluster in _shown(desk):
        day, _ = when[cluster.claim_cluster_id]
        future = day is not None and last is not None and day > last
        past = day is not None and last is not None and day < last
        if future or (cluster.modality is Modality.PLANNED and not past):
            watched = bool(beat.watch.find(words_of(cluster.text)))
            ahead.append(((not future, not watched, *_rank(cluster, worth)), cluster, day if future else None))
    lines: list[Line] = []
    kept: list[dict[str, float]] = []
    for _, cluster, day in sorted(ahead, key=lambda item: item[0]):
        mine = weights(words(cluster))
        if len(lines) < config.watch and len(words(cluster)) > 3 and all(shared(mine, o) < config.same for o in kept):
            kept.append(mine)
            lines.append(_line(cluster, desk, str(day) if day else None))
    return tuple(lines)
