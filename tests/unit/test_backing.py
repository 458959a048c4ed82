"""Each article's word is laid at the door of its origin, and strangers move nobody but themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from counting_parts import article, origins, read

from corroborate.backing import evidence_for
from corroborate.matching import Hit
from corroborate.nlp import SpacyParser
from corroborate.types import (
    Article,
    Corroboration,
    Dependence,
    DependenceKind,
    Evidence,
    Outlet,
    OutletKind,
    OutletStatus,
    OwnerSpell,
    Stance,
    Strength,
    Support,
    Verdict,
)


def outlet(outlet_id: str, name: str, **parts: object) -> Outlet:
    given: dict[str, object] = {"domains": (f"{outlet_id}.example",), "status": OutletStatus.VETTED}
    return Outlet(outlet_id=outlet_id, name=name, **{**given, **parts})  # type: ignore[arg-type]


OUTLETS = {
    made.outlet_id: made
    for made in (
        outlet("quay", "Daily Quay", reliability=0.9),
        outlet("post", "Ness Post"),
        outlet("star", "Voss Star"),
        outlet("fjord1", "Fjord Times", owners=(OwnerSpell(owner="Fjord Media"),)),
        outlet("fjord2", "Tarn Echo", owners=(OwnerSpell(owner="Fjord Media"),)),
        outlet("gather", "News Heap", kind=OutletKind.AGGREGATOR),
        outlet("stranger", "Truth Daily", status=OutletStatus.PROBATION),
        outlet("port", "Halden Port Authority newsroom", kind=OutletKind.COMPANY),
    )
}
OWN = {
    "quay": "The ferry Aurora ran aground near Halden on Monday with 120 passengers aboard.",
    "post": "A ferry carrying about 120 people hit rocks off Halden, rescuers in Ness told this newspaper.",
    "star": "Passengers were taken off the stranded Aurora by lifeboats from Voss.",
    "fjord1": "The Aurora went aground at dawn, fisherman Per Holm said.",
    "fjord2": "Fog hid the rocks that the Aurora struck, the pilot Eva Dahl said.",
}


class Backed:
    """A small story with its origins, and the count of one statement in it."""

    def __init__(
        self,
        parser: SpacyParser,
        texts: Mapping[str, str],
        *,
        edges: Sequence[tuple[str, str, Strength]] = (),
        killed: Sequence[str] = (),
        hours: Mapping[str, float] | None = None,
        against: Sequence[str] = (),
        updates: Sequence[str] = (),
        said: Mapping[str, int] | None = None,
    ) -> None:
        """``texts`` by article id, which begins with the outlet's id; ``said`` names the sentence that speaks."""
        articles: list[Article] = []
        for n, (key, text) in enumerate(texts.items()):
            made = article(key, text, outlet_id=key.split("-")[0], hours=(hours or {}).get(key, float(n)))
            articles.append(replace(made, status="killed" if key in killed else "live"))
        self.articles = {made.article_id: made for made in articles}
        dependence = [
            Dependence(article_a=min(a, b), article_b=max(a, b), strength=strength, kind=DependenceKind.COPY, score=0.8)
            for a, b, strength in edges
        ]
        self.known = origins(articles, OUTLETS, dependence)
        supports, contradicts = [], []
        for made in articles:
            passage = read(parser, made, OUTLETS).passages()[(said or {}).get(made.article_id, 0)]
            stance = Stance.CONTRADICTS if made.article_id in against else Stance.SUPPORTS
            why = ("four against six",) if stance is Stance.CONTRADICTS else ()
            hit = Hit(passage=passage, support=Support(score=0.87654, stance=stance, contradicted=why))
            (contradicts if stance is Stance.CONTRADICTS else supports).append(hit)
        self.rows, self.found = evidence_for(
            "k1", supports, contradicts, self.known, updates=frozenset(updates), claim_at={("quay", 0): "c1"}
        )
        self.by_article: dict[str, Evidence] = {row.article_id: row for row in self.rows}

    def figures(self) -> tuple[int, int, int, float]:
        return n(self.found), self.found.sources_low, self.found.sources_high, self.found.confidence


