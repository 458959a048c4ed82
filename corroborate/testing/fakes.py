"""A clock that stands and a network of prepared answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from corroborate.ports import Response
from corroborate.types import Dropped

START = datetime(2026, 10, 5, 18, 0, tzinfo=UTC)


class FakeClock:
    """A :class:`corroborate.ports.Clock` that moves only when told."""

    def __init__(self, now: datetime = START) -> None:
        """Set the clock; ``now`` must be aware."""
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._now

    def set(self, now: datetime) -> None:
        """Set it to a moment."""
        self._now = now.astimezone(UTC)

    def advance(self, **parts: float) -> None:
        """Move it on by a timedelta's parts, such as ``hours=2``."""
        self._now += timedelta(**parts)


class FakeFetcher:
    """A :class:`corroborate.ports.Fetcher` over prepared answers; ``asked`` records every address fetched."""

    def __init__(self, answers: Mapping[str, Response | Dropped] | None = None) -> None:
        """Prepare answers by address; an address without one is dropped as ``http 404``."""
        self.answers = dict(answers or {})
        self.asked: list[str] = []

    def put(self, url: str, body: bytes | str, *, status: int = 200, content_type: str = "text/html") -> None:
        """Prepare one answer; its ETag follows its bytes, as a well-kept server's does."""
        data = body.encode() if isinstance(body, str) else body
        self.answers[url] = Response(
            url=url,
            status=status,
            body=data,
            content_type=content_type,
            etag=f'"{hashlib.blake2b(data).hexdigest()[:16]}"',
        )

    def fetch(
        self, urls: Sequence[str], validators: Mapping[str, tuple[str | None, str | None]] | None = None
    ) -> list[Response | Dropped]:
        """Answer each address once; see :class:`corroborate.ports.Fetcher`."""
        self.asked += list(dict.fromkeys(urls))
        return [self._answer(url, (validators or {}).get(url, (None, None))) for url in urls]

    def _answer(self, url: str, validator: tuple[str | None, str | None]) -> Response | Dropped:
        try:
            scheme = urlsplit(url).scheme
        except ValueError:
            return Dropped(subject=url, reason="bad address")
        if scheme not in ("http", "https"):
            return Dropped(subject=url, reason="forbidden scheme", detail=scheme)
        answer = self.answers.get(url, Dropped(subject=url, reason="http 404"))
        if isinstance(answer, Dropped) or answer.status != 200:
            return answer
        etag, modified = validator
        fresh = answer.etag == etag if etag else bool(modified) and answer.last_modified == modified
        return replace(answer, status=304, body=b"") if fresh else answer
