"""Impact: what a development changes for organisations, markets, authorities or services, 1 to 10.

``base[event type] + magnitude + breadth + immediacy - modality``.  One vote a claim cluster, never one an
article, so that twice the coverage leaves it unchanged; each term names the claim and span that earned it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corroborate.scoring.beat import Beat
from corroborate.scoring.category import topic_scores
from corroborate.scoring.phrases import PhraseBook, Word, words_of
from corroborate.scoring.rubric import EventType, rubric
from corroborate.scoring.statements import Statement, overlap, statements
from corroborate.types import Claim, ClaimCluster, ImpactTerm, Modality, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How the event type is chosen and what bounds the rest.  Values set by hand on the labelled part `fit`."""

    strong: float = 2.0  # a phrase that names the event
    weak: float = 0.6  # one that only leans towards it
    headline: float = 1.0  # the headline's weight beside all statements together, which weigh 1
    away: float = 0.35  # what is left of a hit where the story's topic is not one of the type's own
    closed: float = 0.1  # the same where the story's only topic is one whose words are borrowed (a "fight", a "battle")
    near: float = 0.5  # a topic counts as the story's if it scores this share of the best one
    least: float = 0.3  # below this no event type is taken: the topic's base stands
    most: int = 3  # hits of one type in one statement count up to this many
    near_lead: float = 0.35  # a term beside the base is read from statements that share this much with the headline
    leads: int = 6  # and from the heaviest few in any case
    reach: int = 5  # words after a figure within which it is said to be of the dead


CONFIG = Config()
TermSource = Statement | None


def impact(
    headline: str, clusters: Sequence[ClaimCluster], claims: Mapping[str, Claim], beat: Beat, config: Config = CONFIG
) -> tuple[int, tuple[ImpactTerm, ...]]:
    """Score a story's consequence.

    Args:
        headline: the story's headline.
        clusters: its claim clusters, in any order.
        claims: by id, for modality, quantities and spans.
        beat: whose topics are used.

    Returns:
        1 to 10, and the terms it is the rounded, bounded sum of.
    """
    parts = statements(headline, clusters, claims)
    event, origin = event_type(headline, parts, clusters, beat, config)
    terms = [_term(event.name, "base", event.base, origin)]
    leads = _leads(headline, parts, config)
    terms += _office(event, headline, leads)
    terms += _magnitude(event, leads, config)
    terms += _graded(rubric().breadth, "breadth", headline, leads)
    terms += _graded(rubric().immediacy, "immediacy", headline, leads)
    terms += _modality(event, headline, leads)
    total = sum(term.value for term in terms)
    return max(1, min(10, int(total + 0.5))), tuple(terms)


_CLOSED = frozenset({"sport", "arts, culture, entertainment and media", "human interest", "lifestyle and leisure"})


def event_type(
    headline: str, parts: Sequence[Statement], clusters: Sequence[ClaimCluster], beat: Beat, config: Config = CONFIG
) -> tuple[EventType, TermSource]:
    """Choose the event type, with the statement that says it most plainly (None where only the headline does)."""
    table = rubric()
    topics = topic_scores(headline, clusters, beat)
    best = max(topics.values(), default=0.0)
    home = {topic for topic, score in topics.items() if best and score >= config.near * best}
    scores: dict[str, float] = {}
    shown: dict[str, tuple[float, Statement]] = {}
    for name, value in _hits(words_of(headline), config).items():
        scores[name] = config.headline * value
    for part in parts:
        for name, value in _hits(part.words, config).items():
            scores[name] = scores.get(name, 0.0) + part.weight * value
            if name not in shown or shown[name][0] < part.weight * value - 1e-9:
                shown[name] = (part.weight * value, part)
    away = config.closed if home and home <= _CLOSED else config.away
    for name in scores:
        if not home & set(table.events[name].topics):
            scores[name] *= away
    name = max(table.events, key=lambda name: (round(scores.get(name, 0.0), 9), table.events[name].base))
    if scores.get(name, 0.0) >= config.least:
        return table.events[name], shown[name][1] if name in shown else None
    topic = max(topics, key=lambda t: round(topics[t], 9)) if best else ""
    fallback = EventType(
        name=f"other: {topic or 'unknown topic'}", base=table.topic_base[topic], tone=0, topics=(topic,)
    )
    return fallback, parts[0] if parts else None


def _hits(words: tuple[Word, ...], config: Config) -> dict[str, float]:
    found: dict[str, dict[str, float]] = {}
    table = rubric()
    for book, value in ((table.strong, config.strong), (table.weak, config.weak)):
        for hit in book.find(words):
            stems = " ".join(word.stem for word in words[hit.first : hit.last])
            inner = found.setdefault(hit.key, {})
            inner[stems] = max(inner.get(stems, 0.0), value)
    return {name: sum(sorted(values.values(), reverse=True)[: config.most]) for name, values in found.items()}


