"""The sample's values: who publishes what from which poll on, and what is true of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from corroborate.types import Feed, Outlet

# [[article-id|words]] in a body is a link to another article of the sample.
LINK = re.compile(r"\[\[([A-Za-z0-9._-]+)\|([^\]|]+)\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One moment of the replay at which the program looks."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The text that stands at an article's address from a poll on."""

    poll: int
    kind: str
    title: str | None
    modified: datetime | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of the sample, as its publisher knows it."""

    id: str
    story: str
    outlet: str
    host: str
    path: str
    title: str
    byline: str
    published: datetime | None
    poll: int
    page: str
    in_feed: bool
    credit: str
    canonical: str
    links: tuple[str, ...]
    body: str
    revisions: tuple[Revision, ...] = ()

    @property
    def url(self) -> str:
        """The address, without a port."""
        return f"http://{self.host}{self.path}"

    def at(self, poll: int) -> Shown | None:
        """Show what stands at the address at a poll; None before it was published."""
        if poll < self.poll:
            return None
        passed = [revision for revision in self.revisions if revision.poll <= poll]
        if not passed:
            return Shown(piece=self, title=self.title, body=self.body, modified=None, kind=None, version=1)
        title = next((item.title for item in reversed(passed) if item.title), self.title)
        last = passed[-1]
        return Shown(
            piece=self,
            title=title,
            body=last.body,
            modified=last.modified,
            kind=last.kind,
            version=len(passed) + 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An article as one poll sees it; ``kind`` says what the last change was, None where there was none."""

    piece: Piece
    title: str
    body: str
    modified: datetime | None
    kind: str | None
    version: int

    @property
    def killed(self) -> bool:
        """Whether the body is a notice in place of a withdrawn story."""
        return self.kind == "kill"

    @property
    def text(self) -> str:
        """The body without link marks."""
        return LINK.sub(r"\2", self.body).strip()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs, with link marks."""
        parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", self.body))
        return tuple(part for part in parts if part)

    @property
    def plain_paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs, without link marks."""
        return tuple(LINK.sub(r"\2", part) for part in self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One claim of the sample and what must be found out about it at the end."""

    id: str
    kind: str
    claim: str
    article: str
    quote: str
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    n: int
    verdict: str
    gate: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true of one story file."""

    story: str
    events: tuple[str, ...]
    origins: Mapping[str, str]
    plants: tuple[Plant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The whole sample."""

    outlets: tuple[Outlet, ...]
    feeds: tuple[Feed, ...]
    polls: tuple[Poll, ...]
    pieces: tuple[Piece, ...]
    truths: tuple[Truth, ...]
    styles: Mapping[str, Mapping[str, str]]

    def piece(self, article_id: str) -> Piece:
        """Find an article by its id; KeyError where there is none."""
        for piece in self.pieces:
            if piece.id == article_id:
                return piece
        raise KeyError(article_id)

    def shown(self, poll: int) -> list[Shown]:
        """List what stands at a poll, latest claim of publication first, ties by id."""
        found = [shown for piece in self.pieces if (shown := piece.at(poll)) is not None]
        moments = {item.number: item.at for item in self.polls}
        return sorted(
            found, key=lambda item: (item.piece.published or moments[item.piece.poll], item.piece.id), reverse=True
        )

    def outlet(self, outlet_id: str) -> Outlet | None:
        """Find a registered outlet by its id."""
        return next((outlet for outlet in self.outlets if outlet.outlet_id == outlet_id), None)
