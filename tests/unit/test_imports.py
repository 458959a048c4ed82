"""Importing archives: what is kept, what is set aside, and with which line."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corroborate import ids
from corroborate.errors import ParseError
from corroborate.outlets import Register, load_outlets
from corroborate.pipeline.imports import import_file
from corroborate.testing.fakes import FakeClock
from corroborate.testing.memory_store import MemoryStore
from corroborate.types import Article, Dropped, FirstSeenBasis, StageReport

OUTLETS = """
[[outlet]]
id = "gazette"
domains = ["gazette.example"]
status = "vetted"
language = "en"

[[outlet]]
id = "banned"
domains = ["banned.example"]
status = "blocked"
"""
REGISTER = Register(outlets=tuple(load_outlets(OUTLETS, origin="test")))
URL = "http://gazette.example/a#part-2"


def _line(**values: Any) -> str:
    return json.dumps({"url": URL, "text": "Some text.", **values})


def _import(path: Path, content: str | bytes, store: MemoryStore) -> tuple[StageReport, list[Dropped]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    dropped: list[Dropped] = []
    report = import_file(path, REGISTER, store=store, clock=FakeClock(), on_dropped=dropped.append)
    assert report.total == report.kept + sum(report.dropped_by_reason.values())
    return report, dropped


def _one(tmp_path: Path, **values: Any) -> Article:
    store = MemoryStore()
    _import(tmp_path / "a.jsonl", _line(**values), store)
    (article,) = store.articles()
    return article


def test_a_full_line_becomes_an_article_letter_for_letter(tmp_path: Path) -> None:
    article = _one(
        tmp_path,
        outlet="gazette.example",
        title="Title",
        text="  Two\n\nparagraphs \u00a0 ",
        byline="By A",
        published_at="2026-10-05T12:00:00+02:00",
        language="fr",
        canonical_url="http://other.example/",
        source_name="AP",
        rating={"stars": 5},
        tags=None,
    )
    assert article.url == URL
    assert article.article_id == ids.digest("article", URL)
    assert article.text == "  Two\n\nparagraphs \u00a0 "
    assert (article.outlet_id, article.language, article.byline) == ("gazette", "fr", "By A")
    assert article.published_at == datetime(2026, 10, 5, 10, tzinfo=UTC)
    assert (article.first_seen_at, article.first_seen_basis) == (article.published_at, FirstSeenBasis.PUBLISHED)
    assert (article.canonical_url, article.source_name) == ("http://other.example/", "AP")
    assert json.loads(article.extra or "") == {"rating": {"stars": 5}, "tags": None}


def test_the_importing_clock_enters_nothing(tmp_path: Path) -> None:
    article = _one(tmp_path)
    assert (article.first_seen_at, article.first_seen_basis, article.seen_at) == (None, FirstSeenBasis.UNKNOWN, None)


def test_a_given_first_seen_goes_before_published(tmp_path: Path) -> None:
    article = _one(tmp_path, first_seen_at="2026-10-06T00:00:00Z", published_at="2026-10-05T00:00:00Z")
    assert (article.first_seen_at, article.first_seen_basis) == (
        datetime(2026, 10, 6, tzinfo=UTC),
        FirstSeenBasis.GIVEN,
    )


def test_a_time_without_a_zone_is_kept_as_given_and_flagged(tmp_path: Path) -> None:
    store = MemoryStore()
    report, _ = _import(tmp_path / "a.jsonl", _line(published_at="2026-10-05T12:00:00"), store)
    (article,) = store.articles()
    assert (article.published_at, article.published_local) == (None, "2026-10-05T12:00:00")
    assert article.first_seen_basis is FirstSeenBasis.UNKNOWN
    assert report.counts["published_at without a zone"] == 1


@pytest.mark.parametrize("value", ["last Tuesday", "2026-13-45", "0001-01-01T00:00:00+10:00"])
def test_an_unreadable_time_is_kept_aside_and_flagged(tmp_path: Path, value: str) -> None:
    store = MemoryStore()
    report, _ = _import(tmp_path / "a.jsonl", _line(published_at=value), store)
    (article,) = store.articles()
    assert (article.published_at, article.published_local) == (None, None)
    assert json.loads(article.extra or "") == {"published_at": value}
    assert report.counts["published_at not readable"] == 1


def test_the_outlet_is_given_or_read_from_the_address(tmp_path: Path) -> None:
    assert _one(tmp_path).outlet_id == "gazette"
    assert _one(tmp_path, outlet="gazette", url="http://x.example/1").outlet_id == "gazette"
    assert _one(tmp_path, url="http://www.x.example/1").outlet_id == "x.example"


BAD = [
    ("not json", "bad json", "2"),
    ('["a list"]', "bad json", "2"),
    ('{"url": "http://x.example/", "text": "cut of', "bad json", "2"),
    ('{"text": "x"}', "no url", "2"),
    ('{"url": "", "text": "x"}', "no url", "2"),
    ('{"url": 7, "text": "x"}', "bad url", "2"),
    ('{"url": "javascript:alert(1)", "text": "x"}', "bad url", "2"),
    ('{"url": "file:///etc/passwd", "text": "x"}', "bad url", "2"),
    ('{"url": "http://[broken", "text": "x"}', "bad url", "2"),
    ('{"url": "http://x.example/"}', "no text", "2"),
    ('{"url": "http://x.example/", "text": " \\n "}', "no text", "2"),
    ('{"url": "http://x.example/", "text": ["a"]}', "wrong type", "2"),
    ('{"url": "http://x.example/", "text": "x", "title": 3}', "wrong type", "2"),
    ('{"url": "http://x.example/", "text": "x", "published_at": 1759658400}', "wrong type", "2"),
    ('{"url": "http://x.example/", "html": "<p>"}', "", "2"),
    ('{"url": "http://banned.example/", "text": "x"}', "blocked outlet", "2"),
    ("[" * 5000, "bad json", "2"),
]


@pytest.mark.parametrize(("line", "reason", "number"), BAD)
def test_a_bad_line_is_reported_with_file_line_and_reason(tmp_path: Path, line: str, reason: str, number: str) -> None:
    store = MemoryStore()
    path = tmp_path / "a.jsonl"
    report, dropped = _import(path, f"{_line()}\n{line}\n\n{_line(url='http://gazette.example/2')}\n", store)
    assert (report.kept, len(store.articles())) == (2, 2)
    (item,) = dropped
    assert item.where == f"{path}:{number}"
    assert item.reason
    assert reason in ("", item.reason)


def test_bytes_that_are_no_text_spoil_one_line(tmp_path: Path) -> None:
    store = MemoryStore()
    content = b"\xef\xbb\xbf" + _line().encode() + b"\n\xff\xfe\x00\x01\n" + b'{"url":"\xc3"}\r\n'
    report, _ = _import(tmp_path / "a.jsonl", content, store)
    assert (report.kept, report.total) == (1, 3)


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corroborate.pipeline.imports._LONGEST_LINE", 1000)
    store = MemoryStore()
    content = "x" * 5000 + "\n" + _line() + "\n" + "y" * 5000
    report, dropped = _import(tmp_path / "a.jsonl", content, store)
    assert report.kept == 1
    assert [(item.reason, item.where.rsplit(":")[-1]) for item in dropped] == [
        ("line too long", "1"),
        ("line too long", "3"),
    ]


def test_the_same_url_with_other_text_is_a_revision_and_again_changes_nothing(tmp_path: Path) -> None:
    store = MemoryStore()
    content = "\n".join([_line(), _line(), _line(text="Some other text. Correction: it was six.")])
    report, _ = _import(tmp_path / "a.jsonl", content, store)
    assert {key: report.counts.get(key, 0) for key in ("new", "revised", "unchanged")} == {
        "new": 1,
        "revised": 1,
        "unchanged": 1,
    }
    (article,) = store.articles()
    assert (article.revision, article.change) == (2, "correction")
    again, _ = _import(tmp_path / "a.jsonl", content, store)
    assert again.counts.get("revised", 0) == 0
    assert store.articles() == [article]


def test_html_goes_through_an_extractor_and_given_fields_win(tmp_path: Path) -> None:
    text = "The crane fell on Monday morning and nobody was hurt, the harbour master said at the quay. "
    html = f"<html><head><title>T</title></head><body><article><h1>From the page</h1><p>{text * 3}</p></article>"
    article = _one(tmp_path, text=None, html=html, byline="By Me")
    assert text.strip() in article.text
    assert (article.title, article.byline) == ("From the page", "By Me")


def test_a_packed_file_and_an_empty_file_are_read(tmp_path: Path) -> None:
    store = MemoryStore()
    report, _ = _import(tmp_path / "a.jsonl.gz", gzip.compress(_line().encode()), store)
    assert report.kept == 1
    report, _ = _import(tmp_path / "b.jsonl", "", store)
    assert report.total == 0


def test_parquet_rows_are_read_like_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "url": ["http://gazette.example/1", None, "http://gazette.example/3"],
            "text": ["One.", "Two.", None],
            "published_at": [datetime(2026, 10, 5, tzinfo=UTC), None, None],
            "score": [1.5, 2.5, 3.5],
        }
    )
    pq.write_table(table, path)
    store = MemoryStore()
    report = import_file(path, REGISTER, store=store, clock=FakeClock())
    assert dict(report.dropped_by_reason) == {"no text": 1, "no url": 1}
    (article,) = store.articles()
    assert article.published_at == datetime(2026, 10, 5, tzinfo=UTC)
    assert json.loads(article.extra or "") == {"score": 1.5}


@pytest.mark.parametrize("content", [b"PAR1 but not really", b"\x1f\x8b\x08 broken"])
def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(ParseError, match=r"^\S+/a: "):
        import_file(path, REGISTER, store=MemoryStore(), clock=FakeClock())


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="no such file"):
        import_file(tmp_path / "none", REGISTER, store=MemoryStore(), clock=FakeClock())
