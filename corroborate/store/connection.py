"""The one way to the database: opening, transactions, bulk writes from Arrow, and errors in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from corroborate.errors import StoreError
from corroborate.store.catalogue import literal

# Files are written so that readers from DuckDB 1.2 on can open them.
STORAGE_VERSION = "v1.2.0"

# Nothing is fetched or loaded behind our back, and no Python variable is taken for a table.
_QUIET = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}

_SURROGATE = re.compile("[\ud800-\udfff]")

Row = tuple[Any, ...]


def one_line(error: BaseException) -> str:
    """Say an error in one printable line, without what a terminal would obey."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    return "".join(mark if mark.isprintable() else "?" for mark in text)[:400]


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a database file for writing under a name; the file's own name then never matters."""
    con.execute(f"ATTACH {literal(str(path))} AS {name} (STORAGE_VERSION '{STORAGE_VERSION}')")


def open_writer(path: Path) -> duckdb.DuckDBPyConnection:
    """Open, or make, the writer's file.

    Raises:
        StoreError: if it cannot be opened, or is no DuckDB file.
    """
    try:
        # What does not fit in memory spills beside the store, not into the working folder.
        con = duckdb.connect(":memory:", config={**_QUIET, "temp_directory": f"{path}.tmp"})
    except duckdb.Error as error:
        raise StoreError(f"cannot start the database: {one_line(error)}") from error
    try:
        attach(con, path, "work")
        con.execute("USE work")
    except duckdb.Error as error:
        con.close()
        raise StoreError(f"{path}: cannot open the store: {one_line(error)}") from error
    return con


def open_snapshot(path: Path, more: dict[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
    """Open a published snapshot for reading only.

    Raises:
        StoreError: if it is not there or cannot be read.
    """
    if not path.is_file():
        raise StoreError(f"{path}: no such snapshot (make one with: corroborate publish)")
    # Attached to a database of its own: opened by path, DuckDB would share one instance among all who open that path
    # in this process, and go on showing the file that a new snapshot replaced.
    try:
        con = duckdb.connect(":memory:", config={**_QUIET, **(more or {})})
    except duckdb.Error as error:
        raise StoreError(f"cannot start the database: {one_line(error)}") from error
    try:
        con.execute(f"ATTACH {literal(str(path.resolve()))} AS snapshot (READ_ONLY)")
        con.execute("USE snapshot")
    except duckdb.Error as error:
        con.close()
        raise StoreError(f"{path}: cannot read the snapshot: {one_line(error)}") from error
    return con


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection, path: Path, doing: str) -> Iterator[None]:
    """Run a block as one transaction: all of it or nothing.

    Raises:
        StoreError: naming file, what was being done and why it failed.
    """
    try:
        con.execute("BEGIN TRANSACTION")
        yield
        con.execute("COMMIT")
    except duckdb.Error as error:
        _roll_back(con)
        raise StoreError(f"{path}: cannot {doing}: {one_line(error)}") from error
    except BaseException:
        _roll_back(con)
        raise


def _roll_back(con: duckdb.DuckDBPyConnection) -> None:
    # After a failed commit there is nothing to roll back, and the first error is the one to tell.
    with suppress(duckdb.Error):
        con.execute("ROLLBACK")


def arrow_table(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> pa.Table:
    """Turn rows into Arrow, typed as the table they are meant for, columns in the table's order."""
    schema = con.table(table).limit(0).to_arrow_table().schema
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in schema]
    return pa.Table.from_arrays(
        [_array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )


def _array(values: Sequence[Any], kind: pa.DataType) -> Any:
    try:
        return pa.array(values, type=kind)
    except UnicodeEncodeError:
        return pa.array([_encodable(value) for value in values], type=kind)


def _encodable(value: Any) -> Any:
    # A lone surrogate (JSON can smuggle one in) cannot be stored; one replacement mark each keeps offsets true.
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _encodable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(each) for each in value]
    return value


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Append rows to a table in bulk."""
    if rows:
        con.from_arrow(arrow_table(con, table, rows)).insert_into(table)


@contextmanager
def incoming(con: duckdb.DuckDBPyConnection, data: pa.Table) -> Iterator[None]:
    """Show an Arrow table to SQL as ``incoming`` for the length of a block."""
    con.register("incoming", data)
    try:
        yield
    finally:
        con.unregister("incoming")


def text_column(values: Sequence[str], name: str = "key") -> pa.Table:
    """Make a one-column Arrow table of texts."""
    return pa.table({name: _array(list(values), pa.string())})


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """Run a query and return its rows; everything is fetched, so errors come here and not later."""
    return con.execute(query).fetchall()


def to_stored(moment: datetime | None) -> datetime | None:
    """Turn an aware time into the UTC time without zone that is stored."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def from_stored(moment: datetime | None) -> datetime | None:
    """Turn a stored time into an aware one."""
    return None if moment is None else moment.replace(tzinfo=UTC)
