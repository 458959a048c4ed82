"""The published copy: what the views show, under the same names, in a file that never changes again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import duckdb

from corroborate.errors import StoreError
from corroborate.store.catalogue import View, comments, quoted
from corroborate.store.connection import attach, one_line
from corroborate.store.views import VIEWS

# Under this name the copy hangs on the writer's connection while it is made.
_COPY = "corroborate_copy"
# Schema of the rows; the views in main read it.  A reader's file of the same name would make it ambiguous,
# hence no common word.
_ROWS = "view_rows"


def write_snapshot(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write every view's rows, with comments, to a new file, and put it in place in one step.

    Raises:
        StoreError: if it cannot be written; a snapshot already there stays as it was.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    _remove(temporary)
    try:
        _fill(con, temporary)
        sync(temporary)
        os.replace(temporary, path)
        sync(path.parent)
    except duckdb.Error as error:
        raise StoreError(f"{path}: cannot write the snapshot: {one_line(error)}") from error
    except OSError as error:
        raise StoreError(f"{path}: cannot write the snapshot: {error.strerror or error}") from error
    finally:
        _remove(temporary)


def _fill(con: duckdb.DuckDBPyConnection, temporary: Path) -> None:
    attach(con, temporary, _COPY)
    try:
        con.execute("BEGIN TRANSACTION")
        con.execute(f"CREATE SCHEMA {_COPY}.{_ROWS}")
        for view in VIEWS:
            for statement in _copy(view):
                con.execute(statement)
        con.execute("COMMIT")
        con.execute(f"CHECKPOINT {_COPY}")
    except BaseException:
        with suppress(duckdb.Error):
            con.execute("ROLLBACK")
        raise
    finally:
        with suppress(duckdb.Error):
            con.execute(f"DETACH {_COPY}")


def _copy(view: View) -> list[str]:
    name = quoted(view.name)
    order = ", ".join(f"{quoted(each)} NULLS LAST" for each in view.key)
    columns = ", ".join(quoted(each.name) for each in view.columns)
    return [
        f"CREATE TABLE {_COPY}.{_ROWS}.{name} AS SELECT * FROM work.main.{name} ORDER BY {order}",  # noqa: S608 - constants
        f"CREATE VIEW {_COPY}.main.{name} AS SELECT {columns} FROM {_ROWS}.{name}",  # noqa: S608 - constants
        *comments(view, "TABLE", f"{_COPY}.{_ROWS}.{name}"),
        *comments(view, "VIEW", f"{_COPY}.main.{name}"),
    ]


def sync(path: Path) -> None:
    """Make a file's content, or a folder's list of names, outlast a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(temporary: Path) -> None:
    for path in (temporary, temporary.with_name(temporary.name + ".wal")):
        with suppress(OSError):
            path.unlink(missing_ok=True)
