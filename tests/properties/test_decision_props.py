"""The order of decisions never matters, links hold no contradiction, and what is undone was never there."""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from datetime import timedelta

import pytest
from counting_parts import Matched
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corroborate.decisions import NO_LINKS, Links, Rulings, decide, resolve, undo
from corroborate.editing import Material, edited, links_among
from corroborate.embed import SentenceEmbedder
from corroborate.errors import UsageError
from corroborate.matching import Group, match
from corroborate.nlp import SpacyParser
from corroborate.support.scorer import packaged_forest
from corroborate.testing.examples import DAY, example_articles, example_build, example_outlets
from corroborate.testing.memory_store import MemoryStore
from corroborate.types import Anchor, Decision, DecisionKind, EffectState

NAMES = [f"c{n}" for n in range(7)]


def made(number: int, kind: DecisionKind, sides: list[list[str]], first: int = 0, what: str = "claim") -> Decision:
    anchors = tuple(
        Anchor(what=what, id=name, side=side, article_id=name)  # type: ignore[arg-type]
        for side, names in enumerate(sides, start=first)
        for name in names
    )
    return Decision(
        decision_id=f"d{number:02}",
        kind=kind,
        subject=" ".join(a.id for a in anchors),
        decided_by="Ann",
        decided_at=DAY + timedelta(minutes=number),
        reason="why",
        anchors=anchors,
    )


def some(names: list[str], what: str = "claim") -> st.SearchStrategy[list[Decision]]:
    def shaped(parts: list[tuple[bool, int, list[str]]]) -> list[Decision]:
        out = []
        for number, (merging, cut, chosen) in enumerate(parts):
            sides = [chosen[:cut] or chosen[:1], chosen[cut:] or chosen[-1:]]
            if merging:
                out.append(made(number, DecisionKind.MERGE, sides, what=what))
            else:
                out.append(made(number, DecisionKind.SPLIT, sides, first=cut % 2, what=what))
        return out

    chosen = st.lists(st.sampled_from(names), min_size=2, max_size=4, unique=True)
    return st.lists(st.tuples(st.booleans(), st.integers(1, 3), chosen), max_size=6).map(shaped)


turned = some(NAMES).flatmap(lambda decisions: st.tuples(st.just(decisions), st.permutations(decisions)))


@given(turned)
def test_links_do_not_depend_on_the_order_of_decisions(pair: tuple[list[Decision], list[Decision]]) -> None:
    assert resolve(pair[0], lambda a: a.id) == resolve(pair[1], lambda a: a.id)


@given(some(NAMES))
def test_links_hold_no_contradiction_and_every_tie_is_kept_or_refused(decisions: list[Decision]) -> None:
    links = resolve(decisions, lambda a: a.id)
    group = {name: {name} for name in NAMES}
    for tie in links.ties:
        whole = group[tie.a] | group[tie.b]
        group.update(dict.fromkeys(whole, whole))
    for name, away in links.apart.items():
        assert not group[name] & away
        assert all(name in links.apart[other] for other in away)
        assert all(group[other] <= away for other in away)
    merges = {each.decision_id for each in decisions if each.kind is DecisionKind.MERGE}
    assert merges == {t.decision_id for t in links.ties if not t.taken} | (merges & links.refused.keys())


# In a story.

STORY = {
    "a": "A fire closed the harbour of Halden on Monday. Two ferries were moved to the north quay.",
    "b": "A fire shut the harbour of Halden on Monday. Both ships now lie at the northern pier.",
    "c": "A fire closed the harbour of Halden on Monday, police said. Nobody was hurt in the fire.",
    "d": "The harbour of Halden was closed by a fire. The mayor thanked the crew of the tug Aurora.",
}


@pytest.fixture(scope="module")
def story(parser: SpacyParser, embedder: SentenceEmbedder) -> Matched:
    return Matched(parser, embedder, STORY)


def material(story: Matched) -> Material:
    return Material(
        claims=story.claims,
        statements=story.statements,
        passages=story.passages,
        vectors=story.vectors,
        forest=packaged_forest(),
    )


def rebuilt(story: Matched, links: Links) -> list[Group]:
    return match(story.claims, story.statements, story.passages, story.vectors, packaged_forest(), links=links)[0]


