"""From sentences that speak for or against a statement to the evidence that is counted.

Here each article's word is laid at the door of its origin: the one its sentence relays, else the
source cluster its text rests on.  ``build`` and ``ask`` both come through here, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from corroborate import confidence, ids
from corroborate.copies import Prints, overlap, prints
from corroborate.corroboration import Voice, count
from corroborate.matching import Hit
from corroborate.support.passages import Passage
from corroborate.text.attribution import origin_of
from corroborate.types import (
    Article,
    Corroboration,
    Evidence,
    Outlet,
    OutletStatus,
    Role,
    SourceCluster,
    Stance,
)

# Words of a run that two supporting sentences share: 23 of 25 such pairs of part fit had one labelled origin.
_SAME_WORDS = 12


@dataclass(frozen=True, kw_only=True)
class Independence:
    """What is known of one story's origins; the keys of the tables are article ids."""

    story_id: str
    articles: Mapping[str, Article]
    outlets: Mapping[str, Outlet]
    source_clusters: Mapping[str, SourceCluster]
    cluster_of: Mapping[str, str]
    low_of: Mapping[str, str]
    high_of: Mapping[str, str]
    keys: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def digests(self) -> frozenset[str]:
        """Articles that only gather others' reports: they are shown, and never count."""
        return frozenset(
            member.article_id
            for cluster in self.source_clusters.values()
            for member in cluster.members
            if member.role is Role.DERIVATIVE
        )

    def teller(self, cluster: SourceCluster, article_id: str) -> str:
        """Name who owns a cluster's origin at its date: two origins of one owner count once."""
        article = self.articles[cluster.origin_article_id or article_id]
        outlet = self.outlet(article)
        return outlet.owner_at(article.published_at) or outlet.name

    def outlet(self, article: Article) -> Outlet:
        """Return the outlet of an article; a stranger where nobody registered it."""
        known = self.outlets.get(article.outlet_id)
        return known or Outlet(outlet_id=article.outlet_id, name=article.outlet_id, domains=(article.outlet_id,))


def evidence_for(
    claim_cluster_id: str,
    supports: Sequence[Hit],
    contradicts: Sequence[Hit],
    known: Independence,
    *,
    claim_at: Mapping[tuple[str, int], str] | None = None,
    updates: frozenset[str] = frozenset(),
) -> tuple[tuple[Evidence, ...], Corroboration]:
    """Lay each hit at the door of its origin and count.

    Args:
        claim_cluster_id: what the evidence is for (empty for a question).
        supports, contradicts: at most one hit an article on each side.
        known: the origins of the story.
        claim_at: claim id by (article id, sentence index), for the views.
        updates: articles whose contradiction is a later count of a developing story.
    """
    rows: list[tuple[Evidence, Voice]] = []
    for stance, side in ((Stance.SUPPORTS, supports), (Stance.CONTRADICTS, contradicts)):
        said = [_row(claim_cluster_id, stance, hit, known, claim_at or {}, updates) for hit in side]
        rows.extend(_same_sentences(_own_voice(said, known), [hit.passage.text for hit in side]))
    return count([row for row, _ in rows], {row.article_id: voice for row, voice in rows})


def _own_voice(said: Sequence[tuple[Evidence, Voice]], known: Independence) -> list[tuple[Evidence, Voice]]:
    """Give a relay back to its article's cluster where a member of that cluster says the same in its own voice."""
    own = {row.source_cluster_id for row, voice in said if not voice.relayed}
    out = []
    for row, voice in said:
        home = known.cluster_of[row.article_id]
        if voice.relayed and home in own and home in known.source_clusters:
            cluster = known.source_clusters[home]
            row = replace(row, source_cluster_id=home, origin=cluster.origin)
            voice = replace(voice, relayed=False, owner=known.teller(cluster, row.article_id))
        out.append((row, voice))
    return out


