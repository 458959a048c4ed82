"""Articles sorted into the happenings they tell of."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

import numpy as np
from counting_parts import article

from corroborate.embed import SentenceEmbedder
from corroborate.events import Config, group
from corroborate.types import Article

NEWS = {
    "blast-1": (
        "Bomb kills 28 at Halden market",
        "A bomb exploded at a market in Halden, killing 28 people. Mayor Anna Berg called for calm. Police closed the"
        " harbour road and searched the stalls.",
    ),
    "blast-2": (
        "Halden market explosion leaves dozens dead",
        "Dozens died when an explosion tore through the market in Halden. Anna Berg, the mayor, visited the wounded."
        " Police searched the harbour road for a second bomb.",
    ),
    "blast-3": (
        "Halden mourns after market bomb",
        "Halden mourned 28 people killed by a bomb at its market. Mayor Anna Berg laid flowers on the harbour road,"
        " where police still searched the stalls.",
    ),
    "bank-1": (
        "Norland central bank raises rates to 3.25%",
        "The Norland central bank raised its main interest rate by half a point to 3.25%. Governor Ole Dahl said"
        " inflation was too high. The krone gained.",
    ),
    "bank-2": (
        "Norland lifts interest rate as inflation bites",
        "Interest rates in Norland rose to 3.25% as the central bank fought inflation. Ole Dahl, its governor, did not"
        " rule out another rise. The krone rose.",
    ),
    "ferry": (
        "Corvane Lines files for bankruptcy",
        "Ferry operator Corvane Lines filed for bankruptcy in Oslo after a summer of strikes. Passengers were stranded"
        " on both shores.",
    ),
}


def articles(keys: tuple[str, ...] = tuple(NEWS)) -> list[Article]:
    return [article(key, NEWS[key][1], title=NEWS[key][0], hours=n) for n, key in enumerate(NEWS) if key in keys]


def parts(found: dict[str, str]) -> set[frozenset[str]]:
    by_story: dict[str, set[str]] = defaultdict(set)
    for key, story in found.items():
        by_story[story].add(key)
    return {frozenset(keys) for keys in by_story.values()}


EXPECTED = {
    frozenset({"blast-1", "blast-2", "blast-3"}),
    frozenset({"bank-1", "bank-2"}),
    frozenset({"ferry"}),
}


def test_articles_of_one_happening_are_one_story() -> None:
    assert parts(group(articles())) == EXPECTED


def test_sentence_vectors_are_a_second_opinion(embedder: SentenceEmbedder) -> None:
    made = articles()
    vectors = dict(zip((a.article_id for a in made), embedder.embed([a.title for a in made]), strict=True))
    assert parts(group(made, vectors)) == EXPECTED


def test_the_order_of_articles_never_matters() -> None:
    expected = group(articles())
    for seed in range(5):
        mixed = articles()
        random.Random(seed).shuffle(mixed)
        assert group(mixed) == expected


def test_a_story_is_named_by_its_earliest_article_so_growth_keeps_the_name() -> None:
    small = group(articles(("blast-1", "bank-1")))
    grown = group(articles())
    assert {key: grown[key] for key in small} == small
    assert len(set(small.values())) == 2


def test_unrelated_articles_change_nothing() -> None:
    with_all = group(articles())
    without = group(articles(("blast-1", "blast-2", "blast-3")))
    assert {key: with_all[key] for key in without} == without


def test_known_dates_far_apart_are_other_happenings() -> None:
    made = articles(("blast-1", "blast-2"))
    later = replace(made[1], published_at=made[1].published_at.replace(month=6))  # type: ignore[union-attr]
    assert len(parts(group([made[0], later]))) == 2
    assert len(parts(group([made[0], later], config=Config(days=365.0)))) == 1


def test_an_unknown_date_never_splits() -> None:
    made = [replace(a, published_at=None, first_seen_at=None) for a in articles()]
    assert parts(group(made)) == EXPECTED


def test_exact_copies_share_a_story() -> None:
    made = articles(("blast-1",))
    copies = [replace(made[0], article_id=f"copy-{n}", url=f"https://copy.example/{n}") for n in range(5)]
    assert len(parts(group([*made, *copies]))) == 1


def test_a_likeness_that_only_chains_does_not_join() -> None:
    strict = Config(join=0.95)
    assert all(len(part) == 1 for part in parts(group(articles(), config=strict)))


def test_empty_and_wordless_articles_stand_alone() -> None:
    assert group([]) == {}
    blank = [article("p", ""), article("q", "the of and"), article("r", "123 456")]
    assert len(parts(group(blank))) == 3
    vectors = {a.article_id: np.zeros(3, dtype=np.float32) for a in blank}
    assert len(parts(group(blank, vectors))) == 3
