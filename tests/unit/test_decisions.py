"""Making, refusing and undoing decisions, what a build does with them, and the commands."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
from editing_parts import ARTICLES, LOAF, Town, line

from corroborate.cli import main
from corroborate.decisions import Rulings, decide, resolve, unapplied, undo
from corroborate.editing import finder
from corroborate.errors import UsageError
from corroborate.testing.examples import DAY, example_articles, example_build, example_outlets
from corroborate.testing.memory_store import MemoryStore
from corroborate.types import (
    Anchor,
    Build,
    Decision,
    DecisionKind,
    Effect,
    EffectState,
    Gate,
    OutletStatus,
)


def stored(build: Build | None = None) -> MemoryStore:
    store = MemoryStore()
    store.save_outlets(example_outlets())
    store.add_articles(example_articles())
    store.save_build(build or example_build(), run_id="r1", at=DAY, input_digest="x")
    return store


def decided(store: MemoryStore, kind: str, *names: str, by: str = "Ann", why: str = "why") -> Decision:
    return decide(store, DecisionKind(kind), names, by=by, reason=why, at=DAY)


# What is refused.


@pytest.mark.parametrize(
    ("kind", "names", "says"),
    [
        ("merge", ("k1", "k9"), "'k9': nothing in the last build has that id"),
        ("merge", ("k1", "k1"), "the same id is named twice"),
        ("merge", ("k1",), "name two claim clusters, or two stories"),
        ("merge", ("k1", "s1"), "not a claim cluster and a story"),
        ("merge", ("o1", "o3"), "not a source cluster and a source cluster"),
        ("merge", ("c1", "c4"), "not a claim and a claim"),
        ("split", (), "name a claim cluster and claims"),
        ("split", ("k1",), "name what to take out of k1"),
        ("split", ("k1", "c1"), "c1 founds k1"),
        ("split", ("k1", "c4"), "c4 is no claim of k1"),
        ("split", ("k1", "k4"), "k4 is no claim of k1"),
        ("split", ("c1", "k4"), "k4 is a claim cluster; claims are parted from claims"),
        ("split", ("s1", "c1"), "c1 is no article of s1"),
        ("split", ("s1", "a1", "a2", "a3"), "nothing would be left of s1"),
        ("split", ("a1", "a2"), "a claim cluster, a story or claims, not an article"),
        ("vet", ("northwire.example",), "vetted already"),
        ("vet", ("s1",), "'s1': is a story; vet needs an outlet"),
        ("vet", ("dailyquay.example", "copyist.example"), "vet: name one outlet"),
        ("retract", ("https://nowhere.example/",), "nothing in the last build"),
        ("retract", ("k1",), "is a claim cluster; retract needs an article"),
        ("hold", ("a1",), "is an article; hold needs a story"),
        ("release", ("\x1b[2J",), r"'\\x1b\[2J': nothing"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_kept(kind: str, names: tuple[str, ...], says: str) -> None:
    store = stored()
    with pytest.raises(UsageError, match=says):
        decided(store, kind, *names)
    assert store.decisions() == []


@pytest.mark.parametrize(("by", "why", "option"), [("", "why", "--by"), ("Ann", " \n", "--why")])
def test_a_decision_says_who_and_why(by: str, why: str, option: str) -> None:
    store = stored()
    with pytest.raises(UsageError, match=f"{option} must not be empty"):
        decided(store, "hold", "s1", by=by, why=why)
    made = decided(store, "hold", "s1")
    with pytest.raises(UsageError, match=f"{option} must not be empty"):
        undo(store, made.decision_id, by=by, reason=why, at=DAY)
    assert store.decisions() == [made]


def test_a_killed_article_is_not_retracted_again() -> None:
    store = stored()
    store.add_articles([dataclasses.replace(example_articles()[0], status="killed")])
    with pytest.raises(UsageError, match="withdrawn already"):
        decided(store, "retract", "a1")


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (("merge", "k1", "k4"), ("merge", "k4", "k1"), "decided already, by Ann"),
        (("vet", "dailyquay.example"), ("vet", "dailyquay.example"), "decided already"),
        (("retract", "a1"), ("retract", "https://northwire.example/port#top"), "decided already"),
        (("hold", "s1"), ("hold", "s1"), "decided already"),
        (("hold", "s1"), ("release", "s1"), "a hold of this story is in force: undo it first"),
        (("merge", "k1", "k4"), ("split", "c1", "c4"), r"says the opposite \(merge k1 k4\): undo it first"),
        (("split", "c1", "c4"), ("merge", "k1", "k4"), r"says the opposite \(split c1 c4\): undo it first"),
    ],
)
def test_a_decision_that_an_active_one_speaks_against_names_it(
    first: tuple[str, ...], second: tuple[str, ...], says: str
) -> None:
    store = stored()
    made = decided(store, *first)
    with pytest.raises(UsageError, match=f"{made.decision_id}: {says}"):
        decided(store, *second, by="Bo")
    assert store.decisions() == [made]
    undo(store, made.decision_id, by="Bo", reason="after all", at=DAY)
    assert decided(store, *second, by="Bo").active


def test_a_contradiction_across_several_decisions_is_seen() -> None:
    store = stored()
    decided(store, "merge", "k1", "k4")
    decided(store, "merge", "k4", "k5")
    with pytest.raises(UsageError, match="says the opposite"):
        decided(store, "split", "c1", "c5")


def test_undoing_needs_an_active_decision() -> None:
    store = stored()
    made = decided(store, "hold", "s1")
    with pytest.raises(UsageError, match="'d9': there is no such decision"):
        undo(store, "d9", by="Bo", reason="why", at=DAY)
    undo(store, made.decision_id, by="Bo", reason="why", at=DAY)
    with pytest.raises(UsageError, match="was undone already, by Bo"):
        undo(store, made.decision_id, by="Cy", reason="why", at=DAY)
    again = decided(store, "hold", "s1")
    assert again.decision_id != made.decision_id
    assert len(store.decisions()) == 2


# What is kept.


def test_words_are_kept_as_given_and_ids_are_digests() -> None:
    store = stored()
    evil = "<script>\x1b[2J'; DROP TABLE--\n\ud800"
    made = decided(store, "hold", "s1", why=evil)
    assert made.reason == evil.replace("\ud800", "\ufffd")
    assert made.decision_id == decided(stored(), "hold", "s1", why=evil).decision_id
    assert made.decision_id.startswith("d1")
    assert len(made.decision_id) == 18


def test_what_a_decision_holds_on_to() -> None:
    def held(*step: str) -> list[tuple[int, str]]:
        return [(anchor.side, anchor.id) for anchor in decided(stored(), *step).anchors]

    assert held("merge", "k4", "k1") == [(0, "c1"), (0, "c2"), (0, "c3"), (1, "c4")]
    assert held("split", "k1", "c3") == [(0, "c1"), (0, "c2"), (1, "c3")]
    assert held("split", "c5", "c1") == [(1, "c1"), (2, "c5")]
    assert held("split", "s1", "a2") == [(0, "a1"), (0, "a3"), (1, "a2")]
    assert held("hold", "s1") == [(0, "a1")]
    head, *rest = example_build().claim_clusters
    supported = dataclasses.replace(
        example_build(), claim_clusters=(dataclasses.replace(head, claim_ids=("c1", "c2")), *rest)
    )
    # A sentence that only supports is tied to nobody.
    made = decided(stored(supported), "split", "k1", "c2", "c3")
    assert [(anchor.side, anchor.id) for anchor in made.anchors] == [(0, "c1"), (1, "c2"), (2, "c3")]
    links = resolve([made], lambda anchor: anchor.id)
    assert (links.ties, links.parted("c2", ["c3"]), links.parted("c3", ["c1"])) == ((), False, True)


# What a build does with them.


def ruling(kind: str, *anchors: Anchor, name: str = "d1") -> Decision:
    return Decision(
        decision_id=name,
        kind=DecisionKind(kind),
        subject="",
        decided_by="Ann",
        decided_at=DAY,
        reason="why",
        anchors=anchors,
    )


def on(name: str) -> Anchor:
    return Anchor(what="article", id=name, article_id=name)


def test_a_hold_goes_before_a_release_and_the_release_is_reported() -> None:
    story = example_build().stories[0]
    rulings = Rulings.of([ruling("release", on("a3")), ruling("hold", on("a1"), name="d2")])
    (held,), effects = rulings.gated([story], {"a1": "s1", "a3": "s1"})
    assert (held.gate, held.gate_reason) == (Gate.HELD, "Held by Ann: why (N = 2)")
    assert {e.decision_id: e.state for e in effects} == {"d1": EffectState.NOT_APPLIED, "d2": EffectState.APPLIED}
    assert [item.detail for item in unapplied(effects)] == ["d2 holds the same story"]


@pytest.mark.parametrize(("gate", "after"), [("held", "marked"), ("marked", "marked"), ("published", "published")])
def test_a_release_lets_through_and_lifts_no_mark(gate: str, after: str) -> None:
    story = dataclasses.replace(example_build().stories[0], gate=Gate(gate))
    (out,), _ = Rulings.of([ruling("release", on("a1"))]).gated([story], {"a1": "s1"})
    assert (out.gate, out.gate_reason) == (Gate(after), "Let through by Ann: why (N = 2)")


def test_what_is_gone_or_elsewhere_is_reported_by_name() -> None:
    lost = Anchor(what="outlet", id="gone.example")
    claims = [Anchor(what="claim", id=f"c{n}", article_id=f"a{n}", side=n - 1) for n in (1, 2)]
    made = [
        ruling("vet", lost, name="d1"),
        ruling("retract", on("a9"), name="d2"),
        ruling("hold", on("a9"), name="d3"),
        ruling("merge", *claims, name="d4"),
        ruling("merge", claims[0], dataclasses.replace(claims[1], article_id="a9"), name="d5"),
        ruling("split", *claims, name="d6"),
    ]
    rulings = Rulings.of(made)
    story_of = {"a1": "s1", "a2": "s2"}
    _, gated = rulings.gated(example_build().stories, story_of)
    effects = rulings.effects(example_outlets(), example_articles(), story_of, gated)
    assert [(e.decision_id, e.state, e.detail) for e in effects] == [
        ("d1", EffectState.NOT_APPLIED, "there is no such outlet"),
        ("d2", EffectState.NOT_APPLIED, "there is no such article"),
        ("d3", EffectState.NOT_APPLIED, "the article that it holds on to tells no story"),
        ("d4", EffectState.NOT_APPLIED, "the claims stand in different stories"),
        ("d5", EffectState.NOT_APPLIED, "an article that it holds on to is no longer read"),
        ("d6", EffectState.APPLIED, "they stand in different stories"),
    ]


def test_contradictions_that_grew_later_are_reported_and_the_split_stands() -> None:
    merges = [ruling("merge", on(a), dataclasses.replace(on(b), side=1), name=f"d{a}{b}") for a, b in ("ab", "bc")]
    split = ruling("split", on("a"), dataclasses.replace(on("c"), side=1), name="dx")
    told, effects = Rulings.of([*merges, split]).stories(
        {"a": "s1", "b": "s2", "c": "s3"},
        [dataclasses.replace(example_articles()[0], article_id=name, url=name) for name in "abc"],
    )
    assert told["a"] == told["b"] != told["c"]
    assert {e.decision_id: (e.state, e.detail) for e in effects} == {
        "dab": (EffectState.APPLIED, ""),
        "dbc": (EffectState.NOT_APPLIED, "dx says the opposite"),
        "dx": (EffectState.APPLIED, ""),
    }


def test_vetting_leaves_the_register_as_filed() -> None:
    vet = [ruling("vet", Anchor(what="outlet", id=name), name=name) for name in ("dailyquay.example", "new.example")]
    rulings = Rulings.of(vet)
    now = {outlet.outlet_id: outlet.status for outlet in rulings.outlets(example_outlets())}
    filed = {outlet.outlet_id: outlet.status for outlet in rulings.outlets(example_outlets(), filed=True)}
    assert set(now.values()) == {OutletStatus.VETTED}
    assert filed["dailyquay.example"] is filed["new.example"] is OutletStatus.PROBATION
    assert [each.decision_id for each in rulings.shaping({"a1"}, {"new.example"})] == ["new.example"]
    assert rulings.shaping({"a1"}, {"northwire.example"}) == ()


def test_a_claim_is_found_again_in_a_later_revision() -> None:
    claim = example_build().claims[0]
    twin = dataclasses.replace(claim, claim_id="c1b")
    anchor = Anchor(what="claim", id="old", article_id="a1", claim_kind="core", text=claim.text, nth=1)
    find = finder([claim, twin])
    assert find(anchor) == "c1b"
    assert find(dataclasses.replace(anchor, nth=5)) == "c1b"
    assert find(dataclasses.replace(anchor, id="c1")) == "c1"
    assert find(dataclasses.replace(anchor, claim_kind="date")) is None


def test_an_id_that_was_merged_away_says_where_it_went() -> None:
    store = stored(dataclasses.replace(example_build(), effects=(_replaced(),)))
    with pytest.raises(UsageError, match="k9: stands no more since d7; it is part of k1"):
        decided(store, "merge", "k9", "k4")


def _replaced() -> Effect:
    return Effect(
        decision_id="d7", kind=DecisionKind.MERGE, state=EffectState.APPLIED, targets=("k1",), replaces=("k9",)
    )


# The commands.


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    for name in ("CORROBORATE_HOME", "CORROBORATE_CONFIG"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["corroborate", *words])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return run


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town.found(tmp_path_factory.mktemp("commands") / "home", ARTICLES[-1:])


def test_decide_list_and_undo_from_the_command_line(cli, town: Town, tmp_path: Path) -> None:
    home = ("--home", str(town.copy(tmp_path / "home").home))
    evil = "seen \x1b[2J [bold]the deed"
    code, out, _ = cli(*home, "retract", LOAF, "--by", "Ann", "--why", evil)
    assert code == 0
    assert "takes effect at the next build" in out
    name = out.split(":")[0]
    code, out, _ = cli(*home, "decisions")
    assert code == 0
    assert "waits for the next build" in out
    assert "[bold]the deed" in out
    assert "\x1b" not in out
    code, out, _ = cli(*home, "decisions", "--json")
    (row,) = [json.loads(text) for text in out.splitlines()]
    assert (row["decision_id"], row["kind"], row["subject"], row["reason"]) == (name, "retract", LOAF, evil)
    assert (row["decided_by"], row["active"]) == ("Ann", True)
    code, out, _ = cli(*home, "undo", name, "--by", "Bo", "--why", "it was true", "--json")
    assert (code, json.loads(out)["active"]) == (0, False)
    code, out, _ = cli(*home, "decisions", "--active", "--json")
    assert (code, out) == (0, "")
    assert len(cli(*home, "decisions", "--json")[1].splitlines()) == 1
    code, _, err = cli(*home, "undo", name, "--by", "Bo", "--why", "again")
    assert (code, err) == (1, f"corroborate: {name}: was undone already, by Bo\n")


@pytest.mark.parametrize(
    "words",
    [
        ("hold", "s1"),
        ("hold", "s1", "--by", "Ann"),
        ("hold", "s1", "--by", "Ann", "--why", " "),
        ("merge", "k1", "--by", "Ann", "--why", "why"),
        ("undo", "--by", "Ann", "--why", "why"),
    ],
)
def test_missing_words_are_wrong_usage(cli, town: Town, words: tuple[str, ...]) -> None:
    assert cli("--home", str(town.home), *words)[0] == 2
    assert town.rows("FROM decisions") == []


def test_unknown_ids_and_absent_stores_are_said_in_one_line(cli, town: Town, tmp_path: Path) -> None:
    for home, words in ((town.home, ("hold", "s9")), (town.home, ("undo", "d9")), (tmp_path, ("hold", "s1"))):
        code, _, err = cli("--home", str(home), *words, "--by", "Ann", "--why", "why")
        assert (code, err.count("\n"), err.startswith("corroborate: ")) == (1, 1, True)
    assert cli("--home", str(tmp_path), "decisions")[0] == 1
    assert not (tmp_path / "work.duckdb").exists()


def test_a_busy_store_takes_no_decision_and_shows_those_last_published(cli, town: Town, tmp_path: Path) -> None:
    mine = town.copy(tmp_path / "home")
    home = ("--home", str(mine.home))
    story = mine.story("rye bread")["story_id"]
    assert cli(*home, "hold", story, "--by", "Ann", "--why", "asking the baker")[0] == 0
    mine.build()
    mine.house.publish("p1")
    code = (
        "import sys; from pathlib import Path; from corroborate.store.lock import WriterLock; "
        "lock = WriterLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(mine.home / "work.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        code, _, err = cli(*home, "release", story, "--by", "Bo", "--why", "why")
        assert code == 1
        assert "another process is writing" in err
        code, out, _ = cli(*home, "decisions")
        assert code == 0
        assert "as last published" in out
        assert "asking the baker" in out
        holder.communicate(timeout=30)


def test_the_build_says_what_it_could_not_do(cli, town: Town, tmp_path: Path) -> None:
    mine = town.copy(tmp_path / "home")
    home = ("--home", str(mine.home))
    cluster = mine.rows("FROM claim_clusters")
    cli(*home, "merge", *(row["claim_cluster_id"] for row in cluster[:2]), "--by", "Ann", "--why", "why")
    mine.add(line(LOAF, "2026-10-02T08:00:00Z", "Bread", "Nothing of this was so."))
    code, out, err = cli(*home, "build")
    assert code == 0
    assert "decisions not applied 1" in out
    assert err.count("decision not applied") == 1
