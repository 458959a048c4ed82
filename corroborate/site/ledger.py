"""What the corrections and trends pages show: falls of N, changed articles, the days of the beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby, pairwise

from corroborate.site import words
from corroborate.site.snapshot import Row

_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A count that went down."""

    claim_cluster_id: str
    text: str
    story_id: str | None
    before: int
    after: int
    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """An article that was corrected, withdrawn or edited without a notice."""

    at: datetime | None
    outlet: str
    title: str
    url: str | None
    story_id: str | None
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """An editor's decision that is in force."""

    at: datetime | None
    by: str
    verb: str
    subject: str
    reason: str
    story_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day of the trends chart, in the units of its drawing."""

    day: str
    stories: int
    corroborated: int
    x: float
    width: float
    height: float
    inner: float


def falls(history: Sequence[Row], shown: frozenset[str]) -> list[Fall]:
    """Find where a count went down, newest first.

    Two orders are walked, because a count can fall in two ways: along ``valid_at`` (an article was withdrawn, as
    we know it now) and along ``recorded_at`` (a later build counted otherwise).

    Args:
        history: rows of ``corroboration_history`` by cluster and time recorded.
        shown: stories that have a page.
    """
    found: dict[tuple[str, int, int, datetime | None], Fall] = {}
    for cluster, group in groupby(history, key=lambda row: str(row["claim_cluster_id"])):
        # Builds are numbered where the store numbers them; a coarse clock gives two of them one time.
        rows = sorted(
            group, key=lambda row: (row.get("build") or 0, row["recorded_at"] or _FIRST, row["valid_at"] or _FIRST)
        )
        latest = {row["valid_at"]: row for row in rows}  # rows come in order recorded: the last one stands
        by_valid = sorted(latest.values(), key=lambda row: row["valid_at"] or _FIRST)
        by_recorded = [
            list(batch)[-1] for _, batch in groupby(rows, key=lambda row: (row.get("build"), row["recorded_at"]))
        ]
        for walk in (by_valid, by_recorded):
            for before, after in pairwise(walk):
                old, new = int(before["verified_sources"]), int(after["verified_sources"])
                if new < old:
                    found.setdefault((cluster, old, new, after["valid_at"]), _fall(cluster, old, new, after, shown))
    return sorted(found.values(), key=lambda fall: (fall.at or _FIRST, fall.claim_cluster_id), reverse=True)


def _fall(cluster: str, old: int, new: int, row: Row, shown: frozenset[str]) -> Fall:
    story = str(row["story_id"])
    return Fall(
        claim_cluster_id=cluster,
        text=words.clean(row.get("text") or row["cluster_text"] or "A statement that is no longer in the store"),
        story_id=story if story in shown else None,
        before=old,
        after=new,
        at=row["valid_at"] or row["recorded_at"],
        reason=words.clean(row["reason"] or ""),
    )


def changes(rows: Sequence[Row], kinds: frozenset[str], shown: frozenset[str]) -> list[ArticleChange]:
    """Pick the article changes of these kinds, in the order given, one a revision."""
    found: dict[tuple[str, int], ArticleChange] = {}
    for row in rows:
        if row["change"] not in kinds:
            continue
        story = str(row["story_id"])
        found.setdefault(
            (str(row["article_id"]), int(row["revision"])),
            ArticleChange(
                at=row["seen_at"],
                outlet=words.clean(row["outlet_name"] or "unknown outlet"),
                title=words.clean(row["title"] or "Untitled"),
                url=words.safe_url(row["url"]),
                story_id=story if story in shown else None,
                headline=words.clean(row["headline"] or ""),
            ),
        )
    return list(found.values())


_VERBS = {
    "merge": "merged",
    "split": "took apart",
    "vet": "vouched for",
    "retract": "retracted",
    "hold": "held back",
    "release": "let through",
}


def rulings(rows: Sequence[Row], shown: frozenset[str]) -> list[Ruling]:
    """List the decisions in force, newest first; ``shown`` are the stories that have a page."""
    found = []
    for row in rows:
        if row["active"]:
            named = [str(name) for name in (*(row.get("applies_to") or ()), *str(row["subject"]).split())]
            found.append(
                Ruling(
                    at=row["decided_at"],
                    by=words.clean(row["decided_by"]),
                    verb=_VERBS.get(str(row["kind"]), words.clean(row["kind"])),
                    subject=words.clean(row["subject"]),
                    reason=words.clean(row["reason"]),
                    story_id=next((name for name in named if name in shown), None),
                )
            )
    return sorted(found, key=lambda each: (each.at or _FIRST, each.subject), reverse=True)


def bars(rows: Sequence[Row], width: float = 640.0, height: float = 120.0, most: int = 60) -> list[Bar]:
    """Lay out one bar a day, oldest left, for the newest ``most`` days."""
    days: dict[str, tuple[int, int]] = {}
    for row in rows:
        if not isinstance(row["day"], date):
            continue  # stories whose day is not known have a row in the table and no place in time
        name = row["day"].isoformat()
        stories, corroborated = days.get(name, (0, 0))
        days[name] = (stories + int(row["stories"]), corroborated + int(row["corroborated"]))
    newest = sorted(days.items())[-most:]
    if not newest:
        return []
    tallest = max(1, *(stories for _, (stories, _) in newest))
    step = width / len(newest)
    return [
        Bar(
            day=name,
            stories=stories,
            corroborated=corroborated,
            x=round(at * step + step * 0.1, 2),
            width=round(min(step * 0.8, 48.0), 2),
            height=round(height * stories / tallest, 2),
            inner=round(height * corroborated / tallest, 2),
        )
        for at, (name, (stories, corroborated)) in enumerate(newest)
    ]
