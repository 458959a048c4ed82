"""Claims to claim clusters: statements with the same truth conditions, and the sentences that entail each.

A claim joins a cluster when each asserts the other, specifics and all; it is compared with the
cluster's founder only, so likeness never chains.  What supports a statement is wider than who is
in its cluster: every sentence that entails it, the more specific ones too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from corroborate import ids
from corroborate.decisions.links import NO_LINKS, Links
from corroborate.ports import Vectors
from corroborate.support.passages import Passage, Statement
from corroborate.support.scorer import CONFIG as SCORER
from corroborate.support.scorer import Config as ScorerConfig
from corroborate.support.scorer import Forest, judge
from corroborate.support.specifics import Window, compare
from corroborate.types import Claim, ClaimKind, Stance, Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Candidate rule of ``build`` and ``ask`` alike, and what makes two statements one."""

    cosine: float = 0.35  # sentences less alike than this are not read: 98% of labelled supports of part fit lie above
    # Sentences of one article that are read for one statement: the likeliest; an article needs one to support it, and
    # without a bound the work grows with the square of a story's length.  The labelled sentence of part fit is among
    # the 3 likeliest in 87% of 971 supports.
    per_article: int = 6
    same_words: float = 0.6  # share of weight that two statements must have in common, both ways, to be one


