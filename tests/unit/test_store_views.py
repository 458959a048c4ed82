"""The analyst views as a snapshot shows them: names, comments, keys, contents, and what is published from them."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from corroborate.errors import StoreError
from corroborate.store import VIEW_NAMES, DuckStore
from corroborate.store.dictionary import data_dictionary
from corroborate.store.parquet import write_parquet
from corroborate.store.views import VIEWS
from corroborate.testing.examples import DAY, example_articles, example_build, example_outlets
from corroborate.types import Build, Dropped, Feed, FeedState, FirstSeenBasis, StageReport

# The promise: these names, kept for scripts and dashboards; written out here so that a renamed column fails.
PROMISED = {
    "outlets": "outlet_id name domain owner kind status reliability",
    "feeds": "feed_id url outlet_id format state last_success_at last_error etag consecutive_failures",
    "articles": "article_id url canonical_url outlet_id title byline published_at first_seen_at first_seen_basis "
    "language text word_count wire_credit revision status",
    "article_revisions": "article_id revision seen_at content_hash text change",
    "dependence": "article_a article_b strength kind score span_a span_b rule_version",
    "source_clusters": "source_cluster_id origin_article_id origin articles outlets",
    "source_cluster_members": "source_cluster_id article_id role reason",
    "claims": "claim_id article_id revision sentence_start sentence_end char_start char_end kind text modality "
    "negated attributed_to quantities claim_cluster_id",
    "claim_clusters": "claim_cluster_id frame_id story_id text verified_sources sources_low sources_high "
    "unverified_sources outlets articles confidence p_corroborated single_origin verdict first_seen_at last_seen_at",
    "evidence": "claim_cluster_id source_cluster_id claim_id stance weight counted gate_reason",
    "conflicts": "claim_cluster_a claim_cluster_b kind claim_a claim_b explanation",
    "stories": "story_id revision headline category media_topic sentiment sentiment_score impact "
    "lead_claim_cluster_id verified_sources confidence verdict gate gate_reason first_seen_at updated_at read_minutes",
    "story_articles": "story_id article_id rank",
    "mentions": "story_id entity kind wikidata_id count",
    "affected": "story_id entity kind sentiment claim_id",
    "key_facts": "story_id position text claim_cluster_id",
    "timeline": "story_id position text claim_cluster_id at",
    "watch": "story_id position text claim_cluster_id",
    "takeaways": "story_id position text claim_ids",
    "analysis": "story_id position text claim_ids",
    "quotes": "story_id position text claim_ids",
    "impact_terms": "story_id term kind value claim_id char_start char_end",
    "confidence_terms": "claim_cluster_id source_cluster_id reliability weight sign",
    "corroboration_history": "claim_cluster_id valid_at recorded_at verified_sources sources_low sources_high "
    "confidence verdict reason run_id",
    "decisions": "decision_id kind subject decided_by decided_at reason active",
    "trends": "day category stories corroborated mean_impact mean_sentiment",
    "coverage": "day outlet_id expected seen",
    "runs": "run_id started_at finished_at stage counts settings_hash code_version",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("views")
    with DuckStore(folder / "work.duckdb") as store:
        store.save_outlets(example_outlets())
        store.save_feeds([Feed(feed_id="f1", url="https://x.example/")], [FeedState(feed_id="f1", state="ok")])
        store.add_articles(example_articles())
        store.keep_dropped("ingest", [Dropped(subject="u", reason="timeout", where="feed f1")], DAY)
        store.save_analyses({"k": b"secret payload"})
        store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
        report = StageReport(stage="fetch", total=3, kept=2, dropped_by_reason={"timeout": 1}, counts={"new": 2})
        store.save_run("r1", "ingest", DAY, DAY + timedelta(minutes=1), [report], "hash", "0.1.0")
        store.save_run("r1", "ingest", DAY, DAY + timedelta(minutes=2), [report], "hash", "0.1.0")
        store.snapshot(folder / "current.duckdb")
    return folder / "current.duckdb"


def ask(snapshot: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return con.execute(query).fetchall()


def test_every_promised_view_and_column_is_there(snapshot: Path) -> None:
    assert set(PROMISED) <= set(VIEW_NAMES)
    for view, columns in PROMISED.items():
        shown = [row[0] for row in ask(snapshot, f"DESCRIBE {view}")]
        assert set(columns.split()) <= set(shown), view


def test_only_the_views_are_in_the_main_schema_and_the_caches_are_nowhere(snapshot: Path) -> None:
    assert sorted(VIEW_NAMES) == [row[0] for row in ask(snapshot, "SHOW TABLES")]
    held = {row[0] for row in ask(snapshot, "SELECT table_name FROM duckdb_tables()")}
    assert held == set(VIEW_NAMES)
    assert b"secret payload" not in snapshot.read_bytes()


def test_every_view_and_every_column_carries_a_sentence(snapshot: Path) -> None:
    views = ask(snapshot, "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal")
    tables = ask(snapshot, "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal")
    columns = ask(snapshot, "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert len(views) == len(tables) == len(VIEW_NAMES)
    for name, comment in views + tables + columns:
        assert str(comment).endswith("."), name
        assert len(str(comment).split()) > 0, name


def test_the_writer_s_views_carry_the_same_comments(snapshot: Path) -> None:
    query = "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY view_name"
    assert ask(snapshot.with_name("work.duckdb"), query) == ask(snapshot, query)


@pytest.mark.parametrize("view", VIEWS, ids=VIEW_NAMES)
def test_the_key_of_a_view_names_one_row(snapshot: Path, view: object) -> None:
    found = next(each for each in VIEWS if each is view)
    key = ", ".join(found.key)
    assert ask(snapshot, f"SELECT {key} FROM {found.name} GROUP BY ALL HAVING count(*) > 1") == []


def test_articles_show_their_credit_their_words_and_their_outlet(snapshot: Path) -> None:
    rows = ask(
        snapshot,
        "SELECT article_id, wire_credit, word_count, o.status, o.registered "
        "FROM articles JOIN outlets AS o USING (outlet_id) ORDER BY 1",
    )
    assert rows == [
        ("a1", None, 15, "vetted", True),
        ("a2", "North Wire", 15, "probation", False),
        ("a3", None, 12, "probation", True),
    ]


def test_an_outlet_shows_its_owner_and_spells(snapshot: Path) -> None:
    query = (
        "SELECT domain, owner, owners[1].owner, owners[1].\"end\" FROM outlets WHERE outlet_id = 'northwire.example'"
    )
    assert ask(snapshot, query) == [("northwire.example", "Sund Group", "Fjord Media", date(2026, 3, 2))]


def test_claims_show_their_statement_and_typed_quantities(snapshot: Path) -> None:
    assert ask(snapshot, "SELECT count(*), count(claim_cluster_id), count(DISTINCT claim_id) FROM claims") == [
        (5, 5, 5)
    ]
    rows = ask(snapshot, "SELECT claim_id, q.low, q.high, q.hedge FROM claims, unnest(quantities) AS u(q)")
    assert rows == [("c4", 3.0, float("inf"), "at least")]


def test_offsets_cut_out_the_words_of_a_claim(snapshot: Path) -> None:
    query = (
        "SELECT c.text, substring(r.text, char_start + 1, char_end - char_start) FROM claims AS c "
        "JOIN article_revisions AS r USING (article_id, revision) WHERE claim_id IN ('c1', 'c4') ORDER BY claim_id"
    )
    for text, words in ask(snapshot, query):
        assert text == words


def test_spans_of_dependence_have_start_and_end(snapshot: Path) -> None:
    assert ask(snapshot, 'SELECT span_a."start", span_a."end", strength FROM dependence') == [(0, 36, "strong")]


def test_n_can_be_counted_again_from_the_evidence(snapshot: Path) -> None:
    query = (
        "SELECT claim_cluster_id, verified_sources, count(DISTINCT source_cluster_id) FILTER (counted AND "
        "stance = 'supports') FROM claim_clusters JOIN evidence USING (claim_cluster_id) GROUP BY ALL ORDER BY 1"
    )
    assert ask(snapshot, query) == [("k1", 2, 2), ("k4", 1, 1), ("k5", 1, 1)]


def test_lines_of_a_story_stand_in_their_views(snapshot: Path) -> None:
    assert ask(snapshot, "SELECT position, claim_cluster_id FROM key_facts") == [(1, "k1")]
    assert ask(snapshot, 'SELECT "at", claim_cluster_id FROM timeline') == [("2026-03-02", "k4")]
    assert ask(snapshot, "SELECT claim_cluster_id FROM watch") == [("k5",)]
    assert ask(snapshot, "SELECT claim_ids FROM takeaways") == [(["c1", "c3"],)]
    assert ask(snapshot, "SELECT claim_ids FROM quotes") == [(["c3"],)]


def test_trends_and_coverage_hold_what_is_known(snapshot: Path) -> None:
    assert ask(snapshot, "FROM trends") == [(date(2026, 3, 2), "Ports and shipping", 1, 1, 6.0, -0.5)]
    assert ask(snapshot, "SELECT count(*), sum(seen), count(expected) FROM coverage") == [(3, 3, 0)]


def test_a_run_is_one_row_a_stage_with_its_counts(snapshot: Path) -> None:
    query = (
        "SELECT run_id, stage, finished_at - started_at, counts->>'$.fetch.total', counts->>'$.fetch.dropped.timeout' "
        "FROM runs"
    )
    assert ask(snapshot, query) == [("r1", "ingest", timedelta(minutes=2), "3", "1")]


def test_what_was_dropped_is_kept_once(snapshot: Path) -> None:
    query = "SELECT stage, subject, reason, location FROM dropped"
    assert ask(snapshot, query) == [("ingest", "u", "timeout", "feed f1")]


def test_the_dictionary_is_written_from_the_comments(snapshot: Path) -> None:
    text = data_dictionary(snapshot)
    for view in VIEWS:
        assert f"\n## {view.name}\n\n{view.about}\n" in text
        for each in view.columns:
            assert f"| `{each.name}` | " in text
            assert f" | {each.about} |" in text
    assert text.index("## outlets") < text.index("## articles") < text.index("## stories")


def test_every_view_becomes_a_parquet_file_with_its_rows(snapshot: Path, tmp_path: Path) -> None:
    report = write_parquet(snapshot, tmp_path / "parquet")
    assert (report.total, report.kept) == (len(VIEWS), len(VIEWS))
    assert sorted(each.name for each in (tmp_path / "parquet").iterdir()) == sorted(f"{n}.parquet" for n in VIEW_NAMES)
    for view in VIEW_NAMES:
        table = pq.read_table(tmp_path / "parquet" / f"{view}.parquet")
        assert table.num_rows == report.counts[view] == ask(snapshot, f"SELECT count(*) FROM {view}")[0][0]
    texts = pq.read_table(tmp_path / "parquet" / "articles.parquet")
    assert texts.column("text").to_pylist()[0] == example_articles()[0].text
    assert b"Text as stored" in texts.schema.field("text").metadata[b"comment"]


def test_parquet_into_a_place_that_is_a_file_is_one_line(snapshot: Path, tmp_path: Path) -> None:
    (tmp_path / "parquet").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot write Parquet"):
        write_parquet(snapshot, tmp_path / "parquet")


@pytest.mark.parametrize("make", [data_dictionary, lambda path: write_parquet(path, path.parent / "out")])
def test_a_snapshot_that_is_not_there_or_broken_is_one_line(tmp_path: Path, make: object) -> None:
    assert callable(make)
    with pytest.raises(StoreError, match="no such snapshot"):
        make(tmp_path / "absent.duckdb")
    (tmp_path / "broken.duckdb").write_bytes(b"x" * 9000)
    with pytest.raises(StoreError, match="cannot read the snapshot"):
        make(tmp_path / "broken.duckdb")


# History, kept from build to build.


def _without(build: Build, *clusters: str) -> Build:
    """Take statements away, and with them what points to them."""
    kept = tuple(each for each in build.claim_clusters if each.claim_cluster_id not in clusters)
    story = dataclasses.replace(build.stories[0], timeline=(), watch=())
    return dataclasses.replace(build, claim_clusters=kept, conflicts=(), stories=(story,))


def test_history_grows_only_by_changes_and_tells_of_what_vanished(tmp_path: Path) -> None:
    build = example_build()
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.add_articles(example_articles())
        for number, made in enumerate((build, build, _without(build, "k4", "k5"), _without(build, "k4", "k5"), build)):
            store.save_build(made, run_id=f"r{number}", at=DAY + timedelta(days=number), input_digest="x")
        store.snapshot(tmp_path / "current.duckdb")
    rows = ask(
        tmp_path / "current.duckdb",
        "SELECT run_id, verified_sources, sources_low, sources_high, confidence, verdict, recorded_at - valid_at "
        "FROM corroboration_history WHERE claim_cluster_id = 'k4' ORDER BY build",
    )
    early = timedelta(hours=5)
    assert rows == [
        ("r0", 1, 1, 1, 0.6, "contested", -early),
        ("r2", 0, 0, 0, None, "unsupported", timedelta(days=2) - early),
        ("r4", 1, 1, 1, 0.6, "contested", timedelta(days=4) - early),
    ]
    lead = ask(tmp_path / "current.duckdb", "SELECT run_id FROM corroboration_history WHERE claim_cluster_id = 'k1'")
    assert lead == [("r0",)]


def test_a_story_s_revision_counts_changes_of_what_it_says(tmp_path: Path) -> None:
    build = example_build()
    other = dataclasses.replace(build, stories=(dataclasses.replace(build.stories[0], headline="Port shut"),))
    none = dataclasses.replace(build, stories=(), claim_clusters=(), conflicts=())
    seen = []
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.add_articles(example_articles())
        for number, made in enumerate((build, build, other, other, none, other)):
            store.save_build(made, run_id=f"r{number}", at=DAY, input_digest="x")
            store.snapshot(tmp_path / f"{number}.duckdb")
            seen.append(ask(tmp_path / f"{number}.duckdb", "SELECT revision FROM stories"))
    assert seen == [[(1,)], [(1,)], [(2,)], [(2,)], [], [(4,)]]


def test_an_article_in_two_stories_has_one_main_story(tmp_path: Path) -> None:
    build = example_build()
    side = dataclasses.replace(
        build.stories[0], story_id="s0", article_ids=("a3", "a1"), lead_claim_cluster_id="k5", verified_sources=1
    )
    both = dataclasses.replace(build, stories=(side, *build.stories))
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.add_articles(example_articles())
        store.save_build(both, run_id="r1", at=DAY, input_digest="x")
        store.snapshot(tmp_path / "current.duckdb")
    rows = ask(tmp_path / "current.duckdb", "SELECT article_id, story_id, rank FROM story_articles ORDER BY ALL")
    assert rows == [("a1", "s0", 2), ("a1", "s1", 1), ("a2", "s1", 1), ("a3", "s0", 2), ("a3", "s1", 1)]


def test_revisions_say_what_changed_and_the_old_text_stays(tmp_path: Path) -> None:
    first = dataclasses.replace(example_articles()[0], first_seen_basis=FirstSeenBasis.FETCHED, seen_at=DAY)
    later = [
        dataclasses.replace(first, text="Corrected.", change="correction", seen_at=DAY + timedelta(hours=1)),
        dataclasses.replace(first, text="Edited.", seen_at=DAY + timedelta(hours=2)),
        dataclasses.replace(first, text="", status="killed", seen_at=DAY + timedelta(hours=3)),
    ]
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.add_articles([first])
        for each in later:
            store.add_articles([each])
        store.snapshot(tmp_path / "current.duckdb")
    rows = ask(tmp_path / "current.duckdb", "SELECT revision, change, text FROM article_revisions ORDER BY revision")
    assert rows == [
        (1, None, first.text),
        (2, "correction", "Corrected."),
        (3, "silent edit", "Edited."),
        (4, "kill", ""),
    ]
    assert ask(tmp_path / "current.duckdb", "SELECT revision, status FROM articles") == [(4, "killed")]
