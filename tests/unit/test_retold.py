"""The score of retold copies: its terms, its symmetry, and which pairs it may join."""

from __future__ import annotations

import math

import pytest

from corroborate.independence.retold import (
    FEATURES,
    article_facts,
    find_retold,
    packaged_model,
    pair_features,
    rarity_of,
    retold_score,
)
from corroborate.types import Article, DependenceKind, Outlet, OutletStatus, Strength

OUTLETS = {
    name: Outlet(outlet_id=name, name=f"The {name.title()}", domains=(f"{name}.example",), status=status)
    for name, status in (
        ("alpha", OutletStatus.VETTED),
        ("beta", OutletStatus.VETTED),
        ("gamma", OutletStatus.VETTED),
        ("blog", OutletStatus.PROBATION),
    )
}
REPORT = (
    "Corvane Lines will lay up three of its older ships in Osterby before the winter, the company said in a statement. "
    "The Selma, the Aurora and the Kestrel carry 4,200 boxes each and have been on the northern loop since 2009. "
    "Crews of 66 people will be offered places on other ships, and 14 office posts in Velden are to go by March. "
    "Chief executive Dana Whitlock told staff that rates had fallen by 38 per cent since the spring of this year."
)
RETOLD = (
    "Three of the older ships of Corvane Lines will be laid up in Osterby before the winter, it said in a statement. "
    "The Selma, the Aurora and the Kestrel, which carry 4,200 boxes each, have been on the northern loop since 2009. "
    "The crews, 66 people in all, will be offered places on other ships while 14 office posts in Velden are to go. "
    "Dana Whitlock, chief executive, told staff that rates had fallen by 38 per cent since the spring."
)
OTHER = (
    "Quay workers in Osterby were surprised to see the Aurora moored beyond the old grain pier on Tuesday morning. "
    "Olav Brand, who has run the chandlery for 31 years, says nobody from the line had called him about stores. "
    "The town makes about 2 million a year from idle tonnage, its treasurer Kari Holm reckons, and wants more."
)


def article(name: str, outlet_id: str, text: str) -> Article:
    url = f"https://{outlet_id}.example/{name}"
    return Article(article_id=name, url=url, outlet_id=outlet_id, title="", text=text)


A, B, C = article("a", "alpha", REPORT), article("b", "beta", RETOLD), article("c", "gamma", OTHER)


def score(one: Article, other: Article) -> float:
    facts = [article_facts(x, OUTLETS) for x in (one, other)]
    return retold_score(*facts, rarity_of(facts)).score


def test_a_retelling_scores_above_an_own_report() -> None:
    assert score(A, B) > packaged_model().merge > packaged_model().weak > score(A, C)


def test_the_score_is_symmetric_and_the_sum_of_its_terms() -> None:
    facts = [article_facts(x, OUTLETS) for x in (A, B)]
    rarity = rarity_of(facts)
    there, back = retold_score(facts[0], facts[1], rarity), retold_score(facts[1], facts[0], rarity)
    assert there == back
    odds = packaged_model().bias + math.fsum(term for _, term in there.terms)
    assert there.score == pytest.approx(1 / (1 + math.exp(-odds)))
    assert {name for name, _ in there.terms} <= set(FEATURES)


def test_features_are_finite_even_for_nothing() -> None:
    facts = [article_facts(article(n, "alpha", t), OUTLETS) for n, t in (("x", ""), ("y", "No."))]
    values = pair_features(*facts, rarity_of(facts))
    assert set(values) == set(FEATURES)
    assert all(math.isfinite(value) for value in values.values())


def test_a_retelling_is_a_weak_edge_that_linkage_takes() -> None:
    found = find_retold([A, B, C], [], OUTLETS)
    assert [(e.article_a, e.article_b, e.kind) for e in found] == [("a", "b", DependenceKind.CITATION)]
    assert found[0].strength is Strength.WEAK
    assert found[0].score >= 0.10
    assert found == find_retold([C, B, A], [], OUTLETS)


def test_strangers_and_pieces_of_one_outlet_are_not_compared() -> None:
    assert find_retold([A, article("s", "blog", RETOLD), article("t", "alpha", RETOLD)], [], OUTLETS) == ()
