"""Editors' decisions from the command to the count, over a small store built by the real models."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing_parts import (
    ARTICLES,
    BLAZE,
    BREAD,
    CLOSED,
    FERRY,
    FIRE,
    KITCHEN,
    LIE,
    LOAF,
    MOVED,
    OUTLETS,
    PIER,
    SMOKE,
    Town,
    line,
)

from corroborate.errors import UsageError
from corroborate.types import Dropped


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town.found(tmp_path_factory.mktemp("town") / "home")


@pytest.fixture
def town(built: Town, tmp_path: Path) -> Town:
    return built.copy(tmp_path / "home")


# merge


def test_a_merge_counts_what_supports_either_and_undoing_it_leaves_no_trace(town: Town) -> None:
    before = town.digest()
    old, new = town.cluster(MOVED), town.cluster(LIE)
    assert (old["verified_sources"], new["verified_sources"]) == (1, 1)
    made = town.decide("merge", new["claim_cluster_id"], old["claim_cluster_id"])
    assert town.effect(made.decision_id) == "waits for the next build"
    assert town.build()["decisions applied"] == 1
    merged = town.cluster(MOVED)
    assert merged["claim_cluster_id"] == old["claim_cluster_id"]  # the older id stays
    assert merged["verified_sources"] == 2
    assert town.urls(merged["claim_cluster_id"]) == {PIER, FERRY}
    assert LIE not in {row["text"] for row in town.rows("FROM claim_clusters")}
    assert town.effect(made.decision_id) == "applied"
    reasons = {row["reason"] for row in town.rows("FROM corroboration_history") if row["text"] == LIE}
    assert f"an editor merged it into {old['claim_cluster_id']}" in reasons
    assert town.build() == {"unchanged": 1}
    assert "decisions applied" in town.build(force=True)
    assert town.cluster(MOVED)["verified_sources"] == 2
    town.undo(made.decision_id)
    assert town.effect(made.decision_id) == "undone, and in force until the next build"
    assert "decisions applied" not in town.build()
    assert town.effect(made.decision_id) == "undone"
    assert town.digest() == before


def test_a_merge_undone_before_any_build_changes_nothing(town: Town) -> None:
    before = town.digest()
    made = town.decide("merge", town.cluster(MOVED)["claim_cluster_id"], town.cluster(LIE)["claim_cluster_id"])
    assert town.digest() != before  # what is decided is part of what the store says
    town.undo(made.decision_id)
    assert town.digest() == before
    assert town.build() == {"unchanged": 1}


def test_a_merge_survives_growth_and_a_new_revision(town: Town) -> None:
    old, new = town.cluster(MOVED), town.cluster(LIE)
    made = town.decide("merge", old["claim_cluster_id"], new["claim_cluster_id"])
    town.add(
        line(
            "https://post.example/quay",
            "2026-10-01T15:00:00Z",
            "Ferries moved after fire at Gulltown ferry terminal",
            "Pilot Rolf Bye said: ferries were moved to the north quay. Their crews slept in Gulltown.",
        ),
        line(
            FERRY,
            "2026-10-01T10:30:00Z",
            "Fourteen treated after fire at Gulltown ferry terminal",
            "Corrected at noon. Thirteen people were treated for smoke after a fire shut the ferry terminal in"
            " Gulltown, fire chief Per Holt said in an interview on Thursday. Both ships now lie at the northern pier,"
            " mate Dag Lie said.",
        ),
    )
    town.build()
    assert town.effect(made.decision_id) == "applied"
    merged = town.cluster(MOVED)
    assert merged["claim_cluster_id"] == old["claim_cluster_id"]
    assert town.urls(merged["claim_cluster_id"]) == {PIER, FERRY, "https://post.example/quay"}


def test_a_decision_whose_subject_is_gone_is_reported_and_the_build_goes_on(town: Town) -> None:
    made = town.decide("merge", town.cluster(MOVED)["claim_cluster_id"], town.cluster(LIE)["claim_cluster_id"])
    town.add(line(FERRY, "2026-10-01T10:30:00Z", "Fire at Gulltown ferry terminal", "A fire closed the terminal."))
    told: list[Dropped] = []
    counts = town.build(on_dropped=told.append)
    assert counts["decisions not applied"] == 1
    assert counts["stories"] == 2
    assert [(item.subject, item.reason) for item in told] == [(made.decision_id, "decision not applied")]
    assert town.effect(made.decision_id) == "not applied: the claims that it holds on to are gone"
    assert [row["subject"] for row in town.rows("FROM dropped WHERE stage = 'build'")] == [made.decision_id]
    town.digest()


# split


def test_a_claim_that_was_taken_out_founds_a_cluster_and_supports_the_other_no_more(town: Town) -> None:
    before = town.digest()
    whole = town.cluster(CLOSED)
    key = whole["claim_cluster_id"]
    assert BLAZE in town.urls(key)
    out = town.claim("A fire closed the Gulltown ferry terminal, passengers", "post")
    made = town.decide("split", key, out)
    town.build()
    assert town.effect(made.decision_id) == "applied"
    assert BLAZE not in town.urls(key)
    assert town.cluster(CLOSED)["articles"] == whole["articles"] - 1
    homes = {row["claim_id"]: row["claim_cluster_id"] for row in town.rows("FROM claims")}
    assert homes[out] not in (None, key)
    assert BLAZE in town.urls(homes[out])
    town.undo(made.decision_id)
    town.build()
    assert town.digest() == before


def test_claims_taken_out_together_stay_together(town: Town) -> None:
    key = town.cluster(CLOSED)["claim_cluster_id"]
    outs = [
        town.claim("A fire closed the Gulltown ferry terminal, passengers", "post"),
        town.claim(CLOSED, "echo"),
    ]
    town.decide("split", key, *outs)
    town.build()
    homes = {row["claim_id"]: row["claim_cluster_id"] for row in town.rows("FROM claims")}
    assert homes[outs[0]] == homes[outs[1]] != key


def test_a_sentence_that_only_supports_can_be_taken_out(town: Town) -> None:
    key = town.cluster(CLOSED)["claim_cluster_id"]
    members = {row["claim_id"] for row in town.rows("FROM claims") if row["claim_cluster_id"] == key}
    (only,) = {
        row["claim_id"] for row in town.rows("FROM evidence WHERE stance = 'supports'")
        if row["claim_cluster_id"] == key and row["claim_id"] not in members
    }  # fmt: skip
    homes = {row["claim_id"]: row["claim_cluster_id"] for row in town.rows("FROM claims")}
    made = town.decide("split", key, only)
    town.build()
    assert town.effect(made.decision_id) == "applied"
    assert town.cluster(CLOSED)["verified_sources"] == 1
    assert {row["claim_id"]: row["claim_cluster_id"] for row in town.rows("FROM claims")} == homes


def test_a_split_that_an_active_merge_contradicts_is_refused(town: Town) -> None:
    old, new = town.cluster(MOVED), town.cluster(LIE)
    made = town.decide("merge", old["claim_cluster_id"], new["claim_cluster_id"])
    town.build()
    founder = town.claim(LIE, "herald")
    with pytest.raises(UsageError, match=f"{made.decision_id}: says the opposite.*undo it first"):
        town.decide("split", old["claim_cluster_id"], founder)
    with pytest.raises(UsageError, match=f"{made.decision_id}: says the opposite"):
        town.decide("split", town.claim(MOVED, "gazette"), founder)
    with pytest.raises(UsageError, match=f"stands no more since {made.decision_id}"):
        town.decide("merge", new["claim_cluster_id"], town.cluster(CLOSED)["claim_cluster_id"])


def test_the_order_of_decisions_never_matters(built: Town, tmp_path: Path) -> None:
    moved, kitchen = (built.cluster(text)["claim_cluster_id"] for text in (MOVED, LIE))
    steps = [
        ("merge", moved, kitchen),
        ("split", built.cluster(CLOSED)["claim_cluster_id"], built.claim(CLOSED, "echo")),
        ("vet", "echo"),
        ("retract", LOAF),
        ("hold", built.story(FIRE)["story_id"]),
    ]
    digests = set()
    for name, order in (("one", steps), ("two", steps[::-1])):
        town = built.copy(tmp_path / name)
        for step in order:
            town.decide(*step)
            if name == "two":
                town.build()
        town.build()
        digests.add(town.digest())
    assert len(digests) == 1


# vet, retract


def test_an_editor_s_word_on_an_outlet_goes_before_every_file_and_touches_only_its_stories(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corroborate.pipeline import build

    before = town.digest()
    assert (town.cluster(SMOKE)["verified_sources"], town.cluster(SMOKE)["verdict"]) == (0, "unvetted")
    (town.home / "outlets.toml").write_text(OUTLETS.replace('owner = "Voss', 'status = "probation"\nowner = "Voss'))
    told = []
    work = build.tell_story
    monkeypatch.setattr(build, "tell_story", lambda story, *rest: told.append(story) or work(story, *rest))
    town.build(force=True)
    told.clear()
    made = town.decide("vet", "echo.example", why="reporters of its own")
    town.build()
    assert told == [town.story(FIRE)["story_id"]]
    assert (town.cluster(SMOKE)["verified_sources"], town.cluster(SMOKE)["verdict"]) == (1, "single_source")
    (echo,) = town.rows("FROM outlets WHERE outlet_id = 'echo'")
    assert echo["status"] == "vetted"
    town.undo(made.decision_id)
    town.build()
    assert town.rows("FROM outlets WHERE outlet_id = 'echo'")[0]["status"] == "probation"
    assert town.digest() == before


def test_a_stranger_can_be_vetted(town: Town) -> None:
    quay = "https://quay.example/rope"
    text = "A rope factory in Tarn burned down on Sunday, its owner Jon Dal told the Quay."
    town.add(
        line(quay, "2026-10-04T08:00:00Z", "Rope factory in Tarn burns down", text).replace('"quay"', '"quay.example"')
    )
    town.build()
    before = town.digest()
    assert town.story("Rope factory")["gate"] == "held"
    made = town.decide("vet", "quay.example")
    town.build()
    assert (town.story("Rope factory")["gate"], town.story("Rope factory")["verified_sources"]) == ("marked", 1)
    (row,) = town.rows("FROM outlets WHERE outlet_id = 'quay.example'")
    assert (row["status"], row["registered"]) == ("vetted", False)
    town.undo(made.decision_id)
    town.build()
    assert town.digest() == before


def test_an_outlet_that_the_files_block_is_read_once_an_editor_vets_it(town: Town) -> None:
    (town.home / "outlets.toml").write_text(OUTLETS.replace('owner = "Voss', 'status = "blocked"\nowner = "Voss'))
    mill = line(
        "https://echo.example/mill", "2026-10-05T08:00:00Z", "Mill sold", "The mill at Tarn was sold on Monday."
    )
    town.add(mill)
    assert town.rows("FROM articles WHERE title = 'Mill sold'") == []
    town.decide("vet", "echo")
    town.add(mill)
    assert len(town.rows("FROM articles WHERE title = 'Mill sold'")) == 1


def test_a_retracted_article_keeps_its_text_and_counts_no_more(town: Town) -> None:
    before = town.digest()
    assert town.story(BREAD)["gate"] == "marked"
    made = town.decide("retract", LOAF, why="made up")
    town.build()
    story = town.story(BREAD)
    assert (story["verified_sources"], story["verdict"], story["gate"]) == (0, "retracted", "held")
    (article,) = town.rows(f"FROM articles WHERE url = '{LOAF}'")
    assert article["status"] == "killed"
    assert "national prize" in article["text"]
    town.undo(made.decision_id)
    town.build()
    assert town.digest() == before


# hold, release


def test_a_held_story_stays_held_as_it_grows(town: Town) -> None:
    before = town.digest()
    story = town.story(FIRE)
    assert story["gate"] == "published"
    made = town.decide("hold", story["story_id"], by="Ann Editor", why="we are asking\nthe harbour")
    assert town.digest() != before  # and no fault: the gate is as the last build had it
    town.build()
    held = town.story(FIRE)
    assert (held["gate"], held["gate_reason"]) == ("held", "Held by Ann Editor: we are asking the harbour (N = 2)")
    with pytest.raises(UsageError, match=f"{made.decision_id}: a hold of this story is in force"):
        town.decide("release", held["story_id"])
    # An earlier article gives the story another id; the hold stays with it.
    town.add(
        line(
            "https://herald.example/first",
            "2026-10-01T07:00:00Z",
            "Fire at Gulltown ferry terminal",
            "A fire closed the Gulltown ferry terminal on Thursday, conductor Ida Ness told the Herald.",
        )
    )
    town.build()
    grown = town.story("Pier fire")
    assert grown["story_id"] != held["story_id"]
    assert (grown["gate"], town.effect(made.decision_id)) == ("held", "applied")
    with pytest.raises(UsageError, match=f"{made.decision_id}: a hold of this story is in force"):
        town.decide("release", grown["story_id"])
    town.undo(made.decision_id)
    town.build()
    assert not town.story("Pier fire")["gate_reason"].startswith("Held by")


def test_a_released_story_of_one_source_is_marked_and_says_so(town: Town) -> None:
    town.add(
        line(
            "https://echo.example/mill",
            "2026-10-05T08:00:00Z",
            "Old mill at Tarn sold",
            "The old mill at Tarn was sold to a brewer on Monday, its owner Ola Dal told the Echo.",
        )
    )
    town.build()
    before = town.digest()
    story = town.story("Old mill")
    assert (story["gate"], story["verified_sources"]) == ("held", 0)
    made = town.decide("release", story["story_id"], by="Bo", why="seen the deed")
    town.build()
    out = town.story("Old mill")
    assert (out["gate"], out["gate_reason"]) == ("marked", "Let through by Bo: seen the deed (N = 0)")
    vetted = town.decide("vet", "echo")
    town.build()
    out = town.story("Old mill")
    assert (out["gate"], out["verified_sources"], out["gate_reason"]) == (
        "marked",
        1,
        "Let through by Bo: seen the deed (N = 1)",
    )
    for each in (made, vetted):
        town.undo(each.decision_id)
    town.build()
    assert town.digest() == before


# stories


def test_stories_are_merged_and_split_by_the_articles_that_founded_them(town: Town) -> None:
    before = town.digest()
    fire, bread = town.story(FIRE)["story_id"], town.story(BREAD)["story_id"]
    made = town.decide("merge", bread, fire)
    town.build()
    assert town.story(BREAD)["story_id"] == fire
    assert town.effect(made.decision_id) == "applied"
    with pytest.raises(UsageError, match=f"{made.decision_id}: says the opposite"):
        town.decide("split", fire, LOAF)
    out = town.decide("split", fire, BLAZE)
    town.build()
    alone = town.story("Blaze")["story_id"]
    assert alone != fire
    assert town.urls(town.cluster(KITCHEN)["claim_cluster_id"]) == {BLAZE}
    assert len(town.rows("FROM stories")) == 2
    for each in (made, out):
        town.undo(each.decision_id)
    town.build()
    assert town.digest() == before


def test_claims_of_two_stories_are_not_merged_behind_their_back(town: Town) -> None:
    there = town.rows(f"FROM claim_clusters WHERE story_id = '{town.story(BREAD)['story_id']}'")
    with pytest.raises(UsageError, match="merge the stories first"):
        town.decide("merge", town.cluster(MOVED)["claim_cluster_id"], there[0]["claim_cluster_id"])


# What readers see.


def test_what_is_published_tells_of_decisions_and_obeys_none_of_their_words(town: Town) -> None:
    evil = "<script>alert(1)</script>\x1b[2J '; DROP TABLE base.stories; -- [bold]\u202e"
    old, new = town.cluster(MOVED), town.cluster(LIE)
    merged = town.decide("merge", old["claim_cluster_id"], new["claim_cluster_id"], why="one and the same")
    town.decide("hold", town.story(FIRE)["story_id"], by="<b>Ann</b>", why=evil)
    gone = town.decide("retract", LOAF, why=evil)
    town.build()
    town.house.publish("p1")
    published = town.house.published()
    rows = {row["decision_id"]: row for row in published.rows("FROM decisions")}
    assert rows[gone.decision_id]["reason"] == evil
    assert all(row["active"] for row in rows.values())
    pages = {path.name: path.read_text(encoding="utf-8") for path in (town.home / "published" / "site").rglob("*.html")}
    for text in pages.values():
        assert "<script>alert" not in text
        assert "<b>Ann" not in text
        assert "\x1b" not in text
    assert "one and the same" in pages["corrections.html"]
    assert "&lt;b&gt;Ann" in pages["held.html"]
    # Asked for in its own words, or by its old id, what was merged away is what it is part of.
    (answer,) = published.ask([LIE])
    assert (answer.claim_cluster_id, answer.verified_sources) == (old["claim_cluster_id"], 2)
    found = published.explain(new["claim_cluster_id"])
    assert found.subject == old["claim_cluster_id"]
    assert any(merged.decision_id in each for block in found.blocks for each in block.lines)


def test_a_fresh_store_of_the_same_articles_knows_the_same_ids(built: Town, tmp_path: Path) -> None:
    other = Town.found(tmp_path / "other", ARTICLES[::-1])
    steps = ("merge", built.cluster(MOVED)["claim_cluster_id"], built.cluster(LIE)["claim_cluster_id"])
    mine = built.copy(tmp_path / "mine")
    for town in (mine, other):
        town.decide(*steps)
        town.build()
    assert mine.digest() == other.digest()
