"""Edges to source clusters: which articles of one story rest on one origin.

Strong edges join, save that a later article which copies two otherwise unlinked origins joins only one of them.
Weak edges join by average linkage over one representative a strong component, so that copies change nothing.
Everything is computed over vetted articles; the others attach to at most one cluster and bridge nothing.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corroborate import ids
from corroborate.copies.credits import Credit, own_agency, wire_credit
from corroborate.text.attribution import document_origin
from corroborate.text.media import media_of
from corroborate.types import (
    Article,
    Dependence,
    DependenceKind,
    Member,
    Outlet,
    OutletKind,
    OutletStatus,
    Role,
    SourceCluster,
    Strength,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Thresholds of linkage and roles."""

    density: float = 0.10  # METHOD 1: right on every simulated farm, where components alone err 60% of the time
    reprint: float = 0.60  # containment from which an article is a reprint rather than a rewrite


CONFIG = Config()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Who rests on whom.

    ``low_of`` and ``high_of`` name, for each article, its component over strong and weak edges and over strong edges
    alone: for any set of articles, distinct ``low_of`` <= distinct ``cluster_of`` <= distinct ``high_of``.
    ``keys`` says which cluster a relayed origin (``text.attribution.origin_of``) already is: an agency whose copy a
    cluster carries, an outlet whose own piece founds it, a document that its issuer published.
    """

    source_clusters: tuple[SourceCluster, ...]
    cluster_of: Mapping[str, str]
    low_of: Mapping[str, str]
    high_of: Mapping[str, str]
    keys: Mapping[str, str] = field(default_factory=dict)


class _Union:
    """Union-find whose root is always the member that comes first in canonical order."""

    def __init__(self, rank: Mapping[str, int]) -> None:
        self._rank = rank
        self._parent = {name: name for name in rank}

    def root(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.root(one), self.root(other)), key=self._rank.__getitem__)
        self._parent[second] = first


@dataclass(slots=True)
class _Graph:
    articles: dict[str, Article]
    rank: dict[str, int]
    outlets: Mapping[str, Outlet]
    strong: dict[str, dict[str, Dependence]] = field(default_factory=lambda: defaultdict(dict))
    weak: dict[str, dict[str, Dependence]] = field(default_factory=lambda: defaultdict(dict))
    derivatives: dict[str, str] = field(default_factory=dict)

    def vetted(self, article_id: str) -> bool:
        outlet = self.outlets.get(self.articles[article_id].outlet_id)
        return outlet is not None and outlet.status is OutletStatus.VETTED

    def dated(self, article_id: str) -> bool:
        return self.articles[article_id].first_seen_at is not None


def cluster(
    articles: Sequence[Article],
    dependence: Iterable[Dependence],
    outlets: Mapping[str, Outlet],
    config: Config = CONFIG,
) -> Clustering:
    """Gather the articles of one story by origin.

    Args:
        articles: the story's articles, in any order.
        dependence: the edges among them; edges to other articles are ignored.
        outlets: outlet id -> outlet.
        config: thresholds.

    Returns:
        Every article in exactly one cluster; clusters by their earliest member; the same for every order of input.

    Source: METHOD section 1, "Edges -> source clusters".
    """
    ordered = sorted(articles, key=lambda article: article.order)
    graph = _Graph({a.article_id: a for a in ordered}, {a.article_id: n for n, a in enumerate(ordered)}, outlets)
    for edge in sorted(dependence, key=lambda e: (e.article_a, e.article_b, e.kind)):
        if edge.article_a not in graph.articles or edge.article_b not in graph.articles:
            continue
        table = graph.strong if edge.strength is Strength.STRONG else graph.weak
        for one, other in ((edge.article_a, edge.article_b), (edge.article_b, edge.article_a)):
            known = table[one].get(other)
            if known is None or _weight(edge) > _weight(known):
                table[one][other] = edge
    carried = {a.article_id: credit for a in ordered if (credit := wire_credit(a, outlets)) is not None}
    voters = [a.article_id for a in ordered if graph.vetted(a.article_id)]
    high = _strong_components(graph, voters, carried)
    merged = _average_linkage(graph, voters, high, config)
    low = _Union(graph.rank)
    for voter in voters:
        low.join(voter, high.root(voter))
        for other in graph.weak.get(voter, ()):
            if graph.vetted(other):
                low.join(voter, other)
    leads = {voter: merged.root(high.root(voter)) for voter in voters}
    highs = {voter: high.root(voter) for voter in voters}
    lows = {voter: low.root(voter) for voter in voters}
    _attach(graph, ordered, (leads, highs, lows))
    groups: dict[str, list[str]] = defaultdict(list)
    for article in ordered:
        groups[leads[article.article_id]].append(article.article_id)
    clusters = [_cluster(graph, members, carried, config) for members in groups.values()]
    cluster_of = {member.article_id: c.source_cluster_id for c in clusters for member in c.members}
    return Clustering(
        source_clusters=tuple(clusters),
        cluster_of={article.article_id: cluster_of[article.article_id] for article in ordered},
        low_of={article.article_id: lows[article.article_id] for article in ordered},
        high_of={article.article_id: highs[article.article_id] for article in ordered},
        keys=_keys(graph, clusters, carried),
    )


def _weight(edge: Dependence) -> tuple[float, int]:
    # Of several edges between two articles the one that says most: a credit or a copy before an owner.
    order = (
        DependenceKind.OWNER,
        DependenceKind.LINK,
        DependenceKind.CITATION,
        DependenceKind.CANONICAL,
        DependenceKind.COPY,
        DependenceKind.CREDIT,
    )
    return edge.score, order.index(edge.kind)


def _strong_components(graph: _Graph, voters: Sequence[str], carried: Mapping[str, Credit]) -> _Union:
    """Join by strong edges, in canonical order, so that what came first is whole before a digest of it is met."""
    union = _Union(graph.rank)
    for voter in voters:
        earlier = [o for o in graph.strong.get(voter, ()) if graph.rank[o] < graph.rank[voter] and graph.vetted(o)]
        if not earlier:
            continue
        roots: dict[str, list[str]] = defaultdict(list)
        for other in earlier:
            roots[union.root(other)].append(other)
        if len(roots) > 1 and _bridges(graph, voter, earlier, carried):
            best = min(
                earlier,
                key=lambda o: (-_weight(graph.strong[voter][o])[0], -_weight(graph.strong[voter][o])[1], graph.rank[o]),
            )
            graph.derivatives[voter] = best
            union.join(voter, best)
            continue
        for other in earlier:
            union.join(voter, other)
    return union


def _bridges(graph: _Graph, voter: str, earlier: Sequence[str], carried: Mapping[str, Credit]) -> bool:
    """Whether an article that leads to several origins is a digest of them rather than the proof that they are one.

    It must be known to be later than all of them: an undated article decides nothing, and then one origin is the
    careful answer.  A credited article that has the words of an uncredited one shows where that one got them, unless
    that one names its own reporter.
    """
    if not graph.dated(voter) or not all(graph.dated(other) for other in earlier):
        return False
    edges = graph.strong[voter]
    if any(edges[other].kind is DependenceKind.CREDIT for other in earlier):
        return any(
            edges[other].kind is not DependenceKind.CREDIT
            and other not in carried
            and (graph.articles[other].byline or "").strip()
            for other in earlier
        )
    return True


def _average_linkage(graph: _Graph, voters: Sequence[str], high: _Union, config: Config) -> _Union:
    """Merge strong components by the mean weight of the weak edges between their representatives.

    A component speaks through its earliest article, and through its undated ones, any of which may be the earliest.
    """
    union = _Union(graph.rank)
    heads = [voter for voter in voters if high.root(voter) == voter]
    speaks = {voter: high.root(voter) for voter in voters if high.root(voter) == voter or not graph.dated(voter)}
    between: dict[str, dict[str, float]] = {head: {} for head in heads}
    for voter, head in speaks.items():
        for other, edge in graph.weak.get(voter, {}).items():
            there = speaks.get(other, head)
            if there != head:
                between[head][there] = between[there][head] = max(edge.score, between[head].get(there, 0.0))
    size = dict.fromkeys(heads, 1)
    queue: list[tuple[float, int, int, str, str]] = []

    def offer(one: str, other: str) -> None:
        first, second = sorted((one, other), key=graph.rank.__getitem__)
        density = between[first][second] / (size[first] * size[second])
        if density >= config.density:
            heapq.heappush(queue, (-density, graph.rank[first], graph.rank[second], first, second))

    for head in heads:
        for other in between[head]:
            if graph.rank[head] < graph.rank[other]:
                offer(head, other)
    while queue:
        density, _, _, first, second = heapq.heappop(queue)
        if first not in between or second not in between.get(first, {}):
            continue
        if -density != between[first][second] / (size[first] * size[second]):
            continue  # the pair has grown since; it was offered again at its new density
        union.join(first, second)
        size[first] += size.pop(second)
        del between[first][second]
        for other, weight in between.pop(second).items():
            if other == first:
                continue
            del between[other][second]
            between[first][other] = between[other][first] = between[first].get(other, 0.0) + weight
        for other in between[first]:
            offer(first, other)
    return union


def _attach(graph: _Graph, ordered: Sequence[Article], tables: tuple[dict[str, str], ...]) -> None:
    """Put each unvetted article with the one article it depends on most; what is left founds clusters of its own."""
    leads = tables[0]
    queue: list[tuple[float, int, int, str, str]] = []

    def offer(placed: str) -> None:
        for other, edge in graph.strong.get(placed, {}).items():
            if other not in leads:
                heapq.heappush(queue, (-edge.score, graph.rank[placed], graph.rank[other], placed, other))

    def settle() -> None:
        while queue:
            _, _, _, placed, other = heapq.heappop(queue)
            if other in leads:
                continue
            for table in tables:
                table[other] = table[placed]
            offer(other)

    for placed in list(leads):
        offer(placed)
    settle()
    for article in ordered:
        if article.article_id not in leads:
            for table in tables:
                table[article.article_id] = article.article_id
            offer(article.article_id)
            settle()


def _cluster(graph: _Graph, members: list[str], carried: Mapping[str, Credit], config: Config) -> SourceCluster:
    voters = [member for member in members if graph.vetted(member)] or members
    origin = _origin(graph, voters, carried)
    credit = next((carried[m] for m in (origin, *voters) if m in carried and not carried[m].partial), None)
    home = graph.outlets.get(graph.articles[origin].outlet_id)
    name = credit.name if credit is not None else home.name if home is not None else graph.articles[origin].outlet_id
    return SourceCluster(
        source_cluster_id=ids.digest("origin", voters[0]),
        origin=name,
        origin_article_id=origin,
        members=tuple(_member(graph, m, origin, carried, name, config) for m in members),
        outlets=tuple(sorted({graph.articles[m].outlet_id for m in members})),
    )


def _keys(graph: _Graph, clusters: Sequence[SourceCluster], carried: Mapping[str, Credit]) -> dict[str, str]:
    keys: dict[str, str] = {}
    voting = [
        (found, member)
        for found in clusters
        for member in found.members
        if member.role is not Role.DERIVATIVE and graph.vetted(member.article_id)
    ]
    for found, member in voting:
        credit = carried.get(member.article_id)
        if credit is not None and not credit.partial:
            keys.setdefault(credit.key, found.source_cluster_id)
    media = media_of(graph.outlets)
    # The piece that founds a cluster speaks for its outlet before a further piece of the same house does.
    for found, member in sorted(voting, key=lambda pair: pair[0].origin_article_id != pair[1].article_id):
        if member.role is not Role.ORIGIN or (member.article_id in carried and not carried[member.article_id].partial):
            continue
        outlet = graph.outlets[graph.articles[member.article_id].outlet_id]
        medium = media.of_outlet(outlet.outlet_id)
        keys.setdefault(medium.key if medium is not None else f"outlet:{outlet.outlet_id}", found.source_cluster_id)
        if outlet.kind in (OutletKind.COMPANY, OutletKind.REGULATOR):
            keys.setdefault(document_origin(outlet), found.source_cluster_id)
    return dict(sorted(keys.items()))


def _origin(graph: _Graph, voters: Sequence[str], carried: Mapping[str, Credit]) -> str:
    """Name the piece the others rest on: the agency's own, what others declare canonical, the earliest, the fullest."""
    credited = {carried[m].key for m in voters if m in carried and not carried[m].partial}
    pointed = {
        other
        for m in voters
        for other, edge in graph.strong.get(m, {}).items()
        if edge.kind is DependenceKind.CANONICAL and graph.articles[m].canonical_url
    }

    def key(member: str) -> tuple[bool, bool, bool, bool, int, int]:
        article = graph.articles[member]
        own = own_agency(article, graph.outlets) if credited else None
        return (
            own is None or own not in credited,
            not (member in pointed and article.canonical_url is None),
            member in graph.derivatives,
            not graph.dated(member),
            0 if graph.dated(member) else -len(article.text),
            graph.rank[member],
        )

    return min(voters, key=key)


