"""A snapshot opened for reading: rows as dictionaries, values only ever as parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from corroborate.errors import StoreError
from corroborate.store.connection import one_line, open_snapshot


class Reader:
    """A read-only connection to a published snapshot.

    Args:
        snapshot: ``current.duckdb`` of a release.

    Raises:
        StoreError: where it cannot be opened.
    """

    def __init__(self, snapshot: Path) -> None:
        self._path = snapshot
        self._con = open_snapshot(snapshot)

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        try:
            cursor = self._con.execute(query, list(values))
            names = [column[0] for column in cursor.description or []]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise StoreError(f"{self._path}: cannot be read: {one_line(error)}") from error

    def one(self, query: str, *values: Any) -> dict[str, Any]:
        """Return the one row of a query.

        Raises:
            StoreError: where there is none.
        """
        found = self.rows(query, *values)
        if not found:
            raise StoreError(f"{self._path}: a row that must be there is missing")
        return found[0]

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()
