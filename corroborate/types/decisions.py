"""What editors decide, what a decision holds on to, and what a build made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class DecisionKind(StrEnum):
    """What an editor may decide."""

    MERGE = "merge"
    SPLIT = "split"
    VET = "vet"
    RETRACT = "retract"
    HOLD = "hold"
    RELEASE = "release"


class EffectState(StrEnum):
    """What a build could do with a decision."""

    APPLIED = "applied"
    PARTLY = "applied in part"
    NOT_APPLIED = "not applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What a decision holds on to, chosen so that growth, rebuilding and a new revision leave it in place.

    A claim is found again by its id or, in a later revision of its article, by its kind and words (``nth`` of those
    alike there; ``sentence`` is where it stood when it was decided); a story by an article that tells it; an outlet by
    its id.

    ``side`` tells the parts of a decision apart.  Of a merge: anchors of one side are the same thing, the best first,
    and sides 0 and 1 become one.  Of a split: side 0 is what the other sides are taken out of, those of one side
    stay together; where there is no side 0, all sides come apart from each other.
    """

    what: Literal["claim", "article", "outlet"]
    id: str
    side: int = 0
    article_id: str = ""
    claim_kind: str = ""
    text: str = ""
    nth: int = 0
    sentence: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One editor's decision; ``subject`` is what the editor named, ``reason`` the editor's words as given."""

    decision_id: str
    kind: DecisionKind
    subject: str
    decided_by: str
    decided_at: datetime
    reason: str
    anchors: tuple[Anchor, ...]
    active: bool = True
    undone_by: str | None = None
    undone_at: datetime | None = None
    undone_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a build made of one active decision.

    ``targets`` are the ids it took hold of as they are called now; ``replaces`` ids that stand no more because of it.
    """

    decision_id: str
    kind: DecisionKind
    state: EffectState
    detail: str = ""
    targets: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an id or address names in the last build, as far as a decision needs to know.

    ``anchors``: of a claim cluster its founder, then its other members; of a story its articles, the earliest first;
    else the thing itself.  ``supports``: claims whose sentences support a claim cluster without being its members.
    ``story_id`` says in which story it stands, ``status`` is that of an article or outlet.
    """

    what: Literal["claim cluster", "claim", "story", "source cluster", "article", "outlet"]
    id: str
    text: str = ""
    status: str = ""
    story_id: str = ""
    claim_cluster_id: str = ""
    anchors: tuple[Anchor, ...] = ()
    supports: tuple[Anchor, ...] = ()
