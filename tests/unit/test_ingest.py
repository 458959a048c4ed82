"""Ingest: feeds to articles, revisions, withdrawals, and what a hostile feed may not do."""

from __future__ import annotations

import json
from datetime import timedelta
from html import escape
from pathlib import Path

import pytest

from corroborate.extract import TrafilaturaExtractor
from corroborate.feeds import subscription
from corroborate.fetch import HttpFetcher
from corroborate.outlets import Register, load_outlets
from corroborate.pipeline.ingest import ingest
from corroborate.ports import Response
from corroborate.sample import SampleServer, load_world
from corroborate.settings import FetchSettings, Settings
from corroborate.testing.fakes import FakeClock, FakeFetcher
from corroborate.testing.memory_store import MemoryStore
from corroborate.types import Article, Dropped, Feed, FeedState, FirstSeenBasis, StageReport

OUTLETS = """
[[outlet]]
id = "gazette"
domains = ["gazette.example"]
status = "vetted"

[[outlet]]
id = "agency"
domains = ["agency.example"]
kind = "wire"
status = "vetted"

[[outlet]]
id = "banned"
domains = ["banned.example"]
status = "blocked"
"""
RSS = "http://gazette.example/rss"
PAGE = "http://gazette.example/crane"
TEXT = (
    "A crane fell into the harbour basin at Halden on Monday morning, the harbour master said.",
    "Nobody was hurt, and the crane is to be raised by a floating derrick before the end of the week.",
    "The quay stays closed to lorries until then, and ships for it are sent to the north basin instead.",
)


