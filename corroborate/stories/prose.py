"""Takeaways, analysis and quotes: sentences put together from the texts of claims, each with its claims' ids."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corroborate.scoring.phrases import words_of
from corroborate.stories.facts import shared, weights
from corroborate.stories.gate import number_word
from corroborate.stories.inputs import Desk
from corroborate.types import Claim, ClaimCluster, ClaimKind, ConflictKind, Line, Modality, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How much is said."""

    fewest: int = 2  # takeaways
    most: int = 4
    agreed: int = 3  # statements of the analysis with several origins
    alone: int = 3  # with one
    conflicts: int = 4
    quotes: int = 2
    shortest_quote: int = 6  # words
    longest_quote: int = 40
    # Silent reading of non-fiction by adults: 238 words a minute on average, rounded down for figures and names.
    # Source: M. Brysbaert, Journal of Memory and Language 109, 2019.
    words_a_minute: int = 220


CONFIG = Config()


def takeaways(desk: Desk, facts: Sequence[ClaimCluster], config: Config = CONFIG) -> tuple[Line, ...]:
    """Say the story in two to four sentences: facts that several origins give first.

    A fact of one origin is given as that outlet's; there are as many only as make up two sentences.
    """
    firm = [c for c in facts if c.corroboration.verified_sources >= 2][: config.most]
    rest = [c for c in facts if c not in firm][: max(0, config.fewest - len(firm))]
    lines = [_line(desk, cluster, cluster.text) for cluster in firm]
    return tuple(lines + [_line(desk, cluster, _told_by(desk, cluster)) for cluster in rest])


def analysis(desk: Desk, facts: Sequence[ClaimCluster], config: Config = CONFIG) -> tuple[Line, ...]:
    """Say who agrees, who stands alone, and who disagrees."""
    lines = [
        _line(
            desk,
            cluster,
            f"{number_word(len(desk.voters(cluster)))} independent origins agree that {_inner(desk, cluster)}",
        )
        for cluster in facts
        if cluster.corroboration.verified_sources >= 2 and cluster.corroboration.verdict is not Verdict.CONTESTED
    ][: config.agreed]
    lines += [
        _line(desk, cluster, _alone(desk, cluster))
        for cluster in facts
        if cluster.corroboration.verified_sources == 1 and cluster.corroboration.verdict is not Verdict.CONTESTED
    ][: config.alone]
    lines += _disagreements(desk)[: config.conflicts]
    return tuple(lines)


def _line(desk: Desk, cluster: ClaimCluster, text: str) -> Line:
    return Line(text=text, claim_cluster_id=cluster.claim_cluster_id, claim_ids=desk.claim_ids(cluster))


def _told_by(desk: Desk, cluster: ClaimCluster) -> str:
    names = desk.carriers(cluster)
    verb = "reports, as alleged, that" if cluster.modality is Modality.ALLEGED else "reports that"
    return f"{names[0]} {verb} {_inner(desk, cluster)}" if names else cluster.text


def _alone(desk: Desk, cluster: ClaimCluster) -> str:
    """Say that one origin alone has a statement, and how many outlets repeat it."""
    names = desk.carriers(cluster)
    if not names:
        return cluster.text
    said = "with the allegation that" if cluster.modality is Modality.ALLEGED else "with the report that"
    if len(names) == 1:
        return f"{names[0]} stands alone {said} {_inner(desk, cluster)}"
    others = (
        "another outlet carries" if len(names) == 2 else f"{number_word(len(names) - 1).lower()} other outlets carry"
    )
    return f"{names[0]} stands alone as an origin, though {others} it too, {said} {_inner(desk, cluster)}"


def _inner(desk: Desk, cluster: ClaimCluster) -> str:
    """Write a statement so that it can follow "that": its first letter small where the articles write the word so."""
    text = cluster.text
    first = re.match(r"[^\W\d_]+", text)
    if first is None or (len(first.group()) > 1 and not first.group()[1:].islower()):
        return text
    small = first.group().lower()
    pattern = re.compile(rf"(?<![\w-]){re.escape(small)}(?![\w-])")
    common = small in _SMALL or any(pattern.search(article.text) for article in desk.articles.values())
    return small + text[first.end() :] if common else text


_SMALL = frozenset(
    "a an the at in on by for from of to with more some about around over under up no not all both each every most many"
    " several few one two three four five six seven eight nine ten dozens hundreds thousands this that these those it"
    " its he she they his her their there we our police people officials workers nothing nobody".split()
)


