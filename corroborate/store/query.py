"""Read-only SQL by anybody on a published snapshot: no files, no network, no settings, bounded time and memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from corroborate.errors import UsageError
from corroborate.store.connection import one_line, open_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryConfig:
    """Bounds of a query by a person at a terminal."""

    memory: str = "1GB"  # for sorting and joining; beyond it the query fails, since nothing spills to disk
    threads: int = 2  # the machine this was measured on has 2 cores, and a run may be using them
    result_bytes: int = 256_000_000  # what a terminal or a notebook can still show; more belongs to Parquet
    batch_rows: int = 10_000  # how often the bound above is looked at
    again: float = 0.05  # seconds between interrupts once time is up: one may fall between two calls and be lost


_CONFIG = QueryConfig()

# A query reads; PRAGMA, SET, ATTACH, COPY, INSTALL, CALL and the like are refused before they run.
# PIVOT comes as MULTI; what writes inside one still meets a database opened for reading.
_ALLOWED = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI)


def read_only_sql(snapshot: Path, query: str, *, seconds: float = 30, config: QueryConfig = _CONFIG) -> pa.Table:
    """Run one query on a snapshot.

    Args:
        snapshot: a published ``current.duckdb``.
        query: one SELECT (or FROM, VALUES, WITH, PIVOT, DESCRIBE, SUMMARIZE, SHOW, EXPLAIN).
        seconds: after this time it is interrupted.
        config: bounds on memory, threads and size of the answer.

    Returns:
        The rows as an Arrow table.

    Raises:
        UsageError: in one line: what is wrong with the query, what it may not do, or which bound it passed.
        StoreError: if the snapshot cannot be read.
    """
    settings = {
        "memory_limit": config.memory,
        "threads": config.threads,
        "max_temp_directory_size": "0B",
    }
    con = open_snapshot(snapshot, settings)
    try:
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        with _deadline(con, seconds, config.again) as expired:
            try:
                return _run(con, query, config)
            except (duckdb.Error, OSError, pa.ArrowException) as error:
                if expired.is_set():
                    raise UsageError(f"the query took longer than {seconds:g} seconds") from error
                raise UsageError(one_line(error)) from error
    finally:
        con.close()


def _run(con: duckdb.DuckDBPyConnection, query: str, config: QueryConfig) -> pa.Table:
    statements = con.extract_statements(query)
    if len(statements) != 1:
        raise UsageError(f"give one query, not {len(statements)}")
    if statements[0].type not in _ALLOWED:
        raise UsageError(f"only queries that read are allowed, not {statements[0].type.name}")
    relation = con.sql(query)
    if relation is None:
        raise UsageError("the query gives no table")
    reader = relation.to_arrow_reader(config.batch_rows)
    batches, size = [], 0
    for batch in reader:
        size += batch.nbytes
        if size > config.result_bytes:
            megabytes = config.result_bytes // 1_000_000
            raise UsageError(f"the answer is larger than {megabytes} MB: narrow it down or add LIMIT")
        batches.append(batch)
    return pa.Table.from_batches(batches, schema=reader.schema)


@contextmanager
def _deadline(con: duckdb.DuckDBPyConnection, seconds: float, again: float) -> Iterator[threading.Event]:
    done, expired = threading.Event(), threading.Event()

    def watch() -> None:
        if not done.wait(seconds):
            expired.set()
            while not done.wait(again):
                con.interrupt()

    watcher = threading.Thread(target=watch, name="query-deadline", daemon=True)
    watcher.start()
    try:
        yield expired
    finally:
        done.set()
        watcher.join()