def _leads(headline: str, parts: Sequence[Statement], config: Config) -> list[Statement]:
    """The statements that say what the headline says, heaviest first."""
    title = words_of(headline)
    return [part for i, part in enumerate(parts) if i < config.leads or overlap(part.words, title) >= config.near_lead]


def _term(name: str, kind: str, value: float, origin: TermSource) -> ImpactTerm:
    claim = origin.claim if origin is not None else None
    return ImpactTerm(
        term=name,
        kind=kind,
        value=value,
        claim_id=claim.claim_id if claim else None,
        char_start=claim.char_start if claim else None,
        char_end=claim.char_end if claim else None,
    )


def _magnitude(event: EventType, leads: Sequence[Statement], config: Config) -> list[ImpactTerm]:
    """The largest figure of each sort that the type takes, at its cautious end."""
    out = []
    for sort in event.takes:
        table = rubric().magnitudes[sort]
        best: tuple[float, Quantity, Statement] | None = None
        for part in leads:
            for quantity in part.claim.quantities if part.claim else ():
                if _is(sort, quantity, part, config) and (best is None or quantity.low > best[0]):
                    best = (quantity.low, quantity, part)
        if best and table.points(best[0]):
            out.append(_term(f"{sort}: {best[1].text}", "magnitude", table.points(best[0]), best[2]))
    return out


def _is(sort: str, quantity: Quantity, part: Statement, config: Config) -> bool:
    currency = len(quantity.unit) == 3 and quantity.unit.isupper()
    if sort == "money":
        return currency
    if currency or quantity.unit or quantity.ordinal:
        return False
    book = rubric().magnitudes[sort].nouns
    if sort == "deaths":
        return bool(book.find(words_of(quantity.noun))) or _near(quantity.text, part, book, config)
    return bool(book.find(words_of(quantity.noun)))


def _near(figure: str, part: Statement, book: PhraseBook, config: Config) -> bool:
    """Whether a word of the book is near a figure: "28 people were killed" counts people, yet means deaths."""
    sought = tuple(word.form for word in words_of(figure))
    forms = tuple(word.form for word in part.words)
    at = next((i for i in range(len(forms)) if forms[i : i + len(sought)] == sought), None)
    if at is None:
        return False
    last = at + len(sought)
    return bool(book.find(part.words[last : last + config.reach])) or bool(book.find(part.words[max(0, at - 2) : at]))


def _graded(book: PhraseBook, kind: str, headline: str, leads: Sequence[Statement]) -> list[ImpactTerm]:
    """The strongest raising and the strongest lowering words, each once."""
    ups: dict[float, tuple[str, TermSource]] = {}
    for words, origin in _sources(headline, leads):
        for hit in book.find(words):
            ups.setdefault(float(hit.key), (hit.phrase.replace(" ... ", " … "), origin))
    up, down = max((v for v in ups if v > 0), default=None), min((v for v in ups if v < 0), default=None)
    chosen = [value for value in (up, down) if value is not None]
    return [_term(ups[value][0], kind, value, ups[value][1]) for value in chosen]


def _sources(headline: str, leads: Sequence[Statement]) -> list[tuple[tuple[Word, ...], TermSource]]:
    """Statements first, so that a term has a span wherever a statement says it too."""
    return [*((part.words, part) for part in leads), (words_of(headline), None)]


_PERSONAL = (
    "death of a person",
    "departure of a public face",
    "appointment",
    "conviction or sentence",
    "arrest or charge",
    "violent crime",
)


def _office(event: EventType, headline: str, leads: Sequence[Statement]) -> list[ImpactTerm]:
    """A death or departure matters by the office held."""
    if event.name not in _PERSONAL:
        return []
    terms = _graded(rubric().office, "magnitude", headline, leads[:2])
    return terms[:1]


def _modality(event: EventType, headline: str, leads: Sequence[Statement]) -> list[ImpactTerm]:
    """What is alleged, planned or denied has not happened yet."""
    if event.base < 3:
        return []
    table = rubric()
    lead = leads[0] if leads else None
    unsure = [part.cluster.modality for part in leads[:3] if part.cluster.modality is not Modality.CONFIRMED]
    if lead is not None and lead.cluster.modality in unsure and len(unsure) * 2 > len(leads[:3]):
        name = lead.cluster.modality.value
        return [_term(name, "modality", table.modality[name], lead)]
    hit = next(iter(table.unsure.find(words_of(headline))), None)
    if hit is not None:
        return [_term(hit.phrase, "modality", table.modality["hedged"], lead)]
    return []
