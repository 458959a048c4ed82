"""Claims of a small story, read by the real models, sorted into statements and what supports each."""

from __future__ import annotations

import numpy as np
import pytest
from counting_parts import Matched, asked, speaking

from corroborate.embed import SentenceEmbedder
from corroborate.matching import hits, match
from corroborate.nlp import SpacyParser
from corroborate.support.passages import Passage
from corroborate.support.scorer import CONFIG as SCORER
from corroborate.support.scorer import packaged_forest
from corroborate.types import ClaimKind, Stance

STORY = {
    "a": (
        "A bomb exploded at a market in Halden on Monday."
        " Twenty-eight people were killed in the explosion, police said. The mayor, Anna Berg, resigned on Friday."
    ),
    "b": (
        "Twenty-eight people were killed in the explosion at the market, police said."
        " Anna Berg resigned as mayor on Friday."
    ),
    "c": (
        "Thirty-one people were killed in the explosion at the market, police said."
        " The bomb exploded at a market in Halden on Tuesday."
    ),
    "d": "At least 20 people were killed in the explosion. Ole Dahl resigned as mayor on Friday.",
    "e": (
        "Nobody was killed in the explosion at the market in Halden."
        " They blamed the council for the state of the building."
    ),
}


@pytest.fixture(scope="module")
def story(parser: SpacyParser, embedder: SentenceEmbedder) -> Matched:
    return Matched(parser, embedder, STORY)


def test_claims_that_assert_each_other_are_one_statement(story: Matched) -> None:
    group = story.by_text["A bomb exploded at a market."]
    assert story.text_of(group) == ["a: A bomb exploded at a market.", "c: The bomb exploded at a market."]
    assert story.belongs[group.members[1].claim_id] == group.claim_cluster_id


def test_every_claim_that_may_found_belongs_to_exactly_one_statement(story: Matched) -> None:
    members = [claim.claim_id for group in story.groups for claim in group.members]
    assert len(members) == len(set(members))
    assert {claim.claim_id for claim in story.claims if claim.founds} <= set(members)
    assert set(members) == set(story.belongs)
    assert len({group.claim_cluster_id for group in story.groups}) == len(story.groups)


def test_a_sentence_supports_the_statement_taken_from_it(story: Matched) -> None:
    for group in story.groups:
        own = [hit for hit in group.supports if hit.passage.article_id == group.founder.article_id]
        assert [(hit.passage.index, hit.support.score) for hit in own] == [(group.founder.sentence, 1.0)]


def test_another_figure_is_another_statement_and_contradicts(story: Matched) -> None:
    first = story.by_text["Twenty-eight people were killed in the explosion."]
    other = story.by_text["Thirty-one people were killed in the explosion at the market."]
    assert first.claim_cluster_id != other.claim_cluster_id
    assert speaking(first.supports) == ["a", "b"]
    assert "c" in speaking(first.contradicts)
    against = next(hit for hit in first.contradicts if hit.passage.article_id == "c")
    assert against.support.contradicted == ("Twenty-eight against Thirty-one",)
    assert speaking(other.supports) == ["c"]


def test_support_runs_from_the_more_specific_to_the_less(story: Matched) -> None:
    at_least = story.by_text["At least 20 people were killed in the explosion."]
    assert {"a", "b", "c", "d"} == set(speaking(at_least.supports))
    exact = story.by_text["Twenty-eight people were killed in the explosion."]
    assert "d" not in speaking(exact.supports)
    assert at_least.claim_cluster_id != exact.claim_cluster_id


def test_another_day_is_another_statement_and_contradicts(story: Matched) -> None:
    monday = story.by_text["A bomb exploded at a market on Monday."]
    assert speaking(monday.supports) == ["a"]
    assert speaking(monday.contradicts) == ["c"]


def test_a_place_is_a_statement_of_its_own(story: Matched) -> None:
    core = story.by_text["A bomb exploded at a market."]
    place = story.by_text["A bomb exploded at a market in Halden."]
    assert place.founder.kind is ClaimKind.PLACE
    assert place.claim_cluster_id != core.claim_cluster_id
    assert story.text_of(place)[1:] == ["c: The bomb exploded at a market in Halden."]
    assert place.frame_id == core.frame_id


def test_another_name_is_another_statement(story: Matched) -> None:
    berg = story.by_text["Anna Berg resigned as mayor on Friday."]
    dahl = story.by_text["Ole Dahl resigned as mayor."]
    assert berg.claim_cluster_id != dahl.claim_cluster_id
    assert "d" not in speaking(berg.supports)
    assert speaking(dahl.supports) == ["d"]


def test_a_denial_is_not_supported_by_those_who_speak_of_something_else(story: Matched) -> None:
    nobody = story.by_text["Nobody was killed in the explosion at the market."]
    assert speaking(nobody.supports) == ["e"]
    assert {"b", "c"} <= set(speaking(nobody.contradicts))


def test_an_article_that_asserts_a_statement_anywhere_does_not_contradict_it(story: Matched) -> None:
    for group in story.groups:
        assert not set(speaking(group.supports)) & set(speaking(group.contradicts))
        for found in (group.supports, group.contradicts):
            assert len(speaking(found)) == len(set(speaking(found)))


