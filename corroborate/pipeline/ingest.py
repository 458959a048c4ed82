"""Ingest: feeds to articles.  Polls, reads what is new, and looks again at what may have changed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from corroborate import ids, urls
from corroborate.outlets import Register
from corroborate.pipeline import articles
from corroborate.pipeline.polling import Poll, poll
from corroborate.ports import Clock, Extractor, Fetcher, Response, Store
from corroborate.settings import Settings
from corroborate.types import (
    Article,
    Dropped,
    Entry,
    Feed,
    FeedState,
    FirstSeenBasis,
    Outlet,
    OutletStatus,
    Page,
    StageReport,
)

_WIRE_FORMATS = frozenset(("newsml1", "newsmlg2", "nitf", "ninjs", "apmedia", "anpa1312", "iptc7901"))
_HELD_BACK = frozenset(("withheld", "embargoed"))
_WITHDRAWN = frozenset(("canceled", "cancelled"))
# What may be there at the next poll: while an entry fails so, its feed is not taken for read.
_PASSING: tuple[str, ...] = (
    "timeout",
    "connection lost",
    "connection refused",
    "unknown host",
    "tls",
    "http 408",
    "http 425",
)
_PASSING += ("http 429", "http 5", "postponed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How far back pages are looked at again."""

    # Days: most corrections and retractions come within the two weeks in which a story is still matched (METHOD 3).
    recheck_days: int = 14
    # Pages fetched at a time, so that a long run neither holds them all nor loses them all.
    batch: int = 400


