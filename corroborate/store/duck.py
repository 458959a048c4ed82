"""``DuckStore``: the writer's database."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from corroborate.errors import StoreError
from corroborate.store import editing, watching
from corroborate.store import rows as shapes
from corroborate.store.checks import faults
from corroborate.store.connection import (
    Row,
    arrow_table,
    from_stored,
    incoming,
    insert,
    one_line,
    open_writer,
    rows,
    text_column,
    to_stored,
    transaction,
)
from corroborate.store.digests import view_digests, whole
from corroborate.store.history import Said, changed_counts, merged_into, story_revisions
from corroborate.store.lock import WriterLock
from corroborate.store.migrate import load, migrate
from corroborate.store.revisions import Head, plan
from corroborate.store.snapshot import write_snapshot
from corroborate.store.watching import Place
from corroborate.types import (
    Article,
    Build,
    Decision,
    Dropped,
    Effect,
    Feed,
    FeedState,
    FirstSeenBasis,
    Outlet,
    StageReport,
    StandingQuestion,
    Subject,
)

_SAID = (
    "SELECT claim_cluster_id, text, valid_at, verified_sources, sources_low, sources_high, confidence, verdict, reason "
    "FROM base.corroboration_history QUALIFY row_number() OVER (PARTITION BY claim_cluster_id ORDER BY build DESC) = 1"
)
_STORY_REVISIONS = (
    "SELECT story_id, revision, content_hash FROM base.story_revisions "
    "QUALIFY row_number() OVER (PARTITION BY story_id ORDER BY revision DESC) = 1"
)
_HEADS = """SELECT a.article_id, a.url, a.outlet_id, a.first_seen_at, a.first_seen_basis, a.revision,
    r.content_hash, r.seen_at, r.status
