"""Retold copy: pieces that share no runs of words and yet rest on one origin.

Most articles that share an origin retell it.  What gives them away is phrases of three to five words, the same facts in
the same order, the same quotations, the same document or agency cited, and nothing of one's own.  A small logistic
model weighs such features; every score can be read as the sum of its terms.  Trained and measured by
``training/retold.py``; features that did not help there (rare names, rare figures, longer runs) have no weight.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from corroborate import resources
from corroborate.copies.credits import own_agency, wire_credit
from corroborate.copies.fingerprints import fold, prints, quotations
from corroborate.errors import ModelError
from corroborate.text.attribution import find_attribution, origin_of
from corroborate.text.media import media_of
from corroborate.text.sentences import split_sentences
from corroborate.types import Article, Dependence, DependenceKind, Outlet, OutletStatus, Strength

RULE_VERSION = "retold-1"

_NAME = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+(?:\s+(?:[A-ZÀ-Þ][\w’'-]+|[A-Z]\s?\.))*")
_FIGURE = re.compile(r"\b\d[\d,]*(?:\s?[.:]\s?\d+)?\b")
_COMMON_NAMES = frozenset(
    "the a an in on at but and he she it they we i his her its their this that these those after before when while as "
    "for from with mr mrs ms dr if there what who how why not no one two three some many also however meanwhile "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """What one article tells, as far as words show it: names, figures, quotations, whom it cites, in which order."""

    article_id: str
    outlet_id: str
    words: int
    names: frozenset[str]
    figures: frozenset[str]
    order: tuple[str, ...]
    quotes: frozenset[str]
    cites: frozenset[str]
    stands_for: frozenset[str]
    grams: tuple[frozenset[str], frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    """In how many articles of the story each name and figure stands: what all have says nothing of any two."""

    articles: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """How likely two pieces rest on one origin (0 to 1), and what each feature added to the log-odds."""

    score: float
    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights over standardised features, and three cuts.

    From ``strong`` two pieces are one origin; from ``merge`` a pair alone is enough for linkage; from ``weak`` on it
    adds to linkage and to the lower bound.  A cut above 1 is never reached: no precision was found that earns it.
    """

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    strong: float
    merge: float
    weak: float


FEATURES = (
    "overlap3",
    "overlap5",
    "overlap8",
    "names",
    "figures",
    "rare_names",
    "rare_figures",
    "nothing_own",
    "order",
    "quotes",
    "same_cited",
    "one_cites_other",
    "length_ratio",
    "shorter",
    "story_size",
)


