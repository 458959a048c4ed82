"""Imports archived articles, JSON Lines or Parquet: any size, a bad line never stops the good ones."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import orjson

from corroborate import ids
from corroborate.errors import ParseError
from corroborate.extract import TrafilaturaExtractor
from corroborate.outlets import Register
from corroborate.pipeline import changes
from corroborate.ports import Clock, Extractor, Store
from corroborate.text.language import tell_language
from corroborate.types import Article, Dropped, FirstSeenBasis, OutletStatus, Page, StageReport

_TEXTS = ("outlet", "title", "byline", "language", "canonical_url", "source_name", "text", "html")
_TIMES = ("published_at", "first_seen_at")
_KEYS = frozenset(("url", *_TEXTS, *_TIMES))
_BATCH = 1000
# Bytes: a longer line is no article, and must not be read into memory whole.
_LONGEST_LINE = 20_000_000
_LONGEST_URL = 4096

Row = tuple[int, Mapping[str, Any] | str]


def import_file(
    path: Path,
    register: Register,
    *,
    store: Store,
    clock: Clock,
    extractor: Extractor | None = None,
    on_dropped: Callable[[Dropped], None] | None = None,
) -> StageReport:
    """Load archived articles from one file.

    Args:
        path: JSON Lines (may be gzipped) or Parquet, told by its first bytes.
        register: who publishes what.
        store: where the articles go, a thousand at a time.
        clock: dates what was set aside; nothing of an article depends on it.
        extractor: reads ``html``; by default the program's own.
        on_dropped: told of every line set aside, as it is met.

    Returns:
        ``total`` lines, those kept, those dropped by reason; counts of new, revised and unchanged articles, and of
        times without a zone or not readable, which are kept aside.

    Raises:
        ParseError: if the file cannot be read at all.
    """
    reader = _Reader(path, register, extractor or TrafilaturaExtractor(clock))
    known = {article.article_id for article in store.articles()}
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    articles: list[Article] = []
    dropped: list[Dropped] = []
    kept = 0

    def flush() -> None:
        if articles:
            counts.update(store.add_articles(articles).counts)
        if dropped:
            store.keep_dropped("import", dropped, clock.now())
        articles.clear()
        dropped.clear()

    for number, row in _rows(path):
        result = reader.read(number, row, known, counts)
        if isinstance(result, Dropped):
            reasons[result.reason] += 1
            dropped.append(result)
            if on_dropped is not None:
                on_dropped(result)
        else:
            kept += 1
            known.add(result.article_id)
            articles.append(result)
        if len(articles) + len(dropped) >= _BATCH:
            flush()
    flush()
    return StageReport(
        stage="import",
        total=kept + reasons.total(),
        kept=kept,
        dropped_by_reason=dict(sorted(reasons.items())),
        counts=dict(sorted(counts.items())),
    )


class _Reader:
    """Turns one line into an article, or says why it is none."""

    def __init__(self, path: Path, register: Register, extractor: Extractor) -> None:
        self._path = path
        self._register = register
        self._extractor = extractor

    def read(
        self, number: int, row: Mapping[str, Any] | str, known: set[str], counts: Counter[str]
    ) -> Article | Dropped:
        where = f"{self._path}:{number}"

        def bad(reason: str, detail: str = "") -> Dropped:
            given = row.get("url") if isinstance(row, Mapping) else None
            subject = given[:_LONGEST_URL] if isinstance(given, str) and given else where
            return Dropped(subject=subject, reason=reason, detail=detail, where=where)

        if isinstance(row, str):
            reason, _, detail = row.partition(": ")
            return bad(reason, detail)
        url = row.get("url")
        if url is None or url == "":
            return bad("no url")
        if not isinstance(url, str) or not _is_url(url):
            return bad("bad url", "neither an http(s) address nor a urn or tag")
        for key in _TEXTS:
            if row.get(key) is not None and not isinstance(row[key], str):
                return bad("wrong type", f"{key} must be a string, not {type(row[key]).__name__}")
        times, unread = {}, {}
        for key in _TIMES:
            value = row.get(key)
            if value is not None and not isinstance(value, str | date):
                return bad("wrong type", f"{key} must be an ISO 8601 string, not {type(value).__name__}")
            times[key] = _moment(value)
        text = row.get("text") or ""
        page: Page | None = None
        if not text.strip():
            if not (row.get("html") or "").strip():
                return bad("no text", "text or html is required")
            read = self._extractor.extract(row["html"].encode("utf-8", "replace"), url, "text/html; charset=utf-8")
            if isinstance(read, Dropped):
                return bad(read.reason, read.detail or "html")
            page, text = read, read.text
        outlet = self._register.resolve(url, row.get("outlet"))
        if outlet.status is OutletStatus.BLOCKED:
            return bad("blocked outlet", outlet.outlet_id)
        published, local = times["published_at"]
        if published is None and local is None and page is not None and not row.get("published_at"):
            published = page.published_at
        first_seen = times["first_seen_at"][0]
        for key, (moment, naive) in times.items():
            if row.get(key) and moment is None:
                counts[f"{key} {'without a zone' if naive else 'not readable'}"] += 1
                if not naive or key == "first_seen_at":
                    unread[key] = str(row[key])
        basis = FirstSeenBasis.GIVEN
        if first_seen is None:
            first_seen, basis = published, FirstSeenBasis.PUBLISHED if published else FirstSeenBasis.UNKNOWN
        article_id = ids.digest("article", url)
        aside = {key: value for key, value in row.items() if key not in _KEYS} | unread
        return Article(
            article_id=article_id,
            url=url,
            outlet_id=outlet.outlet_id,
            title=row.get("title") or (page.title if page else ""),
            text=text,
            canonical_url=row.get("canonical_url") or (page.canonical_url if page else None),
            byline=row.get("byline") or (page.byline if page else None),
            published_at=published,
            published_local=local,
            first_seen_at=first_seen,
            first_seen_basis=basis,
            language=row.get("language") or (page.language if page else None) or tell_language(text) or outlet.language,
            source_name=row.get("source_name"),
            credit=page.credit if page else None,
            links=page.links if page else (),
            change="correction" if article_id in known and changes.has_correction_note(text) else None,
            extra=_aside(aside),
        )


def _is_url(url: str) -> bool:
    if len(url) > _LONGEST_URL or any(character < " " for character in url):
        return False
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(parts.hostname)
    return parts.scheme in ("urn", "tag") and bool(parts.path)


def _moment(value: str | date | None) -> tuple[datetime | None, str | None]:
    """Read a time: an instant, or the words of a time without a zone; neither where it is unreadable."""
    if value is None or value == "":
        return None, None
    try:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            return None, value if isinstance(value, str) else value.isoformat()
        return moment.astimezone(UTC), None
    except (ValueError, OverflowError):
        return None, None


def _aside(values: Mapping[str, Any]) -> str | None:
    if not values:
        return None
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    try:
        return orjson.dumps(values, option=options, default=str).decode()
    except (orjson.JSONEncodeError, TypeError):
        return orjson.dumps(repr(dict(values))).decode("utf-8", "replace")


def _rows(path: Path) -> Iterator[Row]:
    """Yield (line or row number from 1, object), or a reason in place of an object."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        if magic == b"PAR1":
            yield from _parquet(path)
        elif magic[:2] == b"\x1f\x8b":
            with gzip.open(path, "rb") as packed:
                yield from _lines(packed)  # type: ignore[arg-type]
        else:
            with path.open("rb") as file:
                yield from _lines(file)
    except FileNotFoundError as error:
        raise ParseError(f"{path}: no such file") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ParseError(f"{path}: cannot be read: {error}") from error


def _lines(file: IO[bytes]) -> Iterator[Row]:
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) >= _LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, f"line too long: more than {_LONGEST_LINE} bytes"
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield number, f"bad json: {error}"
            continue
        yield number, value if isinstance(value, dict) else f"bad json: an object is wanted, not {type(value).__name__}"


def _parquet(path: Path) -> Iterator[Row]:
    import pyarrow as pa  # heavy, and needed for this format alone
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError) as error:
        raise ParseError(f"{path}: not readable as Parquet after row {number}: {error}") from error
