"""Why N = 2: the counting rule.

N is the number of independent origins that support a statement and pass the gate.  Each
supporting article brings one origin: the one it relays where its sentence says so ("the BBC reported"),
else its own source cluster.  An origin counts where

* at least one vetted outlet that is no aggregator carries the support (strangers and aggregators never vote),
* the independence gate lets its cluster count, and
* no other counted origin has the same owner (the earliest stands for both).

Bounds come from how sure the dependence is: ``sources_low`` joins origins linked by weak edges too,
``sources_high`` keeps apart whatever strong edges leave apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corroborate import confidence
from corroborate.types import (
    ConfidenceTerm,
    Corroboration,
    Evidence,
    Modality,
    OutletKind,
    OutletStatus,
    Stance,
    Verdict,
)

_WITHDRAWN = "withdrawn, or the report it rests on was"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What the count needs to know of the article behind one piece of evidence, and of the origin it is laid at.

    ``owner``, ``cluster_counts``, ``low``, ``high`` and ``reliability`` are the origin's; ``low`` and ``high`` name its
    component over strong and weak edges and over strong edges alone.
    """

    order: tuple[object, ...]
    outlet_status: OutletStatus
    outlet_kind: OutletKind
    owner: str | None
    alive: bool
    relayed: bool
    cluster_counts: bool
    cluster_reason: str
    low: str
    high: str
    modality: Modality
    reliability: float
    holder: str | None = None
    digest: bool = False
    conflict_is_update: bool = False

    @property
    def votes(self) -> bool:
        """Whether this article can make its origin count."""
        return (
            self.alive
            and not self.digest
            and self.outlet_status is OutletStatus.VETTED
            and self.outlet_kind is not OutletKind.AGGREGATOR
        )


def count(evidence: Sequence[Evidence], voices: Mapping[str, Voice]) -> tuple[tuple[Evidence, ...], Corroboration]:
    """Count the independent origins behind one statement.

    Args:
        evidence: at most one a side an article, ``source_cluster_id`` already the relayed origin where there is one.
        voices: by article id.

    Returns:
        The evidence with ``counted``, ``weight`` and ``gate_reason`` filled in, and the count.
    """
    supports = [e for e in evidence if e.stance is Stance.SUPPORTS]
    against = [e for e in evidence if e.stance is Stance.CONTRADICTS]
    chosen, reasons, again = _origins(supports, voices)
    opposing, opposing_reasons, _ = _origins(against, voices)
    live = [e for e in supports if voices[e.article_id].alive]
    unverified = {e.source_cluster_id for e in live} - set(chosen) - again

    terms = tuple(
        ConfidenceTerm(
            claim_cluster_id=e.claim_cluster_id,
            source_cluster_id=e.source_cluster_id,
            reliability=voices[e.article_id].reliability,
            weight=round(confidence.weight(voices[e.article_id].reliability, voices[e.article_id].modality), 6),
            sign=sign,
        )
        for sign, side in ((1, chosen), (-1, opposing))
        for e in side.values()
    )
    weights = {(term.sign, term.source_cluster_id): term.weight for term in terms}
    disputed = [e for e in opposing.values() if not voices[e.article_id].conflict_is_update]
    n = len(chosen)
    # Only those who stand for an origin are asked: a stranger's copy must not hide that all quote one person.
    holders = {voices[e.article_id].holder for e in chosen.values()}
    single_origin = n > 1 and len(holders) == 1 and None not in holders
    low, high = _bounds(live, chosen, voices)
    degree = confidence.degree(
        [t.weight for t in terms if t.sign > 0],
        [t.weight for t in terms if t.sign < 0],
        sources=n,
        authority=any(voices[e.article_id].outlet_kind is OutletKind.REGULATOR for e in chosen.values()),
        single_origin=single_origin,
    )
    judged = tuple(
        replace(
            e,
            counted=sign > 0 and e.source_cluster_id in side and voices[e.article_id].alive,
            weight=weights.get((sign, e.source_cluster_id), 0.0) if voices[e.article_id].alive else 0.0,
            gate_reason=why[e.article_id],
        )
        for sign, rows, side, why in ((1, supports, chosen, reasons), (-1, against, opposing, opposing_reasons))
        for e in rows
    )
    verdict = _verdict(n, bool(disputed), bool(supports) and not live, bool(unverified))
    return judged, Corroboration(
        verified_sources=n,
        sources_low=low,
        sources_high=high,
        unverified_sources=len(unverified),
        confidence=degree,
        p_corroborated=None,
        single_origin=single_origin,
        verdict=verdict,
        reason=_sentence(chosen, live, len(unverified), disputed, verdict),
        terms=terms,
    )


