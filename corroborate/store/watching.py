"""The tables of standing questions and of how far each webhook is served."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from corroborate.store.connection import from_stored, insert, rows, to_stored
from corroborate.types import StandingQuestion

Place = tuple[int, str]
"""How many lines of ``events.jsonl`` a webhook has, and the hash of the last of them."""


def add_question(con: duckdb.DuckDBPyConnection, question: StandingQuestion) -> bool:
    """Keep a question; False where one of that id is kept already, which stays as it was."""
    if con.execute("SELECT 1 FROM base.questions WHERE question_id = ?", [question.question_id]).fetchall():
        return False
    row = (question.question_id, question.text, question.added_by, to_stored(question.added_at))
    insert(con, "base.questions", [row])
    return True


def remove_question(con: duckdb.DuckDBPyConnection, question_id: str) -> bool:
    """Forget a question; False where there is none of that id."""
    gone = con.execute("DELETE FROM base.questions WHERE question_id = ? RETURNING 1", [question_id]).fetchall()
    return bool(gone)


def questions(con: duckdb.DuckDBPyConnection) -> list[StandingQuestion]:
    """Read all questions, the oldest first."""
    out = []
    query = "SELECT question_id, text, added_by, added_at FROM base.questions ORDER BY added_at, question_id"
    for question_id, text, added_by, stored in rows(con, query):
        added_at = from_stored(stored)
        assert added_at is not None
        out.append(StandingQuestion(question_id=question_id, text=text, added_by=added_by, added_at=added_at))
    return out


def webhooks(con: duckdb.DuckDBPyConnection) -> dict[str, Place]:
    """Read how far each webhook, by the hash of its address, is served."""
    return {hook: (lines, last) for hook, lines, last in rows(con, "SELECT * FROM base.webhooks")}


def save_webhooks(con: duckdb.DuckDBPyConnection, places: Mapping[str, Place]) -> None:
    """Keep how far these webhooks are served; others stay as they are."""
    for hook in places:
        con.execute("DELETE FROM base.webhooks WHERE hook = ?", [hook])
    insert(con, "base.webhooks", [(hook, *place) for hook, place in places.items()])
