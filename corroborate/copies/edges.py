"""Dependence: which articles of one story rest on the same origin, and how we know.

Strong edges say "one origin"; weak ones say "perhaps", and only their weight together decides (``independence``).
Shared quotations prove nothing: both reporters may have been at the press conference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corroborate import urls
from corroborate.copies.credits import Credit, own_agency, wire_credit
from corroborate.copies.fingerprints import Overlap, Prints, overlap, prints
from corroborate.types import Article, Dependence, DependenceKind, Outlet, OutletStatus, Span, Strength

RULE_VERSION = "edges-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Shares of eight-word runs outside quotations, and lengths in words."""

    copy: float = 0.30  # METHOD 1: one origin from here on
    copy_run: int = 40  # ... or one run as long as this with at least
    copy_run_share: float = 0.10
    weak: float = 0.05
    weak_run: int = 12
    weak_runs: int = 2
    twin: float = 0.90  # as good as the same text: stands behind the text it repeats, and is compared no further
    floor_words: int = 25  # a shorter text shares a lead by chance: its containment alone is no proof


CONFIG = Config()


@dataclass(slots=True)
class _Story:
    """What the rules look at, in canonical order of the articles."""

    articles: list[Article]
    outlets: Mapping[str, Outlet]
    config: Config
    credits: dict[str, Credit] = field(default_factory=dict)
    found: dict[tuple[str, str, DependenceKind], Dependence] = field(default_factory=dict)
    leans: set[str] = field(default_factory=set)

    def vetted(self, article: Article) -> bool:
        outlet = self.outlets.get(article.outlet_id)
        return outlet is not None and outlet.status is OutletStatus.VETTED

    def add(
        self,
        one: Article,
        other: Article,
        strength: Strength,
        kind: DependenceKind,
        score: float,
        spans: tuple[Span | None, Span | None] = (None, None),
    ) -> None:
        if one.article_id == other.article_id:
            return
        if one.article_id > other.article_id:
            one, other, spans = other, one, (spans[1], spans[0])
        key = (one.article_id, other.article_id, kind)
        known = self.found.get(key)
        if known is None or (known.strength is Strength.WEAK and strength is Strength.STRONG):
            self.found[key] = Dependence(
                article_a=one.article_id,
                article_b=other.article_id,
                strength=strength,
                kind=kind,
                score=round(score, 6),
                span_a=spans[0],
                span_b=spans[1],
                rule_version=RULE_VERSION,
            )


def find_dependence(
    articles: Sequence[Article], outlets: Mapping[str, Outlet], config: Config = CONFIG
) -> tuple[Dependence, ...]:
    """Find who rests on whom among the articles of one story.

    Articles of outlets that are not vetted are compared like any other; that they never bridge two vetted origins is
    the clusters' rule (``independence.clusters``), and the owner rule never reaches them.

    Args:
        articles: the current revisions of one story's articles, in any order.
        outlets: outlet id -> outlet.
        config: thresholds.

    Returns:
        Edges by (article_a, article_b, kind), the same for every order of input.  Where one text stands behind many
        (a credit, an owner, identical copies) the edges run from each to that one, not between all pairs.

    Source: METHOD section 1.
    """
    story = _Story(sorted(articles, key=lambda article: article.order), outlets, config)
    for article in story.articles:
        credit = wire_credit(article, outlets)
        if credit is not None:
            story.credits[article.article_id] = credit
    _credit_edges(story)
    _copy_edges(story)
    _canonical_edges(story)
    _owner_edges(story)
    _link_edges(story)
    return tuple(story.found[key] for key in sorted(story.found))


def _credit_edges(story: _Story) -> None:
    carriers: dict[str, list[Article]] = defaultdict(list)
    home: dict[str, Article] = {}
    for article in story.articles:
        own = own_agency(article, story.outlets)
        if own is not None:
            home.setdefault(own, article)
        credit = story.credits.get(article.article_id)
        if credit is not None and not credit.partial:
            carriers[credit.key].append(article)
            story.leans.add(article.article_id)
    for key in sorted(carriers):
        # The agency's own piece stands in the middle where we have it, else the first vetted carrier: a stranger
        # that spoofs a credit must not become what the others hang from.
        centre = home.get(key) or next(filter(story.vetted, carriers[key]), carriers[key][0])
        for article in carriers[key]:
            credit = story.credits[article.article_id]
            other = story.credits.get(centre.article_id)
            spans = (credit.span, other.span if other is not None else None)
            story.add(article, centre, Strength.STRONG, DependenceKind.CREDIT, 1.0, spans)


