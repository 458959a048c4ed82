"""What is published, opened for reading: ``corroborate.open(HOME)``.

Everything here comes from one release, so counts, pages and answers are of one run, also while
another run writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from corroborate import ids
from corroborate.answers import Answer, Cited
from corroborate.errors import StoreError, UsageError
from corroborate.index import Index
from corroborate.store.explaining import Explanation, explain_article, explain_cluster, explain_source, explain_story
from corroborate.store.query import read_only_sql
from corroborate.store.reading import Reader
from corroborate.types import Verdict

_SURROGATE = re.compile("[\ud800-\udfff]")


class Published:
    """One release of a store.

    Args:
        home: the folder that holds ``published``.
        open_index: opens the index folder of ``ask`` (loads the models); called on the first question.
        release: a release that is not in force (yet); None means the one that is.

    Raises:
        StoreError: where nothing is published.
    """

    def __init__(self, home: Path, open_index: Callable[[Path], Index], *, release: Path | None = None) -> None:
        link = home / "published" if release is None else release
        if not (link / "current.duckdb").is_file():
            raise StoreError(f"{home}: nothing is published here yet (run: corroborate run, or corroborate demo)")
        # The link is resolved once, so that a release swapped in later does not mix with this one.
        self.release = link.resolve()
        self.snapshot = self.release / "current.duckdb"
        self._open_index = open_index

    @cached_property
    def _index(self) -> Index:
        return self._open_index(self.release / "index")

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.snapshot)

    @cached_property
    def _stored(self) -> Mapping[str, str]:
        """Claim cluster id by its own text; of equal texts the oldest."""
        rows = self._reader.rows(
            "SELECT text, claim_cluster_id FROM claim_clusters ORDER BY first_seen_at NULLS LAST, claim_cluster_id"
        )
        table: dict[str, str] = {}
        for row in rows:
            table.setdefault(_plain(row["text"]), row["claim_cluster_id"])
        # What an editor merged into another statement is asked for in its own words still.
        for gone, now in self._merged.items():
            for row in self._reader.rows("SELECT claim_id, text FROM claims WHERE claim_cluster_id = ?", now):
                if ids.digest("cluster", row["claim_id"]) == gone:
                    table.setdefault(_plain(row["text"]), now)
        return table

    @cached_property
    def _merged(self) -> Mapping[str, str]:
        """Ids that editors merged away, and what they are part of; none in a release of an older program."""
        rows = self._reader.rows("SELECT * FROM decisions WHERE active AND kind = 'merge' ORDER BY decision_id")
        return {gone: row["applies_to"][0] for row in rows for gone in row.get("replaces") or () if row["applies_to"]}

    def ask(self, questions: Sequence[str | tuple[str, str]]) -> list[Answer]:
        """Say of each claim how many independent sources say it.

        Args:
            questions: texts, or (id, text) pairs; answered in their order.

        Returns:
            One Answer a question.  A question in the very words of a stored statement is that statement; one without
            words, or far too long to be a claim, has N = 0 and a sentence that says so.
        """
        pairs = [(str(n), q) if isinstance(q, str) else q for n, q in enumerate(questions, start=1)]
        pairs = [(_encodable(key), _encodable(text)) for key, text in pairs]
        known = [self._stored.get(_plain(text)) for _, text in pairs]
        open_ = [pair for pair, cluster in zip(pairs, known, strict=True) if cluster is None]
        # By place and not by id: two questions may carry one id.
        found = iter(self._index.ask(open_) if open_ else [])
        return [
            next(found) if cluster is None else self._answer(key, text, cluster)
            for (key, text), cluster in zip(pairs, known, strict=True)
        ]

    def _answer(self, key: str, text: str, cluster_id: str) -> Answer:
        row = self._reader.one("SELECT * FROM claim_clusters WHERE claim_cluster_id = ?", cluster_id)
        cited: dict[str, list[Cited]] = {"supports": [], "contradicts": []}
        for e in self._reader.rows(
            "SELECT e.*, a.url, substr(a.text, e.char_start + 1, e.char_end - e.char_start) AS words "
            "FROM evidence AS e JOIN articles AS a USING (article_id) WHERE e.claim_cluster_id = ? "
            "ORDER BY e.counted DESC, e.source_cluster_id, e.article_id",
            cluster_id,
        ):
            cited[e["stance"]].append(
                Cited(
                    url=e["url"],
                    char_start=e["char_start"],
                    char_end=e["char_end"],
                    text=e["words"],
                    source_cluster_id=e["source_cluster_id"],
                    origin=e["origin"],
                    counted=e["counted"],
                    reason=e["gate_reason"],
                )
            )
        return Answer(
            id=key,
            text=text,
            verified_sources=row["verified_sources"],
            sources_low=row["sources_low"],
            sources_high=row["sources_high"],
            unverified_sources=row["unverified_sources"],
            confidence=row["confidence"],
            verdict=Verdict(row["verdict"]),
            supports=tuple(cited["supports"]),
            contradicts=tuple(cited["contradicts"]),
            sentence=row["reason"],
            story_id=row["story_id"],
            claim_cluster_id=cluster_id,
        )

    def explain(self, subject: str) -> Explanation:
        """Say why: a claim cluster, story, source cluster, article or its url; an id that was merged away counts too.

        Raises:
            UsageError: where nothing published has that id.
        """
        subject = self._merged.get(subject, subject)
        for find in (explain_cluster, explain_story, explain_source, explain_article):
            found = find(self._reader, subject)
            if found is not None:
                return found
        raise UsageError(f"{subject!a}: no published claim cluster, story, source cluster or article has that id")

    def sql(self, query: str, *, seconds: float = 30.0) -> pa.Table:
        """Run one read-only query on the analyst views.

        Returns:
            An Arrow table.

        Raises:
            UsageError: where the query is wrong, too slow, or would do more than read.
        """
        return read_only_sql(self.snapshot, query, seconds=seconds)

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Run one of the program's own queries and return rows as dictionaries."""
        return self._reader.rows(query, *values)

    def close(self) -> None:
        """Let go of the snapshot; the next question opens it again."""
        reader: Reader | None = self.__dict__.pop("_reader", None)
        if reader is not None:
            reader.close()


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _encodable(text: str) -> str:
    # A byte of the command line that is no UTF-8 arrives as a lone surrogate, which no model and no file can take.
    return _SURROGATE.sub("\ufffd", text)