def _origins(
    rows: Sequence[Evidence], voices: Mapping[str, Voice]
) -> tuple[dict[str, Evidence], dict[str, str], frozenset[str]]:
    """Choose the evidence that stands for each origin that counts, and say of every article why or why not.

    The third part are the origins that are another's owner over again: vetted, and no second voice.
    """
    by_cluster: dict[str, list[Evidence]] = defaultdict(list)
    for e in sorted(rows, key=lambda e: (voices[e.article_id].order, e.article_id)):
        by_cluster[e.source_cluster_id].append(e)
    chosen: dict[str, Evidence] = {}
    owners: dict[str, str] = {}
    again: set[str] = set()
    reasons: dict[str, str] = {}
    # By the first who votes: which of one owner's origins stands for it must not hang on a stranger's early copy.
    voters = {key: [e for e in members if voices[e.article_id].votes] for key, members in by_cluster.items()}
    ordered = sorted(
        by_cluster.items(),
        key=lambda item: (voices[(voters[item[0]] or item[1])[0].article_id].order, item[0]),
    )
    for cluster, members in ordered:
        voting = voters[cluster]
        reason = _refusal(members, voting, voices)
        if reason is None:
            first = voting[0]
            owner = voices[first.article_id].owner
            if owner is not None and owner in owners:
                reason = f"same owner as {owners[owner]} ({owner}), counted once"
                again.add(cluster)
            else:
                chosen[cluster] = first
                if owner is not None:
                    owners[owner] = first.origin
        for e in members:
            reasons[e.article_id] = reason or _admission(e, chosen[cluster], voices)
    return chosen, reasons, frozenset(again)


def _refusal(members: Sequence[Evidence], voting: Sequence[Evidence], voices: Mapping[str, Voice]) -> str | None:
    if not any(voices[e.article_id].alive for e in members):
        return _WITHDRAWN
    if not voting:
        live = [voices[e.article_id] for e in members if voices[e.article_id].alive]
        if all(voice.outlet_kind is OutletKind.AGGREGATOR for voice in live):
            return "only an aggregator carries it"
        vetted = any(voice.digest and voice.outlet_status is OutletStatus.VETTED for voice in live)
        return "only a digest of others' reports carries it" if vetted else "no vetted outlet carries it"
    voice = voices[voting[0].article_id]
    return None if voice.cluster_counts else voice.cluster_reason


def _admission(e: Evidence, first: Evidence, voices: Mapping[str, Voice]) -> str:
    voice = voices[e.article_id]
    if not voice.alive:
        return _WITHDRAWN
    if e.article_id != first.article_id:
        return f"same origin: {e.origin}"
    return f"relays {e.origin}" if voice.relayed else voice.cluster_reason or "its own report"


def _bounds(live: Sequence[Evidence], chosen: Mapping[str, Evidence], voices: Mapping[str, Voice]) -> tuple[int, int]:
    """Count components over strong and weak edges (low) and over strong edges alone (high) among counted origins."""
    n = len(chosen)
    rows = [e for e in live if e.source_cluster_id in chosen and voices[e.article_id].votes]
    low = len({voices[e.article_id].low for e in chosen.values()})
    high = len({voices[e.article_id].high for e in rows})
    return min(low, n), max(high, n)


def _verdict(n: int, disputed: bool, withdrawn: bool, strangers: bool) -> Verdict:
    if n == 0:
        return Verdict.RETRACTED if withdrawn else Verdict.UNVETTED if strangers else Verdict.UNSUPPORTED
    if disputed:
        return Verdict.CONTESTED
    return Verdict.CORROBORATED if n >= 2 else Verdict.SINGLE_SOURCE


def _sentence(
    chosen: Mapping[str, Evidence],
    live: Sequence[Evidence],
    unverified: int,
    disputed: Sequence[Evidence],
    verdict: Verdict,
) -> str:
    """Say the count in one sentence, as ``explain`` and ``ask`` show it."""
    copies: dict[str, int] = defaultdict(int)
    for e in live:
        copies[e.source_cluster_id] += 1
    if verdict is Verdict.RETRACTED:
        return "N = 0: every report of it was withdrawn"
    if not chosen:
        tail = f"; {unverified} unverified not counted" if unverified else ""
        return f"N = 0: no vetted source says this{tail}"
    named = [
        e.origin
        + (f" ({copies[cluster] - 1} more article{'s' if copies[cluster] > 2 else ''})" if copies[cluster] > 1 else "")
        for cluster, e in chosen.items()
    ]
    text = f"N = {len(chosen)}: " + (
        " and ".join(named) if len(named) < 3 else ", ".join(named[:-1]) + " and " + named[-1]
    )
    if disputed:
        text += "; contradicted by " + ", ".join(sorted({e.origin for e in disputed}))
    if unverified:
        text += f"; {unverified} unverified not counted"
    return text
