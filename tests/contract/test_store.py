"""One suite for every store: what the port's docstring promises holds for the real one and for the fake."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corroborate.errors import StoreError
from corroborate.ports import Store
from corroborate.store import DuckStore
from corroborate.testing.examples import DAY, example_articles, example_build, example_outlets
from corroborate.testing.memory_store import MemoryStore
from corroborate.types import (
    Anchor,
    Article,
    Build,
    Decision,
    DecisionKind,
    Dropped,
    Effect,
    EffectState,
    Feed,
    FeedState,
    FirstSeenBasis,
    Gate,
    Member,
    Modality,
    Role,
    Span,
    StageReport,
    Stance,
    Verdict,
)

EMPTY = Build(dependence=(), source_clusters=(), claims=(), claim_clusters=(), conflicts=(), stories=())


@pytest.fixture(params=["duck", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    with DuckStore(tmp_path / "work.duckdb") as duck:
        yield duck


def article(name: str = "1", **changes: object) -> Article:
    values: dict[str, object] = {
        "article_id": "a" + name,
        "url": f"https://x.example/{name}",
        "outlet_id": "x.example",
        "title": "Title",
        "text": "Text.",
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


def counts(report: StageReport) -> tuple[int, int, int]:
    return report.counts["new"], report.counts["revised"], report.counts["unchanged"]


# Outlets and feeds.


def test_outlets_come_back_whole_and_are_replaced(store: Store) -> None:
    store.save_outlets(example_outlets())
    assert store.outlets() == sorted(example_outlets(), key=lambda outlet: outlet.outlet_id)
    store.save_outlets(example_outlets()[:1])
    assert store.outlets() == example_outlets()[:1]


def test_a_feed_not_named_stays_and_a_named_one_changes(store: Store) -> None:
    one, two = Feed(feed_id="f1", url="https://b.example/", outlet_id="b"), Feed(feed_id="f2", url="https://a.example/")
    state = FeedState(feed_id="f1", state="ok", etag='"1"', last_success_at=DAY, consecutive_failures=2)
    store.save_feeds([one, two], [state])
    assert store.feeds() == [(two, FeedState(feed_id="f2")), (one, state)]
    renamed, failed = dataclasses.replace(two, format="rss"), FeedState(feed_id="f2", state="failed", last_error="404")
    store.save_feeds([renamed], [failed])
    assert store.feeds() == [(renamed, failed), (one, state)]
    store.save_feeds([], [dataclasses.replace(failed, last_error="410")])
    assert store.feeds()[0][1].last_error == "410"


def test_a_state_without_its_feed_is_refused_and_nothing_is_written(store: Store) -> None:
    with pytest.raises(StoreError, match="belongs to no feed"):
        store.save_feeds([Feed(feed_id="f1", url="https://a.example/")], [FeedState(feed_id="f9")])
    assert store.feeds() == []


# Articles.


def test_articles_come_back_as_they_went_in_and_in_canonical_order(store: Store) -> None:
    unknown = article("0", extra='{"k": 1}', source_name="X", byline="By A", status="live", canonical_url="https://c/")
    store.add_articles([unknown, *reversed(example_articles())])
    back = store.articles()
    assert [each.article_id for each in back] == ["a1", "a2", "a3", "a0"]
    first = example_articles()[0]
    assert back[0] == dataclasses.replace(first, seen_at=first.first_seen_at)
    assert back[3] == unknown


def test_the_same_again_is_unchanged(store: Store) -> None:
    assert counts(store.add_articles(example_articles())) == (3, 0, 0)
    digest = store.digest()
    assert counts(store.add_articles(example_articles())) == (0, 0, 3)
    assert store.digest() == digest


@pytest.mark.parametrize(("field", "value"), [("title", "Other"), ("text", "Other."), ("status", "killed")])
def test_another_title_text_or_status_is_a_revision(store: Store, field: str, value: str) -> None:
    store.add_articles([article()])
    digest = store.digest()
    assert counts(store.add_articles([article(**{field: value})])) == (0, 1, 0)
    (now,) = store.articles()
    assert (now.revision, getattr(now, field)) == (2, value)
    assert now.change == ("kill" if field == "status" else "silent edit")
    assert store.digest() != digest


def test_a_correction_keeps_its_name_and_a_killed_article_stays_listed(store: Store) -> None:
    store.add_articles([article(), article(text="Mended.", change="correction"), article(text="", status="killed")])
    (now,) = store.articles()
    assert (now.revision, now.status, now.change) == (3, "killed", "kill")


def test_later_ones_in_a_batch_revise_earlier_ones(store: Store) -> None:
    report = store.add_articles([article(), article(text="B."), article("2"), article(text="B."), article(text="A.")])
    assert counts(report) == (2, 2, 1)
    assert [(each.article_id, each.text, each.revision) for each in store.articles()] == [
        ("a1", "A.", 3),
        ("a2", "Text.", 1),
    ]


def test_an_archive_read_again_does_not_turn_an_article_back(store: Store) -> None:
    archive = [article(), article(text="B."), article(text="C.")]
    store.add_articles(archive)
    digest = store.digest()
    assert counts(store.add_articles(archive)) == (0, 0, 3)
    assert counts(store.add_articles(archive[:1])) == (0, 0, 1)
    assert (store.articles()[0].text, store.digest()) == ("C.", digest)


def test_an_edit_taken_back_later_is_a_revision(store: Store) -> None:
    fetched = {"first_seen_basis": FirstSeenBasis.FETCHED, "first_seen_at": DAY}
    store.add_articles([article(**fetched, seen_at=DAY)])
    store.add_articles([article(text="B.", **fetched, seen_at=DAY + timedelta(hours=1))])
    report = store.add_articles([article(**fetched, seen_at=DAY + timedelta(hours=2))])
    assert counts(report) == (0, 1, 0)
    assert (store.articles()[0].text, store.articles()[0].revision) == ("Text.", 3)


def test_first_seen_never_moves_later_and_unknown_is_later_than_all(store: Store) -> None:
    def seen(hours: int, basis: FirstSeenBasis) -> Article:
        return article(first_seen_at=DAY + timedelta(hours=hours), first_seen_basis=basis)

    def now() -> tuple[datetime | None, FirstSeenBasis]:
        (each,) = store.articles()
        return each.first_seen_at, each.first_seen_basis

    store.add_articles([article()])
    assert now() == (None, FirstSeenBasis.UNKNOWN)
    store.add_articles([seen(5, FirstSeenBasis.GIVEN)])
    assert now() == (DAY + timedelta(hours=5), FirstSeenBasis.GIVEN)
    store.add_articles([seen(9, FirstSeenBasis.FETCHED), article()])
    assert now() == (DAY + timedelta(hours=5), FirstSeenBasis.GIVEN)
    store.add_articles([seen(1, FirstSeenBasis.PUBLISHED)])
    assert now() == (DAY + timedelta(hours=1), FirstSeenBasis.PUBLISHED)
    assert store.articles()[0].revision == 1


def test_a_clock_without_a_basis_is_not_taken_for_a_time(store: Store) -> None:
    store.add_articles([article(first_seen_at=DAY)])
    assert store.articles()[0].first_seen_at is None


def test_the_outlet_follows_the_registry_as_last_understood(store: Store) -> None:
    store.add_articles([article()])
    assert counts(store.add_articles([article(outlet_id="registered")])) == (0, 0, 1)
    assert store.articles()[0].outlet_id == "registered"


def test_text_that_no_file_can_hold_is_mended_mark_for_mark(store: Store) -> None:
    store.add_articles([article(text="a\ud83d\ude00b\x00\u202e<script>", title="'; DROP TABLE base.articles; --")])
    (now,) = store.articles()
    assert now.text == "a\ufffd\ufffdb\x00\u202e<script>"
    assert now.title == "'; DROP TABLE base.articles; --"


def test_times_of_other_zones_are_the_same_moment(store: Store) -> None:
    moment = datetime.fromisoformat("2026-03-02T10:00:00+02:00")
    store.add_articles([article(first_seen_at=moment, first_seen_basis=FirstSeenBasis.GIVEN)])
    assert store.articles()[0].first_seen_at == moment.astimezone(UTC)


def test_nothing_in_nothing_out(store: Store) -> None:
    assert counts(store.add_articles([])) == (0, 0, 0)
    store.save_analyses({})
    store.keep_dropped("ingest", [], DAY)
    assert (store.articles(), store.analyses([]), store.check()) == ([], {}, [])


# Caches, runs, builds.


def test_analyses_come_back_by_key_and_may_be_replaced(store: Store) -> None:
    store.save_analyses({"k": b"\x00\xff", "l": b""})
    store.save_analyses({"k": b"2"})
    assert store.analyses(["k", "l", "m", "k"]) == {"k": b"2", "l": b""}


def test_analyses_not_named_are_forgotten(store: Store) -> None:
    store.save_analyses({"k": b"1", "l": b"2", "m": b"3"})
    assert store.keep_analyses(["l", "unknown"]) == 2
    assert store.analyses(["k", "l", "m"]) == {"l": b"2"}
    assert store.keep_analyses([]) == 1


def test_logs_enter_no_digest(store: Store) -> None:
    digest = store.digest()
    store.keep_dropped("ingest", [Dropped(subject="u", reason="timeout"), Dropped(subject="u", reason="timeout")], DAY)
    store.save_run("r1", "ingest", DAY, DAY, [StageReport(stage="fetch", total=1)], "h", "0")
    store.save_analyses({"k": b"1"})
    assert store.digest() == digest


def test_input_digest_is_that_of_the_last_build(store: Store) -> None:
    assert store.input_digest() is None
    store.save_build(EMPTY, run_id="r1", at=DAY, input_digest="one")
    store.save_build(EMPTY, run_id="r2", at=DAY, input_digest="two")
    assert store.input_digest() == "two"


def test_building_again_changes_nothing_whatever_run_and_hour(store: Store) -> None:
    store.add_articles(example_articles())
    store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
    digest = store.digest()
    store.save_build(example_build(), run_id="r2", at=DAY + timedelta(days=9), input_digest="x")
    assert (store.digest(), store.check()) == (digest, [])


def test_the_digest_sees_a_change_and_forgets_it_when_it_is_undone(store: Store) -> None:
    store.add_articles(example_articles())
    store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
    digest = store.digest()
    store.save_build(EMPTY, run_id="r2", at=DAY, input_digest="y")
    assert store.digest() != digest
    store.save_build(example_build(), run_id="r3", at=DAY, input_digest="x")
    assert store.digest() == digest


def test_the_order_of_a_build_does_not_matter(store: Store) -> None:
    store.add_articles(example_articles())
    build = example_build()
    store.save_build(build, run_id="r1", at=DAY, input_digest="x")
    digest = store.digest()
    turned = {
        field.name: tuple(reversed(value))
        for field in dataclasses.fields(build)
        if isinstance(value := getattr(build, field.name), tuple)
    }
    store.save_build(dataclasses.replace(build, **turned), run_id="r1", at=DAY, input_digest="x")
    assert store.digest() == digest


# Editors' decisions.


def decision(name: str = "d1", **changes: object) -> Decision:
    values: dict[str, object] = {
        "decision_id": name,
        "kind": DecisionKind.HOLD,
        "subject": "s1",
        "decided_by": "Ann Editor",
        "decided_at": DAY,
        "reason": "why",
        "anchors": (Anchor(what="article", id="a1", article_id="a1"),),
    }
    return Decision(**(values | changes))  # type: ignore[arg-type]


def effect(name: str = "d1", **changes: object) -> Effect:
    values: dict[str, object] = {
        "decision_id": name,
        "kind": DecisionKind.HOLD,
        "state": EffectState.APPLIED,
        "targets": ("s1",),
    }
    return Effect(**(values | changes))  # type: ignore[arg-type]


def test_decisions_come_back_as_they_went_in_in_the_order_they_were_made(store: Store) -> None:
    claim = Anchor(
        what="claim", id="c1", side=1, article_id="a1", claim_kind="core", text="It\x00 <b>'; --", nth=2, sentence=3
    )
    late = decision("d0", decided_at=DAY + timedelta(hours=1), anchors=(claim, *decision().anchors))
    hostile = decision(
        decided_by="\x1b[2J<b>", reason="'; DROP TABLE base.decisions; --\n\u202e\x00<script>", anchors=()
    )
    store.save_decision(late)
    store.save_decision(hostile)
    assert store.decisions() == [hostile, late]


def test_a_decision_is_undone_once_and_stays_listed(store: Store) -> None:
    store.save_decision(decision())
    at = DAY + timedelta(days=1)
    store.undo_decision("d1", by="Bo", reason="after all", at=at)
    undone = dataclasses.replace(decision(), active=False, undone_by="Bo", undone_at=at, undone_reason="after all")
    assert store.decisions() == [undone]
    for name in ("d1", "d2", "'; --"):
        with pytest.raises(StoreError, match="unknown or undone already"):
            store.undo_decision(name, by="Bo", reason="again", at=at)
    assert store.decisions() == [undone]


def test_an_id_of_a_decision_is_taken_once(store: Store) -> None:
    store.save_decision(decision())
    with pytest.raises(StoreError, match="known already"):
        store.save_decision(decision(reason="other"))
    assert store.decisions() == [decision()]


def test_an_active_decision_enters_the_digest_and_an_undone_one_leaves_no_trace(store: Store) -> None:
    digest = store.digest()
    store.save_decision(decision())
    decided = store.digest()
    assert decided != digest
    store.undo_decision("d1", by="Bo", reason="after all", at=DAY)
    assert store.digest() == digest
    # Decided anew, an hour later and under another id, it says the same.
    store.save_decision(decision("d2", decided_at=DAY + timedelta(hours=1)))
    assert store.digest() == decided


def test_effects_are_those_of_the_last_build(store: Store) -> None:
    store.add_articles(example_articles())
    for name in ("d1", "d2"):
        store.save_decision(decision(name))
    lost = effect("d2", state=EffectState.NOT_APPLIED, detail="gone", targets=(), replaces=("s9",))
    held = _first(example_build(), "stories", gate=Gate.HELD)
    store.save_build(dataclasses.replace(held, effects=(lost, effect())), run_id="r1", at=DAY, input_digest="x")
    assert store.effects() == [effect(), lost]
    assert store.check() == []  # a hold goes before the rule, as far as the last build knew it
    store.undo_decision("d1", by="Bo", reason="after all", at=DAY)
    assert store.check() == []
    store.save_build(example_build(), run_id="r2", at=DAY, input_digest="y")
    assert store.effects() == []


@pytest.mark.parametrize(
    ("kind", "gate", "n"),
    [
        (DecisionKind.HOLD, Gate.MARKED, 2),
        (DecisionKind.RELEASE, Gate.HELD, 2),
        (DecisionKind.RELEASE, Gate.PUBLISHED, 1),
    ],
)
def test_a_gate_that_is_not_what_an_editor_decided_is_a_fault(
    store: Store, kind: DecisionKind, gate: Gate, n: int
) -> None:
    store.add_articles(example_articles())
    store.save_decision(decision(kind=kind))
    build = example_build() if n == 2 else _weak_story(example_build(), gate)
    build = dataclasses.replace(_first(build, "stories", gate=gate), effects=(effect(kind=kind),))
    store.save_build(build, run_id="r1", at=DAY, input_digest="x")
    assert store.check() == [f"stories s1: gate is {gate} with N {n}, though an editor decided: {kind}"]


def test_an_effect_without_its_decision_is_a_fault(store: Store) -> None:
    store.add_articles(example_articles())
    build = dataclasses.replace(example_build(), effects=(effect("d9", targets=()),))
    store.save_build(build, run_id="r1", at=DAY, input_digest="x")
    assert store.check() == ["decision_effects d9: decision_id d9 does not exist"]


def test_names_are_looked_up_in_the_last_build(store: Store) -> None:
    assert store.subject("k1") is None
    store.save_outlets(example_outlets())
    store.add_articles(example_articles())
    store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
    cluster = store.subject("k4")
    assert cluster is not None
    assert (cluster.what, cluster.text, cluster.story_id) == ("claim cluster", "3 workers were hurt", "s1")
    assert [(a.id, a.article_id, a.claim_kind, a.text, a.sentence) for a in cluster.anchors] == [
        ("c4", "a1", "quantity", "3 workers were hurt", 1)
    ]
    shut = store.subject("k1")
    assert shut is not None
    assert [anchor.id for anchor in shut.anchors] == ["c1", "c2", "c3"]
    claim, story = store.subject("c5"), store.subject("s1")
    assert claim is not None
    assert (claim.what, claim.claim_cluster_id, claim.story_id) == ("claim", "k5", "s1")
    assert story is not None
    assert [anchor.id for anchor in story.anchors] == ["a1", "a2", "a3"]
    article, outlet = store.subject("https://northwire.example/port#top"), store.subject("NW.example")
    assert article is not None
    assert (article.what, article.id, article.status, article.story_id) == ("article", "a1", "live", "s1")
    assert outlet is not None
    assert (outlet.what, outlet.id, outlet.status) == ("outlet", "northwire.example", "vetted")
    stranger = store.subject("copyist.example")
    assert stranger is not None
    assert (stranger.what, stranger.status) == ("outlet", "probation")
    assert store.subject("'; DROP TABLE base.claims; --") is None


def test_both_stores_say_the_same_of_every_name(tmp_path: Path) -> None:
    build = example_build()
    head, *rest = build.claim_clusters
    build = dataclasses.replace(build, claim_clusters=(dataclasses.replace(head, claim_ids=("c1",)), *rest))
    names = [*(f"{kind}{n}" for kind in "acko" for n in range(10)), "s1", "northwire.example", "copyist.example"]
    with DuckStore(tmp_path / "work.duckdb") as duck:
        memory = MemoryStore()
        for each in (duck, memory):
            each.save_outlets(example_outlets())
            each.add_articles(example_articles())
            each.save_build(build, run_id="r1", at=DAY, input_digest="x")
        assert [duck.subject(name) for name in names] == [memory.subject(name) for name in names]
        supported = duck.subject("k1")
    assert supported is not None
    assert [anchor.id for anchor in supported.supports] == ["c2", "c3"]


# Faults.


def _first(build: Build, name: str, **changes: object) -> Build:
    head, *rest = getattr(build, name)
    return dataclasses.replace(build, **{name: (dataclasses.replace(head, **changes), *rest)})


def _count(build: Build, **changes: object) -> Build:
    return _first(
        build, "claim_clusters", corroboration=dataclasses.replace(build.claim_clusters[0].corroboration, **changes)
    )


def _evidence(build: Build, **changes: object) -> Build:
    head, *rest = build.claim_clusters[0].evidence
    return _first(build, "claim_clusters", evidence=(dataclasses.replace(head, **changes), *rest))


def _members(build: Build, *ids: str) -> Build:
    members = tuple(Member(article_id=each, role=Role.ORIGIN, reason="") for each in ids)
    return _first(build, "source_clusters", members=members)


def _weak_story(build: Build, gate: Gate, verdict: Verdict = Verdict.SINGLE_SOURCE, **cluster: object) -> Build:
    """Make the lead statement rest on one origin."""
    build = _count(build, verified_sources=1, sources_high=1)
    build = _first(build, "claim_clusters", evidence=build.claim_clusters[0].evidence[:2], **cluster)
    return _first(build, "stories", verified_sources=1, gate=gate, verdict=verdict)


FAULTS: dict[str, tuple[Callable[[Build], Build], str]] = {
    "N": (lambda b: _first(_count(b, verified_sources=3, sources_high=3), "stories", verified_sources=3),
          "claim_clusters k1: N is 3, the evidence counts 2"),
    "bounds": (lambda b: _count(b, sources_high=1), "claim_clusters k1: N is 2, outside its bounds 1-1"),
    "confidence": (lambda b: _count(b, confidence=1.5), "claim_clusters k1: confidence 1.5 outside 0-1"),
    "story N": (lambda b: _first(b, "stories", verified_sources=4), "stories s1: N is 4, its lead statement has 2"),
    "no lead": (lambda b: _first(b, "stories", lead_claim_cluster_id=None),
                "stories s1: N is 2, its lead statement has 0"),
    "lead": (lambda b: _first(b, "stories", lead_claim_cluster_id="k9", verified_sources=0, gate=Gate.HELD),
             "stories s1: lead_claim_cluster_id k9 does not exist"),
    "gate": (lambda b: _first(b, "stories", gate=Gate.HELD),
             "stories s1: gate is held with N 2 and verdict corroborated"),
    "contested": (lambda b: _first(b, "stories", verdict=Verdict.CONTESTED),
                  "stories s1: gate is published with N 2 and verdict contested"),
    "single": (lambda b: _weak_story(b, Gate.PUBLISHED),
               "stories s1: gate is published with N 1 and verdict single_source"),
    "alleged": (lambda b: _weak_story(b, Gate.MARKED, modality=Modality.ALLEGED),
                "stories s1: gate is marked with N 1 and verdict single_source"),
    "unvetted": (lambda b: _weak_story(b, Gate.MARKED, Verdict.UNVETTED),
                 "stories s1: gate is marked with N 1 and verdict unvetted"),
    "sentence": (lambda b: _first(b, "claims", sentence_end=99),
                 "claims c1: sentence 0-99 outside the text of a1 revision 1"),
    "revision": (lambda b: _first(b, "claims", revision=7),
                 "claims c1: sentence 0-36 outside the text of a1 revision 7"),
    "span": (lambda b: _first(b, "claims", char_end=37), "claims c1: span 0-37 outside its sentence 0-36"),
    "claim twice": (lambda b: dataclasses.replace(b, claims=(*b.claims, b.claims[0])), "claims c1: 2 rows of one id"),
    "two statements": (lambda b: _first(b, "claim_clusters", claim_ids=("c1", "c2", "c3", "c4")),
                       "claims c4: in 2 claim clusters"),
    "claim's article": (lambda b: _first(b, "claims", article_id="a9"), "claims c1: article_id a9 does not exist"),
    "unknown claim": (lambda b: _first(b, "claim_clusters", claim_ids=("c9",)),
                      "cluster_claims k1: claim_id c9 does not exist"),
    "statement's story": (lambda b: _first(b, "claim_clusters", story_id="s9"),
                          "claim_clusters k1: story_id s9 does not exist"),
    "evidence origin": (lambda b: _evidence(b, source_cluster_id="o9"),
                        "evidence k1: source_cluster_id o9 does not exist"),
    "evidence claim": (lambda b: _evidence(b, claim_id="c9"), "evidence k1: claim_id c9 does not exist"),
    "evidence article": (lambda b: _evidence(b, article_id="a9"), "evidence k1: article_id a9 does not exist"),
    "evidence span": (lambda b: _evidence(b, char_end=500), "evidence k1: span 0-500 outside the text of a1"),
    "evidence without claim": (lambda b: _evidence(b, claim_id=None, char_start=5, char_end=5),
                               "evidence k1: span 5-5 outside the text of a1"),
    "contradiction counts": (lambda b: _evidence(b, stance=Stance.CONTRADICTS),
                             "evidence k1: a1 counts, though it contradicts"),
    "two origins": (lambda b: _members(b, "a1", "a3"), "source_cluster_members a3: in 2 source clusters"),
    "member": (lambda b: _members(b, "a1", "a9"), "source_cluster_members o1: article_id a9 does not exist"),
    "member twice": (lambda b: _members(b, "a1", "a1"),
                     "source_cluster_members a1: listed twice in one source cluster"),
    "origin article": (lambda b: _members(b, "a2"), "source_clusters o1: origin a1 is not a member"),
    "dependence": (lambda b: _first(b, "dependence", article_b="a9"), "dependence a9: article_b a9 does not exist"),
    "dependence span": (lambda b: _first(b, "dependence", span_b=Span(5, 900)),
                        "dependence a2: span 5-900 outside its text"),
    "dependence order": (lambda b: _first(b, "dependence", article_b="a1"), "dependence a1 a1: not in order of ids"),
    "conflict": (lambda b: _first(b, "conflicts", claim_cluster_b="k9"),
                 "conflicts k4: claim_cluster_b k9 does not exist"),
    "conflict claim": (lambda b: _first(b, "conflicts", claim_a="c9"), "conflicts k4: claim_a c9 does not exist"),
    "story article": (lambda b: _first(b, "stories", article_ids=("a1", "a9")),
                      "story_articles s1: article_id a9 does not exist"),
    "line": (lambda b: _first(b, "stories", quotes=(dataclasses.replace(b.stories[0].quotes[0], claim_ids=("c9",)),)),
             "line_claims s1: claim_id c9 does not exist"),
    "fact": (lambda b: _first(b, "stories",
                              key_facts=(dataclasses.replace(b.stories[0].key_facts[0], claim_cluster_id="k9"),)),
             "story_lines s1: claim_cluster_id k9 does not exist"),
    "impact": (lambda b: _first(b, "stories",
                                impact_terms=(dataclasses.replace(b.stories[0].impact_terms[0], char_end=990),)),
               "impact_terms s1: span 0-990 outside the text of a1"),
    "affected": (lambda b: _first(b, "stories",
                                  affected=(dataclasses.replace(b.stories[0].affected[0], claim_id="c9"),)),
                 "affected s1: claim_id c9 does not exist"),
    "credit": (lambda b: dataclasses.replace(b, wire_credits={"a9": "NW"}),
               "wire_credits a9: article_id a9 does not exist"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_line(store: Store, fault: str) -> None:
    spoil, line = FAULTS[fault]
    store.add_articles(example_articles())
    store.save_build(spoil(example_build()), run_id="r1", at=DAY, input_digest="x")
    found = store.check()
    assert line in found
    assert not any("\n" in each for each in found)


@pytest.mark.parametrize("fault", FAULTS)
def test_both_stores_name_the_same_faults(fault: str, tmp_path: Path) -> None:
    found = []
    with DuckStore(tmp_path / "work.duckdb") as duck:
        for store in (duck, MemoryStore()):
            store.add_articles(example_articles())
            store.save_build(FAULTS[fault][0](example_build()), run_id="r1", at=DAY, input_digest="x")
            found.append(store.check())
    assert found[0] == found[1]


def test_a_new_revision_before_the_next_build_is_no_fault(store: Store) -> None:
    store.add_articles(example_articles())
    store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
    store.add_articles([dataclasses.replace(each, text="Short.") for each in example_articles()])
    assert store.check() == []


def test_snapshots_are_written_or_refused_in_our_words(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.duckdb"
    if isinstance(store, MemoryStore):
        with pytest.raises(StoreError, match="no snapshot"):
            store.snapshot(path)
        assert not path.exists()
    else:
        store.snapshot(path)
        assert path.stat().st_size > 0
