"""Sentiment: what a development means for those it touches.

For an entity: its clause, direction verb x noun polarity x negation.  For a story: the sum over its statements,
one vote a claim cluster, joined with what an event of its type usually means.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corroborate import resources
from corroborate.scoring.beat import Beat
from corroborate.scoring.impact import event_type
from corroborate.scoring.phrases import Hit, PhraseBook, words_of
from corroborate.scoring.statements import statements
from corroborate.types import Claim, ClaimCluster, Modality, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Weights and cuts.  Set by hand on part `fit` of the labelled stories and half of the labelled headlines."""

    reach: int = 5  # how many words may stand between a direction and the noun it moves
    negation_reach: int = 4  # how many words before a word its negator may stand
    moved: float = 1.0  # direction x noun
    alone: float = 0.8  # a direction without a noun: the entity itself moves
    tone: float = 0.8  # a word with a tone of its own
    noun: float = 0.2  # a bad noun nobody moves: "losses"; a good one ("profit") says nothing alone
    neighbour: float = 0.5  # what other clauses say weighs this much where the entity's own says nothing
    entity_cut: float = 0.24  # below it an entity is neutral
    type_share: float = 0.6  # the event type's share in a story's score
    words_share: float = 0.4  # the words' share
    story_cut: float = 0.3  # below it a story is neutral
    little: float = 3.5  # an event type of lower base touches nobody's business: the words alone do not make a tone


CONFIG = Config()


@dataclass(frozen=True, slots=True)
class _Lexicon:
    direction: PhraseBook
    noun: PhraseBook
    tone: PhraseBook
    negation: PhraseBook
    breaks: PhraseBook
    speaker: PhraseBook


@cache
def _lexicon() -> _Lexicon:
    data = resources.read_toml("lexicons", "sentiment.toml")
    return _Lexicon(
        direction=PhraseBook.of(data["direction"]),
        noun=PhraseBook.of(data["noun"]),
        tone=PhraseBook.of(data["tone"]),
        negation=PhraseBook.of({"not": data["negation"]["words"]}),
        breaks=PhraseBook.of({"break": data["clause"]["breaks"]}),
        speaker=PhraseBook.of({"speaker": data["speaker"]["verbs"]}),
    )


_SIGN = {"up": 1, "down": -1, "good": 1, "bad": -1}
_SIGNED = re.compile(r":\s[^:]*$")  # "Nifty to fall: X, Y Securities" is signed by X
_STOP = re.compile(r"[;:?!]|,\s|\s[-–—]\s|\.\s")


def clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Cut a sentence where it turns to something else.

    Returns:
        Spans of the text, in order, that cover all its words.
    """
    cuts = {match.end() for match in _STOP.finditer(text)}
    words = words_of(text)
    cuts |= {words[hit.first].start for hit in _lexicon().breaks.find(words)}
    edges = sorted({0, *cuts, len(text)})
    return tuple(itertools.pairwise(edges))


def clause_tone(text: str, config: Config = CONFIG) -> float:
    """Weigh the words of one clause.

    Returns:
        A score in -1..1, 0 where nothing in it moves or is judged.
    """
    words = words_of(text)
    lexicon = _lexicon()
    negators = lexicon.negation.find(words)
    nouns = lexicon.noun.find(words)
    used: set[int] = set()
    total = 0.0
    for hit in lexicon.direction.find(words):
        noun = _moved(hit, nouns, config)
        if noun is None:
            value = config.alone * _SIGN[hit.key]
        else:
            value = config.moved * _SIGN[hit.key] * _SIGN[noun.key]
            used |= set(range(noun.first, noun.last))
        used |= set(range(hit.first, hit.last))
        total += value * _parity(hit, negators, config)
    for hit in lexicon.tone.find(words):
        if not used & set(range(hit.first, hit.last)):
            total += config.tone * _SIGN[hit.key] * _parity(hit, negators, config)
            used |= set(range(hit.first, hit.last))
    for hit in nouns:
        if hit.key == "bad" and not used & set(range(hit.first, hit.last)):
            total += config.noun * _SIGN[hit.key] * _parity(hit, negators, config)
    return max(-1.0, min(1.0, total))


def _moved(hit: Hit, nouns: Sequence[Hit], config: Config) -> Hit | None:
    """The noun a direction moves: the nearest before it ("profit fell"), else just after ("cut costs")."""
    before = [noun for noun in nouns if noun.last <= hit.first and hit.first - noun.last <= config.reach]
    after = [noun for noun in nouns if noun.first >= hit.last and noun.first - hit.last < 3]
    bad = [noun for noun in (*after, *reversed(before)) if noun.key == "bad"]
    if bad:
        return bad[0]
    return before[-1] if before else (after[0] if after else None)


def _parity(hit: Hit, negators: Sequence[Hit], config: Config) -> int:
    before = [n for n in negators if n.last <= hit.first and hit.first - n.last < config.negation_reach]
    return -1 if len(before) % 2 else 1


def entity_tone(text: str, entity: str, config: Config = CONFIG) -> float:
    """Weigh what a sentence means for one entity that it names.

    Args:
        text: the sentence.
        entity: its name as the sentence has it (compared without case).

    Returns:
        A score in -1..1; the clause that names the entity decides, its neighbours only where that says nothing.
    """
    spans = clauses(text)
    at = text.casefold().find(entity.casefold())
    own = [i for i, (start, end) in enumerate(spans) if at >= 0 and start < at + len(entity) and at < end]
    if own and _speaks(text, at + len(entity)):
        return 0.0
    score = clause_tone(text[spans[own[0]][0] : spans[own[-1]][1]], config) if own else 0.0
    if score:
        return score
    others = [clause_tone(text[start:end], config) for i, (start, end) in enumerate(spans) if i not in own]
    return max(-1.0, min(1.0, config.neighbour * sum(others)))


def _speaks(text: str, end: int) -> bool:
    """Whether an entity only judges or speaks: named after the last colon, or subject of a verb of judging."""
    signature = _SIGNED.search(text[:end])
    if signature and not clause_tone(text[signature.start() + 1 :]):
        return True
    after = words_of(text[end:])
    return any(hit.first == 0 for hit in _lexicon().speaker.find(after))


def label(score: float, config: Config = CONFIG) -> str:
    """Name an entity's score: positive, neutral or negative."""
    return "positive" if score >= config.entity_cut else "negative" if score <= -config.entity_cut else "neutral"


def text_tone(text: str, config: Config = CONFIG) -> float:
    """Weigh a whole sentence: the mean of the clauses that say anything."""
    scores = [score for start, end in clauses(text) if (score := clause_tone(text[start:end], config))]
    return sum(scores) / len(scores) if scores else 0.0


def sentiment(
    headline: str, clusters: Sequence[ClaimCluster], claims: Mapping[str, Claim], beat: Beat, config: Config = CONFIG
) -> tuple[Tone, float]:
    """Say what a story means for those it affects economically or operationally.

    Args:
        headline: the story's headline.
        clusters: its claim clusters, in any order.
        claims: by id.
        beat: whose topics are used.

    Returns:
        The tone, and a score in -1..1.
    """
    parts = statements(headline, clusters, claims)
    event, _ = event_type(headline, parts, clusters, beat)
    said = 0.4 * text_tone(headline, config)
    for part in parts:
        weight = 0.5 if part.cluster.modality in (Modality.ALLEGED, Modality.DENIED) else 1.0
        said += 0.6 * part.weight * weight * text_tone(part.cluster.text, config)
    score = config.words_share * said
    if event.base >= config.little:
        score += config.type_share * event.tone
    else:
        score *= 0.5
    score = round(max(-1.0, min(1.0, score)), 3)
    tone = Tone.BULLISH if score >= config.story_cut else Tone.BEARISH if score <= -config.story_cut else Tone.NEUTRAL
    return tone, score


__all__ = ["Config", "clause_tone", "clauses", "entity_tone", "label", "sentiment", "text_tone"]
