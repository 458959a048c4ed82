"""The sandbox: whatever is asked, nothing but the snapshot's rows comes out, and it ends in time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from corroborate.errors import StoreError, UsageError
from corroborate.store import DuckStore
from corroborate.store.query import QueryConfig, read_only_sql
from corroborate.testing.examples import DAY, example_articles, example_build

secret_table = pa.table({"secret": ["python variable"]})


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("query")
    (folder / "secret.csv").write_text("secret\nhunter2\n", encoding="utf-8")
    with DuckStore(folder / "work.duckdb") as store:
        store.add_articles(example_articles())
        store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
        store.snapshot(folder / "current.duckdb")
    return folder / "current.duckdb"


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT verified_sources AS n FROM stories", [{"n": 2}]),
        ("SELECT 1 AS n;", [{"n": 1}]),
        ("WITH x AS (SELECT 1 AS n) FROM x", [{"n": 1}]),
        ("VALUES (1)", [{"col0": 1}]),
        ("SELECT count(*) AS n FROM stories WHERE false", [{"n": 0}]),
        ("SELECT counts->>'$.x' AS n FROM runs", []),
    ],
)
def test_queries_are_answered(snapshot: Path, query: str, rows: list[dict[str, object]]) -> None:
    assert read_only_sql(snapshot, query).to_pylist() == rows


@pytest.mark.parametrize(
    "query", ["SHOW TABLES", "DESCRIBE stories", "SUMMARIZE stories", "EXPLAIN FROM stories", "PIVOT claims ON kind"]
)
def test_looking_around_is_allowed(snapshot: Path, query: str) -> None:
    assert read_only_sql(snapshot, query).num_rows > 0


FORBIDDEN = [
    # Files.
    "SELECT * FROM '{secret}'",
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_blob('{secret}')",
    "SELECT * FROM read_json('{secret}')",
    "SELECT * FROM read_parquet('{secret}')",
    "SELECT * FROM parquet_metadata('{secret}')",
    "SELECT * FROM sniff_csv('{secret}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM query('SELECT * FROM read_text(''{secret}'')')",
    "SELECT * FROM query_table('{secret}')",
    "SELECT * FROM read_csv('http://localhost:9/x.csv')",
    "EXPLAIN ANALYZE SELECT * FROM read_text('{secret}')",
    "PIVOT (SELECT * FROM read_csv('{secret}')) ON secret",
    # Other databases, and ways out.
    "ATTACH '{folder}/work.duckdb' AS other",
    "ATTACH '{folder}/work.duckdb' AS other (READ_ONLY)",
    "ATTACH ':memory:' AS other",
    "DETACH snapshot",
    "COPY stories TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{folder}/out.parquet' (FORMAT parquet)",
    "COPY stories FROM '{secret}'",
    "COPY FROM DATABASE snapshot TO memory",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}/out'",
    # Settings and extensions.
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "PRAGMA enable_external_access = true",
    "PRAGMA enable_profiling",
    "PRAGMA profiling_output = '{folder}/profile'",
    "PRAGMA database_list",
    "CALL enable_logging(storage := 'file', storage_path := '{folder}/log')",
    "SELECT * FROM enable_logging(storage := 'file', storage_path := '{folder}/log')",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{folder}/evil.duckdb_extension'",
    "CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')",
    # Writes.
    "CREATE TABLE x AS SELECT 1",
    "CREATE TABLE memory.x AS SELECT 1",
    "CREATE TEMP TABLE x AS SELECT 1",
    "CREATE OR REPLACE VIEW stories AS SELECT 1",
    "CREATE MACRO f() AS 1",
    "INSERT INTO view_rows.stories (story_id) VALUES ('x')",
    "UPDATE view_rows.stories SET headline = 'x'",
    "DELETE FROM view_rows.stories",
    "DROP VIEW stories",
    "TRUNCATE view_rows.stories",
    "EXPLAIN ANALYZE DELETE FROM view_rows.stories",
    "ALTER TABLE view_rows.stories ADD COLUMN x INTEGER",
    "VACUUM",
    "CHECKPOINT",
    "BEGIN TRANSACTION",
    "USE memory",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    # More than one, none, nonsense.
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP VIEW stories",
    "",
    "-- nothing",
    ";",
    "SELEC 1",
    "SELECT * FROM absent",
    "SELECT '",
    "SELECT * FROM secret_table",
    "SELECT getenv('HOME')",
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_the_rest_is_refused_in_one_line(snapshot: Path, query: str) -> None:
    folder = snapshot.parent
    before = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in folder.iterdir()}
    with pytest.raises(UsageError) as caught:
        read_only_sql(snapshot, query.format(folder=folder, secret=folder / "secret.csv"))
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in folder.iterdir()} == before


def test_an_error_cannot_write_to_the_terminal(snapshot: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_only_sql(snapshot, "SELECT error('\x1b[2J\x07 \u202e boo')")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM range(100000000000) AS a, range(1000) AS b",
        "SELECT sum(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b",
        "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT max(n) FROM x",
    ],
)
def test_a_query_that_does_not_end_is_ended(snapshot: Path, query: str) -> None:
    with pytest.raises(UsageError, match=r"longer than 0\.2 seconds"):
        read_only_sql(snapshot, query, seconds=0.2)
    assert read_only_sql(snapshot, "SELECT 1 AS n").num_rows == 1


def test_an_answer_too_large_is_refused(snapshot: Path) -> None:
    with pytest.raises(UsageError, match="larger than 1 MB"):
        read_only_sql(snapshot, "SELECT * FROM range(10000000)", config=QueryConfig(result_bytes=1_000_000))


def test_a_query_beyond_its_memory_fails_and_spills_nothing(snapshot: Path) -> None:
    with pytest.raises(UsageError, match=r"(?i)memory"):
        read_only_sql(
            snapshot,
            "SELECT count(*) FROM (SELECT DISTINCT range, md5(range::VARCHAR) FROM range(3000000))",
            config=QueryConfig(memory="20MB"),
        )


def test_the_snapshot_may_be_open_elsewhere_in_the_same_process(snapshot: Path) -> None:
    with duckdb.connect(str(snapshot), read_only=True) as other:
        assert other.execute("SELECT count(*) FROM stories").fetchall() == [(1,)]
        assert read_only_sql(snapshot, "SELECT count(*) AS n FROM stories").to_pylist() == [{"n": 1}]


def test_a_missing_or_broken_snapshot_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such snapshot"):
        read_only_sql(tmp_path / "absent.duckdb", "SELECT 1")
    (tmp_path / "broken.duckdb").write_bytes(b"x" * 9000)
    with pytest.raises(StoreError, match="cannot read the snapshot"):
        read_only_sql(tmp_path / "broken.duckdb", "SELECT 1")
