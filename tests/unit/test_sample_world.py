"""The bundled sample: it holds together, is served as real pages and feeds, and is read back whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corroborate import resources
from corroborate.errors import ConfigError
from corroborate.extract import TrafilaturaExtractor
from corroborate.feeds import parse
from corroborate.fetch import HttpFetcher
from corroborate.ports import Response
from corroborate.sample import SampleServer, World, load_world
from corroborate.settings import FetchSettings
from corroborate.types import Dropped, Entry, Page

LAST = 8


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the sample with one story, to be spoilt."""
    source = resources.data_path("sample")
    shutil.copytree(source, tmp_path / "sample", ignore=shutil.ignore_patterns("*-*.toml"))
    for part in ("stories", "truth"):
        shutil.copy(source / part / "01-halden-strike.toml", tmp_path / "sample" / part)
    return tmp_path / "sample"


def _fetch(server: SampleServer, *urls: str) -> list[Response]:
    fetcher = HttpFetcher(FetchSettings(per_host_delay=0), resolver=server.resolver)
    results = fetcher.fetch(urls)
    assert [result for result in results if isinstance(result, Dropped)] == []
    return [result for result in results if isinstance(result, Response)]


def _entries(world: World, server: SampleServer) -> dict[str, list[Entry]]:
    answers = _fetch(server, *(feed.url for feed in world.feeds))
    return {
        feed.url: [] if answer.body == b"[]" else parse(answer.body, source=feed.url, hint=feed.format)
        for feed, answer in zip(world.feeds, answers, strict=True)
    }


def test_the_sample_is_of_the_promised_size(world: World) -> None:
    assert len(world.polls) == LAST
    assert len(world.pieces) >= 80
    assert len({piece.outlet for piece in world.pieces}) >= 20
    assert {truth.story for truth in world.truths} == {piece.story for piece in world.pieces}
    assert len({style["template"] for style in world.styles.values()}) >= 5
    assert {style["date"] for style in world.styles.values()} == {"jsonld", "meta", "time", "text", "none"}


def test_every_page_is_read_back_as_it_was_written(world: World) -> None:
    extractor = TrafilaturaExtractor()
    with SampleServer(world) as server:
        server.set_poll(LAST)
        shown = [item for item in world.shown(LAST) if not item.killed]
        for item, answer in zip(shown, _fetch(server, *(item.piece.url for item in shown)), strict=True):
            page = extractor.extract(answer.body, answer.url, answer.content_type)
            if item.piece.page == "paywall":
                assert isinstance(page, Dropped)
                assert page.reason == "paywall"
                continue
            assert isinstance(page, Page), item.piece.id
            assert page.title == item.title
            missing = [text for text in item.plain_paragraphs if text not in page.text]
            assert missing == [], item.piece.id


def test_every_feed_format_is_read_and_leads_to_its_pages(world: World) -> None:
    with SampleServer(world) as server:
        server.set_poll(LAST)
        entries = _entries(world, server)
    assert {entry.format for found in entries.values() for entry in found} == {
        "rss",
        "atom",
        "jsonfeed",
        "newsmlg2",
        "ninjs",
    }
    found = {entry.url for each in entries.values() for entry in each}
    assert found == {item.piece.url for item in world.shown(LAST) if item.piece.in_feed and not item.killed}
    wire = [entry for each in entries.values() for entry in each if entry.format in ("newsmlg2", "ninjs")]
    texts = {item.piece.url: "\n".join(item.plain_paragraphs) for item in world.shown(LAST)}
    assert [entry.url for entry in wire if entry.body_text != texts[entry.url or ""]] == []
    assert {entry.correction for entry in wire} == {None, "correction"}


@pytest.mark.parametrize("number", [1, 4])
def test_only_what_a_poll_sees_is_served(world: World, number: int) -> None:
    later = [piece.url for piece in world.pieces if piece.poll > number]
    with SampleServer(world) as server:
        server.set_poll(number)
        seen = {entry.url for found in _entries(world, server).values() for entry in found}
        assert seen == {item.piece.url for item in world.shown(number) if item.piece.in_feed}
        fetcher = HttpFetcher(FetchSettings(per_host_delay=0), resolver=server.resolver)
        assert {result.reason for result in fetcher.fetch(later) if isinstance(result, Dropped)} == {"http 404"}