def shape(groups: list[Group]) -> list[object]:
    return [
        (g.claim_cluster_id, [c.claim_id for c in g.members], *[[(h.passage.article_id, h.passage.index) for h in hits]
         for hits in (g.supports, g.contradicts)]) for g in groups
    ]  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_clusters_stay_a_partition_and_heed_what_was_decided(story: Matched, data: st.DataObject) -> None:
    names = [claim.claim_id for claim in story.claims]
    article = {claim.claim_id: claim.article_id for claim in story.claims}
    drawn = data.draw(some(names))
    decisions = [
        dataclasses.replace(each, anchors=tuple(dataclasses.replace(a, article_id=article[a.id]) for a in each.anchors))
        for each in drawn
    ]
    links = links_among(decisions, story.claims)
    groups, effects = edited(rebuilt(story, links), links, decisions, material(story))
    order = data.draw(st.permutations(decisions))
    other = links_among(order, story.claims)
    again, _ = edited(rebuilt(story, other), other, order, material(story))
    assert shape(groups) == shape(again)
    members = [claim.claim_id for group in groups for claim in group.members]
    assert len(members) == len(set(members))
    assert {c.claim_id for c in story.claims if c.founds} <= set(members)
    home = {claim.claim_id: group.claim_cluster_id for group in groups for claim in group.members}
    for group in groups:
        inside = {claim.claim_id for claim in group.members}
        assert group.claim_cluster_id == home[group.founder.claim_id]
        assert not any(links.parted(name, inside) for name in inside)
        for hits in (group.supports, group.contradicts):
            speaking = [hit.passage.article_id for hit in hits]
            assert len(speaking) == len(set(speaking))
        founders = {(c.article_id, c.sentence) for c in (group.founder, *group.also)}
        supporting = {(hit.passage.article_id, hit.passage.index) for hit in group.supports} - founders
        for claim in story.claims:
            if links.barred.get(claim.claim_id, frozenset()) & inside:
                assert (claim.article_id, claim.sentence) not in supporting
        # The claim a cluster was founded with is supported by its own article, whatever was decided.
        assert {article[group.founder.claim_id]} <= {hit.passage.article_id for hit in group.supports}
    for each, effect in zip(decisions, effects, strict=True):
        assert effect.decision_id == each.decision_id
        if each.kind is DecisionKind.MERGE and effect.state is EffectState.APPLIED:
            first = {side: next(a.id for a in each.anchors if a.side == side) for side in (0, 1)}
            assert home[first[0]] == home[first[1]]


def test_no_decision_changes_nothing(story: Matched) -> None:
    assert shape(rebuilt(story, NO_LINKS)) == shape(list(story.groups))
    groups, effects = edited(story.groups, NO_LINKS, (), material(story))
    assert (groups, effects) == (story.groups, ())


# Stories.


@given(st.data())
def test_stories_stay_a_partition_whatever_the_order(data: st.DataObject) -> None:
    articles = example_articles()
    names = [article.article_id for article in articles]
    decisions = data.draw(some(names, "article"))
    story_of = {name: data.draw(st.sampled_from(["s1", "s2"])) for name in names}
    told, effects = Rulings.of(decisions).stories(story_of, articles)
    assert told == Rulings.of(data.draw(st.permutations(decisions))).stories(story_of, articles)[0]
    assert set(told) == set(names)
    assert sorted(effect.decision_id for effect in effects) == sorted(each.decision_id for each in decisions)
    if not decisions:
        assert told == story_of


# Making and undoing.

STEPS = [
    (DecisionKind.MERGE, ("k1", "k4")),
    (DecisionKind.MERGE, ("k4", "k5")),
    (DecisionKind.SPLIT, ("k1", "c2")),
    (DecisionKind.SPLIT, ("k1", "c2", "c3")),
    (DecisionKind.SPLIT, ("c1", "c4")),
    (DecisionKind.SPLIT, ("s1", "a3")),
    (DecisionKind.VET, ("dailyquay.example",)),
    (DecisionKind.VET, ("copyist.example",)),
    (DecisionKind.RETRACT, ("a1",)),
    (DecisionKind.RETRACT, ("https://copyist.example/port",)),
    (DecisionKind.HOLD, ("s1",)),
    (DecisionKind.RELEASE, ("s1",)),
]


def filled() -> MemoryStore:
    store = MemoryStore()
    store.save_outlets(example_outlets())
    store.add_articles(example_articles())
    store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
    return store


@given(st.lists(st.sampled_from(STEPS), max_size=8), st.randoms(use_true_random=False))
def test_what_is_undone_was_never_decided(steps: list[tuple[DecisionKind, tuple[str, ...]]], turn: object) -> None:
    store = filled()
    digest = store.digest()
    for hour, (kind, names) in enumerate(steps):
        with suppress(UsageError):
            decide(store, kind, names, by="Ann", reason="why", at=DAY + timedelta(hours=hour))
    active = [each.decision_id for each in store.decisions() if each.active]
    assert bool(active) == bool(steps)
    assert resolve(store.decisions(), lambda a: a.id).refused == {}
    turn.shuffle(active)  # type: ignore[attr-defined]
    for name in active:
        undo(store, name, by="Bo", reason="after all", at=DAY)
    assert store.digest() == digest
    rulings = Rulings.of(store.decisions())
    assert rulings.rows() == []
    assert rulings.outlets(store.outlets()) == store.outlets()
    assert rulings.read(store.articles()) == store.articles()


@given(st.permutations(STEPS))
def test_decisions_that_do_not_clash_say_the_same_in_any_order(
    steps: list[tuple[DecisionKind, tuple[str, ...]]],
) -> None:
    chosen = {STEPS[n] for n in (0, 2, 5, 6, 8, 10)}
    store = filled()
    for hour, (kind, names) in enumerate(step for step in steps if step in chosen):
        decide(store, kind, names, by="Ann", reason="why", at=DAY + timedelta(hours=hour))
    other = filled()
    for kind, names in sorted(chosen):
        decide(other, kind, names, by="Ann", reason="why", at=DAY)
    assert store.digest() == other.digest()
    assert Rulings.of(store.decisions()).rows() == Rulings.of(other.decisions()).rows()
