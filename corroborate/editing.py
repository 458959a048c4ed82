"""Editors' merges and splits of claim clusters, inside one story.

A split is heeded while claims are matched (``matching.match``): a claim never joins those it is parted from.  Then the
clusters that hold tied claims become one, with the support of either, and sentences that were taken out support no
more what they were taken out of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corroborate import ids
from corroborate.decisions.applying import effect_of
from corroborate.decisions.links import Find, Links, resolve, sides_of
from corroborate.matching import CONFIG, Config, Group, Hit, hits
from corroborate.ports import Vectors
from corroborate.support.passages import Passage, Statement
from corroborate.support.scorer import Forest
from corroborate.types import Anchor, Claim, Decision, DecisionKind, Effect, EffectState

_Hits = tuple[tuple[Hit, ...], tuple[Hit, ...], tuple[Hit, ...]]
_GONE = "the claims that it holds on to are gone"


def finder(claims: Sequence[Claim]) -> Find:
    """Find an anchor's claim: by id or, where its article was revised, by its kind and words."""
    known = {claim.claim_id for claim in claims}
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for claim in claims:
        alike[claim.article_id, claim.kind.value, claim.text].append(claim.claim_id)

    def find(anchor: Anchor) -> str | None:
        if anchor.id in known:
            return anchor.id
        same = alike.get((anchor.article_id, anchor.claim_kind, anchor.text), [])
        return same[min(anchor.nth, len(same) - 1)] if same else None

    return find


