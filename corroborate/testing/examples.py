"""A small world for tests of stores and pages: three articles, two origins, one story; all of it invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from corroborate.types import (
    Affected,
    Article,
    Build,
    Claim,
    ClaimCluster,
    ClaimKind,
    ConfidenceTerm,
    Conflict,
    ConflictKind,
    Corroboration,
    Dependence,
    DependenceKind,
    Evidence,
    FirstSeenBasis,
    Gate,
    ImpactTerm,
    Line,
    Member,
    Mention,
    Outlet,
    OutletStatus,
    OwnerSpell,
    Quantity,
    Role,
    SourceCluster,
    Span,
    Stance,
    Story,
    Strength,
    Tone,
    Verdict,
)

DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

_FIRST = "The port of Halden closed on Monday. A crane fell and 3 workers were hurt."
_SECOND = "Halden's port is shut, the harbour master said. Four workers were hurt."


def example_outlets() -> list[Outlet]:
    """Return two vetted outlets, one of them with a change of owner."""
    return [
        Outlet(
            outlet_id="northwire.example",
            name="North Wire",
            domains=("northwire.example", "nw.example"),
            owners=(OwnerSpell(owner="Fjord Media", end=DAY.date()), OwnerSpell(owner="Sund Group", start=DAY.date())),
            status=OutletStatus.VETTED,
            credits=("North Wire", "NW"),
            reliability=0.8,
        ),
        Outlet(outlet_id="dailyquay.example", name="Daily Quay", domains=("dailyquay.example",)),
    ]


def example_articles() -> list[Article]:
    """Return an original, its reprint, and a second report of the same event."""
    rows = (
        ("a1", "https://northwire.example/port#top", "northwire.example", _FIRST, 0, None),
        ("a2", "https://copyist.example/port", "copyist.example", _FIRST, 2, "North Wire"),
        ("a3", "https://dailyquay.example/shut", "dailyquay.example", _SECOND, 5, None),
    )
    return [
        Article(
            article_id=article_id,
            url=url,
            outlet_id=outlet_id,
            title="Port of Halden closed",
            text=text,
            published_at=DAY + timedelta(hours=hours),
            first_seen_at=DAY + timedelta(hours=hours),
            first_seen_basis=FirstSeenBasis.GIVEN,
            language="en",
            credit=credit,
            links=("https://port.example/",),
        )
        for article_id, url, outlet_id, text, hours, credit in rows
    ]


def _claim(claim_id: str, article_id: str, text: str, part: str, kind: ClaimKind, *quantities: Quantity) -> Claim:
    whole = _SECOND if article_id == "a3" else _FIRST
    start = whole.index(part)
    first = start < whole.index(".")
    sentence = (0, whole.index(".") + 1) if first else (whole.index(".") + 2, len(whole))
    return Claim(
        claim_id=claim_id,
        article_id=article_id,
        revision=1,
        sentence_start=sentence[0],
        sentence_end=sentence[1],
        char_start=start,
        char_end=start + len(part),
        kind=kind,
        text=text,
        quantities=quantities,
        sentence=0 if first else 1,
    )


def _evidence(cluster: str, origin: str, claim: Claim, stance: Stance = Stance.SUPPORTS) -> Evidence:
    return Evidence(
        claim_cluster_id=cluster,
        source_cluster_id=origin,
        claim_id=claim.claim_id,
        article_id=claim.article_id,
        char_start=claim.sentence_start,
        char_end=claim.sentence_end,
        stance=stance,
        weight=1.0,
        score=0.9,
        counted=stance is Stance.SUPPORTS,
        gate_reason="first to report",
        origin=origin,
        explanation="asserts: port, closed",
    )


def example_build() -> Build:
    """Return what a build makes of ``example_articles``: one statement by two origins, two that conflict."""
    shut = "The port of Halden closed"
    at = _FIRST.index("3")
    three = Quantity(start=at, end=at + 1, text="3", low=3.0, high=float("inf"), noun="workers", hedge="at least")
    claims = (
        _claim("c1", "a1", shut, "The port of Halden closed", ClaimKind.CORE),
        _claim("c2", "a2", shut, "The port of Halden closed", ClaimKind.CORE),
        _claim("c3", "a3", shut, "Halden's port is shut", ClaimKind.CORE),
        _claim("c4", "a1", "3 workers were hurt", "3 workers were hurt", ClaimKind.QUANTITY, three),
        _claim("c5", "a3", "Four workers were hurt", "Four workers were hurt", ClaimKind.QUANTITY),
    )
    one, two = "o1", "o3"
    clusters = (
        _cluster("k1", shut, 2, claims[:3], [(one, claims[0]), (one, claims[1]), (two, claims[2])]),
        _cluster("k4", "3 workers were hurt", 1, claims[3:4], [(one, claims[3])], against=(two, claims[4])),
        _cluster("k5", "Four workers were hurt", 1, claims[4:5], [(two, claims[4])], against=(one, claims[3])),
    )
    return Build(
        dependence=(
            Dependence(
                article_a="a1",
                article_b="a2",
                strength=Strength.STRONG,
                kind=DependenceKind.COPY,
                score=1.0,
                span_a=Span(0, 36),
                span_b=Span(0, 36),
            ),
        ),
        source_clusters=(
            SourceCluster(
                source_cluster_id=one,
                origin="North Wire",
                origin_article_id="a1",
                members=(
                    Member(article_id="a1", role=Role.ORIGIN, reason="earliest"),
                    Member(article_id="a2", role=Role.REPRINT, reason="the same words"),
                ),
                outlets=("copyist.example", "northwire.example"),
            ),
            SourceCluster(
                source_cluster_id=two,
                origin="Daily Quay",
                origin_article_id="a3",
                members=(Member(article_id="a3", role=Role.ORIGIN, reason="own report"),),
                outlets=("dailyquay.example",),
            ),
        ),
        claims=claims,
        claim_clusters=clusters,
        conflicts=(
            Conflict(
                claim_cluster_a="k4",
                claim_cluster_b="k5",
                kind=ConflictKind.NUMBER,
                claim_a="c4",
                claim_b="c5",
                explanation="3 workers against four",
            ),
        ),
        stories=(_story(),),
        wire_credits={"a2": "North Wire"},
    )


def _cluster(
    cluster_id: str,
    text: str,
    n: int,
    claims: tuple[Claim, ...],
    support: list[tuple[str, Claim]],
    against: tuple[str, Claim] | None = None,
) -> ClaimCluster:
    evidence = [_evidence(cluster_id, origin, claim) for origin, claim in support]
    if against:
        evidence.append(_evidence(cluster_id, *against, Stance.CONTRADICTS))
    return ClaimCluster(
        claim_cluster_id=cluster_id,
        frame_id="g" + cluster_id,
        story_id="s1",
        text=text,
        claim_ids=tuple(claim.claim_id for claim in claims),
        evidence=tuple(evidence),
        corroboration=Corroboration(
            verified_sources=n,
            sources_low=1,
            sources_high=n,
            unverified_sources=0,
            confidence=0.8 if n > 1 else 0.6,
            p_corroborated=None,
            single_origin=False,
            verdict=Verdict.CORROBORATED if n > 1 else Verdict.CONTESTED,
            reason=f"{n} independent origins",
            terms=tuple(
                ConfidenceTerm(
                    claim_cluster_id=cluster_id, source_cluster_id=origin, reliability=0.8, weight=0.83, sign=1
                )
                for origin in sorted({origin for origin, _ in support})
            ),
        ),
        kind=claims[0].kind,
        articles=len(claims),
        outlets=len(claims),
        first_seen_at=DAY,
        last_seen_at=DAY + timedelta(hours=5),
    )


def _story() -> Story:
    return Story(
        story_id="s1",
        headline="Port of Halden closed",
        category="Ports and shipping",
        media_topic="economy, business and finance",
        sentiment=Tone.BEARISH,
        sentiment_score=-0.5,
        impact=6,
        lead_claim_cluster_id="k1",
        verified_sources=2,
        confidence=0.8,
        verdict=Verdict.CORROBORATED,
        gate=Gate.PUBLISHED,
        gate_reason="two independent origins",
        article_ids=("a1", "a2", "a3"),
        read_minutes=1,
        first_seen_at=DAY,
        updated_at=DAY + timedelta(hours=5),
        impact_terms=(
            ImpactTerm(term="port closed", kind="base", value=6.0, claim_id="c1", char_start=0, char_end=25),
        ),
        mentions=(Mention(entity="Halden", kind="place", count=3),),
        affected=(Affected(entity="Halden", kind="place", sentiment="negative", claim_id="c1"),),
        key_facts=(Line(text="The port of Halden closed", claim_cluster_id="k1"),),
        timeline=(Line(text="A crane fell", claim_cluster_id="k4", at="2026-03-02"),),
        watch=(Line(text="How many were hurt", claim_cluster_id="k5"),),
        takeaways=(Line(text="The port is shut.", claim_ids=("c1", "c3")),),
        analysis=(Line(text="Two reports agree.", claim_ids=("c1", "c3")),),
        quotes=(Line(text="is shut, the harbour master said", claim_ids=("c3",)),),
    )
