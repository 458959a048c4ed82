"""What the core asks of the world: one Protocol a need, its docstring the contract.

Adapters live at the edges (``fetch``, ``embed``, ``nlp``, ``store``, ``site``, ``export``); fakes that keep the
same contracts live in ``testing``.  ``tests/contract`` runs one suite over both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corroborate.types import (
    Article,
    Build,
    Decision,
    Dropped,
    Effect,
    Feed,
    FeedState,
    Outlet,
    Page,
    StageReport,
    Subject,
    Token,
)

Vectors = NDArray[np.float32]


class Clock(Protocol):
    """Tells the time; nothing else in the program may."""

    def now(self) -> datetime:
        """Return the present moment in UTC, aware."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back for one address: ``body`` is decoded of its transfer and content encodings."""

    url: str
    status: int
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    retry_after: float | None = None


class Fetcher(Protocol):
    """Fetches many addresses politely.

    Never raises for one address: what cannot be fetched comes back as Dropped with a reason
    (``forbidden address``, ``too large``, ``timeout``, ``http 404``, ``robots`` ...).  Results stand in
    the order of the requests.  A 304 is a Response with status 304 and no body.
    """

    def fetch(
        self, urls: Sequence[str], validators: Mapping[str, tuple[str | None, str | None]] | None = None
    ) -> list[Response | Dropped]:
        """Fetch each address once; ``validators`` gives (etag, last_modified) by address."""
        ...


class Extractor(Protocol):
    """Reads an article page."""

    def extract(self, html: bytes, url: str, content_type: str = "") -> Page | Dropped:
        """Return the article of a page, or why there is none (``empty``, ``paywall``, ``not an article``)."""
        ...


class Embedder(Protocol):
    """Turns sentences into unit vectors; equal text gives equal vectors, whatever else is in the batch."""

    @property
    def name(self) -> str:
        """Model name and weight hash: vectors of different names must not be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dimensions), each row of length 1 (0 for empty text)."""
        ...


class Parser(Protocol):
    """Finds words, their grammar and named entities."""

    @property
    def name(self) -> str:
        """Model name and version: results of different names must not be mixed."""
        ...

    def parse(self, sentences: Sequence[str]) -> list[tuple[Token, ...]]:
        """Return the tokens of each sentence, offsets into that sentence, heads within it."""
        ...


class VectorCache(Protocol):
    """Keeps the vector of every distinct sentence that was ever embedded by one model."""

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Return those already known."""
        ...

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep some more."""
        ...


class Store(Protocol):
    """The writer's database.  Every write is one transaction: all or nothing."""

    def save_outlets(self, outlets: Sequence[Outlet]) -> None:
        """Replace the outlets known to the store."""
        ...

    def outlets(self) -> list[Outlet]:
        """Return all outlets by id."""
        ...

    def save_feeds(self, feeds: Sequence[Feed], states: Sequence[FeedState]) -> None:
        """Insert or update subscriptions and their states; a feed not named stays."""
        ...

    def feeds(self) -> list[tuple[Feed, FeedState]]:
        """Return all subscriptions by url."""
        ...

    def add_articles(self, articles: Sequence[Article]) -> StageReport:
        """Add articles, or a new revision where the same url has another title, text or status.

        Counts ``new``, ``revised`` and ``unchanged``.  ``revision`` is numbered by the store; first_seen_at never
        moves later.  Later ones in the batch revise earlier ones of the same url.
        """
        ...

    def articles(self) -> list[Article]:
        """Return the current revision of every article, in canonical order (``Article.order``)."""
        ...

    def analyses(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return cached analyses by key (a digest of text and rules)."""
        ...

    def save_analyses(self, payloads: Mapping[str, bytes]) -> None:
        """Cache analyses."""
        ...

    def keep_analyses(self, keys: Sequence[str]) -> int:
        """Forget every cached analysis but these, and return how many were forgotten."""
        ...

    def keep_dropped(self, stage: str, dropped: Sequence[Dropped], at: datetime) -> None:
        """Keep what was set aside, so that it can be shown and retried."""
        ...

    def save_build(self, build: Build, *, run_id: str, at: datetime, input_digest: str) -> None:
        """Replace every derived table and append what changed to the history of counts."""
        ...

    def input_digest(self) -> str | None:
        """Return the digest of what the last build was made from."""
        ...

    def decisions(self) -> list[Decision]:
        """Return all editors' decisions, undone ones too, in the order they were made."""
        ...

    def save_decision(self, decision: Decision) -> None:
        """Keep a decision; refuses an id that is known."""
        ...

    def undo_decision(self, decision_id: str, *, by: str, reason: str, at: datetime) -> None:
        """Mark an active decision as undone; refuses an id that is unknown or undone."""
        ...

    def effects(self) -> list[Effect]:
        """Return what the last build made of the decisions active then, by decision id."""
        ...

    def subject(self, name: str) -> Subject | None:
        """Say what an id, an article's url or an outlet's domain names in the last build; None where nothing."""
        ...

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
        """Record one stage of one run."""
        ...

    def snapshot(self, path: Path) -> None:
        """Write a read-only copy that holds every analyst view and none of the private tables' bulk."""
        ...

    def check(self) -> list[str]:
        """Return each fault of integrity as one line; empty when there is none."""
        ...

    def digest(self) -> str:
        """Return a digest of all analyst views but ``runs``, without run ids and wall clocks."""
        ...


class Writer(Protocol):
    """Writes one kind of published output from a finished snapshot."""

    def write(self, snapshot: Path, release: Path) -> StageReport:
        """Read the snapshot's views and write below the release folder."""
        ...
