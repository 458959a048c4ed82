"""``ask``: how many independent sources say this?  The same candidates, scorer and count as the store's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corroborate.backing import Independence, evidence_for
from corroborate.matching import Hit, hits
from corroborate.ports import Vectors
from corroborate.support.passages import Passage, Statement
from corroborate.support.scorer import Forest
from corroborate.text.language import ENGLISH, tongue
from corroborate.types import Evidence, Stance, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """One story as a question meets it; ``cosines`` are of the question with each passage."""

    known: Independence
    passages: tuple[Passage, ...]
    cosines: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One sentence named in an answer; offsets are into the article's stored text."""

    url: str
    char_start: int
    char_end: int
    text: str
    source_cluster_id: str
    origin: str
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """What comes closest where nobody says it, and what is missing or different in it."""

    url: str
    text: str
    missing: tuple[str, ...]
    different: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How many independent sources say this, which, and the sentence that says so."""

    id: str
    text: str
    verified_sources: int
    sources_low: int
    sources_high: int
    unverified_sources: int
    confidence: float
    verdict: Verdict
    supports: tuple[Cited, ...]
    contradicts: tuple[Cited, ...]
    sentence: str
    story_id: str | None = None
    claim_cluster_id: str | None = None
    nearest: tuple[Nearest, ...] = ()


_Best = tuple[tuple[bool, float], StoryView, tuple[Hit, ...], tuple[Hit, ...]]


def answer(question_id: str, statement: Statement, stories: Sequence[StoryView], forest: Forest) -> Answer:
    """Answer from the story that speaks most of it.

    Args:
        question_id: given back in the answer.
        statement: the question, read.
        stories: those with the likeliest sentences, likeliest first.
    """
    best: _Best | None = None
    near: list[tuple[Hit, Independence]] = []
    asked = tongue(statement.text)
    for story in stories:
        if _spoken(story.known) != asked:
            continue
        supports, against, others = hits(statement, story.passages, story.cosines, forest)
        near.extend((hit, story.known) for hit in others)
        # One who says it is better than any number who deny it; then the story with most to say.
        rank = (bool(supports), round(math.fsum(hit.support.score for hit in (*supports, *against)), 4))
        if (supports or against) and (best is None or rank > best[0]):
            best = (rank, story, supports, against)
    if best is None or not best[2]:
        return _unsupported(question_id, statement, best, near)
    _, story, supports, against = best
    evidence, found = evidence_for("", supports, against, story.known)
    return Answer(
        id=question_id,
        text=statement.text,
        verified_sources=found.verified_sources,
        sources_low=found.sources_low,
        sources_high=found.sources_high,
        unverified_sources=found.unverified_sources,
        confidence=found.confidence,
        verdict=found.verdict,
        supports=cited(evidence, Stance.SUPPORTS, story.known),
        contradicts=cited(evidence, Stance.CONTRADICTS, story.known),
        sentence=found.reason,
        story_id=story.known.story_id,
    )


def _spoken(known: Independence) -> str:
    """Name the language of a story; all its articles have one (``events.group``)."""
    first = next(iter(known.articles.values()), None)
    return tongue(first.text, first.language) if first is not None else ENGLISH


def unread(question_id: str, text: str, fault: str) -> Answer:
    """Answer what is no question: N is 0, and the sentence says what is wrong with it."""
    return _nobody(question_id, text, f"N = 0: this is no claim that can be asked: {fault}")


def cited(evidence: Sequence[Evidence], stance: Stance, known: Independence) -> tuple[Cited, ...]:
    """Write evidence as sentences in named articles, those that count first."""
    rows = [e for e in evidence if e.stance is stance]
    rows.sort(key=lambda e: (not e.counted, e.source_cluster_id, e.article_id))
    return tuple(
        Cited(
            url=known.articles[e.article_id].url,
            char_start=e.char_start,
            char_end=e.char_end,
            text=known.articles[e.article_id].text[e.char_start : e.char_end],
            source_cluster_id=e.source_cluster_id,
            origin=e.origin,
            counted=e.counted,
            reason=e.gate_reason,
        )
        for e in rows
    )


def _unsupported(
    question_id: str,
    statement: Statement,
    best: _Best | None,
    near: Sequence[tuple[Hit, Independence]],
) -> Answer:
    contradicts: tuple[Cited, ...] = ()
    near = sorted(near, key=lambda pair: (-pair[0].support.score, pair[0].passage.article_id, pair[0].passage.index))
    if best is not None:
        evidence, _ = evidence_for("", (), best[3], best[1].known)
        contradicts = cited(evidence, Stance.CONTRADICTS, best[1].known)
    nearest = tuple(
        Nearest(
            url=known.articles[hit.passage.article_id].url,
            text=hit.passage.text,
            missing=hit.support.missing,
            different=hit.support.contradicted,
        )
        for hit, known in near[:3]
    )
    lacks = ", ".join(nearest[0].missing[:4]) if nearest else ""
    sentence = "N = 0: nobody in the store says this"
    if contradicts:
        sentence += f"; {len(contradicts)} article{'s say' if len(contradicts) > 1 else ' says'} otherwise"
    elif lacks:
        sentence += f"; the nearest lacks {lacks}"
    return _nobody(
        question_id,
        statement.text,
        sentence,
        contradicts=contradicts,
        story_id=best[1].known.story_id if best else None,
        nearest=nearest,
    )


def _nobody(
    question_id: str,
    text: str,
    sentence: str,
    contradicts: tuple[Cited, ...] = (),
    story_id: str | None = None,
    nearest: tuple[Nearest, ...] = (),
) -> Answer:
    return Answer(
        id=question_id,
        text=text,
        verified_sources=0,
        sources_low=0,
        sources_high=0,
        unverified_sources=0,
        confidence=0.01,
        verdict=Verdict.UNSUPPORTED,
        supports=(),
        contradicts=contradicts,
        sentence=sentence,
        story_id=story_id,
        nearest=nearest,
    )
