"""``MemoryStore``: the ``Store`` port kept in plain Python, an oracle for the real one and quick for tests."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from corroborate.errors import StoreError
from corroborate.ids import content_hash
from corroborate.testing.memory_checks import faults
from corroborate.testing.memory_subjects import subject_of
from corroborate.types import (
    Article,
    Build,
    Decision,
    Dropped,
    Effect,
    Feed,
    FeedState,
    FirstSeenBasis,
    Outlet,
    StageReport,
    Subject,
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_BASES = list(FirstSeenBasis)

HistoryRow = tuple[str, datetime | None, int, int, int, float | None, str]


class MemoryStore:
    """Keeps the ``Store`` port's contract in memory; every write is all or nothing, and one thread uses it.

    Attributes:
        history: appended counts: claim cluster id, valid at, N, low, high, confidence (None once it vanished), verdict.
        story_revisions: number and content of the last revision of each story; content None once it vanished.
        dropped: stage and thing set aside, with the last time it happened.
        runs: reports of each stage, by run id and stage.
    """

    def __init__(self) -> None:
        self.history: list[HistoryRow] = []
        self.story_revisions: dict[str, tuple[int, str | None]] = {}
        self.dropped: dict[tuple[str, Dropped], datetime] = {}
        self.runs: dict[tuple[str, str], tuple[StageReport, ...]] = {}
        self.build: Build | None = None
        self._outlets: dict[str, Outlet] = {}
        self._feeds: dict[str, Feed] = {}
        self._states: dict[str, FeedState] = {}
        self._revisions: dict[str, list[Article]] = {}
        self._first: dict[str, tuple[datetime | None, FirstSeenBasis, str]] = {}
        self._analyses: dict[str, bytes] = {}
        self._input_digest: str | None = None
        self._decisions: dict[str, Decision] = {}

    def save_outlets(self, outlets: Sequence[Outlet]) -> None:
        """Replace the outlets known to the store."""
        self._outlets = {outlet.outlet_id: outlet for outlet in outlets}

    def outlets(self) -> list[Outlet]:
        """Return all outlets by id."""
        return sorted(self._outlets.values(), key=lambda outlet: outlet.outlet_id)

    def save_feeds(self, feeds: Sequence[Feed], states: Sequence[FeedState]) -> None:
        """Insert or update subscriptions and their states; a feed not named stays.

        Raises:
            StoreError: if a state belongs to no feed.
        """
        known = self._feeds | {feed.feed_id: feed for feed in feeds}
        for state in states:
            if state.feed_id not in known:
                raise StoreError(f"memory: the state of feed {state.feed_id} belongs to no feed")
        self._feeds = known
        self._states |= {state.feed_id: state for state in states}

    def feeds(self) -> list[tuple[Feed, FeedState]]:
        """Return all subscriptions by url."""
        ordered = sorted(self._feeds.values(), key=lambda feed: (feed.url, feed.feed_id))
        return [(feed, self._states.get(feed.feed_id, FeedState(feed_id=feed.feed_id))) for feed in ordered]

    def add_articles(self, articles: Sequence[Article]) -> StageReport:
        """Add articles, or new revisions of those known."""
        counts = {"new": 0, "revised": 0, "unchanged": 0}
        before = {key: list(revisions) for key, revisions in self._revisions.items()}
        for given in articles:
            seen_at = given.seen_at if given.seen_at is not None else given.first_seen_at
            article = dataclasses.replace(_storable(given), seen_at=seen_at)
            revisions = self._revisions.setdefault(article.article_id, [])
            kind = _kind(article, revisions, before.get(article.article_id, []))
            counts[kind] += 1
            self._note(article)
            if kind == "new":
                revisions.append(dataclasses.replace(article, revision=1))
            elif kind == "revised":
                killed = article.status == "killed" and revisions[-1].status != "killed"
                change = "kill" if killed else article.change or "silent edit"
                revisions.append(dataclasses.replace(article, revision=len(revisions) + 1, change=change))
        return StageReport(stage="articles", total=len(articles), kept=len(articles), counts=counts)

    def _note(self, article: Article) -> None:
        """Remember the earliest first_seen_at, and the outlet as last understood."""
        at, basis, _ = self._first.get(article.article_id, (None, FirstSeenBasis.UNKNOWN, ""))
        offered, why = article.first_seen_at, article.first_seen_basis
        if (
            offered is not None
            and why is not FirstSeenBasis.UNKNOWN
            and (at is None or (offered, _BASES.index(why)) < (at, _BASES.index(basis)))
        ):
            at, basis = offered, why
        self._first[article.article_id] = (at, basis, article.outlet_id)

    def articles(self) -> list[Article]:
        """Return the current revision of every article, in canonical order."""
        current = []
        for article_id, revisions in self._revisions.items():
            at, basis, outlet_id = self._first[article_id]
            url = revisions[0].url
            current.append(
                dataclasses.replace(
                    revisions[-1], url=url, first_seen_at=at, first_seen_basis=basis, outlet_id=outlet_id
                )
            )
        return sorted(current, key=lambda article: article.order)

    def analyses(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return cached analyses by key."""
        return {key: self._analyses[key] for key in keys if key in self._analyses}

    def save_analyses(self, payloads: Mapping[str, bytes]) -> None:
        """Cache analyses."""
        self._analyses |= payloads

    def keep_analyses(self, keys: Sequence[str]) -> int:
        """Forget every cached analysis but these, and return how many were forgotten."""
        old = self._analyses.keys() - set(keys)
        self._analyses = {key: payload for key, payload in self._analyses.items() if key not in old}
        return len(old)

    def keep_dropped(self, stage: str, dropped: Sequence[Dropped], at: datetime) -> None:
        """Keep what was set aside; the same thing again only moves its time."""
        for each in dropped:
            self.dropped[stage, each] = max(at, self.dropped.get((stage, each), at))

    def save_build(
        self,
        build: Build,
        *,
        run_id: str,  # noqa: ARG002 - the port's signature
        at: datetime,  # noqa: ARG002
        input_digest: str,
    ) -> None:
        """Replace what was derived and append what changed to the history of counts."""
        last = {row[0]: row for row in self.history}
        now = {
            each.claim_cluster_id: (
                *(each.claim_cluster_id, each.last_seen_at, each.corroboration.verified_sources),
                *(each.corroboration.sources_low, each.corroboration.sources_high),
                *(each.corroboration.confidence, each.corroboration.verdict.value),
            )
            for each in build.claim_clusters
        }
        times = [each for article in self.articles() for each in (article.seen_at, article.first_seen_at) if each]
        added: list[HistoryRow] = [row for key, row in now.items() if key not in last or last[key][2:] != row[2:]]
        for key, row in last.items():
            if key not in now and row[5] is not None:
                valid_at = max(filter(None, (*times, row[1])), default=None)
                added.append((key, valid_at, 0, 0, 0, None, "unsupported"))
        self.history += sorted(added, key=lambda row: row[0])
        for story in build.stories:
            number, said = self.story_revisions.get(story.story_id, (0, None))
            if said != repr(story):
                self.story_revisions[story.story_id] = (number + 1, repr(story))
        told = {story.story_id for story in build.stories}
        for key, (number, said) in self.story_revisions.items():
            if key not in told and said is not None:
                self.story_revisions[key] = (number + 1, None)
        self.build, self._input_digest = build, input_digest

    def input_digest(self) -> str | None:
        """Return the digest of what the last build was made from."""
        return self._input_digest

    def decisions(self) -> list[Decision]:
        """Return all editors' decisions, undone ones too, in the order they were made."""
        return sorted(self._decisions.values(), key=lambda each: (each.decided_at, each.decision_id))

    def save_decision(self, decision: Decision) -> None:
        """Keep a decision; refuses an id that is known."""
        if decision.decision_id in self._decisions:
            raise StoreError(f"decision {decision.decision_id} is known already")
        self._decisions[decision.decision_id] = decision

    def undo_decision(self, decision_id: str, *, by: str, reason: str, at: datetime) -> None:
        """Mark an active decision as undone; refuses an id that is unknown or undone."""
        found = self._decisions.get(decision_id)
        if found is None or not found.active:
            raise StoreError(f"decision {decision_id!a} is unknown or undone already")
        self._decisions[decision_id] = dataclasses.replace(
            found, active=False, undone_by=by, undone_at=at, undone_reason=reason
        )

    def effects(self) -> list[Effect]:
        """Return what the last build made of the decisions active then, by decision id."""
        return sorted(self.build.effects if self.build else (), key=lambda each: each.decision_id)

    def subject(self, name: str) -> Subject | None:
        """Say what an id, an article's url or an outlet's domain names in the last build; None where nothing."""
        return subject_of(name, self.articles(), self.outlets(), self.build)

    def save_run(
        self,
        run_id: str,
        stage: str,
        started_at: datetime,  # noqa: ARG002 - the port's signature
        finished_at: datetime,  # noqa: ARG002
        reports: Sequence[StageReport],
        settings_hash: str,  # noqa: ARG002
        code_version: str,  # noqa: ARG002
    ) -> None:
        """Record one stage of one run."""
        self.runs[run_id, stage] = tuple(reports)

    def snapshot(self, path: Path) -> None:
        """Refuse: nothing in memory can be opened by others.

        Raises:
            StoreError: always.
        """
        raise StoreError(f"{path}: a store in memory writes no snapshot")

    def check(self) -> list[str]:
        """Return each fault of integrity as one line; empty when there is none."""
        return faults(self._revisions, self.build, self._decisions)

    def digest(self) -> str:
        """Return a digest of what the store says, independent of order, run ids and wall clocks."""
        parts = [repr(outlet) for outlet in self.outlets()]
        for feed, state in self.feeds():
            timeless = dataclasses.replace(state, last_success_at=None, last_attempt_at=None, not_before=None)
            parts.append(repr((feed, timeless)))
        for article in sorted(self.articles(), key=lambda each: each.article_id):
            fetched = article.first_seen_basis is FirstSeenBasis.FETCHED
            parts.append(repr(dataclasses.replace(article, seen_at=article.seen_at if fetched else None)))
        for article_id in sorted(self._revisions):
            parts += [repr((each.revision, _content(each), each.change)) for each in self._revisions[article_id]]
        effects = {each.decision_id: dataclasses.replace(each, decision_id="") for each in self.effects()}
        parts += sorted(
            repr((made.kind, made.subject, made.decided_by, made.reason, made.anchors, effects.get(made.decision_id)))
            for made in self.decisions()
            if made.active
        )
        if self.build:
            parts += [repr(sorted(self.build.wire_credits.items()))]
            for name in ("dependence", "source_clusters", "claims", "claim_clusters", "conflicts", "stories"):
                parts += sorted(repr(each) for each in getattr(self.build, name))
        return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _content(article: Article) -> str:
    return content_hash(article.title, article.text, article.status)


def _kind(article: Article, revisions: Sequence[Article], before: Sequence[Article]) -> str:
    """Say what an article is to the revisions there are; ``before`` are those older than the batch."""
    if not revisions:
        return "new"
    content, current = _content(article), revisions[-1]
    if content == _content(current):
        return "unchanged"
    same = [each for each in before if _content(each) == content]
    if not same:
        return "revised"
    times = [each.seen_at for each in (*same, current) if each.seen_at is not None]
    return "revised" if article.seen_at is not None and all(article.seen_at > at for at in times) else "unchanged"


def _storable(article: Article) -> Article:
    """Replace lone surrogates, which no file can hold, one mark for one."""
    fixed = {
        field.name: _SURROGATE.sub("\ufffd", value)
        for field in dataclasses.fields(article)
        if type(value := getattr(article, field.name)) is str
    }
    return dataclasses.replace(article, **fixed)  # type: ignore[arg-type]