def n(found: Corroboration) -> int:
    return found.verified_sources


def own(*keys: str) -> dict[str, str]:
    return {key: OWN[key] for key in keys}


def test_own_reports_of_three_outlets_are_three_origins(parser: SpacyParser) -> None:
    backed = Backed(parser, own("quay", "post", "star"))
    assert backed.figures()[:3] == (3, 3, 3)
    assert backed.found.verdict is Verdict.CORROBORATED
    row = backed.by_article["quay"]
    assert (row.claim_cluster_id, row.claim_id, row.score) == ("k1", "c1", 0.877)
    assert (row.char_start, row.char_end) == (0, len(OWN["quay"]))
    assert (row.origin, row.counted) == ("Daily Quay", True)
    assert backed.by_article["post"].claim_id is None


def test_a_copy_stands_with_its_original(parser: SpacyParser) -> None:
    texts = {**own("quay"), "post-1": OWN["quay"]}
    backed = Backed(parser, texts, edges=[("quay", "post-1", Strength.STRONG)])
    assert n(backed.found) == 1
    assert backed.by_article["post-1"].gate_reason == "same origin: Daily Quay"


def test_any_number_of_copies_changes_nothing(parser: SpacyParser) -> None:
    before = Backed(parser, own("quay", "post"))
    copies = {f"{key}-{m}": OWN["quay"] for m, key in enumerate(("star", "fjord1", "stranger", "gather"))}
    edges = [("quay", key, Strength.STRONG) for key in copies]
    after = Backed(parser, {**own("quay", "post"), **copies}, edges=edges)
    assert after.figures() == before.figures()
    assert after.found.terms == before.found.terms


def test_the_weight_is_that_of_the_origin_whoever_carries_it(parser: SpacyParser) -> None:
    # The Quay's own piece does not speak of it in so many words; the copy of it does.
    texts = {"quay": OWN["quay"], "post-1": OWN["quay"]}
    backed = Backed(parser, texts, edges=[("quay", "post-1", Strength.STRONG)], against=["quay"])
    assert [term.reliability for term in backed.found.terms] == [0.9, 0.9]


def test_a_relay_is_laid_at_the_door_of_the_outlet_it_relays(parser: SpacyParser) -> None:
    texts = {**own("quay"), "post": "The ferry Aurora ran aground near Halden, the Daily Quay reported on Monday."}
    backed = Backed(parser, texts)
    relay = backed.by_article["post"]
    assert relay.source_cluster_id == backed.known.cluster_of["quay"]
    assert relay.origin == "Daily Quay"
    assert n(backed.found) == 1


def test_two_relays_of_an_outlet_that_is_not_in_the_story_are_one_origin(parser: SpacyParser) -> None:
    texts = {
        "post": "The ferry Aurora ran aground near Halden, the BBC reported on Monday.",
        "star": "According to the BBC, a ferry hit rocks in the fog off Halden.",
    }
    backed = Backed(parser, texts)
    assert len({row.source_cluster_id for row in backed.rows}) == 1
    assert backed.by_article["post"].source_cluster_id not in backed.known.source_clusters
    assert backed.figures()[:3] == (1, 1, 1)
    assert backed.found.verdict is Verdict.SINGLE_SOURCE


def test_a_relay_and_the_relayers_own_report_are_not_both_its_own(parser: SpacyParser) -> None:
    texts = {**own("quay", "star"), "post": "A ferry ran aground near Halden, the BBC reported on Monday."}
    backed = Backed(parser, texts)
    assert n(backed.found) == 3
    assert backed.by_article["post"].gate_reason == "relays BBC"


