"""Polls feeds: which are due, what came back, what that makes of their state.  Bytes to entries."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from corroborate import feeds as formats
from corroborate.errors import FeedError
from corroborate.ports import Fetcher, Response
from corroborate.types import Dropped, Entry, Feed, FeedState

# A feed that fails is asked again after 15 minutes, then twice as long each time, up to a day.
_FIRST_BACKOFF = timedelta(minutes=15)
_LONGEST_BACKOFF = timedelta(days=1)
# A feed that is gone for good (410) is looked at once a week, in case somebody erred.
_GONE_BACKOFF = timedelta(days=7)
_LONGEST_ERROR = 300
# An agency's list with nothing in it today is no broken feed.
_EMPTY_LISTS = (b"[]", b"{}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What came of one feed; ``state`` is what to save once its entries were read."""

    feed: Feed
    state: FeedState
    entries: tuple[Entry, ...] = ()
    dropped: Dropped | None = None
    changed: bool = False

    def unread(self) -> FeedState:
        """Give the state that makes the next poll read this feed again, because entries of it could not be."""
        return dataclasses.replace(self.state, etag=None, last_modified=None, body_hash=None)


def poll(subscriptions: Sequence[Feed], states: Mapping[str, FeedState], fetcher: Fetcher, now: datetime) -> list[Poll]:
    """Fetch and parse the feeds that are due.

    Args:
        subscriptions: the feeds; of two with one id the first is polled.
        states: what is known of them, by feed id.
        fetcher: the network.
        now: the present moment.

    Returns:
        One poll for each feed that was due, in the order given.
    """
    unique = {feed.feed_id: feed for feed in reversed(subscriptions)}
    chosen = [feed for feed in reversed(unique.values()) if _is_due(states.get(feed.feed_id), now)]
    known = {feed.feed_id: states.get(feed.feed_id) or FeedState(feed_id=feed.feed_id) for feed in chosen}
    validators = {feed.url: (known[feed.feed_id].etag, known[feed.feed_id].last_modified) for feed in chosen}
    results = fetcher.fetch([feed.url for feed in chosen], validators)
    return [_read(feed, known[feed.feed_id], result, now) for feed, result in zip(chosen, results, strict=True)]


def _is_due(state: FeedState | None, now: datetime) -> bool:
    return state is None or state.not_before is None or state.not_before <= now


def _read(feed: Feed, state: FeedState, result: Response | Dropped, now: datetime) -> Poll:
    if isinstance(result, Dropped):
        return _failed(feed, state, dataclasses.replace(result, where="feed"), now)
    if result.status == 304:
        return Poll(feed=feed, state=_good(state, now))
    if not 200 <= result.status < 300:
        fault = Dropped(subject=feed.url, reason=f"http {result.status}", where="feed")
        return _failed(feed, state, fault, now, result.retry_after)
    body_hash = hashlib.blake2b(result.body, digest_size=16).hexdigest()
    good = dataclasses.replace(
        _good(state, now), etag=result.etag, last_modified=result.last_modified, body_hash=body_hash
    )
    if body_hash == state.body_hash:
        return Poll(feed=feed, state=good)
    try:
        empty = result.body.strip() in _EMPTY_LISTS
        entries = [] if empty else formats.parse(result.body, source=result.url or feed.url, hint=feed.format)
    except FeedError as error:
        # The validators stay those of the last good parse: a broken body must not be taken for seen.
        fault = Dropped(subject=feed.url, reason="not a feed", detail=str(error)[:_LONGEST_ERROR], where="feed")
        return _failed(feed, state, fault, now)
    return Poll(feed=feed, state=good, entries=tuple(entries), changed=True)


def _good(state: FeedState, now: datetime) -> FeedState:
    return dataclasses.replace(
        state,
        state="ok",
        last_success_at=now,
        last_attempt_at=now,
        last_error=None,
        consecutive_failures=0,
        not_before=None,
    )


def _failed(feed: Feed, state: FeedState, fault: Dropped, now: datetime, retry_after: float | None = None) -> Poll:
    failures = state.consecutive_failures + 1
    gone = fault.reason == "http 410"
    wait = _GONE_BACKOFF if gone else min(_FIRST_BACKOFF * 2 ** min(failures - 1, 10), _LONGEST_BACKOFF)
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=retry_after))
    error = f"{fault.reason}: {fault.detail}" if fault.detail else fault.reason
    failed = dataclasses.replace(
        state,
        state="gone" if gone else "failing",
        last_attempt_at=now,
        last_error=error[:_LONGEST_ERROR],
        consecutive_failures=failures,
        not_before=now + wait,
    )
    return Poll(feed=feed, state=failed, dropped=fault)
