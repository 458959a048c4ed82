"""``events.jsonl``: what happened to published stories, appended from release to release.

A story that the gate holds is not public, so it makes no event until it is let through; a public one that the gate
begins to hold, or that is gone, is killed.  The answers of standing questions make events of their own, beside these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from corroborate import ids
from corroborate.errors import StoreError
from corroborate.export.common import clean, iso, page_url, safe_id, save, uri
from corroborate.export.documents import updated
from corroborate.export.questions import answered
from corroborate.export.snapshot import Row, opened
from corroborate.settings import PublishSettings
from corroborate.types import StageReport

# What a subscriber acts on; a change of any of them is an update even where the store kept the revision.
_WATCHED = ("headline", "category", "sentiment", "impact", "verified_sources", "sources_low", "sources_high")
_FIELDS = (*_WATCHED, "verdict", "gate", "revision")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One snapshot as far as events go."""

    stories: Mapping[str, Row] = field(default_factory=dict)
    corrections: Mapping[str, set[tuple[str, int, str]]] = field(default_factory=dict)
    articles: Mapping[str, set[str]] = field(default_factory=dict)
    story_of: Mapping[str, str] = field(default_factory=dict)
    as_of: datetime | None = None

    def public(self, story_id: str) -> bool:
        """Tell whether a story is there and not held."""
        return story_id in self.stories and self.stories[story_id]["gate"] != "held"


class EventWriter:
    """Writes the events of a release against the one before it."""

    def __init__(self, settings: PublishSettings, previous: Path | None = None) -> None:
        self._settings = settings
        self._previous = previous

    def write(self, snapshot: Path, release: Path) -> StageReport:
        """Write ``release/events.jsonl``: the earlier lines byte for byte, then the new ones.

        The earlier lines are those beside ``previous`` (the snapshot of the release before), where there are any.
        Events of stories come before those of the questions that ``release/questions.json`` answers.

        Raises:
            StoreError: where a snapshot or the earlier file cannot be read, or the file cannot be written.
        """
        old, new = happened(snapshot, self._previous, self._settings.base_url)
        before = self._previous.parent if self._previous is not None else None
        new += answered(release, before, old, self._settings.base_url)
        lines = [orjson.dumps(event, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE) for event in new]
        save(release / "events.jsonl", old + b"".join(lines))
        counts = Counter(str(event["type"]) for event in new)
        return StageReport(stage="events", total=len(new), kept=len(new), counts=dict(counts))


def happened(snapshot: Path, previous: Path | None, base_url: str) -> tuple[bytes, list[dict[str, Any]]]:
    """Compare two snapshots.

    Args:
        snapshot: the new one.
        previous: the one of the release before; None where there was none.
        base_url: where the release is served.

    Returns:
        The lines of the earlier ``events.jsonl`` as they are, and the new events in order of story.
    """
    history = _earlier(previous)
    last = last_events(history)
    now, before = _state(snapshot), _state(previous) if previous is not None else State()
    events = []
    for story_id in sorted(set(now.stories) | set(before.stories)):
        told = last.get(story_id)
        if told is None and before.public(story_id):  # the earlier file is lost: the snapshot says what was told
            told = {"revision": before.stories[story_id]["revision"], "type": "created"}
        event = _event(story_id, now, before, told)
        if event is not None:
            if event["type"] != "killed":
                event["url"] = page_url(base_url, story_id)
            events.append(clean(event))
    return history, events


def last_events(history: bytes) -> dict[str, dict[str, Any]]:
    """Return the last event of every story; a line that is no event is passed over and kept."""
    last: dict[str, dict[str, Any]] = {}
    for line in history.splitlines():
        try:
            event = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if not isinstance(event, dict) or "question_id" in event:  # an answer names a story and is no event of it
            continue
        if isinstance(event.get("revision"), int) and "story_id" in event:
            last[str(event["story_id"])] = event
    return last


def _event(story_id: str, now: State, before: State, told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    row, old = now.stories.get(story_id), before.stories.get(story_id)
    was, known = before.public(story_id), told is not None and told["type"] != "killed"
    if now.public(story_id) and row is not None:
        if not (was or known):
            return _describe("created", story_id, row, updated(row) or now.as_of, told, "let through by the gate")
        if old is None:
            return None
        changes = {name: [old[name], row[name]] for name in _FIELDS if old[name] != row[name]}
        if not changes:
            return None
        fresh = now.corrections.get(story_id, set()) - before.corrections.get(story_id, set())
        fell = row["verified_sources"] < old["verified_sources"]
        kind = "corrected" if fresh or fell else "updated"
        reasons = [f"cited article {article}: {change}" for article, _, change in sorted(fresh)]
        reasons += [f"N fell from {old['verified_sources']} to {row['verified_sources']}"] if fell else []
        reason = "; ".join(reasons) or "changed: " + ", ".join(changes)
        return _describe(kind, story_id, row, updated(row) or now.as_of, told, reason) | {"changes": changes}
    if not was:
        return None
    if row is not None:
        return _describe(
            "killed", story_id, row, updated(row) or now.as_of, told, row["gate_reason"] or "held by the gate"
        )
    heirs = Counter(
        now.story_of[article] for article in before.articles.get(story_id, set()) if article in now.story_of
    )
    heirs.pop(story_id, None)
    gone = _describe("killed", story_id, None, now.as_of, told, "no longer in the store")
    if heirs:
        heir = min(heirs, key=lambda item: (-heirs[item], item))
        gone |= {"reason": "its articles now tell another story", "superseded_by": heir}
    return gone


def _describe(
    kind: str, story_id: str, row: Row | None, at: datetime | None, told: Mapping[str, Any] | None, reason: str
) -> dict[str, Any]:
    # The story's own revision, but always past the last one told, so that no idempotency key comes twice.
    revision = max(int(row["revision"]) if row else 1, int(told["revision"]) + 1 if told else 0)
    event: dict[str, Any] = {
        "type": kind,
        "story_id": story_id,
        "uri": uri(story_id),
        "revision": revision,
        "idempotency_key": ids.digest("event", story_id, revision),
        "at": iso(at),
        "reason": reason,
    }
    if row is not None:
        event |= {name: row[name] for name in ("verified_sources", "sources_low", "sources_high", "verdict", "gate")}
        if kind != "killed":
            event["headline"] = row["headline"]
    return event


def _state(path: Path) -> State:
    with opened(path) as data:
        tells: Sequence[Row] = data.story_articles()
        articles: dict[str, set[str]] = {}
        story_of: dict[str, str] = {}
        for row in tells:
            articles.setdefault(row["story_id"], set()).add(row["article_id"])
            story_of.setdefault(row["article_id"], row["story_id"])
        return State(
            stories={str(row["story_id"]): row for row in data.stories() if safe_id(row["story_id"])},
            corrections=data.corrections(),
            articles=articles,
            story_of=story_of,
            as_of=data.as_of(),
        )


def _earlier(previous: Path | None) -> bytes:
    path = previous.parent / "events.jsonl" if previous is not None else None
    if path is None or not path.exists():
        return b""
    try:
        history = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path}: cannot read the earlier events: {error}") from error
    return history if not history or history.endswith(b"\n") else history + b"\n"
