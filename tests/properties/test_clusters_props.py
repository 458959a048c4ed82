"""Axioms of source clusters over random stories, with networkx as the oracle for components."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from corroborate.independence import Clustering, cluster
from corroborate.types import Article, Dependence, DependenceKind, Outlet, OutletStatus, Role, Strength

T0 = datetime(2026, 10, 5, tzinfo=UTC)
OUTLETS = {
    f"o{n}": Outlet(
        outlet_id=f"o{n}",
        name=f"Outlet {n}",
        domains=(f"o{n}.example",),
        status=OutletStatus.VETTED if n < 6 else OutletStatus.PROBATION,
    )
    for n in range(9)
}
Story = tuple[list[Article], list[Dependence]]


def article(number: int, outlet: int, hour: int | None) -> Article:
    return Article(
        article_id=f"a{number:03d}",
        url=f"https://o{outlet}.example/{number}",
        outlet_id=f"o{outlet}",
        title="",
        text="",
        first_seen_at=None if hour is None else T0 + timedelta(hours=hour),
    )


@st.composite
def stories(draw: st.DrawFn, *, dated: bool = False, kinds: tuple[Strength, ...] = tuple(Strength)) -> Story:
    size = draw(st.integers(1, 12))
    hours = st.integers(0, 40) if dated else st.none() | st.integers(0, 40)
    articles = [article(n, draw(st.integers(0, 8)), draw(hours)) for n in range(size)]
    edges = {}
    for a, b in draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=16)):
        if a == b:
            continue
        strength = draw(st.sampled_from(kinds))
        low, high = (0.3, 1.0) if strength is Strength.STRONG else (0.05, 0.3)
        names = tuple(sorted((articles[a].article_id, articles[b].article_id)))
        edges[names] = Dependence(
            article_a=names[0],
            article_b=names[1],
            strength=strength,
            kind=DependenceKind.COPY,
            score=draw(st.floats(low, high)),
        )
    return articles, list(edges.values())


def parts(of: dict[str, str]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for name, group in of.items():
        groups.setdefault(group, set()).add(name)
    return {frozenset(group) for group in groups.values()}


def vetted(articles: list[Article]) -> set[str]:
    return {a.article_id for a in articles if OUTLETS[a.outlet_id].status is OutletStatus.VETTED}


def among(found: Clustering, names: set[str]) -> set[frozenset[str]]:
    return parts({name: group for name, group in found.cluster_of.items() if name in names})


@settings(max_examples=150, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(story: Story, chance: object) -> None:
    articles, edges = story
    shuffled, mixed = list(articles), list(edges)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert cluster(articles, edges, OUTLETS) == cluster(shuffled, mixed, OUTLETS)


@settings(max_examples=150, deadline=None)
@given(stories())
def test_every_article_is_in_exactly_one_cluster(story: Story) -> None:
    articles, edges = story
    found = cluster(articles, edges, OUTLETS)
    members = [m.article_id for c in found.source_clusters for m in c.members]
    assert sorted(members) == sorted(a.article_id for a in articles)
    assert set(found.cluster_of) == set(found.low_of) == set(found.high_of) == set(members)
    assert len({c.source_cluster_id for c in found.source_clusters}) == len(found.source_clusters)


@settings(max_examples=200, deadline=None)
@given(stories())
def test_low_clusters_and_high_nest(story: Story) -> None:
    found = cluster(*story, OUTLETS)
    clusters = parts(dict(found.cluster_of))
    assert all(any(high <= group for group in clusters) for high in parts(dict(found.high_of)))
    assert all(any(group <= low for low in parts(dict(found.low_of))) for group in clusters)


@settings(max_examples=200, deadline=None)
@given(stories())
def test_strangers_never_bridge_and_change_no_vetted_cluster(story: Story) -> None:
    articles, edges = story
    trusted = vetted(articles)
    alone = cluster([a for a in articles if a.article_id in trusted], edges, OUTLETS)
    found = cluster(articles, edges, OUTLETS)
    assert among(found, trusted) == parts(dict(alone.cluster_of))
    assert {n: found.low_of[n] for n in trusted} == dict(alone.low_of)
    assert {n: found.high_of[n] for n in trusted} == dict(alone.high_of)
    assert {n: found.cluster_of[n] for n in trusted} == dict(alone.cluster_of)


@settings(max_examples=200, deadline=None)
@given(stories(kinds=(Strength.STRONG,)))
def test_undated_strong_graphs_are_plain_components(story: Story) -> None:
    articles = [article(int(a.article_id[1:]), int(a.outlet_id[1:]) % 6, None) for a in story[0]]
    graph = nx.Graph()
    graph.add_nodes_from(a.article_id for a in articles)
    graph.add_edges_from((e.article_a, e.article_b) for e in story[1])
    found = cluster(articles, story[1], OUTLETS)
    oracle = {frozenset(component) for component in nx.connected_components(graph)}
    assert parts(dict(found.cluster_of)) == parts(dict(found.high_of)) == oracle


@settings(max_examples=200, deadline=None)
@given(stories())
def test_low_bound_is_the_components_over_accepted_strong_and_all_weak_edges(story: Story) -> None:
    articles, edges = story
    trusted = vetted(articles)
    found = cluster(articles, edges, OUTLETS)
    graph = nx.Graph()
    graph.add_nodes_from(trusted)
    for group in parts({n: h for n, h in found.high_of.items() if n in trusted}):
        nx.add_path(graph, sorted(group))
    weak = [e for e in edges if e.strength is Strength.WEAK and {e.article_a, e.article_b} <= trusted]
    graph.add_edges_from((e.article_a, e.article_b) for e in weak)
    oracle = {frozenset(component) for component in nx.connected_components(graph)}
    assert parts({n: low for n, low in found.low_of.items() if n in trusted}) == oracle


@settings(max_examples=100, deadline=None)
@given(stories(), st.data(), st.integers(1, 8))
def test_copies_of_an_article_change_nothing(story: Story, data: st.DataObject, count: int) -> None:
    articles, edges = story
    copied = data.draw(st.sampled_from(articles))
    outlet = data.draw(st.integers(0, 8))
    copies = [article(100 + n, outlet, 50 + n) for n in range(count)]
    more = [
        Dependence(
            article_a=copied.article_id,
            article_b=copy.article_id,
            strength=Strength.STRONG,
            kind=DependenceKind.COPY,
            score=1.0,
        )
        for copy in copies
    ]
    before = cluster(articles, edges, OUTLETS)
    after = cluster(articles + copies, edges + more, OUTLETS)
    known = vetted(articles)
    assert among(after, known) == among(before, known)
    if copied.article_id in known:
        assert all(after.cluster_of[c.article_id] == after.cluster_of[copied.article_id] for c in copies)


@settings(max_examples=150, deadline=None)
@given(stories(dated=True), st.data())
def test_a_later_digest_never_fuses(story: Story, data: st.DataObject) -> None:
    articles, edges = story
    before = cluster(articles, edges, OUTLETS)
    digest = article(200, data.draw(st.integers(0, 5)), 90)
    sources = data.draw(st.lists(st.sampled_from(articles), min_size=1, max_size=5, unique_by=lambda a: a.article_id))
    more = [
        Dependence(
            article_a=a.article_id,
            article_b=digest.article_id,
            strength=Strength.STRONG,
            kind=DependenceKind.COPY,
            score=data.draw(st.floats(0.3, 1.0)),
        )
        for a in sources
    ]
    after = cluster([*articles, digest], edges + more, OUTLETS)
    known = vetted(articles)
    assert among(after, known) == among(before, known)
    assert {n: after.low_of[n] for n in known} == {n: before.low_of[n] for n in known}
    role = next(m.role for c in after.source_clusters for m in c.members if m.article_id == digest.article_id)
    if len({before.high_of[a.article_id] for a in sources if a.article_id in known}) > 1:
        assert role is Role.DERIVATIVE