def test_what_leans_on_a_pronoun_founds_nothing(story: Matched) -> None:
    leaning = [claim for claim in story.claims if not claim.founds]
    assert [claim.text for claim in leaning] == ["They blamed the council for the state of the building."]
    assert leaning[0].claim_id not in story.belongs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Prices in Norland rose by 5%.", "Prices in Norland rose by 6%."),
        ("The ferry from Halden sank on Monday.", "The ferry from Halden sank on Tuesday."),
        ("Tellmark bought Orvane after long talks.", "Orvane bought Tellmark after long talks."),
        ("The court did not lift the ban on ferries.", "The court did lift the ban on ferries."),
        ("The storm hit the northern coast of Tarn.", "The storm hit the southern coast of Tarn."),
    ],
)
def test_contradiction_is_a_veto_however_alike_the_words(
    parser: SpacyParser, embedder: SentenceEmbedder, one: str, other: str
) -> None:
    found = Matched(parser, embedder, {"a": one, "b": other})
    for text in (one, other):
        group = found.by_text[text]
        assert len(group.members) == 1
        assert len(group.supports) == 1
        assert len(group.contradicts) == 1


def test_opposites_are_two_statements(parser: SpacyParser, embedder: SentenceEmbedder) -> None:
    one, other = "The council of Halden approved the plan.", "The council of Halden rejected the plan."
    found = Matched(parser, embedder, {"a": one, "b": other})
    assert [len(group.members) for group in found.groups] == [1, 1]


def test_likeness_never_chains(parser: SpacyParser, embedder: SentenceEmbedder) -> None:
    # Each is like the next, the last has nothing of the first.
    chain = {
        "a": "The red lorry hit a bridge near the old mill.",
        "b": "The red lorry hit a bridge near the brewery.",
        "c": "The red lorry damaged a statue near the brewery.",
        "d": "The police damaged a statue outside the brewery museum.",
    }
    found = Matched(parser, embedder, chain)
    homes = {claim.article_id: found.belongs[claim.claim_id] for claim in found.claims}
    assert homes["a"] != homes["d"]
    for group in found.groups:
        # Whoever joined agrees with the founder itself, not with somebody who joined before.
        words = group.statement.specifics.words
        for claim in group.members:
            theirs = found.statements[claim.claim_id].specifics.words
            assert sum(words[word] for word in words if word in theirs) >= 0.6 * sum(words.values())


def shape(found: Matched) -> dict[str, tuple[list[str], list[str], list[str]]]:
    return {
        group.claim_cluster_id: (
            [claim.claim_id for claim in group.members],
            speaking(group.supports),
            speaking(group.contradicts),
        )
        for group in found.groups
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_passages_changes_nothing(
    parser: SpacyParser, embedder: SentenceEmbedder, story: Matched, seed: int
) -> None:
    assert shape(Matched(parser, embedder, STORY, shuffled=seed)) == shape(story)


def test_growth_keeps_the_names_of_statements(parser: SpacyParser, embedder: SentenceEmbedder, story: Matched) -> None:
    before = shape(Matched(parser, embedder, {key: STORY[key] for key in "abc"}))
    after = shape(story)
    assert set(before) <= set(after)
    for name, (members, supports, _) in before.items():
        assert members == after[name][0][: len(members)]
        assert set(supports) <= set(after[name][1])


def test_an_exact_copy_joins_every_statement_of_its_original(parser: SpacyParser, embedder: SentenceEmbedder) -> None:
    found = Matched(parser, embedder, {"a": STORY["a"], "z": STORY["a"]})
    for group in found.groups:
        assert [claim.article_id for claim in group.members] == ["a", "z"]
        assert speaking(group.supports) == ["a", "z"]


def test_unlike_sentences_are_not_read(parser: SpacyParser, story: Matched) -> None:
    cosines = np.zeros(len(story.passages), dtype=np.float32)
    statement = asked(parser, "A bomb exploded at a market.")
    assert hits(statement, story.passages, cosines, packaged_forest()) == ((), (), ())


def test_the_nearest_others_say_what_they_lack(parser: SpacyParser, embedder: SentenceEmbedder, story: Matched) -> None:
    text = "Forty people were injured in the explosion at the market."
    statement = asked(parser, text)
    cosines = np.round(story.vectors @ embedder.embed([text])[0], 4)
    supports, _, others = hits(statement, story.passages, cosines, packaged_forest())
    assert supports == ()
    assert others
    for hit in others:
        assert hit.support.stance is None
        assert hit.support.missing or hit.support.contradicted or hit.support.score < SCORER.supports


def test_hits_stand_in_the_order_of_passages(story: Matched) -> None:
    place: dict[tuple[str, int], int] = {}
    for n, passage in enumerate(story.passages):
        place[key(passage)] = n
    for group in story.groups:
        for found, stance in ((group.supports, Stance.SUPPORTS), (group.contradicts, Stance.CONTRADICTS)):
            rows = [place[key(hit.passage)] for hit in found]
            assert rows == sorted(rows)
            assert all(hit.support.stance is stance for hit in found)


def key(passage: Passage) -> tuple[str, int]:
    return passage.article_id, passage.index


def test_no_claims_no_statements() -> None:
    assert match([], {}, [], np.zeros((0, 1), np.float32), packaged_forest()) == ([], {})
