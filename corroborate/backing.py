"""From sentences that speak for or against a statement to the evidence that is counted.

Here each article's word is laid at the door of its origin: the one its sentence relays, else the
source cluster its text rests on.  ``build`` and ``ask`` both come through here, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TypedDict

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
# "It said" twice is no sign that both had it from one person.
_NOBODY = frozenset({"", "he", "she", "it", "they", "we", "i", "who", "which", "that"})


class Standing(TypedDict):
    """The part of a Voice that belongs to its origin."""

    owner: str | None
    cluster_counts: bool
    cluster_reason: str
    low: str
    high: str
    reliability: float


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

    def standing(self, cluster_id: str, article_id: str) -> Standing:
        """Say what an origin brings to the count, whoever carries it: so a copy changes nothing.

        Args:
            cluster_id: the source cluster, or the id of an origin known only through relays.
            article_id: the article that carries it; it speaks for a cluster that names no origin of its own.
        """
        cluster = self.source_clusters.get(cluster_id)
        if cluster is None:
            return Standing(
                owner=None,
                cluster_counts=True,
                cluster_reason="",
                low=cluster_id,
                high=cluster_id,
                reliability=confidence.prior(OutletStatus.VETTED),
            )
        article = self.articles[cluster.origin_article_id or article_id]
        outlet = self.outlet(article)
        return Standing(
            owner=outlet.owner_at(article.published_at) or outlet.name,
            cluster_counts=cluster.counts,
            cluster_reason=cluster.gate_reason,
            low=self.low_of[article.article_id],
            # An article of the cluster may hang on it by weak edges only: then it is a component of its own.
            high=self.high_of[article_id if self.cluster_of[article_id] == cluster_id else article.article_id],
            reliability=confidence.prior(outlet.status, outlet.reliability),
        )

    def withdrawn(self, cluster_id: str) -> bool:
        """Whether the report that an origin's cluster rests on was withdrawn by its publisher.

        The withdrawal of one reprint withdraws nothing else: the piece it carried stands elsewhere.
        """
        cluster = self.source_clusters.get(cluster_id)
        if cluster is None or cluster.origin_article_id is None:
            return False
        first = next(m for m in cluster.members if m.article_id == cluster.origin_article_id)
        return first.role is Role.ORIGIN and self.articles[first.article_id].status == "killed"

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
    own = {row.source_cluster_id for row, voice in said if voice.votes and not voice.relayed}
    out = []
    for row, voice in said:
        home = known.cluster_of[row.article_id]
        if voice.relayed and home in own and home in known.source_clusters:
            row = replace(row, source_cluster_id=home, origin=known.source_clusters[home].origin)
            voice = replace(voice, relayed=False, **known.standing(home, row.article_id))
        out.append((row, voice))
    return out


def _same_sentences(said: Sequence[tuple[Evidence, Voice]], texts: Sequence[str]) -> list[tuple[Evidence, Voice]]:
    """Join origins whose sentences are the same words: that sentence was copied, whatever else the articles did."""
    # Those who vote come first: a stranger who copies, whatever date he gives, moves nobody but himself.
    ordered = sorted(range(len(said)), key=lambda i: (not said[i][1].votes, said[i][1].order, said[i][0].article_id))
    voting = {row.source_cluster_id for row, voice in said if voice.votes}
    first: dict[str, tuple[Evidence, Voice]] = {}
    stands_for: dict[str, str] = {}
    for n, i in enumerate(ordered):
        mine = said[i][0].source_cluster_id
        first.setdefault(mine, said[i])
        if mine in voting and not said[i][1].votes:
            continue
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
                alive=voice.alive and head_voice.alive,
                cluster_counts=head_voice.cluster_counts,
                cluster_reason=head_voice.cluster_reason,
                owner=head_voice.owner,
                low=head_voice.low,
                high=head_voice.high,
            )
        out.append((row, voice))
    return out


@lru_cache(maxsize=4_000)
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
        alive=article.status != "killed" and not known.withdrawn(cluster_id),
        digest=digest,
        relayed=relayed,
        modality=passage.specifics.modality,
        holder=said_by.holder.casefold() if said_by and said_by.holder.casefold() not in _NOBODY else None,
        conflict_is_update=article.article_id in updates,
        **known.standing(cluster_id, article.article_id),
    )
    named = known.outlets.get(said_by.outlet_id) if relayed and said_by and said_by.outlet_id else None
    if named is not None and cluster_id not in known.source_clusters:
        # A registered outlet that has no piece of its own in the story is still one of its owner's.
        voice = replace(voice, owner=named.owner_at(article.published_at) or named.name)
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
