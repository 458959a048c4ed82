"""The headline, and the statement that it makes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corroborate.scoring.phrases import Word, words_of
from corroborate.scoring.statements import overlap
from corroborate.stories.inputs import Desk, words
from corroborate.types import Article, ClaimCluster, ClaimKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a title must be, and how it is weighed."""

    longest: int = 160  # characters; longer ones are leads or stuffed with search terms
    fewest: int = 3  # words
    consensus: float = 0.6  # share of what the other origins say in what makes a title good; the rest is its own lead
    old: float = 0.5  # taken off a title whose statement a later report replaces
    heard: int = 3  # core claims of each article that its origin is heard by, beside its title
    said: float = 0.65  # of likeness: how much of the title the statement says; the rest: how little else it says
    bin: float = 0.1  # likenesses closer than this are a tie, which N settles
    little: float = 0.15  # a statement less like the title than this does not state it


CONFIG = Config()

# Titles that sell instead of telling, and what is no title at all.
_BAIT = re.compile(
    r"won['’]?t believe|what happened next|will shock|shocking|jaw-dropping|mind-?blowing|here['’]?s (?:why|what|how)"
    r"|this is why|things you (?:need|should)|must[- ](?:see|read)|goes viral|click here|subscribe|sign up"
    r"|^\s*(?:watch|video|photos?|gallery|live(?: updates)?|opinion|editorial|quiz|podcast|explainer|analysis"
    r"|in pictures|comment|letters?)\b\s*[:|]|^\s*\d+ (?:things|ways|reasons)"
    r"|[!?]{2,}|\?\s*$|!\s*$|https?://|www\.|\bbreaking news\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[^>]*>?|&(?:[a-z]+|#\w+);?|javascript:", re.IGNORECASE)
# " - The Daily News" or " | Sport": the site, not the story.
_TAIL = re.compile(r"\s+[|»]\s+[^|»]{2,40}$|\s+[-–—]\s+(?:[A-Z][\w.']*\s*){1,4}(?:\.com|News|Times|Post)$")


def tidy(title: str) -> str:
    """Drop markup, control and direction marks, the site's name, and doubled spaces from a title."""
    text = _MARKUP.sub(" ", title)
    text = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)
    return _TAIL.sub("", " ".join(text.split())).strip()


def fit(title: str, config: Config = CONFIG) -> bool:
    """Whether a title, as given, may head a story."""
    text = tidy(title)
    letters = [char for char in text if char.isalpha()]
    shouted = len(letters) > 12 and sum(char.isupper() for char in letters) > 0.8 * len(letters)
    hostile = text != _TAIL.sub("", " ".join(title.split())).strip()
    return not (
        hostile or shouted or len(text) > config.longest or len(words_of(text)) < config.fewest or _BAIT.search(title)
    )


def likeness(title: tuple[Word, ...], statement: tuple[Word, ...], config: Config = CONFIG) -> float:
    """Tell how far a statement is what a title says, in [0, 1]: rare words weigh more."""
    return config.said * overlap(statement, title) + (1 - config.said) * overlap(title, statement)


def cores(desk: Desk) -> list[ClaimCluster]:
    """The core statements, by id."""
    return [cluster for cluster in desk.clusters.values() if cluster.kind is ClaimKind.CORE]


def choose(desk: Desk, config: Config = CONFIG) -> tuple[str, ClaimCluster | None]:
    """Choose the headline and its lead.

    Returns:
        A title, and the core claim cluster it states (None where the story makes no core claim).  Only vetted outlets'
        titles are eligible where there is one, so a farm cannot choose the headline.
    """
    articles = [article for article in desk.articles.values() if article.title.strip()]
    live = [article for article in articles if article.status == "live"] or articles
    eligible = [article for article in live if desk.vetted(article)] or live
    # A document's title names the document; a report's title says what happened.
    eligible = [article for article in eligible if desk.reports(article)] or eligible
    good = [article for article in eligible if fit(article.title, config)] or eligible
    heard = _heard(desk, eligible, config)
    said = _said_by(desk)
    best: tuple[float, Article] | None = None
    for article in good:
        score = _worth(desk, article, heard, said.get(article.article_id, []), config)
        if best is None or score > best[0] + 1e-9:  # the earliest of equals
            best = (score, article)
    title = tidy(best[1].title) if best else ""
    lead = lead_of(desk, title, said.get(best[1].article_id, []) if best else [], config)
    if not words_of(title):
        title = lead.text.rstrip(".") if lead else "Untitled"
    return title, lead


