"""Merges and splits as ties and partings between single claims or articles, without contradiction.

Where a tie would bring together what a split parts, the split stands: a count must rather be too low than too high.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corroborate.types import Anchor, Decision, DecisionKind

Find = Callable[[Anchor], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two ids that a decision makes one; ``taken`` where it only keeps together what it took out."""

    decision_id: str
    a: str
    b: str
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What editors tied and parted.

    ``ties`` hold no contradiction; ``refused`` says of a decision whose tie would, which split speaks against it.
    ``apart`` is symmetric and closed: what is tied to one side is parted from the other.  ``barred`` says of a claim
    that was taken out which claims' clusters its sentence may not support.
    """

    ties: tuple[Tie, ...] = ()
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)
    barred: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    def parted(self, one: str, others: Iterable[str]) -> bool:
        """Whether an id is parted from any of some others."""
        away = self.apart.get(one)
        return away is not None and not away.isdisjoint(others)


NO_LINKS = Links()


def canonical(decisions: Iterable[Decision]) -> list[Decision]:
    """Order decisions by what they say, splits first; never by when they were made."""

    def key(each: Decision) -> tuple[object, ...]:
        held = tuple((a.side, a.what, a.id) for a in each.anchors)
        return (each.kind is not DecisionKind.SPLIT, each.kind, held, each.decided_by, each.reason, each.decision_id)

    return sorted(decisions, key=key)


def sides_of(decision: Decision, find: Find) -> dict[int, list[str]]:
    """Find a decision's anchors, by side, each thing once; a side of which nothing is found is absent."""
    sides: dict[int, dict[str, None]] = defaultdict(dict)
    for anchor in decision.anchors:
        found = find(anchor)
        if found is not None:
            sides[anchor.side][found] = None
    return {side: list(names) for side, names in sides.items()}


def resolve(decisions: Iterable[Decision], find: Find) -> Links:
    """Turn merges and splits into ties and partings.

    Args:
        decisions: active ones, in any order; those that neither merge nor split are passed over.
        find: the id by which an anchor's thing stands now; None where it is gone.

    Returns:
        The links; the same for every order.
    """
    ties: list[Tie] = []
    partings: list[tuple[str, str, str]] = []
    outs: dict[str, set[str]] = defaultdict(set)
    for each in canonical(decisions):
        sides = sides_of(each, find)
        if each.kind is DecisionKind.MERGE and 0 in sides and 1 in sides:
            ties.append(Tie(decision_id=each.decision_id, a=sides[0][0], b=sides[1][0]))
        elif each.kind is DecisionKind.SPLIT:
            from_one = any(anchor.side == 0 for anchor in each.anchors)
            for side in sorted(sides.keys() - {0}):
                names = sides[side]
                away = [
                    n for other, there in sides.items() if other != side and (other == 0 or not from_one) for n in there
                ]
                partings += [(each.decision_id, one, other) for one in names for other in away if one != other]
                ties += [Tie(decision_id=each.decision_id, a=names[0], b=name, taken=True) for name in names[1:]]
                for name in names:
                    outs[name].update(away)
    root, refused, kept = _tied(ties, partings)
    together: dict[str, set[str]] = defaultdict(set)
    for name in root:
        together[_root(root, name)].add(name)

    def closed(name: str) -> set[str]:
        return together.get(_root(root, name), {name})

    apart: dict[str, set[str]] = defaultdict(set)
    for _, a, b in partings:
        for one in closed(a):
            for other in closed(b):
                apart[one].add(other)
                apart[other].add(one)
    return Links(
        ties=tuple(kept),
        apart={name: frozenset(away) for name, away in apart.items()},
        barred={name: frozenset().union(*(closed(each) for each in stays)) for name, stays in outs.items()},
        refused=refused,
    )


def _tied(
    ties: Sequence[Tie], partings: Sequence[tuple[str, str, str]]
) -> tuple[dict[str, str], dict[str, str], list[Tie]]:
    """Tie what may be tied: the forest, the decisions refused with what speaks against them, and the ties kept."""
    root = {name: name for _, a, b in partings for name in (a, b)} | {n: n for tie in ties for n in (tie.a, tie.b)}
    refused: dict[str, str] = {}
    kept = []
    for tie in ties:
        ends = {_root(root, tie.a), _root(root, tie.b)}
        against = [why for why, a, b in partings if len(ends) == 2 and {_root(root, a), _root(root, b)} == ends]
        if against:
            refused[tie.decision_id] = min(against)
            continue
        root[max(ends)] = min(ends)
        kept.append(tie)
    return root, refused, kept


def _root(forest: Mapping[str, str], name: str) -> str:
    while forest.get(name, name) != name:
        name = forest[name]
    return name