def _member(
    graph: _Graph, member: str, origin: str, carried: Mapping[str, Credit], name: str, config: Config
) -> Member:
    if member == origin:
        credit = carried.get(member)
        if credit is not None and not credit.partial:
            return Member(
                article_id=member,
                role=Role.REPRINT,
                reason=f"carries the credit of {credit.name}; the earliest carrier here",
            )
        return Member(article_id=member, role=Role.ORIGIN, reason="the first to carry what this cluster rests on")
    if member in graph.derivatives:
        return Member(
            article_id=member,
            role=Role.DERIVATIVE,
            reason="a later piece that copies more than one origin: it has no vote and joins only the nearest",
        )
    strong = graph.strong.get(member, {})
    ties = {o: e for o, e in strong.items() if o == origin} or dict(strong) or dict(graph.weak.get(member, {}))
    if member in carried and not carried[member].partial:
        copied = max((e.score for e in strong.values() if e.kind is DependenceKind.COPY), default=1.0)
        role = Role.REPRINT if copied >= config.reprint else Role.REWRITE
        return Member(article_id=member, role=role, reason=f"carries the credit of {carried[member].name}")
    if not ties:
        return Member(article_id=member, role=Role.REWRITE, reason=f"rests on the same origin as others here: {name}")
    other, edge = min(ties.items(), key=lambda tie: (-_weight(tie[1])[0], -_weight(tie[1])[1], graph.rank[tie[0]]))
    return Member(article_id=member, role=_role(edge, config), reason=_reason(graph, other, edge))


