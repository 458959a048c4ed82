"""Typed disagreement between claim clusters of one story: number, date, polarity, modality, update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from corroborate.matching import Group
from corroborate.support.specifics import Window, compare
from corroborate.text.intervals import contradicts
from corroborate.types import Claim, ClaimKind, Conflict, ConflictKind

_ALONE = Window(words=frozenset(), dates=(), quantities=(), article_words=frozenset())
_RATES = frozenset({"percent", "percentage point", "basis point", "fraction", "score", "years old"})
_DETAIL = {ConflictKind.NUMBER: ClaimKind.QUANTITY, ConflictKind.DATE: ClaimKind.DATE}


def conflicts(
    groups: Sequence[Group],
    said_at: Mapping[str, datetime | None],
    outlet_name: Mapping[str, str],
) -> tuple[Conflict, ...]:
    """Find pairs of claim clusters that cannot both hold, or of which one updates the other.

    Args:
        groups: the claim clusters of one story.
        said_at: when each article was published or first seen, by article id.
        outlet_name: by article id.

    Returns:
        One Conflict a pair, smaller id first, sorted.
    """
    by_id = {group.claim_cluster_id: group for group in groups}
    claims_at: dict[tuple[str, int], list[tuple[Claim, Group]]] = {}
    for group in groups:
        for claim in group.members:
            claims_at.setdefault((claim.article_id, claim.sentence), []).append((claim, group))
    found: dict[tuple[str, str], Conflict] = {}
    for group in groups:
        for hit in group.contradicts:
            kind = hit.support.conflict or ConflictKind.POLARITY
            rival = _rival(group, claims_at.get((hit.passage.article_id, hit.passage.index), ()), kind)
            if rival is None or rival[1].claim_cluster_id == group.claim_cluster_id:
                continue
            mine, theirs = group.founder, rival[0]
            if kind is ConflictKind.NUMBER and is_update(group, rival[1], said_at):
                kind = ConflictKind.UPDATE
            pair = sorted(((group.claim_cluster_id, mine), (rival[1].claim_cluster_id, theirs)), key=lambda x: x[0])
            key = (pair[0][0], pair[1][0])
            if key not in found:
                words = "; ".join(f"{outlet_name[claim.article_id]}: {claim.text}" for _, claim in pair)
                found[key] = Conflict(
                    claim_cluster_a=key[0],
                    claim_cluster_b=key[1],
                    kind=kind,
                    claim_a=pair[0][1].claim_id,
                    claim_b=pair[1][1].claim_id,
                    explanation=f"{kind.value}: {words} ({hit.support.contradicted[0]})",
                )
    return tuple(found[key] for key in sorted(found) if key[0] in by_id)


def _rival(group: Group, there: Sequence[tuple[Claim, Group]], kind: ConflictKind) -> tuple[Claim, Group] | None:
    """Pick the claim of the contradicting sentence that carries the contradiction, the plainest first."""
    clashing = [
        (claim, other)
        for claim, other in there
        if compare(group.statement.specifics, other.statement.specifics, _ALONE).contradicted
    ]
    wanted = _DETAIL.get(kind, ClaimKind.CORE)
    clashing.sort(key=lambda item: (item[0].kind is not wanted, len(item[0].text), item[0].claim_id))
    return clashing[0] if clashing else None


def is_update(a: Group, b: Group, said_at: Mapping[str, datetime | None]) -> bool:
    """Tell a developing count from a conflict: the later report has the higher figure, and both dates are known."""
    first, second = said_at.get(a.founder.article_id), said_at.get(b.founder.article_id)
    if first is None or second is None or first == second:
        return False
    earlier, later = (a, b) if first < second else (b, a)
    # Only figures that clash are asked, and only of what grows as it is counted: a price or a rate is no toll.
    clashing = [
        (before, after)
        for before in earlier.statement.specifics.quantities
        for after in later.statement.specifics.quantities
        if contradicts(before, after) and not before.unit.isupper() and before.unit not in _RATES
    ]
    return bool(clashing) and all(after.low > before.low for before, after in clashing)