@dataclass(slots=True, kw_only=True)
class _Work:
    """One run's ledger."""

    now: datetime
    known: dict[str, Article]
    added: list[Article] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def drop(self, subject: str, reason: str, detail: str = "", where: str = "") -> None:
        self.dropped.append(Dropped(subject=subject, reason=reason, detail=detail, where=where))

    def add(self, article: Article) -> None:
        """Take an article in unless it says what is known already."""
        old = self.known.get(article.url)
        if old is not None and (old.title, old.text, old.status) == (article.title, article.text, article.status):
            self.counts["unchanged"] += 1
            return
        self.counts["new" if old is None else "killed" if article.status == "killed" else "revised"] += 1
        self.known[article.url] = article
        self.added.append(article)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A page to fetch; ``feed`` and ``entry`` are None where a known page is looked at again."""

    url: str
    feed: Feed | None = None
    entry: Entry | None = None


def ingest(
    feeds: Sequence[Feed],
    register: Register,
    *,
    store: Store,
    fetcher: Fetcher,
    extractor: Extractor,
    clock: Clock,
    settings: Settings,
    config: Config | None = None,
) -> StageReport:
    """Fetch feeds that are due and the pages they name, and add what they say to the store.

    Wire entries with a whole text are taken as they stand.  Known pages of the last days are looked at again for
    corrections, live entries and withdrawals; a withdrawn story keeps its last text with status ``killed``, the
    notice in ``extra``.

    Args:
        feeds: the subscriptions.
        register: who publishes what.
        store: where articles and feed states are kept.
        fetcher: the network.
        extractor: reads pages.
        clock: tells when things were first seen.
        settings: limits.
        config: how far back to look again.

    Returns:
        Entries and pages read: kept are new, revised, killed and unchanged ones; dropped ones by reason.
    """
    config = config or Config()
    now = clock.now()
    states = {state.feed_id: state for _, state in store.feeds()}
    work = _Work(now=now, known={article.url: article for article in store.articles()})
    polls = poll(feeds, states, fetcher, now)
    tasks: dict[str, _Task] = {}
    unread: set[str] = set()
    for result in polls:
        work.counts["feeds"] += 1
        if result.dropped is not None:
            work.counts["feeds failed"] += 1
            work.dropped.append(result.dropped)
        pages = 0
        for entry in sorted(result.entries, key=_entry_order):
            task = _from_entry(entry, result.feed, register, work, config)
            if task is None or task.url in tasks:
                continue
            pages += task.url not in work.known
            if pages > settings.fetch.max_pages_per_feed:
                work.drop(task.url, "postponed", f"more than {settings.fetch.max_pages_per_feed} new pages", "feed")
                unread.add(result.feed.feed_id)
                continue
            tasks[task.url] = task
    for url in _to_recheck(work, tasks, now, config, settings.fetch.max_pages_per_feed):
        tasks[url] = _Task(url=url)
    kept = _flush(work, store)
    queue = list(tasks.values())
    for start in range(0, len(queue), config.batch):
        chunk = queue[start : start + config.batch]
        unread |= _read_pages(chunk, work, register, fetcher, extractor)
        kept += _flush(work, store)
    store.save_feeds([result.feed for result in polls], [_state(result, unread) for result in polls])
    store.keep_dropped("ingest", work.dropped, now)
    reasons = Counter(item.reason for item in work.dropped)
    kept += work.counts["unchanged"]
    return StageReport(
        stage="ingest",
        total=kept + reasons.total(),
        kept=kept,
        dropped_by_reason=dict(sorted(reasons.items())),
        counts=dict(sorted(work.counts.items())),
    )


def _flush(work: _Work, store: Store) -> int:
    """Add what was gathered; returns how many."""
    count = len(work.added)
    if count:
        store.add_articles(work.added)
        work.added.clear()
    return count


def _state(result: Poll, unread: set[str]) -> FeedState:
    return result.unread() if result.feed.feed_id in unread else result.state


def _entry_order(entry: Entry) -> tuple[str, tuple[int, int | str], str]:
    """Order versions of one item: a feed may carry several, and later ones revise earlier ones."""
    at = entry.updated_utc or entry.published_utc
    version = entry.version or ""
    ranked: tuple[int, int | str] = (0, int(version)) if version.isdecimal() else (1, version)
    return (at.isoformat() if at else "", ranked, entry.url or entry.id or "")


def _from_entry(entry: Entry, feed: Feed, register: Register, work: _Work, config: Config) -> _Task | None:
    """Take one entry: a wire text is added at once, a page that must be fetched is returned."""
    name = entry.url or entry.id or entry.headline or feed.url
    status = (entry.status or "").lower()
    outlet = _feed_outlet(feed, register)
    if status in _HELD_BACK or any(note.startswith("embargoed until") for note in entry.warnings):
        work.drop(name, "embargoed", status, feed.url)
        return None
    wire = entry.format in _WIRE_FORMATS
    if wire and (entry.body_text or status in _WITHDRAWN or entry.correction == "kill"):
        if outlet.status is OutletStatus.BLOCKED:
            work.drop(name, "blocked outlet", outlet.outlet_id, feed.url)
            return None
        _wire_article(entry, feed, outlet, register, work)
        return None
    if entry.url is None:
        work.drop(name, "no address", "the entry names no page and carries no text", feed.url)
        return None
    url = urls.canonical(entry.url) or entry.url
    host = register.resolve(url)
    if host.status is OutletStatus.BLOCKED:
        work.drop(url, "blocked outlet", host.outlet_id, feed.url)
        return None
    old = work.known.get(url)
    if old is not None and articles.came_by_wire(old):
        return None  # its feed tells of its revisions; its page is the same text in another dress
    changed = old is None or bool(entry.updated_utc and old.seen_at and entry.updated_utc > old.seen_at)
    if old is not None and not changed and not _is_recent(old, work.now, config):
        return None
    return _Task(url=url, feed=feed, entry=entry)


def _feed_outlet(feed: Feed, register: Register) -> Outlet:
    found = register.by_id(feed.outlet_id) if feed.outlet_id else None
    return found or register.resolve(feed.url, feed.outlet_id)


def _wire_article(entry: Entry, feed: Feed, outlet: Outlet, register: Register, work: _Work) -> None:
    """Add a text that came whole.  Its author is the feed's outlet, whatever address the entry claims."""
    url = urls.canonical(entry.url) if entry.url else None
    if url is None or register.resolve(url).outlet_id != outlet.outlet_id:
        identity = entry.id or ids.content_hash(entry.headline or "", entry.body_text or "")
        url = f"{feed.url}#{identity}"  # nobody can speak at another's address, nor under another's id
    old = work.known.get(url)
    if (entry.status or "").lower() in _WITHDRAWN or entry.correction == "kill":
        if old is None:
            work.drop(url, "withdrawn", "before it was ever seen", feed.url)
        elif old.status != "killed":
            work.add(articles.killed(old, entry.headline or "", entry.body_text or "", work.now))
        return
    work.add(articles.from_wire(entry, url, outlet, old, work.now))


