"""One suite for every Fetcher: the real one over a loopback server, and the fake."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corroborate.fetch import HttpFetcher
from corroborate.ports import Fetcher, Response
from corroborate.settings import FetchSettings
from corroborate.testing.fakes import FakeFetcher
from corroborate.types import Dropped

BASE = "http://contract.example"
PAGES = {"/a": b"first page", "/b": b"second page", "/empty": b""}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body, status = PAGES.get(self.path, b""), 200 if self.path in PAGES else 404
        if self.path == "/gone":
            body, status = b"withdrawn", 410
        etag = f'"{self.path}"'
        if status == 200 and self.headers.get("If-None-Match") == etag:
            body, status = b"", 304
        self.send_response(status)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture(params=["http", "fake"])
def fetcher(request: pytest.FixtureRequest, port: int) -> Fetcher:
    if request.param == "fake":
        fake = FakeFetcher()
        for path, body in PAGES.items():
            fake.put(BASE + path, body)
        fake.put(BASE + "/gone", b"withdrawn", status=410)
        return fake

    def resolver(host: str) -> list[tuple[str, int]]:
        return [("127.0.0.1", port)] if host == "contract.example" else []

    return HttpFetcher(FetchSettings(per_host_delay=0, timeout=5), resolver=resolver)


def test_results_stand_in_the_order_of_the_requests(fetcher: Fetcher) -> None:
    results = fetcher.fetch([BASE + "/b", BASE + "/none", BASE + "/a", BASE + "/b"])
    assert [getattr(result, "body", None) for result in results] == [
        b"second page",
        None,
        b"first page",
        b"second page",
    ]


def test_what_is_not_there_is_dropped_with_its_status(fetcher: Fetcher) -> None:
    (result,) = fetcher.fetch([BASE + "/none"])
    assert isinstance(result, Dropped)
    assert (result.subject, result.reason) == (BASE + "/none", "http 404")


def test_the_same_version_comes_back_as_304_without_a_body(fetcher: Fetcher) -> None:
    (first,) = fetcher.fetch([BASE + "/a"])
    assert isinstance(first, Response)
    assert first.etag
    (second,) = fetcher.fetch([BASE + "/a"], {BASE + "/a": (first.etag, None)})
    assert isinstance(second, Response)
    assert (second.status, second.body) == (304, b"")


def test_a_stale_validator_brings_the_body(fetcher: Fetcher) -> None:
    (result,) = fetcher.fetch([BASE + "/a"], {BASE + "/a": ('"stale"', None)})
    assert isinstance(result, Response)
    assert (result.status, result.body) == (200, b"first page")


def test_a_withdrawn_page_comes_with_its_notice(fetcher: Fetcher) -> None:
    (result,) = fetcher.fetch([BASE + "/gone"])
    assert isinstance(result, Response)
    assert (result.status, result.body) == (410, b"withdrawn")


def test_an_empty_page_is_a_response(fetcher: Fetcher) -> None:
    (result,) = fetcher.fetch([BASE + "/empty"])
    assert isinstance(result, Response)
    assert (result.status, result.body) == (200, b"")


def test_nothing_asked_gives_nothing(fetcher: Fetcher) -> None:
    assert fetcher.fetch([]) == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://contract.example/a", "javascript:alert(1)", "data:,x", ""]
)
def test_other_schemes_are_dropped(fetcher: Fetcher, url: str) -> None:
    (result,) = fetcher.fetch([url])
    assert isinstance(result, Dropped)
    assert (result.subject, result.reason) == (url, "forbidden scheme")
