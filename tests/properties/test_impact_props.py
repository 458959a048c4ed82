"""Impact, tone and category are blind to volume and to order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from corroborate.scoring import category, impact, load_beat, sentiment
from corroborate.text.quantities import find_quantities
from corroborate.types import Claim, ClaimCluster, ClaimKind, Corroboration, Modality, Verdict

BEAT = load_beat("supply-chain")
COUNT = Corroboration(
    verified_sources=1,
    sources_low=1,
    sources_high=1,
    unverified_sources=0,
    confidence=0.5,
    p_corroborated=None,
    single_origin=False,
    verdict=Verdict.SINGLE_SOURCE,
)
TEXTS = st.lists(
    st.sampled_from(
        [
            "Dockers went on strike at the port of Halden.",
            "At least 28 people were killed in the fire.",
            "The forwarder filed for insolvency with debts of $3 billion.",
            "Parliament passed the customs bill.",
            "Shares of the carrier fell by a tenth.",
            "The court ruled that the tariff was lawful.",
            "Thousands of residents were evacuated nationwide.",
            "The midfielder scored in the final.",
            "Engineers discovered a crack in the tunnel.",
            "The minister may resign next year.",
        ]
    ),
    min_size=1,
    max_size=8,
    unique=True,
)
HEADLINES = st.sampled_from(
    ["Port of Halden shut by strike", "Fire kills 28", "Carrier in talks to buy rival", "Cup final tonight", ""]
)
MODALITIES = st.lists(st.sampled_from(list(Modality)), min_size=8, max_size=8)


def world(texts: list[str], modalities: list[Modality], copies: int) -> tuple[list[ClaimCluster], dict[str, Claim]]:
    """One claim cluster a text, made by as many articles as ``copies``."""
    clusters, claims = [], {}
    for i, text in enumerate(texts):
        made = [
            Claim(
                claim_id=f"c{i}-{copy:03}",
                article_id=f"a{copy}",
                revision=1,
                sentence_start=0,
                sentence_end=len(text),
                char_start=0,
                char_end=len(text),
                kind=ClaimKind.CORE,
                text=text,
                modality=modalities[i],
                quantities=find_quantities(text, ()),
            )
            for copy in range(copies)
        ]
        claims.update({claim.claim_id: claim for claim in made})
        clusters.append(
            ClaimCluster(
                claim_cluster_id=f"k{i}",
                frame_id="g",
                story_id="s",
                text=text,
                claim_ids=tuple(claim.claim_id for claim in made),
                evidence=(),
                corroboration=COUNT,
                modality=modalities[i],
                articles=copies,
                outlets=copies,
            )
        )
    return clusters, claims


@settings(max_examples=60, deadline=None)
@given(HEADLINES, TEXTS, MODALITIES, st.integers(2, 6))
def test_more_articles_that_make_the_same_claims_change_nothing(
    headline: str, texts: list[str], modalities: list[Modality], copies: int
) -> None:
    few, few_claims = world(texts, modalities, 1)
    many, many_claims = world(texts, modalities, copies)
    assert impact(headline, few, few_claims, BEAT) == impact(headline, many, many_claims, BEAT)
    assert sentiment(headline, few, few_claims, BEAT) == sentiment(headline, many, many_claims, BEAT)
    assert category(headline, few, BEAT) == category(headline, many, BEAT)


@settings(max_examples=60, deadline=None)
@given(HEADLINES, TEXTS, MODALITIES)
def test_every_statement_told_in_a_second_cluster_changes_no_score(
    headline: str, texts: list[str], modalities: list[Modality]
) -> None:
    once, claims = world(texts, modalities, 1)
    twice = once + [replace(c, claim_cluster_id="x" + c.claim_cluster_id) for c in once]
    assert impact(headline, once, claims, BEAT) == impact(headline, twice, claims, BEAT)
    assert sentiment(headline, once, claims, BEAT) == sentiment(headline, twice, claims, BEAT)
    assert category(headline, once, BEAT) == category(headline, twice, BEAT)


@settings(max_examples=60, deadline=None)
@given(HEADLINES, TEXTS, MODALITIES, st.randoms(use_true_random=False))
def test_order_makes_no_difference_and_scores_are_bounded(
    headline: str, texts: list[str], modalities: list[Modality], random: object
) -> None:
    clusters, claims = world(texts, modalities, 2)
    turned = list(clusters)
    random.shuffle(turned)  # type: ignore[attr-defined]
    score, terms = impact(headline, clusters, claims, BEAT)
    assert (score, terms) == impact(headline, turned, claims, BEAT)
    assert 1 <= score <= 10
    assert score == max(1, min(10, int(sum(term.value for term in terms) + 0.5)))
    tone = sentiment(headline, clusters, claims, BEAT)
    assert tone == sentiment(headline, turned, claims, BEAT)
    assert -1 <= tone[1] <= 1
