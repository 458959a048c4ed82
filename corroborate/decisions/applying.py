"""What active decisions do to a build: who is vetted, what is withdrawn, which articles are one story, what is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corroborate import ids
from corroborate.decisions.links import canonical, resolve, sides_of
from corroborate.types import (
    Article,
    Decision,
    DecisionKind,
    Dropped,
    Effect,
    EffectState,
    Gate,
    Outlet,
    OutletStatus,
    Story,
)

_JOINING = (DecisionKind.MERGE, DecisionKind.SPLIT)
_GATING = (DecisionKind.HOLD, DecisionKind.RELEASE)


def effect_of(decision: Decision, state: EffectState, detail: str = "", *targets: str) -> Effect:
    """Say what became of a decision."""
    return Effect(
        decision_id=decision.decision_id, kind=decision.kind, state=state, detail=detail, targets=tuple(targets)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """The active decisions in an order of their own; see :func:`links.canonical`."""

    active: tuple[Decision, ...] = ()

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Rulings:
        """Take the active ones of all decisions."""
        return cls(active=tuple(canonical(each for each in decisions if each.active)))

    def _kind(self, *kinds: DecisionKind) -> list[Decision]:
        return [each for each in self.active if each.kind in kinds]

    def _joining(self, what: str) -> list[Decision]:
        return [each for each in self._kind(*_JOINING) if each.anchors and each.anchors[0].what == what]

    def rows(self) -> list[str]:
        """Write each decision as one line of a build's input digest."""
        return [f"decision/{_said(each)}" for each in self.active]

    # --- outlets and articles -----------------------------------------------------------------

    def outlets(self, register: Iterable[Outlet], *, filed: bool = False) -> list[Outlet]:
        """Lay the decisions over the register: an editor's word goes before every file.

        Args:
            register: as the files have it.
            filed: leave every status as filed; a stranger whom an editor vetted is then listed on probation.

        Returns:
            All outlets, strangers whom an editor vetted among them, by id.
        """
        vetted = {anchor.id for each in self._kind(DecisionKind.VET) for anchor in each.anchors}
        known = {outlet.outlet_id: outlet for outlet in register}
        for name in vetted - known.keys():
            known[name] = Outlet(outlet_id=name, name=name, domains=(name,))
        if not filed:
            known |= {name: replace(known[name], status=OutletStatus.VETTED) for name in vetted}
        return [known[name] for name in sorted(known)]

    def read(self, articles: Iterable[Article]) -> list[Article]:
        """Take retracted articles for withdrawn, with the text they last had."""
        gone = {anchor.id for each in self._kind(DecisionKind.RETRACT) for anchor in each.anchors}
        return [replace(each, status="killed") if each.article_id in gone else each for each in articles]

    def shaping(self, articles: Collection[str], outlets: Collection[str]) -> tuple[Decision, ...]:
        """Name the decisions that can change how a story of these articles and outlets is told, but for its gate."""
        out = []
        for each in self.active:
            sides = {
                anchor.side
                for anchor in each.anchors
                if (anchor.id in outlets if anchor.what == "outlet" else (anchor.article_id or anchor.id) in articles)
            }
            alone = each.kind in (DecisionKind.VET, DecisionKind.RETRACT)
            if each.kind not in _GATING and len(sides) >= (1 if alone else 2):
                out.append(each)
        return tuple(out)

    # --- stories ------------------------------------------------------------------------------

    def stories(
        self, story_of: Mapping[str, str], articles: Sequence[Article]
    ) -> tuple[dict[str, str], tuple[Effect, ...]]:
        """Merge and split stories.

        Args:
            story_of: story id by article id, as the words of the articles have it.
            articles: the same articles, in any order.

        Returns:
            Story id by article id, each story named by its earliest article, and what became of the decisions.
        """
        decisions = self._joining("article")
        if not decisions:
            return dict(story_of), ()

        def find(anchor: object) -> str | None:
            name = str(getattr(anchor, "id", ""))
            return name if name in story_of else None

        links = resolve(decisions, find)
        label = dict(story_of)
        sides = {each.decision_id: sides_of(each, find) for each in decisions}
        for each in decisions:
            if each.kind is DecisionKind.SPLIT:
                for side, outs in sides[each.decision_id].items():
                    for name in outs if side > 0 else ():
                        away = {label[other] for other in links.barred.get(name, ())}
                        if label[name] in away:
                            label[name] = f"{each.decision_id}/{side}"
        refused = dict(links.refused)
        for tie in links.ties:
            if tie.taken:
                continue
            one, other = label[tie.a], label[tie.b]
            there = [name for name, at in label.items() if at == other]
            if one != other:
                if any(links.parted(name, there) for name, at in label.items() if at == one):
                    refused[tie.decision_id] = "a split"
                    continue
                label.update(dict.fromkeys(there, one))
        named: dict[str, str] = {}
        for article in sorted(articles, key=lambda article: article.order):
            named.setdefault(label[article.article_id], ids.digest("story", article.article_id))
        told = {name: named[at] for name, at in label.items()}
        gone = set(story_of.values()) - set(told.values())
        return told, tuple(
            _regrouped(each, sides[each.decision_id], refused, told, story_of, gone) for each in decisions
        )

    def gated(self, stories: Sequence[Story], story_of: Mapping[str, str]) -> tuple[list[Story], tuple[Effect, ...]]:
        """Hold and release stories; a hold goes before a release, and what is released is marked, unless N earns more.

        Args:
            stories: with the gate as the rule has it.
            story_of: story id by article id.
        """
        told = {story.story_id for story in stories}
        at = {each.decision_id: story_of.get(each.anchors[0].id) for each in self._kind(*_GATING)}
        rulings: dict[str, list[Decision]] = defaultdict(list)
        effects = []
        for each in self._kind(*_GATING):
            story_id = at[each.decision_id]
            if story_id is None or story_id not in told:
                effects.append(
                    effect_of(each, EffectState.NOT_APPLIED, "the article that it holds on to tells no story")
                )
            else:
                rulings[story_id].append(each)
        for story_id, there in rulings.items():
            holds = [each for each in there if each.kind is DecisionKind.HOLD]
            for each in there:
                if holds and each.kind is DecisionKind.RELEASE:
                    why = f"{holds[0].decision_id} holds the same story"
                    effects.append(effect_of(each, EffectState.NOT_APPLIED, why))
                else:
                    effects.append(effect_of(each, EffectState.APPLIED, "", story_id))
        return [_gate(story, rulings.get(story.story_id, ())) for story in stories], tuple(effects)

    # --- what became of them ------------------------------------------------------------------

    def effects(
        self,
        register: Iterable[Outlet],
        articles: Sequence[Article],
        story_of: Mapping[str, str],
        so_far: Iterable[Effect],
    ) -> tuple[Effect, ...]:
        """Gather what became of every active decision, by id.

        Args:
            register: outlets as the files have them.
            articles: as the store has them, before :meth:`read`.
            story_of: story id by article id.
            so_far: effects on stories, on gates and, story by story, on claims.
        """
        found: dict[str, list[Effect]] = defaultdict(list)
        for effect in so_far:
            found[effect.decision_id].append(effect)
        filed = {outlet.outlet_id: outlet.status for outlet in register}
        status = {article.article_id: article.status for article in articles}
        publishing = {article.outlet_id for article in articles}
        for each in self.active:
            name = each.anchors[0].id if each.anchors else ""
            if found[each.decision_id]:
                continue
            if each.kind is DecisionKind.VET:
                known = name in filed or name in publishing
                same = "the register says so too" if filed.get(name) is OutletStatus.VETTED else ""
                there = (
                    (EffectState.APPLIED, same, name) if known else (EffectState.NOT_APPLIED, "there is no such outlet")
                )
                found[each.decision_id].append(effect_of(each, *there))
            elif each.kind is DecisionKind.RETRACT:
                gone = status.get(name)
                same = "its publisher withdrew it too" if gone == "killed" else ""
                here = (
                    (EffectState.APPLIED, same, name) if gone else (EffectState.NOT_APPLIED, "there is no such article")
                )
                found[each.decision_id].append(effect_of(each, *here))
            else:
                found[each.decision_id].append(_nowhere(each, story_of))
        return tuple(_joined(found[each.decision_id]) for each in sorted(self.active, key=lambda d: d.decision_id))