def _role(edge: Dependence, config: Config) -> Role:
    # DERIVATIVE is kept for digests: they alone have no vote.
    if edge.kind is DependenceKind.OWNER:
        return Role.ORIGIN
    if edge.strength is Strength.STRONG and edge.kind in (DependenceKind.CANONICAL, DependenceKind.CREDIT):
        return Role.REPRINT
    if edge.strength is Strength.STRONG and edge.kind is DependenceKind.COPY and edge.score >= config.reprint:
        return Role.REPRINT
    return Role.REWRITE


def _reason(graph: _Graph, other: str, edge: Dependence) -> str:
    article = graph.articles[other]
    outlet = graph.outlets.get(article.outlet_id)
    who = outlet.name if outlet is not None else article.outlet_id
    if edge.kind is DependenceKind.OWNER:
        return f"a further piece of the same house as {who}, resting on no other origin"
    if edge.kind is DependenceKind.CREDIT:
        return f"carries the same agency's copy as {who}"
    if edge.kind is DependenceKind.CANONICAL:
        return f"declares the same original as {who}"
    if edge.kind is DependenceKind.LINK:
        return f"links to the piece in {who}"
    if edge.kind is DependenceKind.CITATION:
        return f"tells what {who} tells, with nothing of its own"
    share = round(100 * edge.score)
    return f"{share} of 100 runs of eight words outside quotations stand in {who} too"
