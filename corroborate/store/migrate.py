"""Numbered migrations, each applied together with its record in one transaction.

Model: the migrations of simonw/sqlite-utils (order by name, record what ran), with DuckDB's transactional DDL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from corroborate.errors import SchemaVersionError, StoreError
from corroborate.ids import content_hash
from corroborate.store.catalogue import comments, create, quoted
from corroborate.store.connection import rows, transaction
from corroborate.store.views import VIEWS

_FOLDER = Path(__file__).resolve().parent / "migrations"
_NAME = re.compile(r"(\d{4})_\w+\.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One numbered change of the private tables."""

    version: int
    name: str
    sql: str


def load(folder: Path = _FOLDER) -> tuple[Migration, ...]:
    """Read the packaged migrations.

    Raises:
        StoreError: if they are not numbered 1, 2, 3 ... without a gap.
    """
    found = tuple(
        Migration(version=int(match[1]), name=path.name, sql=path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.sql"))
        if (match := _NAME.fullmatch(path.name))
    )
    if not found or [each.version for each in found] != list(range(1, len(found) + 1)):
        raise StoreError("the packaged migrations are incomplete: reinstall corroborate")
    return found


def migrate(con: duckdb.DuckDBPyConnection, path: Path, migrations: tuple[Migration, ...]) -> None:
    """Bring a store to the newest schema, and its views to those of this program.

    Args:
        con: the writer's connection.
        path: the store, for messages.
        migrations: all there are, in order.

    Raises:
        SchemaVersionError: if a newer program wrote the store; nothing is changed.
        StoreError: if the file is a database of something else; nothing is changed.
    """
    have = _version(con, path)
    newest = migrations[-1].version
    if have > newest:
        raise SchemaVersionError(
            f"{path}: written by a newer corroborate (schema {have}, this one knows {newest}): upgrade the program"
        )
    for each in migrations[have:]:
        with transaction(con, path, f"apply migration {each.name}"):
            con.execute(each.sql)
            con.execute(
                "INSERT INTO base.migrations VALUES (?, ?, ?)", [each.version, each.name, content_hash(each.sql)]
            )
    _refresh_views(con, path)


def _version(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    try:
        tables = rows(
            con,
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'work' AND NOT internal "
            "UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'work' AND NOT internal",
        )
        if ("base", "migrations") in tables:
            return int(rows(con, "SELECT coalesce(max(version), 0) FROM base.migrations")[0][0])
    except duckdb.Error as error:
        raise StoreError(f"{path}: not a store of corroborate") from error
    if tables:
        raise StoreError(f"{path}: a database of something else, not a store of corroborate")
    return 0


def _refresh_views(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make the views anew where their declarations changed since they were made."""
    statements = [create(view) for view in VIEWS]
    for view in VIEWS:
        statements += comments(view, "VIEW", f"main.{quoted(view.name)}")
    wanted = content_hash(*statements)
    if rows(con, "SELECT value FROM base.meta WHERE key = 'views'") == [(wanted,)]:
        return
    with transaction(con, path, "make the views"):
        old = rows(
            con,
            "SELECT view_name FROM duckdb_views() "
            "WHERE database_name = 'work' AND schema_name = 'main' AND NOT internal",
        )
        for (name,) in old:
            con.execute(f"DROP VIEW main.{quoted(name)}")
        for statement in statements:
            con.execute(statement)
        con.execute("DELETE FROM base.meta WHERE key = 'views'")
        con.execute("INSERT INTO base.meta VALUES ('views', ?)", [wanted])
