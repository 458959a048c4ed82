"""The data dictionary, written from the comments that a snapshot itself carries."""

from __future__ import annotations

from pathlib import Path

import duckdb

from corroborate.errors import StoreError
from corroborate.store.connection import one_line, open_snapshot, rows
from corroborate.store.views import VIEW_NAMES

_VIEWS = "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
_COLUMNS = (
    "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() "
    "WHERE schema_name = 'main' AND NOT internal ORDER BY table_name, column_index"
)


def data_dictionary(snapshot: Path) -> str:
    """Write every view and column with its type and comment.

    Args:
        snapshot: a published ``current.duckdb``.

    Returns:
        Markdown: a heading and a table a view, in the order of ``VIEWS``.

    Raises:
        StoreError: if the snapshot cannot be read.
    """
    con = open_snapshot(snapshot)
    try:
        views, columns = rows(con, _VIEWS), rows(con, _COLUMNS)
    except duckdb.Error as error:
        raise StoreError(f"{snapshot}: cannot be read: {one_line(error)}") from error
    finally:
        con.close()
    lines = [
        "# Data dictionary",
        "",
        "Times are UTC without a zone.",
        "Offsets are 0-based code points into the stored text of a revision, end exclusive.",
    ]
    place = {name: number for number, name in enumerate(VIEW_NAMES)}
    for name, about in sorted(views, key=lambda view: (place.get(view[0], len(place)), view[0])):
        lines += ["", f"## {name}", "", about or "", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [
            f"| `{column}` | `{_cell(kind)}` | {_cell(comment or '')} |"
            for view, column, kind, comment in columns
            if view == name
        ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