def _same_sentences(said: Sequence[tuple[Evidence, Voice]], texts: Sequence[str]) -> list[tuple[Evidence, Voice]]:
    """Join origins whose sentences are the same words: that sentence was copied, whatever else the articles did."""
    ordered = sorted(range(len(said)), key=lambda i: (said[i][1].order, said[i][0].article_id))
    first: dict[str, tuple[Evidence, Voice]] = {}
    stands_for: dict[str, str] = {}
    for n, i in enumerate(ordered):
        mine = said[i][0].source_cluster_id
        first.setdefault(mine, said[i])
        for j in ordered[:n]:
            theirs = stands_for.get(said[j][0].source_cluster_id, said[j][0].source_cluster_id)
            if theirs != stands_for.get(mine, mine) and _copied(texts[i], texts[j]):
                late = stands_for.get(mine, mine)
                for key in [mine, *(key for key, value in stands_for.items() if value == late)]:
                    stands_for[key] = theirs
    out = []
    for row, voice in said:
        target = stands_for.get(row.source_cluster_id)
        if target is not None and target != row.source_cluster_id:
            head, head_voice = first[target]
            row = replace(row, source_cluster_id=target, origin=head.origin)
            voice = replace(
                voice,
                relayed=head_voice.relayed,
                owner=head_voice.owner,
                low=head_voice.low,
                high=head_voice.high,
                reliability=head_voice.reliability,
            )
        out.append((row, voice))
    return out


@lru_cache(maxsize=50_000)
def _prints(text: str) -> Prints:
    return prints(text)


def _copied(one: str, other: str) -> bool:
    return one == other or overlap(_prints(one), _prints(other)).longest >= _SAME_WORDS


def _row(
    claim_cluster_id: str,
    stance: Stance,
    hit: Hit,
    known: Independence,
    claim_at: Mapping[tuple[str, int], str],
    updates: frozenset[str],
) -> tuple[Evidence, Voice]:
    passage = hit.passage
    article = known.articles[passage.article_id]
    outlet = known.outlet(article)
    own = known.cluster_of[article.article_id]
    cluster_id, origin, relayed = _origin(passage, outlet, own, known)
    cluster = known.source_clusters.get(cluster_id)
    said_by = passage.sentence.attribution
    digest = article.article_id in known.digests
    evidence = Evidence(
        claim_cluster_id=claim_cluster_id,
        source_cluster_id=cluster_id,
        claim_id=claim_at.get((passage.article_id, passage.index)),
        article_id=article.article_id,
        char_start=passage.start,
        char_end=passage.end,
        stance=stance,
        weight=0.0,
        score=round(hit.support.score, 3),
        counted=False,
        gate_reason="",
        origin=origin,
        explanation="; ".join(hit.support.contradicted) if stance is Stance.CONTRADICTS else "",
    )
    voice = Voice(
        order=article.order,
        outlet_status=outlet.status,
        outlet_kind=outlet.kind,
        owner=None if relayed or cluster is None else known.teller(cluster, article.article_id),
        alive=article.status != "killed",
        digest=digest,
        relayed=relayed,
        cluster_counts=known.source_clusters[own].counts if own in known.source_clusters else True,
        cluster_reason=known.source_clusters[own].gate_reason if own in known.source_clusters else "",
        low=known.low_of[article.article_id],
        high=known.high_of[article.article_id],
        modality=passage.specifics.modality,
        reliability=confidence.prior(OutletStatus.VETTED if relayed else outlet.status, outlet.reliability),
        holder=said_by.holder.casefold() if said_by else None,
        conflict_is_update=article.article_id in updates,
    )
    return evidence, voice


def _origin(passage: Passage, outlet: Outlet, own: str, known: Independence) -> tuple[str, str, bool]:
    """Say whose word a sentence is: (source cluster id, its name, whether the article only relays it)."""
    home = known.source_clusters.get(own)
    said_by = passage.sentence.attribution
    name = origin_of(said_by, outlet, known.outlets, known.story_id) if said_by else None
    if name is None or said_by is None:
        return own, home.origin if home else outlet.name, False
    there = known.keys.get(name)
    if there is not None:
        return there, known.source_clusters[there].origin, there != own
    return ids.digest("origin", known.story_id, name), said_by.holder, True