FROM base.articles AS a SEMI JOIN incoming ON incoming.key = a.article_id
JOIN base.article_revisions AS r USING (article_id, revision)"""
_KNOWN = """SELECT article_id, content_hash, max(seen_at)
FROM base.article_revisions SEMI JOIN incoming ON incoming.key = article_id GROUP BY ALL"""


class DuckStore:
    """Keeps the ``Store`` port's contract in one DuckDB file.

    One process writes at a time; a lock file beside the store says which.  Open it with ``with``.

    Args:
        path: the file; made, with its folder, where it does not exist.

    Raises:
        StoreLocked: if another process writes to it.
        SchemaVersionError: if a newer program wrote it.
        StoreError: if it cannot be opened or made, or is something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent}: cannot make the folder: {error.strerror or error}") from error
        self._lock = WriterLock(path)
        self._lock.acquire()
        try:
            self._con = open_writer(path)
            try:
                migrate(self._con, path, load())
            except BaseException:
                self._con.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything to disk and give the lock back; harmless where it is closed already."""
        try:
            self._con.close()
        except duckdb.Error as error:
            raise StoreError(f"{self._path}: cannot close the store: {one_line(error)}") from error
        finally:
            self._lock.release()

    @contextmanager
    def _doing(self, what: str) -> Iterator[duckdb.DuckDBPyConnection]:
        with transaction(self._con, self._path, what):
            yield self._con

    # Outlets and feeds.

    def save_outlets(self, outlets: Sequence[Outlet]) -> None:
        """Replace the outlets known to the store."""
        with self._doing("save outlets") as con:
            con.execute("DELETE FROM base.outlets")
            insert(con, "base.outlets", [shapes.outlet_row(outlet) for outlet in outlets])

    def outlets(self) -> list[Outlet]:
        """Return all outlets by id."""
        with self._doing("read outlets") as con:
            found = rows(con, "SELECT * FROM base.outlets")
        return sorted((shapes.outlet(row) for row in found), key=lambda outlet: outlet.outlet_id)

    def save_feeds(self, feeds: Sequence[Feed], states: Sequence[FeedState]) -> None:
        """Insert or update subscriptions and their states; a feed not named stays.

        Raises:
            StoreError: if a state belongs to no feed.
        """
        feed_rows = list(
            {each.feed_id: (each.feed_id, each.url, each.outlet_id, each.format) for each in feeds}.values()
        )
        state_rows = list({each.feed_id: shapes.state_row(each) for each in states}.values())
        with self._doing("save feeds") as con:
            for table, data in (("base.feeds", feed_rows), ("base.feed_states", state_rows)):
                with incoming(con, text_column([row[0] for row in data])):
                    con.execute(f"DELETE FROM {table} WHERE feed_id IN (SELECT key FROM incoming)")  # noqa: S608 - constants
                insert(con, table, data)
            orphans = rows(con, "SELECT feed_id FROM base.feed_states ANTI JOIN base.feeds USING (feed_id) ORDER BY 1")
            if orphans:
                raise StoreError(f"{self._path}: the state of feed {orphans[0][0]} belongs to no feed")

    def feeds(self) -> list[tuple[Feed, FeedState]]:
        """Return all subscriptions by url."""
        with self._doing("read feeds") as con:
            found = rows(con, "SELECT * FROM base.feeds LEFT JOIN base.feed_states USING (feed_id)")
        return sorted((shapes.feed_and_state(row) for row in found), key=lambda pair: (pair[0].url, pair[0].feed_id))

    # Articles.

    def add_articles(self, articles: Sequence[Article]) -> StageReport:
        """Add articles, or new revisions of those known; see ``ports.Store`` and ``revisions.plan``."""
        with self._doing("add articles") as con:
            todo = plan(articles, self._heads([article.article_id for article in articles]))
            insert(con, "base.article_revisions", [shapes.revision_row(*each) for each in todo.revisions])
            with incoming(con, arrow_table(con, "base.articles", [_head_row(head) for head in todo.heads])):
                con.execute(
                    "MERGE INTO base.articles AS a USING incoming AS i ON a.article_id = i.article_id "
                    "WHEN MATCHED THEN UPDATE SET outlet_id = i.outlet_id, first_seen_at = i.first_seen_at, "
                    "first_seen_basis = i.first_seen_basis, revision = i.revision "
                    "WHEN NOT MATCHED THEN INSERT VALUES "
                    "(i.article_id, i.url, i.outlet_id, i.first_seen_at, i.first_seen_basis, i.revision)"
                )
        counts = {"new": todo.new, "revised": todo.revised, "unchanged": todo.unchanged}
        return StageReport(stage="articles", total=len(articles), kept=len(articles), counts=counts)

    def _heads(self, ids: Sequence[str]) -> dict[str, Head]:
        with incoming(self._con, text_column(sorted(set(ids)))):
            found = rows(self._con, _HEADS)
            known: dict[str, dict[str, datetime | None]] = defaultdict(dict)
            for article_id, content_hash, seen_at in rows(self._con, _KNOWN):
                known[article_id][content_hash] = from_stored(seen_at)
        return {
            row[0]: Head(
                article_id=row[0],
                url=row[1],
                outlet_id=row[2],
                first_seen_at=from_stored(row[3]),
                first_seen_basis=FirstSeenBasis(row[4]),
                revision=row[5],
                content_hash=row[6],
                seen_at=from_stored(row[7]),
                status=row[8],
                known=known[row[0]],
            )
            for row in found
        }

    def articles(self) -> list[Article]:
        """Return the current revision of every article, in canonical order."""
        with self._doing("read articles") as con:
            found = rows(con, shapes.ARTICLE_QUERY)
        return sorted((shapes.article(row) for row in found), key=lambda article: article.order)

    # Caches and what was set aside.

    def analyses(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return cached analyses by key."""
        with self._doing("read analyses") as con, incoming(con, text_column(sorted(set(keys)))):
            return dict(rows(con, "SELECT key, payload FROM base.analyses SEMI JOIN incoming USING (key)"))

    def all_analyses(self) -> dict[str, bytes]:
        """Return every cached analysis: they depend on text and rules alone, so another store may take them over."""
        with self._doing("read analyses") as con:
            return dict(rows(con, "SELECT key, payload FROM base.analyses"))

    def save_analyses(self, payloads: Mapping[str, bytes]) -> None:
        """Cache analyses; an analysis of the same key is replaced."""
        with self._doing("save analyses") as con:
            with incoming(con, text_column(list(payloads))):
                con.execute("DELETE FROM base.analyses WHERE key IN (SELECT key FROM incoming)")
            insert(con, "base.analyses", list(payloads.items()))

    def keep_analyses(self, keys: Sequence[str]) -> int:
        """Forget every cached analysis but these, and return how many were forgotten."""
        with self._doing("forget analyses") as con, incoming(con, text_column(sorted(set(keys)))):
            old = "FROM base.analyses WHERE key NOT IN (SELECT key FROM incoming)"
            number: int = rows(con, f"SELECT count(*) {old}")[0][0]
            con.execute(f"DELETE {old}")
            return number

    def keep_dropped(self, stage: str, dropped: Sequence[Dropped], at: datetime) -> None:
        """Keep what was set aside; the same thing again only moves its time."""
        seen = {(stage, each.subject, each.reason, each.detail, each.where): None for each in dropped}
        with self._doing("keep what was dropped") as con:
            data = arrow_table(con, "base.dropped", [(*key, to_stored(at)) for key in seen])
            with incoming(con, data):
                con.execute(
                    "MERGE INTO base.dropped AS d USING incoming AS i ON d.stage = i.stage AND d.subject = i.subject "
                    "AND d.reason = i.reason AND d.detail = i.detail AND d.location = i.location "
                    "WHEN MATCHED THEN UPDATE SET last_at = greatest(d.last_at, i.last_at) "
                    "WHEN NOT MATCHED THEN INSERT VALUES "
                    "(i.stage, i.subject, i.reason, i.detail, i.location, i.last_at)"
                )

    # Builds and runs.

    def save_build(self, build: Build, *, run_id: str, at: datetime, input_digest: str) -> None:
        """Replace every derived table and append what changed to the history of counts and of stories."""
        with self._doing("save the build") as con:
            number = rows(con, "SELECT coalesce(max(build), 0) + 1 FROM base.builds")[0][0]
            newest = from_stored(
                rows(con, "SELECT max(greatest(coalesce(seen_at, first_seen_at), first_seen_at)) FROM main.articles")[
                    0
                ][0]
            )
            before = {row[0]: _said(row) for row in rows(con, _SAID)}
            stories_before = {row[0]: (row[1], row[2]) for row in rows(con, _STORY_REVISIONS)}
            numbers, revised = story_revisions(stories_before, build.stories)
            current: dict[str, int] = dict(rows(con, "SELECT article_id, revision FROM base.articles"))
            for table, data in shapes.build_tables(build, current, numbers).items():
                con.execute(f"DELETE FROM base.{table}")  # noqa: S608 - table names of this package
                insert(con, f"base.{table}", data)
            when = to_stored(at)
            insert(
                con,
                "base.corroboration_history",
                [
                    _said_row(said, number, when, run_id)
                    for said in changed_counts(before, build.claim_clusters, newest, merged_into(build.effects))
                ],
            )
            insert(con, "base.story_revisions", [(number, *each, when, run_id) for each in revised])
            insert(con, "base.builds", [(number, run_id, when, input_digest)])

    def input_digest(self) -> str | None:
        """Return the digest of what the last build was made from."""
        with self._doing("read the last build") as con:
            found = rows(con, "SELECT input_digest FROM base.builds ORDER BY build DESC LIMIT 1")
        return found[0][0] if found else None

    # Editors' decisions.

    def decisions(self) -> list[Decision]:
        """Return all editors' decisions, undone ones too, in the order they were made."""
        with self._doing("read the decisions") as con:
            return editing.decisions(con)

    def save_decision(self, decision: Decision) -> None:
        """Keep a decision; refuses an id that is known."""
        with self._doing("save the decision") as con:
            editing.save_decision(con, decision)

    def undo_decision(self, decision_id: str, *, by: str, reason: str, at: datetime) -> None:
        """Mark an active decision as undone; refuses an id that is unknown or undone."""
        with self._doing("undo the decision") as con:
            editing.undo_decision(con, decision_id, by, reason, at)

    def effects(self) -> list[Effect]:
        """Return what the last build made of the decisions active then, by decision id."""
        with self._doing("read what became of the decisions") as con:
            return editing.effects(con)

    def subject(self, name: str) -> Subject | None:
        """Say what an id, an article's url or an outlet's domain names in the last build; None where nothing."""
        with self._doing("look up what a decision is about") as con:
            return editing.subject(con, name)

    def save_run(
        self,
        run_id: str,
        stage: str,
        started_at: datetime,
        finished_at: datetime,
        reports: Sequence[StageReport],
        settings_hash: str,
        code_version: str,
    ) -> None:
        """Record one stage of one run; the same stage of the same run is replaced."""
        counts = {
            report.stage: {
                "total": report.total,
                "kept": report.kept,
                "dropped": dict(report.dropped_by_reason),
                "counts": dict(report.counts),
            }
            for report in reports
        }
        written = json.dumps(counts, sort_keys=True, ensure_ascii=True)
        row = (run_id, stage, to_stored(started_at), to_stored(finished_at), written, settings_hash, code_version)
        with self._doing("record the run") as con:
            con.execute("DELETE FROM base.runs WHERE run_id = ? AND stage = ?", [run_id, stage])
            insert(con, "base.runs", [row])

    # Standing questions and webhooks.

    def add_question(self, question: StandingQuestion) -> bool:
        """Keep a standing question; False where one of that id is kept already, which stays as it was."""
        with self._doing("keep a question") as con:
            return watching.add_question(con, question)

    def remove_question(self, question_id: str) -> bool:
        """Forget a standing question; False where there is none of that id."""
        with self._doing("remove a question") as con:
            return watching.remove_question(con, question_id)

    def questions(self) -> list[StandingQuestion]:
        """Return all standing questions, the oldest first."""
        with self._doing("read the questions") as con:
            return watching.questions(con)

    def webhooks(self) -> dict[str, Place]:
        """Return how far each webhook, by the hash of its address, is served."""
        with self._doing("read the webhooks") as con:
            return watching.webhooks(con)

    def save_webhooks(self, places: Mapping[str, Place]) -> None:
        """Keep how far these webhooks are served; others stay as they are."""
        with self._doing("save the webhooks") as con:
            watching.save_webhooks(con, places)

    # Reading it all.

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Run one of the program's own queries on the views; times are aware."""
        with self._doing("read the views") as con:
            found = con.execute(query)
            names = [column[0] for column in found.description or []]
            return [
                {n: from_stored(v) if isinstance(v, datetime) else v for n, v in zip(names, row, strict=True)}
                for row in found.fetchall()
            ]

    def snapshot(self, path: Path) -> None:
        """Write a read-only copy that holds every analyst view and none of the caches."""
        write_snapshot(self._con, path)

    def check(self) -> list[str]:
        """Return each fault of integrity as one line; empty when there is none."""
        with self._doing("check the store") as con:
            return faults(con)

    def digest(self) -> str:
        """Return a digest of what the analyst views say; see ``digests.view_digests``."""
        return whole(self.digests())

    def digests(self) -> dict[str, str]:
        """Return the digest of each analyst view, to find where two stores differ."""
        with self._doing("digest the store") as con:
            return view_digests(con)


def _head_row(head: Head) -> Row:
    return (
        *(head.article_id, head.url, head.outlet_id, to_stored(head.first_seen_at), head.first_seen_basis),
        head.revision,
    )


def _said(row: Row) -> Said:
    names = Said.__dataclass_fields__
    values: dict[str, Any] = dict(zip(names, row, strict=True))
    return Said(**(values | {"valid_at": from_stored(row[2])}))


def _said_row(said: Said, build: int, at: datetime | None, run_id: str) -> Row:
    return (
        *(build, said.claim_cluster_id, said.text, to_stored(said.valid_at), at),
        *said.count,
        *(said.reason, run_id),
    )
