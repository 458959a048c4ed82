"""Small stories made by hand: articles with sentences, who copied whom, and the claim clusters they give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from corroborate.stories import StoryInputs
from corroborate.text.quantities import find_quantities
from corroborate.types import (
    Article,
    Claim,
    ClaimCluster,
    ClaimKind,
    Conflict,
    Corroboration,
    Evidence,
    Modality,
    Outlet,
    OutletKind,
    OutletStatus,
    Stance,
    Verdict,
)

START = datetime(2026, 10, 5, 8, tzinfo=UTC)


def corroboration(n: int, verdict: Verdict | None = None, unverified: int = 0) -> Corroboration:
    if verdict is None:
        verdict = Verdict.CORROBORATED if n >= 2 else Verdict.SINGLE_SOURCE if n else Verdict.UNVETTED
    return Corroboration(
        verified_sources=n,
        sources_low=n,
        sources_high=n,
        unverified_sources=unverified,
        confidence=0.5 + 0.1 * min(n, 4),
        p_corroborated=None,
        single_origin=False,
        verdict=verdict,
    )


def cluster(
    text: str, number: int = 0, *, n: int = 1, modality: Modality = Modality.CONFIRMED, kind: ClaimKind = ClaimKind.CORE
) -> tuple[ClaimCluster, Claim]:
    """A claim cluster of one claim, for scoring alone."""
    claim = Claim(
        claim_id=f"c{number:03}",
        article_id="a1",
        revision=1,
        sentence_start=0,
        sentence_end=len(text),
        char_start=0,
        char_end=len(text),
        kind=kind,
        text=text,
        modality=modality,
        quantities=find_quantities(text, ()),
    )
    made = ClaimCluster(
        claim_cluster_id=f"k{number:03}",
        frame_id="g",
        story_id="s",
        text=text,
        claim_ids=(claim.claim_id,),
        evidence=(),
        corroboration=corroboration(n),
        kind=kind,
        modality=modality,
    )
    return made, claim


def clusters(*texts: str) -> tuple[tuple[ClaimCluster, ...], dict[str, Claim]]:
    made = [cluster(text, i) for i, text in enumerate(texts)]
    return tuple(c for c, _ in made), {claim.claim_id: claim for _, claim in made}


@dataclass
class Newsroom:
    """Builds ``StoryInputs`` step by step; a source cluster is named by whoever the article rests on."""

    outlets: dict[str, Outlet] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    clusters: list[ClaimCluster] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    mentions: list[tuple[str, str, str]] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    def article(
        self,
        outlet: str,
        title: str,
        *sentences: str,
        status: OutletStatus = OutletStatus.VETTED,
        kind: OutletKind = OutletKind.OUTLET,
        rests_on: str | None = None,
        hours: int | None = None,
    ) -> Article:
        name = outlet.replace("-", " ").title()
        self.outlets[outlet] = Outlet(
            outlet_id=outlet, name=name, domains=(f"{outlet}.example",), kind=kind, status=status
        )
        when = START + timedelta(hours=len(self.articles) if hours is None else hours)
        number = len(self.articles)
        article = Article(
            article_id=f"a{number:02}",
            url=f"http://{outlet}.example/{number}",
            outlet_id=outlet,
            title=title,
            text=" ".join(sentences),
            published_at=when,
            first_seen_at=when,
        )
        self.articles.append(article)
        self.sources[article.article_id] = rests_on or f"o-{article.article_id}"
        return article

    def statement(
        self,
        text: str,
        *articles: Article,
        n: int | None = None,
        verdict: Verdict | None = None,
        kind: ClaimKind = ClaimKind.CORE,
        modality: Modality = Modality.CONFIRMED,
        attributed_to: str | None = None,
        span: str | None = None,
    ) -> ClaimCluster:
        """A claim cluster that the articles support; N is the number of source clusters with a vetted outlet."""
        made, evidence, counted = [], [], set()
        for article in articles:
            start = article.text.find(span or text)
            start = max(start, 0)
            end = start + len(span or text)
            claim = Claim(
                claim_id=f"c{len(self.claims):03}",
                article_id=article.article_id,
                revision=1,
                sentence_start=start,
                sentence_end=end,
                char_start=start,
                char_end=end,
                kind=kind,
                text=text,
                modality=modality,
                attributed_to=attributed_to,
                quantities=find_quantities(text, ()),
                sentence=article.text[:start].count(". "),
            )
            self.claims.append(claim)
            made.append(claim.claim_id)
            vetted = self.outlets[article.outlet_id].status is OutletStatus.VETTED
            if vetted:
                counted.add(self.sources[article.article_id])
            evidence.append((article, claim, vetted))
        number = f"k{len(self.clusters):03}"
        result = ClaimCluster(
            claim_cluster_id=number,
            frame_id="g" + number,
            story_id="s1",
            text=text,
            claim_ids=tuple(made),
            evidence=tuple(
                Evidence(
                    claim_cluster_id=number,
                    source_cluster_id=self.sources[article.article_id],
                    claim_id=claim.claim_id,
                    article_id=article.article_id,
                    char_start=claim.char_start,
                    char_end=claim.char_end,
                    stance=Stance.SUPPORTS,
                    weight=1.0,
                    score=1.0,
                    counted=vetted,
                    gate_reason="",
                )
                for article, claim, vetted in evidence
            ),
            corroboration=corroboration(len(counted) if n is None else n, verdict),
            kind=kind,
            modality=modality,
            articles=len(articles),
            outlets=len(articles),
            first_seen_at=min((a.first_seen_at for a in articles if a.first_seen_at), default=None),
        )
        self.clusters.append(result)
        return result

    def inputs(self, *, backwards: bool = False) -> StoryInputs:
        """Everything so far, every sequence the other way round where asked."""
        step = -1 if backwards else 1
        return StoryInputs(
            story_id="s1",
            articles=self.articles[::step],
            outlets=dict(self.outlets),
            claims=self.claims[::step],
            clusters=self.clusters[::step],
            conflicts=self.conflicts[::step],
            mentions_of=self.mentions[::step],
            source_cluster_of=dict(self.sources),
        )