def test_a_killed_story_is_gone_with_its_notice(world: World) -> None:
    killed = [item for item in world.shown(LAST) if item.killed]
    assert killed
    with SampleServer(world) as server:
        server.set_poll(LAST)
        for item, answer in zip(killed, _fetch(server, *(item.piece.url for item in killed)), strict=True):
            assert answer.status == 410
            assert item.plain_paragraphs[0].encode() in answer.body
            before = item.piece.body.split(".")[0].encode()
            assert before not in answer.body


def test_latin_1_pages_are_sent_in_latin_1(world: World) -> None:
    piece = next(piece for piece in world.pieces if piece.page == "latin1")
    with SampleServer(world) as server:
        server.set_poll(LAST)
        (answer,) = _fetch(server, piece.url)
    assert answer.content_type == "text/html; charset=ISO-8859-1"
    assert piece.byline in answer.body.decode("iso-8859-1")


def test_the_server_keeps_etags_and_robots(world: World) -> None:
    url = world.feeds[2].url
    with SampleServer(world) as server:
        (first,) = _fetch(server, url)
        fetcher = HttpFetcher(FetchSettings(per_host_delay=0), resolver=server.resolver)
        (again,) = fetcher.fetch([url], {url: (first.etag, None)})
        assert isinstance(again, Response)
        assert again.status == 304
        server.set_poll(LAST)
        (changed,) = fetcher.fetch([url], {url: (first.etag, None)})
        assert isinstance(changed, Response)
        assert changed.status == 200
        (barred,) = fetcher.fetch([url.rsplit("/", 1)[0] + "/search?q=x"])
        assert isinstance(barred, Dropped)
        assert barred.reason == "robots"


def test_hosts_that_are_not_of_the_sample_are_not_mapped(world: World) -> None:
    with SampleServer(world) as server:
        assert server.resolver("harbourtimes.example")
        assert server.resolver("elsewhere.example") == []
    assert server.resolver("harbourtimes.example") == []


def test_there_is_no_poll_but_those(world: World) -> None:
    with pytest.raises(ValueError, match="no poll 9"):
        SampleServer(world).set_poll(9)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("stories/01-halden-strike.toml", "poll = 1", "poll = 9", "there is no poll 9"),
        ("stories/01-halden-strike.toml", 'page = "plain"', 'page = "fancy"', "page must be one of plain"),
        ("stories/01-halden-strike.toml", "byline =", "author =", "unknown key author"),
        (
            "stories/01-halden-strike.toml",
            'outlet = "meridian-newswire"',
            'outlet = "nobody"',
            "neither registered nor",
        ),
        ("stories/01-halden-strike.toml", '"2026-10-05T10:50:00Z"', '"2026-10-06T10:50:00Z"', "is earlier"),
        ("stories/01-halden-strike.toml", '"2026-10-05T10:50:00Z"', '"2026-10-05T10:50:00"', "has no zone"),
        ("stories/01-halden-strike.toml", "links = []", 'links = ["nothing"]', "links to nothing"),
        ("stories/01-halden-strike.toml", "body = '''", "body = '''[[nothing|x]] ", "links to nothing"),
        ("stories/01-halden-strike.toml", "in_feed = true", 'in_feed = "yes"', "in_feed must be bool"),
        ("truth/01-halden-strike.toml", "n = ", "number = ", "unknown key number"),
        ("truth/01-halden-strike.toml", 'quote = "', 'quote = "not there ', "the quote does not stand in"),
        ("truth/01-halden-strike.toml", 'story = "', 'story = "other-', "has no articles"),
        ("truth/01-halden-strike.toml", 'verdict = "', 'verdict = "very ', "is not a valid Verdict"),
        ("polls.toml", "number = 2", "number = 3", "polls are numbered from 1"),
        ("templates/styles.toml", 'date = "meta"', 'date = "soon"', "date must be one of"),
        ("templates/styles.toml", 'template = "wire.html"', 'template = "no.html"', "there is no template no.html"),
    ],
)
def test_what_does_not_hold_together_is_named(folder: Path, file: str, old: str, new: str, words: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_world(folder)
    assert words in str(caught.value)


def test_a_sound_copy_loads(folder: Path) -> None:
    assert {piece.story for piece in load_world(folder).pieces} == {"halden-strike"}