@cache
def packaged_model() -> Model:
    """Read the weights that come with the program.

    Raises:
        ModelError: if they are missing or for other features.
    """
    try:
        table = json.loads(resources.read_text("models", "retold.json"))
        model = Model(
            names=tuple(table["features"]),
            mean=tuple(table["mean"]),
            scale=tuple(table["scale"]),
            weights=tuple(table["weights"]),
            bias=float(table["bias"]),
            strong=float(table["cuts"]["strong"]),
            merge=float(table["cuts"]["merge"]),
            weak=float(table["cuts"]["weak"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"data/models/retold.json cannot be read: {error}") from error
    if not set(model.names) <= set(FEATURES):
        raise ModelError("data/models/retold.json was trained on other features: run training/retold.py")
    return model


def article_facts(article: Article, outlets: Mapping[str, Outlet]) -> ArticleFacts:
    """Gather what one article tells.

    Args:
        article: one article.
        outlets: outlet id -> outlet.
    """
    text = article.text
    kept = prints(text).words
    names: dict[str, int] = {}
    for match in _NAME.finditer(text):
        parts = [part for part in re.split(r"[\s.]+", match[0]) if part]
        while parts and parts[0].casefold() in _COMMON_NAMES:
            parts = parts[1:]
        for part in parts:  # a name's parts, so that "Payton" is "Sean Payton"
            folded = re.sub(r"['’]s?$", "", part.casefold())
            if len(folded) > 2 and folded not in _COMMON_NAMES:
                names.setdefault(folded, match.start())
    figures: dict[str, int] = {}
    for match in _FIGURE.finditer(text):
        figure = re.sub(r"[\s,]", "", match[0])
        if len(figure) > 1:
            figures.setdefault("#" + figure, match.start())
    folded_text, _ = fold(text)
    quotes: set[str] = set()
    for span in quotations(folded_text):
        words = re.findall(r"\w+", folded_text[span.start : span.end])
        quotes.update(" ".join(words[at : at + 5]) for at in range(len(words) - 4))
    home = outlets.get(article.outlet_id) or Outlet(outlet_id=article.outlet_id, name=article.outlet_id, domains=())
    cites: set[str] = set()
    for span in split_sentences(text):
        found = find_attribution(text[span.start : span.end], (), outlets)
        origin = origin_of(found, home, outlets, "") if found is not None else None
        if origin is not None:
            cites.add(origin)
    credit = wire_credit(article, outlets)
    if credit is not None:
        cites.add(credit.key)
    medium = media_of(outlets).of_outlet(article.outlet_id)
    stands_for = {medium.key} if medium is not None else set()
    own = own_agency(article, outlets)
    if own is not None:
        stands_for.add(own)
    return ArticleFacts(
        article_id=article.article_id,
        outlet_id=article.outlet_id,
        words=len(kept),
        names=frozenset(names),
        figures=frozenset(figures),
        order=tuple(sorted((*names, *figures), key=lambda fact: ({**names, **figures}[fact], fact))),
        quotes=frozenset(quotes),
        cites=frozenset(cites),
        stands_for=frozenset(stands_for),
        grams=tuple(_grams(kept, size) for size in (3, 5, 8)),  # type: ignore[arg-type]
    )


def rarity_of(facts: Sequence[ArticleFacts]) -> Rarity:
    """Count, over the articles of one story, who has what."""
    counts: Counter[str] = Counter()
    for one in facts:
        counts.update(one.names | one.figures)
    return Rarity(articles=len(facts), counts=dict(counts))


def pair_features(a: ArticleFacts, b: ArticleFacts, rarity: Rarity) -> dict[str, float]:
    """Compare two articles of one story; every value is symmetric and lies about 0 to 1."""
    overlap3, overlap5, overlap8 = (_shared(a.grams[n], b.grams[n]) for n in range(3))
    facts_a, facts_b = a.names | a.figures, b.names | b.figures
    ranks_b = {fact: place for place, fact in enumerate(b.order)}
    return {
        "overlap3": math.sqrt(overlap3),
        "overlap5": math.sqrt(overlap5),
        "overlap8": math.sqrt(overlap8),
        "names": _shared(a.names, b.names),
        "figures": _shared(a.figures, b.figures),
        "rare_names": _rare(a.names & b.names, rarity),
        "rare_figures": _rare(a.figures & b.figures, rarity),
        "nothing_own": max(_inside(facts_a, facts_b), _inside(facts_b, facts_a)),
        "order": _order([ranks_b[fact] for fact in a.order if fact in ranks_b]),
        "quotes": _shared(a.quotes, b.quotes),
        "same_cited": float(bool(a.cites & b.cites)),
        "one_cites_other": float(bool(a.cites & b.stands_for or b.cites & a.stands_for)),
        "length_ratio": min(a.words, b.words) / max(a.words, b.words, 1),
        "shorter": math.log1p(min(a.words, b.words)) / 7,
        "story_size": math.log1p(rarity.articles) / 3,
    }


def retold_score(a: ArticleFacts, b: ArticleFacts, rarity: Rarity, model: Model | None = None) -> Retold:
    """Say how likely two articles of one story rest on one origin, and why.

    Args:
        a: one article's facts.
        b: the other's.
        rarity: the story's counts.
        model: weights; None means the packaged ones.
    """
    model = model or packaged_model()
    values = pair_features(a, b, rarity)
    terms = [
        (name, weight * (values[name] - mean) / scale)
        for name, mean, scale, weight in zip(model.names, model.mean, model.scale, model.weights, strict=True)
    ]
    odds = model.bias + math.fsum(term for _, term in terms)
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    return Retold(score=score, terms=tuple(sorted(terms, key=lambda term: (-abs(term[1]), term[0]))))


def find_retold(
    articles: Sequence[Article],
    dependence: Iterable[Dependence],
    outlets: Mapping[str, Outlet],
    model: Model | None = None,
    density: float = 0.10,
) -> tuple[Dependence, ...]:
    """Find retold copies among the articles of one story that words alone did not join.

    Args:
        articles: the story's articles.
        dependence: what :func:`corroborate.copies.find_dependence` found; copies of copies are not compared again.
        outlets: outlet id -> outlet.
        model: weights; None means the packaged ones.
        density: the linkage threshold that a weak edge at the merge cut just reaches.

    Returns:
        Edges of kind citation between vetted articles of different outlets, strong above the high cut, weak between.
    """
    model = model or packaged_model()
    ordered = sorted((a for a in articles if _vetted(a, outlets)), key=lambda article: article.order)
    joined = {a.article_id: a.article_id for a in ordered}

    def root(name: str) -> str:
        while joined[name] != name:
            name = joined[name]
        return name

    rank = {a.article_id: place for place, a in enumerate(ordered)}
    for edge in dependence:
        if edge.strength is Strength.STRONG and edge.article_a in joined and edge.article_b in joined:
            first, second = sorted((root(edge.article_a), root(edge.article_b)), key=rank.__getitem__)
            joined[second] = first
    # One piece an origin: copies add nothing, and 10,000 of them cost nothing.
    heads = [a for a in ordered if root(a.article_id) == a.article_id]
    facts = [article_facts(a, outlets) for a in heads]
    rarity = rarity_of(facts)
    found = []
    for first_at, second_at in _candidates(facts):
        a, b = facts[first_at], facts[second_at]
        if a.outlet_id == b.outlet_id:
            continue
        score = retold_score(a, b, rarity, model).score
        if score < model.weak:
            continue
        first, second = sorted((a.article_id, b.article_id))
        strong = score >= model.strong
        found.append(
            Dependence(
                article_a=first,
                article_b=second,
                strength=Strength.STRONG if strong else Strength.WEAK,
                kind=DependenceKind.CITATION,
                score=round(score if strong else min(1.0, density * score / model.merge), 6),
                rule_version=RULE_VERSION,
            )
        )
    return tuple(sorted(found, key=lambda edge: (edge.article_a, edge.article_b)))


def _candidates(facts: Sequence[ArticleFacts]) -> list[tuple[int, int]]:
    """Pairs that share a phrase of three words; on part fit no pair without one scores above .06."""
    holders: dict[str, list[int]] = {}
    for place, one in enumerate(facts):
        for gram in one.grams[0]:
            holders.setdefault(gram, []).append(place)
    lists = {tuple(places) for places in holders.values() if len(places) > 1}
    return sorted({pair for places in lists for pair in combinations(places, 2)})


def _vetted(article: Article, outlets: Mapping[str, Outlet]) -> bool:
    outlet = outlets.get(article.outlet_id)
    return outlet is not None and outlet.status is OutletStatus.VETTED


def _grams(words: Sequence[str], size: int) -> frozenset[str]:
    return frozenset(" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _inside(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a) if a else 0.0


def _rare(shared: frozenset[str], rarity: Rarity) -> float:
    """Weigh shared facts by how few others have them; in a story of two everything is shared by two only."""
    if rarity.articles <= 2:
        return 0.0
    weight = math.fsum(1 - (rarity.counts[fact] - 2) / (rarity.articles - 2) for fact in shared)
    return weight / (weight + 5)


def _order(ranks: Sequence[int]) -> float:
    """Share of pairs of shared facts that stand in the same order, 0 where chance would give as much or more."""
    if len(ranks) < 4:
        return 0.0
    ranks = ranks[:60]
    same = sum(first < second for first, second in combinations(ranks, 2))
    return max(0.0, 2 * same / (len(ranks) * (len(ranks) - 1) / 2) - 1)