def test_a_relayed_outlet_is_its_owners_voice_too(parser: SpacyParser) -> None:
    texts = {**own("fjord1"), "post": "A ferry hit rocks off Halden, the Tarn Echo reported on Monday."}
    backed = Backed(parser, texts)
    assert n(backed.found) == 1
    assert backed.by_article["post"].gate_reason == "same owner as Fjord Times (Fjord Media), counted once"


def test_one_owner_counts_once(parser: SpacyParser) -> None:
    backed = Backed(parser, own("fjord1", "fjord2", "quay"))
    assert (n(backed.found), backed.found.unverified_sources) == (2, 0)
    assert backed.by_article["fjord2"].gate_reason == "same owner as Fjord Times (Fjord Media), counted once"


@pytest.mark.parametrize("key", ["stranger", "gather", "unheard"])
def test_strangers_and_aggregators_never_vote(parser: SpacyParser, key: str) -> None:
    text = "A third ferry pilot, Jan Lund, saw the Aurora ram the rocks at Halden light."
    backed = Backed(parser, {**own("quay"), key: text})
    assert n(backed.found) == 1
    assert not backed.by_article[key].counted
    alone = Backed(parser, {key: text})
    assert (n(alone.found), alone.found.verdict) == (0, Verdict.UNVETTED)


def test_an_aggregators_relay_is_no_vote(parser: SpacyParser) -> None:
    backed = Backed(parser, {"gather": "A ferry ran aground near Halden, the BBC reported on Monday."})
    assert n(backed.found) == 0


def test_killed_articles_do_not_count(parser: SpacyParser) -> None:
    backed = Backed(parser, own("quay", "post"), killed=["quay"])
    assert n(backed.found) == 1
    assert backed.by_article["quay"].gate_reason == "withdrawn, or the report it rests on was"
    gone = Backed(parser, own("quay", "post"), killed=["quay", "post"])
    assert (n(gone.found), gone.found.verdict) == (0, Verdict.RETRACTED)


def test_the_withdrawal_of_an_origin_reaches_its_copies_and_its_relays(parser: SpacyParser) -> None:
    texts = {
        **own("quay", "post"),
        "star-1": OWN["quay"],
        "fjord1": "The ferry Aurora ran aground near Halden, the Daily Quay reported on Monday.",
    }
    edges = [("quay", "star-1", Strength.STRONG)]
    assert n(Backed(parser, texts, edges=edges).found) == 2
    backed = Backed(parser, texts, edges=edges, killed=["quay"])
    assert n(backed.found) == 1
    for key in ("quay", "star-1", "fjord1"):
        assert backed.by_article[key].gate_reason == "withdrawn, or the report it rests on was"
    restored = Backed(parser, texts, edges=edges)
    assert n(restored.found) == 2


def test_the_withdrawal_of_a_copy_withdraws_nothing_else(parser: SpacyParser) -> None:
    texts = {**own("quay", "post"), "star-1": OWN["quay"]}
    edges = [("quay", "star-1", Strength.STRONG)]
    backed = Backed(parser, texts, edges=edges, killed=["star-1"])
    assert n(backed.found) == 2
    assert not backed.by_article["star-1"].counted


def test_a_sentence_that_was_copied_is_one_origin_whatever_else_the_articles_did(parser: SpacyParser) -> None:
    shared = "The ferry Aurora ran aground on the rocks below Halden light shortly before dawn on Monday morning"
    texts = {"quay": f"{shared}.", "post": f"{shared}, and Ness sent two boats."}
    backed = Backed(parser, texts)
    assert backed.known.cluster_of["quay"] != backed.known.cluster_of["post"]
    assert n(backed.found) == 1
    assert backed.by_article["post"].source_cluster_id == backed.known.cluster_of["quay"]


def test_a_strangers_backdated_copy_of_a_sentence_moves_nobody(parser: SpacyParser) -> None:
    texts = own("quay", "post", "fjord1", "fjord2")
    before = Backed(parser, texts)
    farm = {f"stranger-{key}": OWN[key] for key in texts}
    after = Backed(parser, {**texts, **farm}, hours=dict.fromkeys(farm, -48.0))
    assert after.figures() == before.figures()
    assert [after.by_article[key].origin for key in texts] == [before.by_article[key].origin for key in texts]