def _copy_edges(story: _Story) -> None:
    once = {text: prints(text) for text in dict.fromkeys(article.text for article in story.articles)}
    texts = {article.article_id: once[article.text] for article in story.articles}
    heads: list[Article] = []
    by_whole: dict[str, Article] = {}
    postings: dict[int, list[int]] = defaultdict(list)
    repeated: dict[str, Overlap] = {}
    for article in story.articles:
        mine = texts[article.article_id]
        same = by_whole.get(mine.whole) if mine.words else None
        if same is not None:
            if article.text not in repeated:
                repeated[article.text] = overlap(texts[same.article_id], mine)
            _copied(story, same, article, repeated[article.text], 1.0)
            continue
        by_whole[mine.whole] = article
        shared: dict[int, int] = defaultdict(int)
        for mark in mine.marks.tolist():
            for place in postings.get(mark, ()):
                shared[place] += 1
        twin = False
        for place in sorted(shared, key=lambda at: (-shared[at], at)):
            head = heads[place]
            both = overlap(texts[head.article_id], mine)
            if min(both.share_a, both.share_b) >= story.config.twin and story.vetted(head) >= story.vetted(article):
                _copied(story, head, article, both, both.containment)
                twin = True
                break
            _compare(story, head, article, both, texts)
        if not twin:
            for mark in mine.marks.tolist():
                postings[mark].append(len(heads))
            heads.append(article)


def _copied(story: _Story, first: Article, second: Article, both: Overlap, score: float) -> None:
    spans = (both.runs[0].span_a, both.runs[0].span_b) if both.runs else (None, None)
    story.add(first, second, Strength.STRONG, DependenceKind.COPY, score, spans)
    # Without both dates nobody knows who had it first, so neither is taken out of its own house's group.
    if first.outlet_id != second.outlet_id and first.first_seen_at is not None and second.first_seen_at is not None:
        story.leans.add(second.article_id)


def _compare(story: _Story, first: Article, second: Article, both: Overlap, texts: Mapping[str, Prints]) -> None:
    config = story.config
    if not both.runs:
        return
    short = min(len(texts[first.article_id].words), len(texts[second.article_id].words)) < config.floor_words
    copied = both.containment >= config.copy or (
        both.longest >= config.copy_run and both.containment >= config.copy_run_share
    )
    if copied and not short:
        _copied(story, first, second, both, both.containment)
        return
    long_runs = sum(run.words >= config.weak_run for run in both.runs)
    if both.containment >= config.weak or long_runs >= config.weak_runs:
        spans = (both.runs[0].span_a, both.runs[0].span_b)
        story.add(first, second, Strength.WEAK, DependenceKind.COPY, min(both.containment, config.copy), spans)


def _canonical_edges(story: _Story) -> None:
    by_url: dict[str, Article] = {}
    for article in story.articles:
        for address in (article.url, urls.canonical(article.url)):
            if address:
                by_url.setdefault(address, article)
    waiting: dict[str, Article] = {}
    for article in story.articles:
        target = urls.canonical(article.canonical_url) if article.canonical_url else None
        if target is None or urls.host(target) == urls.host(article.url):
            continue
        story.leans.add(article.article_id)
        # Two that point at a page we have not seen point at one origin.
        other = by_url.get(target) or waiting.setdefault(target, article)
        story.add(article, other, Strength.STRONG, DependenceKind.CANONICAL, 1.0)


def _owner_edges(story: _Story) -> None:
    groups: dict[str, list[Article]] = defaultdict(list)
    houses = _houses(story)
    for article in story.articles:
        if article.article_id in story.leans:
            continue  # a reprint belongs to what it copies
        outlet = story.outlets.get(article.outlet_id)
        owner = outlet.owner_at(article.published_at or article.first_seen_at) if outlet is not None else None
        owner = owner or houses.get(article.outlet_id)
        groups[
            f"owner {owner.casefold()}" if owner and story.vetted(article) else f"outlet {article.outlet_id}"
        ].append(article)
    for key in sorted(groups):
        for article in groups[key][1:]:
            story.add(groups[key][0], article, Strength.STRONG, DependenceKind.OWNER, 1.0)


def _houses(story: _Story) -> dict[str, str]:
    """Name the house of each outlet whose domain stands below another registered outlet's ("archive.example.com")."""
    known = {domain.lower(): outlet.outlet_id for outlet in story.outlets.values() for domain in outlet.domains}
    houses: dict[str, str] = {}
    for outlet_id in sorted({article.outlet_id for article in story.articles}):
        outlet = story.outlets.get(outlet_id)
        for domain in sorted(outlet.domains) if outlet is not None else ():
            labels = domain.lower().split(".")
            parents = (".".join(labels[cut:]) for cut in range(len(labels) - 2, -1, -1))
            house = next((known[parent] for parent in parents if parent in known), None)
            if house is not None:
                houses.setdefault(outlet_id, f"house {house}")
    return houses


def _link_edges(story: _Story) -> None:
    by_url: dict[str, Article] = {}
    for article in story.articles:
        for address in (urls.canonical(article.url), urls.canonical(article.canonical_url or "")):
            if address:
                by_url.setdefault(address, article)
    for article in story.articles:
        for link in article.links:
            target = by_url.get(urls.canonical(link) or "")
            if target is not None and target.outlet_id != article.outlet_id:
                story.add(article, target, Strength.WEAK, DependenceKind.LINK, story.config.weak)