CONFIG = Config()
_NAMING = frozenset({ClaimKind.PLACE, ClaimKind.PARTY, ClaimKind.ROLE})
_ALONE = Window(words=frozenset(), dates=(), quantities=(), article_words=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """The sentence of one article that speaks best for, or against, a statement."""

    passage: Passage
    support: Support


@dataclass(slots=True, kw_only=True)
class Group:
    """A claim cluster in the making: its founder's statement, its members, and what entails or contradicts it.

    ``detail`` is what the founder adds to the core of its sentence where that is no figure and no date; ``also`` are
    the founders of clusters that an editor merged into it.
    """

    claim_cluster_id: str
    frame_id: str
    founder: Claim
    statement: Statement
    detail: frozenset[str] = frozenset()
    members: list[Claim] = field(default_factory=list)
    supports: tuple[Hit, ...] = ()
    contradicts: tuple[Hit, ...] = ()
    nearest: tuple[Hit, ...] = ()
    also: tuple[Claim, ...] = ()


def hits(
    statement: Statement,
    passages: Sequence[Passage],
    cosines: Vectors,
    forest: Forest,
    *,
    own: int | None = None,
    config: Config = CONFIG,
    scorer: ScorerConfig = SCORER,
) -> tuple[tuple[Hit, ...], tuple[Hit, ...], tuple[Hit, ...]]:
    """Find what speaks for and against a statement among the sentences of one story.

    Args:
        statement: what is claimed.
        passages: every sentence of the story.
        cosines: likeness of each sentence's vector with the statement's, shape (len(passages),).
        own: index of the sentence the statement was taken from, which supports it by definition.

    Returns:
        (supports, contradictions, nearest others): the best sentence of each article, in the order of passages.
        An article that asserts the statement anywhere does not contradict it.
    """
    rows = [row for row in _candidates(passages, cosines, config) if row != own]
    judged = judge(statement, [(passages[i], float(cosines[i])) for i in rows], forest, scorer)
    found = list(zip(rows, judged, strict=True))
    if own is not None:
        found.append((own, Support(score=1.0, stance=Stance.SUPPORTS, asserted=(statement.text,))))
    best: dict[tuple[str, Stance | None], tuple[int, Support]] = {}
    for row, support in sorted(found, key=lambda item: item[0]):
        key = (passages[row].article_id, support.stance)
        if key not in best or support.score > best[key][1].score:
            best[key] = (row, support)
    speaking = {article for article, stance in best if stance is Stance.SUPPORTS}
    chosen: dict[Stance | None, list[tuple[int, Support]]] = {Stance.SUPPORTS: [], Stance.CONTRADICTS: [], None: []}
    for (article, stance), (row, support) in best.items():
        if stance is Stance.SUPPORTS or article not in speaking:
            chosen[stance].append((row, support))
    supports, against, others = (
        tuple(
            Hit(passage=passages[row], support=support) for row, support in sorted(chosen[stance], key=lambda x: x[0])
        )
        for stance in (Stance.SUPPORTS, Stance.CONTRADICTS, None)
    )
    return supports, against, others


def _candidates(passages: Sequence[Passage], cosines: Vectors, config: Config) -> list[int]:
    """Choose the likeliest sentences of each article, ties by place."""
    near = np.flatnonzero(cosines >= config.cosine)
    taken: dict[str, int] = {}
    rows = []
    for row in near[np.lexsort((near, -cosines[near]))]:
        article = passages[row].article_id
        if taken.get(article, 0) < config.per_article:
            taken[article] = taken.get(article, 0) + 1
            rows.append(int(row))
    return sorted(rows)


def match(
    claims: Sequence[Claim],
    statements: Mapping[str, Statement],
    passages: Sequence[Passage],
    vectors: Vectors,
    forest: Forest,
    config: Config = CONFIG,
    links: Links = NO_LINKS,
) -> tuple[list[Group], dict[str, str]]:
    """Sort the claims of one story into clusters and find what supports each.

    Args:
        claims: in canonical order (article, sentence, core before details).
        statements: by claim id.
        passages: every sentence of the story, in the same article order.
        vectors: unit vectors of the passages, shape (len(passages), dimensions).
        links: what editors decided; a claim never joins a cluster that holds one it is parted from.

    Returns:
        The groups in order of founding, and the claim cluster id of each claim that has one.
    """
    place = {(passage.article_id, passage.index): i for i, passage in enumerate(passages)}
    groups: list[Group] = []
    by_sentence: dict[int, list[Group]] = {}
    belongs: dict[str, str] = {}
    # In doubles: the last bits of a float product depend on the shape of the matrix, and would differ between builds.
    exact = vectors.astype(np.float64)
    likeness = np.round(exact @ exact.T, 4) if len(passages) else exact
    core_of: dict[int, str] = {}
    plain: dict[int, frozenset[str]] = {}
    for claim in claims:
        own = place[(claim.article_id, claim.sentence)]
        mine = statements[claim.claim_id]
        words = frozenset(mine.specifics.words)
        # "in Oslo" weighs little beside all that the core says too, and yet is the whole point of its claim.
        detail = words - plain.get(own, words) if claim.kind in _NAMING else frozenset()
        if claim.kind is ClaimKind.CORE:
            plain[own] = words
        # Only founders whose sentence is a candidate can be the same statement.
        rivals = [
            group
            for row in np.flatnonzero(likeness[own] >= config.cosine)
            for group in by_sentence.get(int(row), ())
            if _kinds_agree(claim.kind, group.founder.kind)
            and detail <= group.statement.specifics.words.keys()
            and group.detail <= words
            and _same(mine, group.statement, config)
        ]
        open_ = [g for g in rivals if not links.parted(claim.claim_id, (c.claim_id for c in g.members))]
        if open_:
            joined = min(open_, key=lambda group: groups.index(group))
            joined.members.append(claim)
            belongs[claim.claim_id] = joined.claim_cluster_id
        elif claim.founds or rivals:  # whoever was taken out of a cluster founds one of its own
            cluster_id = ids.digest("cluster", claim.claim_id)
            supports, against, nearest = hits(mine, passages, likeness[own], forest, own=own, config=config)
            group = Group(
                claim_cluster_id=cluster_id,
                frame_id=ids.digest("frame", core_of.get(own, cluster_id)),
                founder=claim,
                statement=mine,
                detail=detail,
                members=[claim],
                supports=supports,
                contradicts=against,
                nearest=nearest,
            )
            groups.append(group)
            by_sentence.setdefault(own, []).append(group)
            belongs[claim.claim_id] = cluster_id
        if claim.kind is ClaimKind.CORE and claim.claim_id in belongs:
            core_of[own] = belongs[claim.claim_id]
    return groups, belongs


def _kinds_agree(a: ClaimKind, b: ClaimKind) -> bool:
    return (a is ClaimKind.QUOTE) == (b is ClaimKind.QUOTE)


def _same(a: Statement, b: Statement, config: Config) -> bool:
    names_a, names_b = a.specifics.names.keys(), b.specifics.names.keys()
    if names_a - b.specifics.words.keys() and names_b - a.specifics.words.keys():
        return False  # each names somebody whom the other does not
    # Cheap refusals first: most pairs of a story differ in what kinds of specifics they give, or share few words.
    if bool(a.specifics.quantities) != bool(b.specifics.quantities) or bool(a.specifics.dates) != bool(
        b.specifics.dates
    ):
        return False
    shared = a.specifics.words.keys() & b.specifics.words.keys()
    for one in (a.specifics.words, b.specifics.words):
        if sum(one[word] for word in shared) < config.same_words * (sum(one.values()) or 1.0) - 1e-9:
            return False
    there = compare(a.specifics, b.specifics, _ALONE)
    if there.cover < config.same_words or there.contradicted or there.lacking:
        return False
    if there.opposed:
        return False  # "approved" and "rejected" are weighed where support is judged; one statement they never are
    back = compare(b.specifics, a.specifics, _ALONE)
    return (
        back.cover >= config.same_words
        and not back.contradicted
        and not back.lacking
        and a.specifics.modality is b.specifics.modality
    )
