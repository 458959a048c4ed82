"""``questions.json``: every standing question with its answer of this release, and the events their changes make.

A question's first answer is an event, and then every change of N, of its bounds or of its verdict.  The answer of the
release before is the one in that release's file, so a release that never came into force is never compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from corroborate import ids
from corroborate.answers import Answer
from corroborate.export.common import clean, encode, iso, page_url, safe_id, save
from corroborate.export.snapshot import opened
from corroborate.types import StageReport, StandingQuestion

FILE = "questions.json"
ANSWERED = "answered"
Ask = Callable[[Path, Sequence[tuple[str, str]]], list[Answer]]
"""Answers (id, text) questions from a release's folder, in their order."""

# What a subscriber acts on; a new sentence or another confidence alone is no event.
_WATCHED = ("verified_sources", "sources_low", "sources_high", "verdict")
_TOLD = (*_WATCHED, "unverified_sources", "confidence", "sentence", "story_id", "claim_cluster_id", "gate")


class QuestionWriter:
    """Asks the standing questions of the release that is being made.

    Args:
        questions: all of them.
        ask: answers them from a release's folder; not called where there are none, so that no model is loaded.
        now: when they are asked.
    """

    def __init__(self, questions: Sequence[StandingQuestion], ask: Ask, now: datetime) -> None:
        self._questions = questions
        self._ask = ask
        self._now = now

    def write(self, snapshot: Path, release: Path) -> StageReport:
        """Write ``release/questions.json``; the release must hold its index already.

        Raises:
            StoreError: where snapshot or index cannot be read, or the file cannot be written.
        """
        rows: list[dict[str, Any]] = []
        if self._questions:
            answers = self._ask(release, [(each.question_id, each.text) for each in self._questions])
            with opened(snapshot) as data:
                gates, as_of = {row["story_id"]: row["gate"] for row in data.stories()}, iso(data.as_of())
            pairs = zip(self._questions, answers, strict=True)
            rows = [self._row(question, answer, gates, as_of) for question, answer in pairs]
        save(release / FILE, encode({"questions": rows}))
        return StageReport(stage="questions", total=len(rows), kept=len(rows))

    def _row(
        self, question: StandingQuestion, answer: Answer, gates: Mapping[str, str], as_of: str | None
    ) -> dict[str, Any]:
        return {
            "question_id": question.question_id,
            "text": question.text,
            "added_by": question.added_by,
            "added_at": question.added_at.isoformat(),
            "answered_at": iso(self._now),
            "as_of": as_of,
            "verified_sources": answer.verified_sources,
            "sources_low": answer.sources_low,
            "sources_high": answer.sources_high,
            "unverified_sources": answer.unverified_sources,
            "confidence": answer.confidence,
            "verdict": str(answer.verdict),
            "sentence": answer.sentence,
            "story_id": answer.story_id,
            "claim_cluster_id": answer.claim_cluster_id,
            "gate": gates.get(answer.story_id) if answer.story_id else None,
        }


def read_answers(release: Path) -> list[dict[str, Any]]:
    """Read the questions and answers of a release; none where it has no such file, or one that cannot be read."""
    try:
        rows = orjson.loads((release / FILE).read_bytes())["questions"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [row for row in rows if isinstance(row, dict) and "question_id" in row] if isinstance(rows, list) else []


def answered(release: Path, previous: Path | None, history: bytes, base_url: str) -> list[dict[str, Any]]:
    """List the events that the answers of a release make.

    Args:
        release: the new one, its ``questions.json`` written.
        previous: the folder of the release before; None where there was none.
        history: the earlier lines of ``events.jsonl``.
        base_url: where the release is served.

    Returns:
        Events in order of question id; none where no answer changed.
    """
    now = read_answers(release)
    if not now:
        return []
    # A question that was removed and added again in between begins anew: it is known by its id and when it was added.
    before = {_same(row): row for row in (read_answers(previous) if previous is not None else [])}
    told = _revisions(history)
    events = []
    for row in sorted(now, key=lambda row: str(row["question_id"])):
        old = before.get(_same(row))
        names = [name for name in _WATCHED if old is None or old.get(name) != row[name]]
        if not names:
            continue
        # Always past the last one told, so that no idempotency key comes twice.
        revision = told.get(row["question_id"], 0) + 1
        event = {
            "type": ANSWERED,
            "question_id": row["question_id"],
            "uri": f"urn:corroborate:question:{row['question_id']}",
            "text": row["text"],
            "revision": revision,
            "idempotency_key": ids.digest("event", row["question_id"], revision),
            "at": row["as_of"],
            "reason": "answered first" if old is None else "changed: " + ", ".join(names),
            "changes": {name: [None if old is None else old.get(name), row[name]] for name in names},
            **{name: row[name] for name in _TOLD},
        }
        if row["story_id"] is not None and row["gate"] not in (None, "held") and safe_id(row["story_id"]):
            event["url"] = page_url(base_url, row["story_id"])
        events.append(clean(event))
    return events


def _same(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["question_id"]), str(row.get("added_at"))


def _revisions(history: bytes) -> dict[str, int]:
    """Return the last revision told of every question; a line that is no event of one is passed over."""
    last: dict[str, int] = {}
    for line in history.splitlines():
        if b'"question_id"' not in line:
            continue
        try:
            event = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(event, dict) and isinstance(event.get("revision"), int) and event.get("type") == ANSWERED:
            key = str(event.get("question_id"))
            last[key] = max(last.get(key, 0), event["revision"])
    return last