def links_among(decisions: Sequence[Decision], claims: Sequence[Claim]) -> Links:
    """Turn the decisions about one story's claims into links between them."""
    return resolve(decisions, finder(claims)) if decisions else Links()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the clusters of one story were matched from."""

    claims: Sequence[Claim]
    statements: Mapping[str, Statement]
    passages: Sequence[Passage]
    vectors: Vectors
    forest: Forest
    config: Config = CONFIG


def edited(
    groups: Sequence[Group], links: Links, decisions: Sequence[Decision], story: Material
) -> tuple[list[Group], tuple[Effect, ...]]:
    """Merge clusters and bar sentences as editors decided.

    Args:
        groups: as :func:`corroborate.matching.match` made them with the same links.
        links: of the decisions.
        decisions: about claims of this story.
        story: what the groups were matched from.

    Returns:
        The groups in order of founding, and what became of each decision.
    """
    if not decisions:
        return list(groups), ()
    parts, met, joined = _tied(groups, links)
    place = {claim.claim_id: i for i, claim in enumerate(story.claims)}
    out = []
    frames: dict[str, str] = {}
    for together in parts:
        head = together[0]
        members = sorted((c for group in together for c in group.members), key=lambda c: place[c.claim_id])
        held = {claim.claim_id for claim in members}
        barred = {
            (claim.article_id, claim.sentence)
            for claim in story.claims
            if not links.barred.get(claim.claim_id, frozenset()).isdisjoint(held)
        }
        if len(together) > 1 or barred:
            supports, contradicts, nearest = _read(together, barred, story)
            for group in together[1:]:
                # Details of the core that is no more are now details of the one that stands for it.
                if group.frame_id == ids.digest("frame", group.claim_cluster_id):
                    frames[group.frame_id] = head.frame_id
            head = replace(
                head,
                members=members,
                also=tuple(group.founder for group in together[1:]),
                supports=supports,
                contradicts=contradicts,
                nearest=nearest,
            )
        out.append(head)
    out = [replace(g, frame_id=frames[g.frame_id]) if g.frame_id in frames else g for g in out]
    return out, _effects(decisions, links, met, joined, out, story)


def _tied(
    groups: Sequence[Group], links: Links
) -> tuple[list[list[Group]], dict[tuple[str, str, str], str], dict[str, str]]:
    """Put tied groups together, the earliest first.

    Returns:
        The groups; of each tie that could not be followed why; and by decision the cluster that stands no more.
    """
    at = {claim.claim_id: i for i, group in enumerate(groups) for claim in group.members}
    parts = {i: [i] for i in range(len(groups))}
    head = dict(enumerate(range(len(groups))))
    met: dict[tuple[str, str, str], str] = {}
    joined: dict[str, str] = {}
    for tie in links.ties:
        key = (tie.decision_id, tie.a, tie.b)
        if tie.a not in at or tie.b not in at:
            met[key] = "" if tie.taken else "a claim that it holds on to stands in no claim cluster"
            continue
        first, second = sorted((head[at[tie.a]], head[at[tie.b]]))
        if first == second:
            continue
        if tie.taken and {groups[first].founder.claim_id, groups[second].founder.claim_id} != {tie.a, tie.b}:
            continue  # one of those taken out has since found others who say the same: it stays with them
        inside = [claim.claim_id for i in parts[first] for claim in groups[i].members]
        if any(links.parted(claim.claim_id, inside) for i in parts[second] for claim in groups[i].members):
            met[key] = "a split parts members of these clusters"
            continue
        joined[tie.decision_id] = groups[second].claim_cluster_id
        parts[first] = sorted((*parts[first], *parts.pop(second)))
        head = {i: first if at_head == second else at_head for i, at_head in head.items()}
    return [[groups[i] for i in parts[first]] for first in sorted(parts)], met, joined


def _read(together: Sequence[Group], barred: Collection[tuple[str, int]], story: Material) -> _Hits:
    """Read a story anew for what speaks for or against any of some statements, without the barred sentences."""
    place = {(passage.article_id, passage.index): i for i, passage in enumerate(story.passages)}
    exact = story.vectors.astype(np.float64)
    found = []
    for group in together:
        own = place[group.founder.article_id, group.founder.sentence]
        likeness = np.round(exact @ exact[own], 4)
        likeness[[place[each] for each in barred if place[each] != own]] = -1.0  # below every threshold
        found.append(hits(group.statement, story.passages, likeness, story.forest, own=own, config=story.config))
    supports = _best([hit for each in found for hit in each[0]], place, frozenset())
    speaking = {hit.passage.article_id for hit in supports}
    against = _best([hit for each in found for hit in each[1]], place, speaking)
    speaking |= {hit.passage.article_id for hit in against}
    return supports, against, _best([hit for each in found for hit in each[2]], place, speaking)


def _best(found: Sequence[Hit], place: Mapping[tuple[str, int], int], silent: Collection[str]) -> tuple[Hit, ...]:
    """Choose the best sentence of each article; of equals the one that speaks of the older statement."""
    best: dict[str, Hit] = {}
    for hit in found:
        article = hit.passage.article_id
        if article not in silent and (article not in best or hit.support.score > best[article].support.score):
            best[article] = hit
    return tuple(sorted(best.values(), key=lambda hit: place[hit.passage.article_id, hit.passage.index]))


def _effects(
    decisions: Sequence[Decision],
    links: Links,
    met: Mapping[tuple[str, str, str], str],
    joined: Mapping[str, str],
    groups: Sequence[Group],
    story: Material,
) -> tuple[Effect, ...]:
    find = finder(story.claims)
    home = {claim.claim_id: group.claim_cluster_id for group in groups for claim in group.members}
    articles = {claim.article_id for claim in story.claims} | {passage.article_id for passage in story.passages}
    out = []
    for each in decisions:
        sides = sides_of(each, find)
        wanted = {anchor.side for anchor in each.anchors}
        here = tuple(dict.fromkeys(home[name] for names in sides.values() for name in names if name in home))
        against = [why for (decision_id, _, _), why in met.items() if decision_id == each.decision_id and why]
        if each.decision_id in links.refused:
            against.append(f"{links.refused[each.decision_id]} says the opposite")
        if each.kind is DecisionKind.MERGE:
            if wanted != sides.keys():
                against.append(_GONE)
            state = EffectState.NOT_APPLIED if against else EffectState.APPLIED
            gone = (joined[each.decision_id],) if each.decision_id in joined else ()
            same = "they are one statement without it too" if not against and not gone else ""
            effect = effect_of(each, state, "; ".join(against) or same, *here)
            out.append(replace(effect, replaces=gone))
            continue
        lost = [a for a in each.anchors if a.side != 0 and a.article_id in articles and find(a) is None]
        if lost:
            against.append(f"{len(lost)} of the claims taken out {'are' if len(lost) > 1 else 'is'} gone")
        nothing = len(sides) < 2 or (0 in wanted and 0 not in sides)
        state = EffectState.NOT_APPLIED if nothing else EffectState.PARTLY if against else EffectState.APPLIED
        out.append(effect_of(each, state, _GONE if nothing else "; ".join(against), *here))
    return tuple(out)