def unapplied(effects: Iterable[Effect]) -> list[Dropped]:
    """Name each decision that could not be applied, or only in part, as something set aside."""
    return [
        Dropped(subject=each.decision_id, reason=f"decision {each.state}", detail=each.detail)
        for each in effects
        if each.state is not EffectState.APPLIED
    ]


def _said(decision: Decision) -> str:
    held = [(a.side, a.what, a.id, a.article_id, a.claim_kind, a.text, a.nth) for a in decision.anchors]
    return repr((decision.kind.value, decision.decision_id, held, decision.decided_by, decision.reason))


def _nowhere(decision: Decision, story_of: Mapping[str, str]) -> Effect:
    """Say why no story could take a decision about claims."""
    read = {anchor.side for anchor in decision.anchors if anchor.article_id in story_of}
    if len(read) < len({anchor.side for anchor in decision.anchors}):
        return effect_of(decision, EffectState.NOT_APPLIED, "an article that it holds on to is no longer read")
    if decision.kind is DecisionKind.SPLIT:
        return effect_of(decision, EffectState.APPLIED, "they stand in different stories")
    return effect_of(decision, EffectState.NOT_APPLIED, "the claims stand in different stories")


def _joined(effects: Sequence[Effect]) -> Effect:
    """Put together what several stories made of one decision."""
    if len(effects) == 1:
        return effects[0]
    states = {each.state for each in effects}
    return replace(
        effects[0],
        state=next(iter(states)) if len(states) == 1 else EffectState.PARTLY,
        detail="; ".join(dict.fromkeys(each.detail for each in effects if each.detail)),
        targets=tuple(dict.fromkeys(target for each in effects for target in each.targets)),
        replaces=tuple(dict.fromkeys(name for each in effects for name in each.replaces)),
    )