class Desk:
    """One program with everything it works with."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.fetcher = FakeFetcher()
        self.store = MemoryStore()
        self.register = Register(outlets=tuple(load_outlets(OUTLETS, origin="test")))
        self.feeds: list[Feed] = [subscription(RSS, outlet="gazette")]

    def run(self) -> StageReport:
        report = ingest(
            self.feeds,
            self.register,
            store=self.store,
            fetcher=self.fetcher,
            extractor=TrafilaturaExtractor(self.clock),
            clock=self.clock,
            settings=Settings(home=Path(), fetch=FetchSettings(max_pages_per_feed=5)),
        )
        assert report.total == report.kept + sum(report.dropped_by_reason.values())
        return report

    def later(self, **parts: float) -> StageReport:
        self.clock.advance(**parts)
        return self.run()

    def article(self, url: str = PAGE) -> Article:
        return next(article for article in self.store.articles() if article.url == url)

    def state(self, url: str = RSS) -> FeedState:
        return next(state for feed, state in self.store.feeds() if feed.url == url)

    def feed(self, *links: str, url: str = RSS, extra: str = "") -> None:
        items = "".join(f"<item><title>T</title><link>{escape(link)}</link>{extra}</item>" for link in links)
        self.fetcher.put(url, f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>')

    def page(
        self, url: str = PAGE, *, text: tuple[str, ...] = TEXT, title: str = "Crane falls", status: int = 200
    ) -> None:
        body = "".join(f"<p>{escape(line)}</p>" for line in text)
        html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        self.fetcher.put(url, html, status=status)

    def wire(self, *items: dict[str, object], url: str = "http://agency.example/wire") -> None:
        self.fetcher.put(url, json.dumps([{"type": "text", "pubstatus": "usable", **item} for item in items]))


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.feed(PAGE)
    desk.page()
    return desk


def test_an_entry_becomes_an_article_of_its_outlet(desk: Desk) -> None:
    desk.feed(PAGE + "?utm_source=rss", extra="<source url='http://x.example/'>Agency X</source>")
    report = desk.run()
    article = desk.article()
    assert (report.counts["new"], report.kept) == (1, 1)
    assert (article.outlet_id, article.title, article.source_name) == ("gazette", "Crane falls", "Agency X")
    assert (article.first_seen_at, article.first_seen_basis) == (desk.clock.now(), FirstSeenBasis.FETCHED)
    assert (article.revision, article.change, article.status) == (1, None, "live")
    assert desk.state().state == "ok"


def test_nothing_new_writes_nothing(desk: Desk) -> None:
    desk.run()
    before = desk.article()
    report = desk.later(hours=1)
    assert dict(report.counts) == {"feeds": 1, "unchanged": 1}
    assert desk.article() == before


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ((*TEXT, "Divers went down at noon to look at the basin's floor."), "update"),
        ((TEXT[0].replace("Monday", "Sunday"), *TEXT[1:]), "silent edit"),
        ((*TEXT[:2], "An earlier version of this article named the wrong basin."), "correction"),
        ((TEXT[0], TEXT[2], "Correction: the derrick comes next week."), "correction"),
        (("This article has been withdrawn because it could not be verified by our editors.",), "kill"),
    ],
)
def test_what_a_new_revision_is(desk: Desk, text: tuple[str, ...], change: str) -> None:
    desk.run()
    desk.page(text=text)
    desk.later(hours=1)
    article = desk.article()
    assert (article.revision, article.change) == (2, change)
    assert article.status == ("killed" if change == "kill" else "live")
    assert article.first_seen_at == desk.clock.now() - timedelta(hours=1)


def test_a_page_that_is_gone_is_killed_but_keeps_its_text(desk: Desk) -> None:
    desk.run()
    desk.feed()
    desk.page(text=("We have withdrawn this report, which rested on papers that are not genuine at all.",), status=410)
    report = desk.later(hours=1)
    article = desk.article()
    assert report.counts["killed"] == 1
    assert (article.status, article.change) == ("killed", "kill")
    assert article.text == "\n".join(TEXT)
    assert "not genuine" in json.loads(article.extra or "")["notice"]
    again = desk.later(hours=1)
    assert again.counts.get("killed", 0) == 0


def test_a_page_that_is_missing_is_not_killed(desk: Desk) -> None:
    desk.run()
    desk.fetcher.answers[PAGE] = Dropped(subject=PAGE, reason="http 404")
    report = desk.later(hours=1)
    assert dict(report.dropped_by_reason) == {"http 404": 1}
    assert desk.article().status == "live"


def test_old_pages_are_left_alone(desk: Desk) -> None:
    desk.run()
    desk.fetcher.asked.clear()
    desk.later(days=15)
    assert PAGE not in desk.fetcher.asked


def test_a_paywalled_page_is_dropped_and_its_summary_is_no_article(desk: Desk) -> None:
    desk.page(text=(TEXT[0], "Subscribe to read the rest of this article."))
    desk.feed(PAGE, extra=f"<description>{TEXT[1]}</description>")
    report = desk.run()
    assert dict(report.dropped_by_reason) == {"paywall": 1}
    assert desk.store.articles() == []


def test_a_broken_feed_backs_off_and_keeps_its_validators(desk: Desk) -> None:
    desk.run()
    good = desk.state()
    assert good.etag
    desk.fetcher.put(RSS, "<html><body>Service unavailable</body></html>")
    report = desk.later(hours=1)
    bad = desk.state()
    assert report.dropped_by_reason["not a feed"] == 1
    assert (bad.state, bad.consecutive_failures, bad.etag, bad.body_hash) == ("failing", 1, good.etag, good.body_hash)
    assert bad.last_success_at == good.last_success_at
    assert bad.not_before == desk.clock.now() + timedelta(minutes=15)
    assert desk.later(minutes=5).counts.get("feeds", 0) == 0
    desk.later(minutes=15)
    assert desk.state().not_before == desk.clock.now() + timedelta(minutes=30)
    desk.feed(PAGE)
    desk.later(hours=1)
    assert (desk.state().state, desk.state().consecutive_failures, desk.state().last_error) == ("ok", 0, None)


def test_retry_after_is_kept_to(desk: Desk) -> None:
    desk.fetcher.answers[RSS] = Response(url=RSS, status=429, body=b"", retry_after=7200.0)
    desk.run()
    assert desk.state().not_before == desk.clock.now() + timedelta(hours=2)


def test_an_entry_whose_page_fails_for_now_is_tried_again(desk: Desk) -> None:
    desk.fetcher.answers[PAGE] = Dropped(subject=PAGE, reason="timeout")
    desk.run()
    assert desk.state().etag is None
    desk.page()
    assert desk.later(hours=1).counts["new"] == 1
    assert desk.state().etag is not None


def test_a_flood_of_entries_is_read_in_parts(desk: Desk) -> None:
    links = [f"http://gazette.example/{n}" for n in range(8)]
    for link in links:
        desk.page(link, text=(f"{link} tells another story.", *TEXT))
    desk.feed(*links)
    report = desk.run()
    assert (report.counts["new"], report.dropped_by_reason["postponed"]) == (5, 3)
    assert desk.later(hours=1).counts["new"] == 3


def test_a_wire_text_is_taken_as_it_stands_with_its_versions(desk: Desk) -> None:
    desk.feeds = [subscription("http://agency.example/wire", outlet="agency")]
    url = "http://agency.example/1"
    item = {"uri": url, "versioncreated": "2026-10-05T10:00:00Z", "headline": "Crane", "body_html": f"<p>{TEXT[0]}</p>"}
    desk.wire(item | {"version": "1"})
    desk.run()
    assert (desk.article(url).outlet_id, desk.article(url).text) == ("agency", TEXT[0])
    assert url not in desk.fetcher.asked
    later = {
        "version": "2",
        "versioncreated": "2026-10-05T19:00:00Z",
        "ednote": "CORRECTION",
        "body_html": f"<p>{TEXT[1]}</p>",
    }
    desk.wire(item | {"version": "1"}, item | later)
    desk.later(hours=2)
    assert (desk.article(url).text, desk.article(url).change) == (TEXT[1], "correction")
    desk.wire(item | {"version": "3", "pubstatus": "canceled", "body_html": "<p>Withdrawn.</p>"})
    desk.later(hours=2)
    assert (desk.article(url).status, desk.article(url).text) == ("killed", TEXT[1])


def test_an_empty_or_embargoed_wire_is_no_failure(desk: Desk) -> None:
    desk.feeds = [subscription("http://agency.example/wire", outlet="agency", form="ninjs")]
    desk.wire()
    assert desk.run().dropped_by_reason == {}
    desk.wire({"uri": "http://agency.example/1", "pubstatus": "withheld", "body_html": "<p>Later.</p>"})
    assert desk.later(hours=1).dropped_by_reason == {"embargoed": 1}
    assert desk.store.articles() == []


def test_nobody_speaks_at_anothers_address(desk: Desk) -> None:
    lies = "http://liar.example/wire"
    desk.feeds = [subscription(RSS), subscription(lies)]
    item = {"uri": PAGE, "versioncreated": "2026-10-05T10:00:00Z", "headline": "Lies", "body_html": "<p>Not so.</p>"}
    desk.wire(item, url=lies)
    desk.run()
    assert desk.article().text == "\n".join(TEXT)
    lie = next(article for article in desk.store.articles() if article.title == "Lies")
    assert (lie.outlet_id, lie.url) == ("liar.example", f"{lies}#{PAGE}")
    desk.wire(item | {"pubstatus": "canceled"}, url=lies)
    desk.later(hours=1)
    assert desk.article().status == "live"


def test_a_redirect_to_another_host_gives_nobody_anothers_name(desk: Desk) -> None:
    desk.run()
    html = "<html><body><article><h1>Evil</h1><p>" + "Everything the Gazette wrote was wrong from the start. " * 8
    desk.fetcher.answers[PAGE] = Response(url="http://evil.example/", status=200, body=html.encode())
    report = desk.later(hours=1)
    assert desk.article().text == "\n".join(TEXT)
    assert report.kept == 0


def test_blocked_outlets_are_not_read(desk: Desk) -> None:
    desk.feed("http://banned.example/1")
    assert desk.run().dropped_by_reason == {"blocked outlet": 1}
    assert "http://banned.example/1" not in desk.fetcher.asked


def test_odd_entries_spoil_nothing(desk: Desk) -> None:
    desk.feed("javascript:alert(1)", "", "file:///etc/passwd", PAGE)
    report = desk.run()
    assert report.counts["new"] == 1
    assert desk.fetcher.asked == [RSS, PAGE]


@pytest.mark.slow
def test_the_sample_is_read_whole_over_all_polls() -> None:
    world = load_world()
    clock, store = FakeClock(), MemoryStore()
    register = Register(outlets=world.outlets)
    with SampleServer(world) as server:
        fetcher = HttpFetcher(FetchSettings(per_host_delay=0), resolver=server.resolver)
        for poll in world.polls:
            server.set_poll(poll.number)
            clock.set(poll.at)
            ingest(
                world.feeds,
                register,
                store=store,
                fetcher=fetcher,
                extractor=TrafilaturaExtractor(clock),
                clock=clock,
                settings=Settings(home=Path()),
            )
    found = {article.url: article for article in store.articles()}
    readable = [piece for piece in world.pieces if piece.page != "paywall" and piece.in_feed]
    assert set(found) == {piece.url for piece in readable}
    moments = {poll.number: poll.at for poll in world.polls}
    for piece in readable:
        article = found[piece.url]
        assert article.first_seen_at == moments[piece.poll], piece.id
        assert article.revision == 1 + len(piece.revisions), piece.id
        assert article.change == (piece.revisions[-1].kind if piece.revisions else None), piece.id
        assert article.outlet_id == piece.outlet, piece.id