def test_a_strangers_copy_does_not_turn_a_relay_into_an_own_report(parser: SpacyParser) -> None:
    relayed = "The ferry Aurora ran aground near Halden, the BBC reported on Monday."
    texts = {"post": relayed, "star": "A ferry hit rocks off Halden, according to the BBC."}
    before = Backed(parser, texts)
    stranger = {"stranger-1": "The ferry Aurora ran aground near Halden."}
    after = Backed(parser, {**texts, **stranger}, edges=[("post", "stranger-1", Strength.STRONG)])
    assert after.figures() == before.figures()


def test_a_relay_is_given_back_where_the_same_origin_says_it_itself(parser: SpacyParser) -> None:
    texts = {
        "quay-1": "The ferry Aurora ran aground near Halden, the BBC reported on Monday.",
        "quay-2": "The Aurora lies on the rocks, our reporter in Halden saw.",
    }
    backed = Backed(parser, texts, edges=[("quay-1", "quay-2", Strength.STRONG)])
    assert n(backed.found) == 1
    assert {row.source_cluster_id for row in backed.rows} == set(backed.known.source_clusters)


def test_a_document_counts_once_for_all_who_read_it(parser: SpacyParser) -> None:
    texts = {
        "quay": "The Halden Port Authority said in a statement that the Aurora had run aground.",
        "post": 'In a statement, the Halden Port Authority said: "The Aurora is aground."',
    }
    backed = Backed(parser, texts)
    assert len({row.source_cluster_id for row in backed.rows}) == 1
    assert n(backed.found) == 1
    issued = Backed(parser, {"port": "The Aurora ran aground at 6.40am in fog near Halden light.", **texts})
    assert n(issued.found) == 1
    assert issued.by_article["quay"].source_cluster_id == issued.known.cluster_of["port"]


def test_weakly_linked_origins_widen_the_bounds(parser: SpacyParser) -> None:
    texts = own("quay", "post")
    backed = Backed(parser, texts, edges=[("quay", "post", Strength.STRONG)])
    assert backed.figures()[:3] == (1, 1, 1)
    weak = Backed(parser, texts, edges=[("quay", "post", Strength.WEAK)])
    assert (n(weak.found), weak.found.sources_low, weak.found.sources_high) == (1, 1, 2)


def test_contradictions_are_counted_by_origin_too(parser: SpacyParser) -> None:
    texts = {**own("quay", "post", "star"), "fjord1-1": OWN["star"]}
    backed = Backed(parser, texts, edges=[("star", "fjord1-1", Strength.STRONG)], against=["star", "fjord1-1"])
    assert (n(backed.found), backed.found.verdict) == (2, Verdict.CONTESTED)
    assert sum(term.sign < 0 for term in backed.found.terms) == 1
    assert backed.by_article["star"].explanation == "four against six"
    assert backed.by_article["quay"].explanation == ""
    updated = Backed(parser, own("quay", "post", "star"), against=["star"], updates=["star"])
    assert updated.found.verdict is Verdict.CORROBORATED


def test_it_said_twice_is_not_one_person(parser: SpacyParser) -> None:
    texts = {
        "quay": "It said the Aurora had run aground near Halden.",
        "post": "It said the ferry lay on the rocks off Halden.",
    }
    assert not Backed(parser, texts).found.single_origin
    named = {
        "quay": "Anna Berg said the Aurora had run aground near Halden.",
        "post": "The ferry lay on the rocks off Halden, Anna Berg said.",
    }
    assert Backed(parser, named).found.single_origin


def test_no_hits_no_count(parser: SpacyParser) -> None:
    backed = Backed(parser, own("quay"))
    rows, found = evidence_for("k", (), (), backed.known)
    assert rows == ()
    assert found.verdict is Verdict.UNSUPPORTED