def _heard(desk: Desk, eligible: list[Article], config: Config) -> dict[str, tuple[Word, ...]]:
    """What each source cluster says first, from its eligible articles: one vote a cluster."""
    texts: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    wanted = {article.article_id for article in eligible}
    for article in eligible:
        texts.setdefault(_source(desk, article.article_id), []).append(tidy(article.title))
    for claim in desk.claims.values():
        if (
            claim.article_id in wanted
            and claim.kind is ClaimKind.CORE
            and counts.get(claim.article_id, 0) < config.heard
        ):
            counts[claim.article_id] = counts.get(claim.article_id, 0) + 1
            texts.setdefault(_source(desk, claim.article_id), []).append(claim.text)
    return {source: words_of(" ".join(said)) for source, said in texts.items()}


def _source(desk: Desk, article_id: str) -> str:
    return desk.inputs.source_cluster_of.get(article_id, article_id)


def _worth(
    desk: Desk, article: Article, heard: dict[str, tuple[Word, ...]], said: list[ClaimCluster], config: Config
) -> float:
    """A title is worth what the other origins say of it, and how well its own article's statements give it."""
    title = words_of(tidy(article.title))
    old = desk.superseded
    own = _source(desk, article.article_id)
    others = [overlap(text, title) for source, text in sorted(heard.items()) if source != own]
    consensus = sum(others) / len(others) if others else 0.0
    likest = max(
        ((likeness(title, words(c), config), c.claim_cluster_id) for c in said),
        default=(0.0, ""),
    )
    value = config.consensus * consensus + (1 - config.consensus) * likest[0]
    return value - config.old * (likest[1] in old)


def _said_by(desk: Desk) -> dict[str, list[ClaimCluster]]:
    """The statements that each article supports or makes, by article id."""
    table: dict[str, list[ClaimCluster]] = {}
    for cluster in desk.clusters.values():
        by = {e.article_id for e in desk.supports(cluster)} | {claim.article_id for claim in desk.members(cluster)}
        for article_id in by:
            table.setdefault(article_id, []).append(cluster)
    return table


def lead_of(desk: Desk, title: str, said: list[ClaimCluster], config: Config = CONFIG) -> ClaimCluster | None:
    """Find the core claim cluster that a headline states.

    The best word overlap decides, among what the headline's own article says where that states it at all; near ties go
    to the higher N, then to the smaller id.  It is never simply the highest N of the story.
    """
    candidates = cores(desk)
    if not candidates:
        return None
    head = words_of(title)
    scores = {c.claim_cluster_id: likeness(head, words(c), config) for c in candidates}
    own = [c for c in said if c.kind is ClaimKind.CORE]
    if any(scores[c.claim_cluster_id] >= config.little for c in own):
        candidates = own
    top = max(scores[c.claim_cluster_id] for c in candidates)
    if top < config.little:
        return _first_said(desk, own or candidates)
    near = [c for c in candidates if scores[c.claim_cluster_id] > top - config.bin]
    old = desk.superseded
    return min(near, key=lambda c: (c.claim_cluster_id in old, -c.corroboration.verified_sources, c.claim_cluster_id))


def _first_said(desk: Desk, candidates: list[ClaimCluster]) -> ClaimCluster:
    """Where no statement is like the title: the one said earliest in its article, ties by id."""

    def place(cluster: ClaimCluster) -> tuple[int, str]:
        starts = [claim.sentence_start for claim in desk.members(cluster)]
        return (min(starts, default=1_000_000), cluster.claim_cluster_id)

    return min(candidates, key=place)
