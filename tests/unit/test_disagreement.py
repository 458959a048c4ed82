"""Typed disagreement between the statements of one story."""

from __future__ import annotations

from datetime import timedelta

import pytest
from counting_parts import DAY, Matched

from corroborate.disagreement import conflicts, is_update
from corroborate.embed import SentenceEmbedder
from corroborate.nlp import SpacyParser
from corroborate.types import Conflict, ConflictKind


class Told:
    """A story of short articles an hour apart, and its conflicts."""

    def __init__(
        self, parser: SpacyParser, embedder: SentenceEmbedder, *texts: str, undated: tuple[str, ...] = ()
    ) -> None:
        keys = "abcdef"[: len(texts)]
        self.found = Matched(parser, embedder, dict(zip(keys, texts, strict=True)))
        self.at = {key: None if key in undated else DAY + timedelta(hours=n) for n, key in enumerate(keys)}
        self.conflicts = conflicts(self.found.groups, self.at, {key: key.upper() for key in keys})

    def kinds(self) -> list[ConflictKind]:
        return sorted({conflict.kind for conflict in self.conflicts})

    def texts(self, conflict: Conflict) -> set[str]:
        return {
            group.statement.text
            for group in self.found.groups
            if group.claim_cluster_id in (conflict.claim_cluster_a, conflict.claim_cluster_b)
        }


FEWER = "Twenty-eight people were killed in the explosion at the market."
MORE = "Thirty-one people were killed in the explosion at the market."


def test_a_later_higher_count_is_an_update(parser: SpacyParser, embedder: SentenceEmbedder) -> None:
    told = Told(parser, embedder, FEWER, MORE)
    (conflict,) = told.conflicts
    assert conflict.kind is ConflictKind.UPDATE
    assert told.texts(conflict) == {FEWER, MORE}
    assert "Twenty-eight against Thirty-one" in conflict.explanation or "Thirty-one against Twenty-eight" in (
        conflict.explanation
    )
    assert "A: " in conflict.explanation
    assert "B: " in conflict.explanation


def test_a_later_lower_count_is_a_conflict(parser: SpacyParser, embedder: SentenceEmbedder) -> None:
    assert Told(parser, embedder, MORE, FEWER).kinds() == [ConflictKind.NUMBER]


@pytest.mark.parametrize("undated", [("a",), ("b",), ("a", "b")])
def test_without_dates_a_disagreement_is_a_conflict(
    parser: SpacyParser, embedder: SentenceEmbedder, undated: tuple[str, ...]
) -> None:
    assert Told(parser, embedder, FEWER, MORE, undated=undated).kinds() == [ConflictKind.NUMBER]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Prices in Norland rose by 5% in May.", "Prices in Norland rose by 6% in May."),
        ("The court fined Tellmark $2m for late filings.", "The court fined Tellmark $3m for late filings."),
    ],
)
def test_a_higher_rate_or_price_is_no_update(
    parser: SpacyParser, embedder: SentenceEmbedder, one: str, other: str
) -> None:
    assert Told(parser, embedder, one, other).kinds() == [ConflictKind.NUMBER]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (
            "A bomb exploded at a market in Halden on Monday.",
            "A bomb exploded at a market in Halden on Tuesday.",
            ConflictKind.DATE,
        ),
        (
            "The council of Halden approved the plan.",
            "The council of Halden did not approve the plan.",
            ConflictKind.POLARITY,
        ),
        ("Tellmark bought Orvane after long talks.", "Orvane bought Tellmark after long talks.", ConflictKind.POLARITY),
    ],
)
def test_dates_polarity_opposites_and_roles_conflict(
    parser: SpacyParser, embedder: SentenceEmbedder, one: str, other: str, kind: ConflictKind
) -> None:
    told = Told(parser, embedder, one, other)
    assert told.kinds() == [kind]
    for conflict in told.conflicts:
        assert conflict.claim_cluster_a < conflict.claim_cluster_b
        assert {conflict.claim_a, conflict.claim_b} <= {claim.claim_id for claim in told.found.claims}
        assert conflict.explanation.startswith(f"{kind.value}: ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Hedges are intervals, and these meet.
        ("At least 20 people were killed in the explosion.", "28 people were killed in the explosion."),
        # Alleged against confirmed is half a support, no conflict.
        ("The company closed the plant in Halden.", "The company allegedly closed the plant in Halden."),
        # The same figure of other things.
        ("Twelve people were hurt in the fire in Voss.", "Nine goats were lost in the fire in Voss."),
        (FEWER, FEWER),
    ],
)
def test_what_can_both_hold_is_no_conflict(
    parser: SpacyParser, embedder: SentenceEmbedder, one: str, other: str
) -> None:
    assert Told(parser, embedder, one, other).conflicts == ()


def test_each_pair_is_told_once_and_in_order(parser: SpacyParser, embedder: SentenceEmbedder) -> None:
    told = Told(parser, embedder, FEWER, MORE, "Forty people were killed in the explosion at the market.")
    pairs = [(conflict.claim_cluster_a, conflict.claim_cluster_b) for conflict in told.conflicts]
    assert len(pairs) == 3
    assert pairs == sorted(set(pairs))


def test_only_the_figures_that_clash_make_an_update(parser: SpacyParser, embedder: SentenceEmbedder) -> None:
    told = Told(
        parser,
        embedder,
        "The fire in Voss killed twelve people and thirty goats.",
        "The fire in Voss killed fifteen people and thirty goats.",
    )
    first = told.found.by_text["The fire in Voss killed twelve people and goats."]
    second = told.found.by_text["The fire in Voss killed fifteen people and goats."]
    assert is_update(first, second, told.at)
    assert is_update(second, first, told.at)
    assert not is_update(first, first, told.at)


def test_no_statements_no_conflicts() -> None:
    assert conflicts([], {}, {}) == ()
