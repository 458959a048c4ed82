"""Sentiment: direction x polarity x negation in the clause that names an entity, and the tone of a story."""

from __future__ import annotations

from dataclasses import replace

import pytest
from story_parts import clusters

from corroborate.scoring import affected, load_beat, sentiment
from corroborate.scoring.sentiment import clause_tone, entity_tone, label
from corroborate.types import Mention, Tone

BEAT = load_beat("supply-chain")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Profit fell sharply", -1),
        ("Profit rose sharply", 1),
        ("Losses narrowed", 1),
        ("Losses widened", -1),
        ("The port cut costs", 1),
        ("The port did not cut costs", -1),
        ("Unemployment rises", -1),
        ("Unemployment drops", 1),
        ("Demand is strong", 1),
        ("The plant halted production", -1),
        ("The meeting took place on Monday", 0),
    ],
)
def test_direction_times_polarity_times_negation(text: str, sign: int) -> None:
    tone = clause_tone(text)
    assert (tone > 0) - (tone < 0) == sign
    assert -1 <= tone <= 1


@pytest.mark.parametrize(
    ("text", "entity", "expected"),
    [
        ("Corvane shares slump while Tessel profit jumps", "Corvane", "negative"),
        ("Corvane shares slump while Tessel profit jumps", "Tessel", "positive"),
        ("Ledger Bank downgrades Corvane to sell", "Ledger Bank", "neutral"),
        ("Freight rates to fall further: Ledger Bank", "Ledger Bank", "neutral"),
        ("Halvex posts results on Tuesday", "Halvex", "neutral"),
    ],
)
def test_an_entitys_own_clause_decides(text: str, entity: str, expected: str) -> None:
    assert label(entity_tone(text, entity)) == expected


@pytest.mark.parametrize(
    ("headline", "text", "tone"),
    [
        ("Dockers walk out at Halden", "Dockers went on strike and halted work at the port.", Tone.BEARISH),
        ("Ceasefire reached", "Both sides agreed a ceasefire and reopened the strait.", Tone.BULLISH),
        ("Man convicted of murder", "A jury found the man guilty of murder.", Tone.NEUTRAL),
        ("Team wins cup final", "The team won the final.", Tone.NEUTRAL),
    ],
)
def test_a_storys_tone_is_what_it_means_for_those_who_run_things(headline: str, text: str, tone: Tone) -> None:
    rows, claims = clusters(text)
    found, score = sentiment(headline, rows, claims, BEAT)
    assert found is tone
    assert -1 <= score <= 1


def test_who_is_affected_carries_the_claim_that_says_so_and_who_merely_speaks_is_left_out() -> None:
    rows, claims = clusters(
        "Corvane Lines shares fell after the fire.", "Velden Police said the road was closed and trade suffered."
    )
    claims["c001"] = replace(claims["c001"], attributed_to="Velden Police")
    mentions = [
        Mention(entity="Corvane Lines", kind="organisation", count=2),
        Mention(entity="Velden Police", kind="organisation", count=1),
        Mention(entity="Nowhere Ltd", kind="organisation", count=1),
        Mention(entity="Ada Bell", kind="person", count=5),
    ]
    found = affected(rows, claims, mentions, BEAT)
    assert [(row.entity, row.kind, row.sentiment, row.claim_id) for row in found] == [
        ("Corvane Lines", "carrier", "negative", "c000")
    ]
