"""Standing questions as a house keeps them: checked when they come in, asked of a release, told to webhooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from corroborate import ids
from corroborate.answers import Answer
from corroborate.errors import UsageError
from corroborate.export import read_answers
from corroborate.export.common import clean
from corroborate.export.questions import Ask
from corroborate.fetch import HttpPoster, Resolver
from corroborate.index import Index
from corroborate.pipeline.webhooks import deliver, unknown_places
from corroborate.published import Published
from corroborate.reading import unanswerable
from corroborate.settings import Settings
from corroborate.store import DuckStore
from corroborate.types import StageReport, StandingQuestion

_LONGEST_NAME = 200
_ASKED = ("question_id", "text", "added_by", "added_at")
_TOLD = ("verified_sources", "sources_low", "sources_high", "unverified_sources", "confidence", "verdict") + (
    "answered_at",
    "sentence",
    "story_id",
)


def standing(text: str, by: str, at: datetime) -> StandingQuestion:
    """Make a standing question of what a user typed.

    Line breaks and runs of blanks become one blank, and what could command a terminal is dropped, so that the same
    words are the same question.

    Raises:
        UsageError: where it says nothing or too much, or nobody is named.
    """
    text, by = (" ".join(clean(each).split()) for each in (text, by))
    fault = unanswerable(text)
    if fault is not None:
        raise UsageError(f"this cannot be watched: {fault}")
    if not by or len(by) > _LONGEST_NAME:
        raise UsageError("say in a few words who asks: --by NAME")
    return StandingQuestion(question_id=ids.digest("question", text), text=text, added_by=by, added_at=at)


def asker(open_index: Callable[[Path], Index]) -> Ask:
    """Make what answers questions from a release's folder, by the same code as ``ask``."""

    def ask(release: Path, questions: Sequence[tuple[str, str]]) -> list[Answer]:
        published = Published(release.parent, open_index, release=release)
        try:
            return published.ask(questions)
        finally:
            published.close()

    return ask


def as_published(release: Path) -> list[dict[str, Any]]:
    """List the questions that a release answers, the oldest first."""
    rows = sorted(read_answers(release), key=lambda row: (str(row.get("added_at")), str(row["question_id"])))
    return [{name: row.get(name) for name in (*_ASKED, *_TOLD)} for row in rows]


def with_answers(questions: Sequence[StandingQuestion], release: Path) -> list[dict[str, Any]]:
    """Lay out each question with its answer in a release; fields of the answer are null where it has none yet."""
    answers = {(row["question_id"], row.get("added_at")): row for row in read_answers(release)}
    out = []
    for question in questions:
        key = (question.question_id, question.added_at.isoformat())
        told = answers.get(key, {})
        asked = (key[0], question.text, question.added_by, key[1])
        out.append(dict(zip(_ASKED, asked, strict=True)) | {name: told.get(name) for name in _TOLD})
    return out


def note_webhooks(store: DuckStore, settings: Settings, before: Path) -> None:
    """Remember for new webhooks where they begin, before anything new is told; so no crash loses them an event."""
    fresh = unknown_places(settings.publish.webhooks, store.webhooks(), before) if settings.publish.webhooks else {}
    if fresh:
        store.save_webhooks(fresh)


def serve_webhooks(
    store: DuckStore,
    settings: Settings,
    events: Path,
    *,
    resolver: Resolver | None,
    environ: Mapping[str, str],
) -> StageReport:
    """Post to every webhook the events it does not have; one that fails is in the report, and served next time."""
    options = settings.publish
    if not options.webhooks:
        return StageReport(stage="webhooks")
    name = options.webhook_secret_env
    secret = environ.get(name, "").encode("utf-8", "surrogateescape") if name else b""
    poster = HttpPoster(
        user_agent=settings.fetch.user_agent,
        timeout=options.webhook_timeout,
        allow_private=options.webhook_allow_private,
        resolver=resolver,
    )
    places, report = deliver(
        events,
        options.webhooks,
        store.webhooks(),
        poster.post,
        f"the environment has no {name} to sign with" if name and not secret else secret,
    )
    store.save_webhooks(places)
    return report


def together(published: StageReport, webhooks: StageReport) -> StageReport:
    """Put what became of the webhooks into the report of a publish."""
    if not webhooks.total:
        return published
    return replace(
        published,
        total=published.total + webhooks.total,
        kept=published.kept + webhooks.kept,
        dropped_by_reason={**published.dropped_by_reason, **webhooks.dropped_by_reason},
        counts={**published.counts, webhooks.stage: webhooks.kept},
    )
