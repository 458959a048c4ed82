"""Source clusters, roles, names and the counting rule, one story at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from corroborate import ids
from corroborate.copies import find_dependence
from corroborate.independence import Clustering, cluster, gate
from corroborate.types import (
    Article,
    Dependence,
    DependenceKind,
    Outlet,
    OutletKind,
    OutletStatus,
    Role,
    SourceCluster,
    Strength,
)

T0 = datetime(2026, 10, 5, 6, tzinfo=UTC)
STRONG, WEAK = Strength.STRONG, Strength.WEAK


def outlet(outlet_id: str, kind: OutletKind = OutletKind.OUTLET, *, vetted: bool = True, **more: object) -> Outlet:
    values = {"name": f"The {outlet_id.title()}", "domains": (f"{outlet_id}.example",), **more}
    status = OutletStatus.VETTED if vetted else OutletStatus.PROBATION
    return Outlet(outlet_id=outlet_id, kind=kind, status=status, **values)  # type: ignore[arg-type]


OUTLETS = {
    o.outlet_id: o
    for o in (
        *(outlet(name) for name in ("alpha", "beta", "gamma", "delta")),
        outlet("alldocks", OutletKind.AGGREGATOR),
        outlet("corvane", OutletKind.COMPANY, name="Corvane Lines newsroom"),
        outlet("meridian", OutletKind.WIRE, name="Meridian Newswire"),
        outlet("blog", OutletKind.BLOG, vetted=False),
        outlet("farm", OutletKind.BLOG, vetted=False),
    )
}


def article(name: str, outlet_id: str, hours: float | None = 0.0, text: str = "", **more: object) -> Article:
    seen = None if hours is None else T0 + timedelta(hours=hours)
    values = {"url": f"https://{outlet_id}.example/{name}", "title": name, "first_seen_at": seen, **more}
    return Article(article_id=name, outlet_id=outlet_id, text=text or f"Text of {name}.", **values)  # type: ignore[arg-type]


def edge(
    a: str, b: str, strength: Strength = STRONG, kind: DependenceKind = DependenceKind.COPY, score: float = 0.8
) -> Dependence:
    a, b = sorted((a, b))
    return Dependence(article_a=a, article_b=b, strength=strength, kind=kind, score=score)


def groups(found: Clustering) -> set[frozenset[str]]:
    return {frozenset(m.article_id for m in c.members) for c in found.source_clusters}


def sets(*names: str) -> set[frozenset[str]]:
    return {frozenset(name.split()) for name in names}


def roles(found: Clustering) -> dict[str, Role]:
    return {m.article_id: m.role for c in found.source_clusters for m in c.members}


def test_without_edges_every_article_is_its_own_origin() -> None:
    found = cluster([article("a", "alpha"), article("b", "beta", 1)], [], OUTLETS)
    assert groups(found) == sets("a", "b")
    assert found.source_clusters[0].source_cluster_id == ids.digest("origin", "a")
    assert [c.origin for c in found.source_clusters] == ["The Alpha", "The Beta"]


def test_strong_edges_join_and_the_earliest_is_the_origin() -> None:
    made = [article("z", "alpha", 0), article("a", "beta", 1), article("m", "gamma", 2)]
    found = cluster(made, [edge("z", "a"), edge("a", "m", score=0.4)], OUTLETS)
    assert groups(found) == sets("z a m")
    only = found.source_clusters[0]
    assert (only.origin_article_id, only.origin) == ("z", "The Alpha")
    assert only.source_cluster_id == ids.digest("origin", "z")
    assert roles(found) == {"z": Role.ORIGIN, "a": Role.REPRINT, "m": Role.REWRITE}
    assert only.outlets == ("alpha", "beta", "gamma")


def test_a_later_digest_joins_one_and_fuses_nothing() -> None:
    made = [article("y", "alpha", 0), article("z", "beta", 1), article("d", "gamma", 5)]
    found = cluster(made, [edge("y", "d", score=0.5), edge("z", "d", score=0.7)], OUTLETS)
    assert groups(found) == sets("y", "z d")
    assert roles(found)["d"] is Role.DERIVATIVE
    assert len(set(found.low_of.values())) == len(set(found.high_of.values())) == 2


def test_an_early_piece_that_two_copied_from_is_one_origin() -> None:
    made = [article("o", "alpha", 0), article("p", "beta", 2), article("q", "gamma", 3)]
    assert groups(cluster(made, [edge("o", "p"), edge("o", "q")], OUTLETS)) == sets("o p q")


def test_an_undated_piece_is_no_digest() -> None:
    made = [article("y", "alpha", 0), article("z", "beta", 1), article("d", "gamma", None)]
    assert groups(cluster(made, [edge("y", "d"), edge("z", "d")], OUTLETS)) == sets("y z d")


def test_a_credited_copy_shows_where_an_unsigned_one_came_from() -> None:
    made = [
        article("w", "alpha", 0, byline="Meridian Newswire"),
        article("u", "beta", 1),
        article("x", "gamma", 2, byline="Meridian Newswire"),
    ]
    edges = [edge("w", "x", kind=DependenceKind.CREDIT, score=1.0), edge("u", "x")]
    assert groups(cluster(made, edges, OUTLETS)) == sets("w u x")


def test_a_spoofed_credit_moves_only_the_spoofer() -> None:
    made = [
        article("w", "alpha", 0, byline="Meridian Newswire"),
        article("u", "beta", 1, byline="By Ina Morell"),
        article("x", "gamma", 2, byline="Meridian Newswire"),
    ]
    edges = [edge("w", "x", kind=DependenceKind.CREDIT, score=1.0), edge("u", "x")]
    assert groups(cluster(made, edges, OUTLETS)) == sets("w x", "u")


def test_weak_edges_join_by_their_weight() -> None:
    made = [article("a", "alpha"), article("b", "beta", 1), article("c", "gamma", 2)]
    weak = [edge("a", "b", WEAK, score=0.2), edge("b", "c", WEAK, score=0.06)]
    found = cluster(made, weak, OUTLETS)
    assert groups(found) == sets("a b", "c")
    assert len(set(found.low_of.values())) == 1
    assert len(set(found.high_of.values())) == 3


def test_average_linkage_does_not_chain() -> None:
    made = [article(n, o, h) for n, o, h in (("a", "alpha", 0), ("b", "beta", 1), ("c", "gamma", 2), ("d", "delta", 3))]
    chain = [edge("a", "b", WEAK, score=0.3), edge("b", "c", WEAK, score=0.15), edge("c", "d", WEAK, score=0.3)]
    assert groups(cluster(made, chain, OUTLETS)) == sets("a b", "c d")


def test_copies_of_a_piece_do_not_thicken_its_weak_edges() -> None:
    made = [article("a", "alpha"), article("b", "beta", 1)] + [article(f"x{n}", "gamma", 2 + n) for n in range(5)]
    weak = [edge("a", "b", WEAK, score=0.08)]
    copies = [edge("a", f"x{n}") for n in range(5)] + [edge("b", f"x{n}", WEAK, score=0.25) for n in range(5)]
    found = cluster(made, weak + copies, OUTLETS)
    assert found.cluster_of["a"] != found.cluster_of["b"]


def test_strangers_attach_and_never_bridge() -> None:
    made = [article("a", "alpha", 5), article("b", "beta", 6), article("s", "blog", 0), article("t", "farm", 1)]
    edges = [edge("a", "s", score=0.9), edge("s", "t", score=1.0), edge("t", "b", score=0.8)]
    found = cluster(made, edges, OUTLETS)
    assert found.cluster_of["a"] != found.cluster_of["b"]
    assert found.cluster_of["s"] == found.cluster_of["t"] == found.cluster_of["a"]
    assert found.low_of["a"] != found.low_of["b"]
    assert found.source_clusters[0].source_cluster_id == ids.digest("origin", "a")


def test_strangers_among_themselves_are_one_cluster() -> None:
    found = cluster([article("s", "blog"), article("t", "farm", 1)], [edge("s", "t")], OUTLETS)
    assert groups(found) == sets("s t")


def test_an_agency_known_by_credit_only_gives_the_cluster_its_name() -> None:
    made = [article(n, o, h, byline="Associated Press") for n, o, h in (("a", "alpha", 0), ("b", "beta", 1))]
    found = cluster(made, find_dependence(made, OUTLETS), OUTLETS)
    only = found.source_clusters[0]
    assert only.origin == "The Associated Press"
    assert only.source_cluster_id == ids.digest("origin", "a")
    assert found.keys == {"media:ap": only.source_cluster_id}
    assert "credit" in only.members[1].reason


def test_the_agencys_own_piece_is_the_origin_even_if_seen_later() -> None:
    made = [article("a", "alpha", 0, byline="Meridian Newswire"), article("w", "meridian", 3)]
    found = cluster(made, find_dependence(made, OUTLETS), OUTLETS)
    assert found.source_clusters[0].origin_article_id == "w"
    assert found.source_clusters[0].origin == "Meridian Newswire"
    assert roles(found) == {"a": Role.REPRINT, "w": Role.ORIGIN}


def test_keys_name_the_outlets_own_cluster_and_the_issuers_document() -> None:
    made = [article("r", "corvane", 0), article("a", "alpha", 1), article("b", "alpha", 2, byline="Meridian Newswire")]
    found = cluster(made, find_dependence(made, OUTLETS), OUTLETS)
    assert found.keys["document:corvane-lines"] == found.cluster_of["r"]
    assert found.keys["outlet:alpha"] == found.cluster_of["a"]
    assert found.keys["outlet:meridian"] == found.cluster_of["b"]


def test_every_reason_is_words() -> None:
    made = [article("a", "alpha"), article("b", "beta", 1), article("c", "alpha", 2), article("d", "gamma", 3)]
    edges = [edge("a", "b"), edge("a", "c", kind=DependenceKind.OWNER), edge("a", "d", kind=DependenceKind.CANONICAL)]
    found = cluster(made, edges, OUTLETS)
    assert all(len(m.reason.split()) > 4 for c in found.source_clusters for m in c.members)
    assert roles(found)["c"] is Role.ORIGIN
    assert roles(found)["d"] is Role.REPRINT


def test_edges_to_other_stories_are_ignored() -> None:
    assert groups(cluster([article("a", "alpha")], [edge("a", "elsewhere")], OUTLETS)) == sets("a")
    assert cluster([], [], OUTLETS).source_clusters == ()


OWN = (
    "HALDEN - On Monday Ina Morell counted 11 ships off the Outer Mole. "
    "“Nobody has told us a thing since Friday,” said Olav Brand."
)
TOLD = "Later on Monday Ina Morell counted 11 ships off the Outer Mole and no more."


def decide(cluster_of: str, made: list[Article], dependence: list[Dependence] | None = None) -> tuple[bool, str]:
    found = cluster(made, dependence or [], OUTLETS)
    one: SourceCluster = next(c for c in found.source_clusters if cluster_of in [m.article_id for m in c.members])
    return gate(one, {a.article_id: a for a in made}, OUTLETS)


def test_the_first_vetted_report_counts() -> None:
    assert decide("a", [article("a", "alpha", 0, OWN)]) == (True, "A vetted outlet carries it, and it is the first to.")


def test_what_no_vetted_outlet_carries_does_not_count() -> None:
    counts, why = decide("s", [article("s", "blog", 0, OWN)])
    assert not counts
    assert "vetted" in why


def test_an_aggregator_alone_does_not_count() -> None:
    counts, why = decide("g", [article("g", "alldocks", 0, OWN)])
    assert not counts
    assert "ggregator" in why


def test_a_cluster_with_own_work_counts() -> None:
    made = [article("a", "alpha", 0, OWN), article("b", "beta", 2, "The master of the Selma, Kari Holm, saw 14 ships.")]
    counts, why = decide("b", made)
    assert counts
    assert why.startswith("It shows work of its own")


def test_a_signed_report_counts_even_if_it_says_no_more() -> None:
    made = [article("a", "alpha", 0, OWN), article("b", "beta", 2, TOLD, byline="By Lise Falk")]
    assert decide("b", made) == (True, "It names its own reporter or place of reporting.")


def test_what_only_tells_again_does_not_count() -> None:
    counts, why = decide("b", [article("a", "alpha", 0, OWN), article("b", "beta", 2, TOLD)])
    assert not counts
    assert "earlier" in why


def test_an_undated_report_is_not_taken_for_a_late_one() -> None:
    assert decide("b", [article("a", "alpha", 0, OWN), article("b", "beta", None, TOLD)])[0]


def test_strangers_that_came_first_take_nothing_from_a_vetted_report() -> None:
    assert decide("b", [article("s", "blog", 0, OWN), article("b", "beta", 2, TOLD)])[0]


@pytest.mark.parametrize("reason", ["order", "again"])
def test_clustering_is_the_same_every_time(reason: str) -> None:
    made = [article("a", "alpha"), article("b", "beta", 1), article("c", "gamma", None), article("s", "blog", 0)]
    edges = [edge("a", "b"), edge("b", "c", WEAK, score=0.2), edge("a", "s")]
    again = (made[::-1], edges[::-1]) if reason == "order" else (made, edges)
    assert cluster(made, edges, OUTLETS) == cluster(*again, OUTLETS)