def _disagreements(desk: Desk) -> list[Line]:
    lines = []
    seen: set[frozenset[str]] = set()
    for conflict in sorted(desk.inputs.conflicts, key=lambda c: (c.claim_cluster_a, c.claim_cluster_b, c.kind)):
        a, b = desk.clusters.get(conflict.claim_cluster_a), desk.clusters.get(conflict.claim_cluster_b)
        pair = frozenset((conflict.claim_cluster_a, conflict.claim_cluster_b))
        if a is None or b is None or pair in seen:
            continue
        seen.add(pair)
        claim_ids = tuple(
            dict.fromkeys(
                claim_id
                for claim_id in (conflict.claim_a, conflict.claim_b, *desk.claim_ids(a), *desk.claim_ids(b))
                if claim_id in desk.claims
            )
        )
        if claim_ids:
            opening = (
                "A later report replaces an earlier one."
                if conflict.kind is ConflictKind.UPDATE
                else "Reports disagree."
            )
            both = max(a.corroboration.verified_sources, b.corroboration.verified_sources)
            text = f"{opening} {_side(desk, a)} {_side(desk, b)}"
            lines.append((-both, text, Line(text=text, claim_ids=claim_ids)))
    return [line for _, _, line in sorted(lines, key=lambda item: item[:2])]


def _side(desk: Desk, cluster: ClaimCluster) -> str:
    names = desk.carriers(cluster)
    shown = _join(names[:3]) if len(names) <= 3 else f"{names[0]}, {names[1]} and {len(names) - 2} more"
    return f"{shown}: {cluster.text}" if names else cluster.text


def _join(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + " and " + names[-1]


def quotes(desk: Desk, config: Config = CONFIG) -> tuple[Line, ...]:
    """Choose pull quotes: the exact words between the marks of one article, with who spoke where that is told."""
    ranked = []
    for cluster in desk.clusters.values():
        for claim in desk.members(cluster):
            ranked += _ranked(desk, cluster, claim, config)
    grouped = {claim_id for cluster in desk.clusters.values() for claim_id in cluster.claim_ids}
    for claim in desk.claims.values():
        if claim.claim_id not in grouped:
            ranked += _ranked(desk, None, claim, config)
    lines: list[Line] = []
    kept: list[dict[str, float]] = []
    for _, exact, claim in sorted(ranked, key=lambda item: item[0]):
        mine = weights(words_of(exact))
        if len(lines) < config.quotes and all(shared(mine, other) < 0.5 for other in kept):
            kept.append(mine)
            speaker = claim.attributed_to if claim.attributed_to and not _is_outlet(desk, claim.attributed_to) else None
            text = f"“{exact}”" + (f" — {speaker}" if speaker else "")
            lines.append(Line(text=text, claim_ids=(claim.claim_id,)))
    return tuple(lines)


def _is_outlet(desk: Desk, name: str) -> bool:
    """Whether a name is that of the outlet that prints the quotation, who did not speak the words."""
    return any(desk.outlet_name(article_id).casefold() in name.casefold() for article_id in desk.articles)


def _ranked(
    desk: Desk, cluster: ClaimCluster | None, claim: Claim, config: Config
) -> list[tuple[tuple[bool, bool, int, bool, int, str], str, Claim]]:
    article = desk.articles[claim.article_id]
    if claim.kind is not ClaimKind.QUOTE or claim.revision != article.revision:
        return []
    exact = " ".join(article.text[claim.char_start : claim.char_end].split()).strip(' "“”«»,')
    count = len(words_of(exact))
    if not config.shortest_quote <= count <= config.longest_quote or any(mark in exact for mark in '“”«»"<>'):
        return []
    n = cluster.corroboration.verified_sources if cluster else 0
    key = (
        not desk.vetted(article),
        claim.attributed_to is None,
        -n,
        not exact[:1].isupper(),
        abs(count - 18),
        claim.claim_id,
    )
    return [(key, exact, claim)]


def read_minutes(lines: Iterable[Line], config: Config = CONFIG) -> int:
    """Say how long the page's own lines take to read, in whole minutes, at least one."""
    count = sum(len(words_of(line.text)) for line in lines)
    return max(1, math.ceil(count / config.words_a_minute))


__all__ = ["Config", "analysis", "quotes", "read_minutes", "takeaways"]
