"""Making and undoing decisions: what an editor names is looked up, checked against what was decided, and kept.

A decision that says the opposite of an active one is refused here, while the editor is there to choose; what comes to
contradict each other later, as news grows, is reported by the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from corroborate import ids
from corroborate.decisions.links import resolve
from corroborate.errors import UsageError
from corroborate.ports import Store
from corroborate.types import Anchor, Decision, DecisionKind, Subject

_SPARE = 20  # members that stand in for a founder whose sentence is corrected away, and that a split keeps apart
_SURROGATE = re.compile("[\ud800-\udfff]")
_GATING = (DecisionKind.HOLD, DecisionKind.RELEASE)


def decide(store: Store, kind: DecisionKind, names: Sequence[str], *, by: str, reason: str, at: datetime) -> Decision:
    """Make a decision; it takes effect at the next build.

    Args:
        store: open for writing.
        kind: what is decided.
        names: what it is about.  merge: two claim clusters, or two stories.  split: a claim cluster and claims to take
            out of it, or claims to part from each other, or a story and articles to take out of it.  vet: an outlet's
            id or domain.  retract: an article's url or id.  hold, release: a story.
        by: who decides.
        reason: why, in the editor's words; kept as given.
        at: now.

    Returns:
        The decision as kept.

    Raises:
        UsageError: where a name is unknown or of the wrong kind, ``by`` or ``reason`` is empty, or an active decision
            says the same or the opposite.
    """
    by, reason = _given(by, "--by"), _given(reason, "--why")
    cleaned = [_storable(name) for name in names]
    if len(set(cleaned)) != len(cleaned):
        raise UsageError(f"{kind}: the same id is named twice")
    known = store.decisions()
    anchors = _anchors(store, kind, cleaned)
    made = Decision(
        decision_id=_new_id(kind, anchors, by, reason, known),
        kind=kind,
        subject=" ".join(cleaned),
        decided_by=by,
        decided_at=at,
        reason=reason,
        anchors=anchors,
    )
    _refuse_conflicts(store, made, [each for each in known if each.active])
    store.save_decision(made)
    return made


def undo(store: Store, decision_id: str, *, by: str, reason: str, at: datetime) -> Decision:
    """Undo a decision; what it changed is as before at the next build.

    Returns:
        The decision as it was.

    Raises:
        UsageError: where the id is unknown, the decision is undone already, or ``by`` or ``reason`` is empty.
    """
    by, reason = _given(by, "--by"), _given(reason, "--why")
    found = next((each for each in store.decisions() if each.decision_id == decision_id), None)
    if found is None:
        raise UsageError(f"{decision_id!a}: there is no such decision (corroborate decisions lists them)")
    if not found.active:
        raise UsageError(f"{decision_id}: was undone already, by {found.undone_by}")
    store.undo_decision(decision_id, by=by, reason=reason, at=at)
    return found


def _storable(text: str) -> str:
    # A lone surrogate, as a broken argument brings, fits in no file.
    return _SURROGATE.sub("\ufffd", text)


def _given(text: str, option: str) -> str:
    if not text.strip():
        raise UsageError(f"{option} must not be empty: a decision says who made it and why")
    return _storable(text)


def _new_id(kind: DecisionKind, anchors: Iterable[Anchor], by: str, reason: str, known: Iterable[Decision]) -> str:
    """Name a decision by what it says; made again after it was undone, it is another."""
    held = [part for a in anchors for part in (a.what, a.id, a.side)]
    taken = {each.decision_id for each in known}
    turn = 0
    while (name := ids.digest("decision", kind.value, *held, by, reason, turn)) in taken:
        turn += 1
    return name


# --- what is named ------------------------------------------------------------------------------


def _anchors(store: Store, kind: DecisionKind, names: Sequence[str]) -> tuple[Anchor, ...]:
    match kind:
        case DecisionKind.MERGE:
            return _merged(store, names)
        case DecisionKind.SPLIT:
            return _split(store, names)
        case DecisionKind.VET:
            outlet = _only(store, kind, names, "outlet")
            if outlet.status == "vetted":
                raise UsageError(f"{outlet.id}: the outlet is vetted already")
            return outlet.anchors
        case DecisionKind.RETRACT:
            article = _only(store, kind, names, "article")
            if article.status == "killed":
                raise UsageError(f"{names[0]!a}: the article is withdrawn already")
            return article.anchors
        case _:
            return _only(store, kind, names, "story").anchors[:1]


def _subject(store: Store, name: str) -> Subject:
    found = store.subject(name)
    if found is not None:
        return found
    for effect in store.effects():
        if name in effect.replaces:
            raise UsageError(f"{name}: stands no more since {effect.decision_id}; it is part of {effect.targets[0]}")
    raise UsageError(f"{name!a}: nothing in the last build has that id or address")


def _only(store: Store, kind: DecisionKind, names: Sequence[str], what: str) -> Subject:
    if len(names) != 1:
        raise UsageError(f"{kind}: name one {what}")
    found = _subject(store, names[0])
    if found.what != what:
        raise UsageError(f"{names[0]!a}: is {_one(found.what)}; {kind} needs {_one(what)}")
    return found


def _one(what: str) -> str:
    return f"{'an' if what[0] in 'ao' else 'a'} {what}"


def _merged(store: Store, names: Sequence[str]) -> tuple[Anchor, ...]:
    if len(names) != 2:
        raise UsageError("merge: name two claim clusters, or two stories")
    one, other = (_subject(store, name) for name in names)
    if one.what != other.what or one.what not in ("claim cluster", "story"):
        raise UsageError(f"merge: two claim clusters or two stories, not {_one(one.what)} and {_one(other.what)}")
    if one.id == other.id:
        raise UsageError(f"{one.id}: is one {one.what} already")
    spare = 1
    if one.what == "claim cluster":
        spare += _SPARE
        if one.story_id != other.story_id:
            raise UsageError(
                f"merge: {one.id} stands in story {one.story_id} and {other.id} in story {other.story_id}: "
                "merge the stories first, and build"
            )
    # Sides by id, so that the order in which the two are named makes no difference.
    first, second = sorted((one, other), key=lambda subject: subject.id)
    return tuple(
        replace(anchor, side=side) for side, subject in enumerate((first, second)) for anchor in subject.anchors[:spare]
    )


def _split(store: Store, names: Sequence[str]) -> tuple[Anchor, ...]:
    if not names:
        raise UsageError("split: name a claim cluster and claims, or a story and articles")
    first, *rest = (_subject(store, name) for name in names)
    if not rest:
        raise UsageError(f"split: name what to take out of {first.id}: split CLUSTER CLAIM..., or split STORY URL...")
    if first.what == "claim cluster":
        return _taken(first, rest)
    if first.what == "story":
        return _articles_taken(first, rest)
    if first.what != "claim":
        raise UsageError(f"split: a claim cluster, a story or claims, not {_one(first.what)}")
    for each in rest:
        if each.what != "claim":
            raise UsageError(f"split: {each.id} is {_one(each.what)}; claims are parted from claims")
        if each.story_id != first.story_id:
            raise UsageError(f"split: {first.id} and {each.id} stand in different stories, hence apart")
    ordered = sorted((first, *rest), key=lambda subject: subject.id)
    return tuple(replace(each.anchors[0], side=side) for side, each in enumerate(ordered, start=1))


def _taken(cluster: Subject, rest: Sequence[Subject]) -> tuple[Anchor, ...]:
    members = {anchor.id for anchor in cluster.anchors}
    supports = {anchor.id for anchor in cluster.supports}
    for each in rest:
        if each.what != "claim" or each.id not in members | supports:
            raise UsageError(
                f"split: {each.id} is no claim of {cluster.id} (corroborate explain {cluster.id} names them)"
            )
        if each.id == cluster.anchors[0].id:
            raise UsageError(f"split: {each.id} founds {cluster.id}: take the others out of it instead")
    # What supports is a sentence: whatever else of it is a member goes with it.
    sentences = {(each.anchors[0].article_id, each.anchors[0].sentence) for each in rest}
    named = {each.id: each.anchors[0] for each in rest}
    named |= {a.id: a for a in cluster.anchors[1:] if (a.article_id, a.sentence) in sentences}
    out = named.keys()
    stays = [replace(a, side=0) for a in cluster.anchors if a.id not in out][: 1 + _SPARE]
    taken = sorted(named.values(), key=lambda anchor: anchor.id)
    own = [replace(anchor, side=1) for anchor in taken if anchor.id in members]
    # A claim that only supports stands in a cluster of its own already: it is tied to nobody.
    lone = [replace(a, side=side) for side, a in enumerate((a for a in taken if a.id not in members), start=2)]
    return (*stays, *own, *lone)


def _articles_taken(story: Subject, rest: Sequence[Subject]) -> tuple[Anchor, ...]:
    inside = {anchor.id for anchor in story.anchors}
    for each in rest:
        if each.what != "article" or each.id not in inside:
            raise UsageError(f"split: {each.id} is no article of {story.id}")
    out = {each.id for each in rest}
    stays = [replace(a, side=0) for a in story.anchors if a.id not in out][: 1 + _SPARE]
    if not stays:
        raise UsageError(f"split: nothing would be left of {story.id}")
    return (*stays, *(replace(a, side=1) for a in story.anchors if a.id in out))


# --- what was decided before --------------------------------------------------------------------


def _refuse_conflicts(store: Store, made: Decision, active: Sequence[Decision]) -> None:
    same = {(a.what, a.id, a.side) for a in made.anchors}
    for each in active:
        if each.kind is made.kind and {(a.what, a.id, a.side) for a in each.anchors} == same:
            raise UsageError(f"{each.decision_id}: decided already, by {each.decided_by}")
    if made.kind in _GATING:
        now = {effect.decision_id: effect.targets for effect in store.effects()}
        story = made.subject
        for each in active:
            if each.kind in _GATING and (story in now.get(each.decision_id, ()) or each.anchors == made.anchors):
                raise UsageError(f"{each.decision_id}: a {each.kind} of this story is in force: undo it first")
    if made.kind not in (DecisionKind.MERGE, DecisionKind.SPLIT):
        return
    before = resolve(active, lambda anchor: anchor.id).refused
    after = resolve([*active, made], lambda anchor: anchor.id).refused
    for name, against in sorted(after.items()):
        if before.get(name) != against:
            other = against if name == made.decision_id else name
            says = next(f"{each.kind} {each.subject}" for each in active if each.decision_id == other)
            raise UsageError(f"{other}: says the opposite ({says}): undo it first")
