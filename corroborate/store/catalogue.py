"""How an analyst view is declared; the views themselves stand in ``views_*.py``.

One declaration gives the view, its comments, its order in a snapshot, its share in the digest and its page in
the data dictionary, so none of them can drift from the others.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its meaning in a sentence and the SQL that yields it.

    ``clock`` marks what depends on when or in which run something was computed: it stays out of the digest.
    ``digested`` replaces the column in the digest where only part of it is a wall clock.
    """

    name: str
    about: str
    expression: str
    clock: bool = False
    digested: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view: ``source`` is its FROM clause, ``key`` the columns that name a row and order a snapshot.

    ``log`` marks a view that tells what the program did, not what the news says: it stays out of the digest.
    ``digested`` is a condition on the rows that enter it.
    """

    name: str
    about: str
    source: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    log: bool = False
    digested: str = "true"


def column(
    name: str, about: str, expression: str | None = None, *, clock: bool = False, digested: str | None = None
) -> Column:
    """Declare a column that is, unless an expression says otherwise, the source's column of that name."""
    return Column(
        name=name, about=about, expression=expression or quoted(name), clock=clock, digested=digested or quoted(name)
    )


def quoted(name: str) -> str:
    """Write a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text as an SQL string; for comments and file names, which cannot be bound as parameters."""
    return "'" + text.replace("'", "''") + "'"


def select(view: View) -> str:
    """Write the query behind a view."""
    columns = ",\n    ".join(f"{each.expression} AS {quoted(each.name)}" for each in view.columns)
    return f"SELECT\n    {columns}\nFROM {view.source}"


def create(view: View) -> str:
    """Write the statement that makes a view in the writer's file."""
    return f"CREATE OR REPLACE VIEW main.{quoted(view.name)} AS {select(view)}"


def comments(view: View, kind: str, where: str) -> list[str]:
    """Write the COMMENT statements of a view or of the table that holds its rows.

    Args:
        view: whose comments.
        kind: ``VIEW`` or ``TABLE``.
        where: qualified name of it.
    """
    return [
        f"COMMENT ON {kind} {where} IS {literal(view.about)}",
        *(f"COMMENT ON COLUMN {where}.{quoted(each.name)} IS {literal(each.about)}" for each in view.columns),
    ]


def row_hashes(view: View) -> str:
    """Write the query that gives one hash a row of a view, sorted, without run ids and wall clocks."""
    kept = ", ".join(f"{quoted(each.name)} := {each.digested}" for each in view.columns if not each.clock)
    name = quoted(view.name)
    rows = f"SELECT md5(CAST(to_json(struct_pack({kept})) AS VARCHAR)) AS hash FROM main.{name}"  # noqa: S608 - constants of this package only
    return f"{rows} WHERE {view.digested} ORDER BY hash"