def _to_recheck(work: _Work, tasks: Iterable[str], now: datetime, config: Config, most: int) -> list[str]:
    """Choose known pages to look at again.

    Of each outlet at most ``most``: half of them the newest, the rest taken in turn, by a digest of address and
    hour, so that every page has its turn without a record of turns.
    """
    taken = set(tasks)
    by_outlet: dict[str, list[Article]] = {}
    for article in work.known.values():
        fit = article.status == "live" and article.url not in taken and not articles.came_by_wire(article)
        if fit and _is_recent(article, now, config) and urls.canonical(article.url) is not None:
            by_outlet.setdefault(article.outlet_id, []).append(article)
    chosen: list[str] = []
    for found in by_outlet.values():
        found.sort(key=lambda article: article.order, reverse=True)
        newest, rest = found[: most // 2], found[most // 2 :]
        rest.sort(key=lambda article: ids.content_hash(article.url, f"{now:%Y%m%d%H}"))
        chosen += [article.url for article in newest + rest[: most - len(newest)]]
    return chosen


def _is_recent(article: Article, now: datetime, config: Config) -> bool:
    fetched = article.first_seen_basis is FirstSeenBasis.FETCHED and article.first_seen_at is not None
    return fetched and article.first_seen_at >= now - timedelta(days=config.recheck_days)  # type: ignore[operator]


def _read_pages(
    tasks: Sequence[_Task], work: _Work, register: Register, fetcher: Fetcher, extractor: Extractor
) -> set[str]:
    """Fetch and read pages; returns the ids of feeds whose entries should be tried again."""
    unread: set[str] = set()
    known = {task.url: articles.validators(work.known.get(task.url)) for task in tasks}
    for task, result in zip(tasks, fetcher.fetch([task.url for task in tasks], known), strict=True):
        before = len(work.dropped)
        _read_page(task, result, work, register, extractor)
        passing = any(_may_pass(item) for item in work.dropped[before:])
        if passing and task.feed is not None and task.url not in work.known:
            unread.add(task.feed.feed_id)
    return unread


def _may_pass(item: Dropped) -> bool:
    unreadable_robots = item.reason == "robots" and item.detail.startswith("robots.txt:")
    return unreadable_robots or item.reason.startswith(_PASSING)


def _read_page(task: _Task, result: Response | Dropped, work: _Work, register: Register, extractor: Extractor) -> None:
    old = work.known.get(task.url)
    where = task.feed.url if task.feed is not None else "looked at again"
    if isinstance(result, Dropped):
        work.dropped.append(dataclasses.replace(result, where=where))
        return
    if result.status == 304:
        work.counts["unchanged"] += 1
        return
    if result.status != 410 and not 200 <= result.status < 300:
        work.drop(task.url, f"http {result.status}", where=where)
        return
    page = extractor.extract(result.body, result.url or task.url, result.content_type)
    if result.status == 410:
        if old is None:
            work.drop(task.url, "http 410", "withdrawn before it was ever seen", where)
        else:
            notice = page if isinstance(page, Page) else None
            work.add(articles.killed(old, notice.title if notice else "", notice.text if notice else "", work.now))
        return
    if isinstance(page, Dropped):
        work.drop(task.url, page.reason, page.detail, where)
        return
    outlet = _page_outlet(task, result, register)
    if outlet.status is OutletStatus.BLOCKED:
        work.drop(task.url, "blocked outlet", outlet.outlet_id, where)
        return
    if old is not None and old.first_seen_basis is FirstSeenBasis.FETCHED and old.outlet_id != outlet.outlet_id:
        work.drop(task.url, "moved to another outlet", f"{old.outlet_id} to {outlet.outlet_id}", where)
        return
    article = articles.from_page(page, result, task.url, outlet, entry=task.entry, old=old, now=work.now)
    if article.change == "kill" and old is not None:
        article = articles.killed(old, page.title, page.text, work.now)
    work.add(article)


def _page_outlet(task: _Task, result: Response, register: Register) -> Outlet:
    """Name who publishes a page: by where it was found after all redirects, never by what only led there."""
    address = result.url or task.url
    found = register.by_domain(urls.host(address))
    if (
        found is None
        and task.feed is not None
        and task.feed.outlet_id
        and urls.host(task.feed.url) == urls.host(address)
    ):
        return _feed_outlet(task.feed, register)
    return found or register.resolve(address)