def _regrouped(
    decision: Decision,
    sides: Mapping[int, Sequence[str]],
    refused: Mapping[str, str],
    told: Mapping[str, str],
    before: Mapping[str, str],
    gone: Collection[str],
) -> Effect:
    """Say what became of a decision about stories."""
    wanted = {anchor.side for anchor in decision.anchors}
    here = tuple(dict.fromkeys(told[name] for names in sides.values() for name in names))
    if set(sides) != wanted:
        return effect_of(decision, EffectState.NOT_APPLIED, "an article that it holds on to is no longer read", *here)
    if decision.decision_id in refused:
        state = EffectState.NOT_APPLIED if decision.kind is DecisionKind.MERGE else EffectState.PARTLY
        return effect_of(decision, state, f"{refused[decision.decision_id]} says the opposite", *here)
    was = {before[name] for names in sides.values() for name in names}
    detail = (
        "the articles are one story without it too" if decision.kind is DecisionKind.MERGE and len(was) == 1 else ""
    )
    lost = sum(len(names) for names in sides.values()) < len({anchor.id for anchor in decision.anchors})
    if lost and decision.kind is DecisionKind.SPLIT:
        return effect_of(decision, EffectState.PARTLY, "some of the articles are no longer read", *here)
    return replace(effect_of(decision, EffectState.APPLIED, detail, *here), replaces=tuple(sorted(was & set(gone))))


def _gate(story: Story, rulings: Sequence[Decision]) -> Story:
    holds = [each for each in rulings if each.kind is DecisionKind.HOLD]
    said = holds or list(rulings)
    if not said:
        return story
    verb = "Held" if holds else "Let through"
    words = "; ".join(f"by {each.decided_by}: {each.reason}" for each in said)
    # N is shown whatever an editor decides, and one line is one line.
    reason = " ".join(f"{verb} {words} (N = {story.verified_sources})".split())
    if holds:
        return replace(story, gate=Gate.HELD, gate_reason=reason)
    return replace(story, gate=Gate.MARKED if story.gate is Gate.HELD else story.gate, gate_reason=reason)
