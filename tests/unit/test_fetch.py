"""The fetcher against a server that means harm."""

from __future__ import annotations

import asyncio
import gzip
import socketserver
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from corroborate.fetch import HttpFetcher, is_public
from corroborate.fetch.client import _retry_after
from corroborate.ports import Response
from corroborate.settings import FetchSettings
from corroborate.types import Dropped

CAP = 100_000
OK = b"HTTP/1.1 200 OK\r\n"
ROBOTS = b"User-agent: *\nDisallow: /private\n\nUser-agent: corroborate\nDisallow: /not-us\n"


@dataclass
class Hostile:
    """A server that speaks raw bytes; counts what it is asked and how many are in at once."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    busy: Counter[str] = field(default_factory=Counter)
    most_busy: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def resolver(self, host: str) -> list[tuple[str, int]]:
        return [("127.0.0.1", self.port)] if host.endswith(".example") else []

    def fetch(self, *paths: str, host: str = "bad.example", **settings: object) -> list[Response | Dropped]:
        defaults: dict[str, object] = {
            "per_host_delay": 0.0,
            "timeout": 5.0,
            "attempts": 1,
            "max_bytes": CAP,
            "robots": False,
        }
        fetcher = HttpFetcher(FetchSettings(**(defaults | settings)), resolver=self.resolver)  # type: ignore[arg-type]
        return fetcher.fetch([path if "://" in path else f"http://{host}{path}" for path in paths])


def _sized(body: bytes, *headers: str, status: bytes = OK) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    return status + f"{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _status(number: int, *headers: str, body: bytes = b"") -> bytes:
    return _sized(body, *headers, status=f"HTTP/1.1 {number} Status\r\n".encode())


BOMB = gzip.compress(b"\0" * 20_000_000)
ANSWERS: dict[str, bytes] = {
    "/robots.txt": _sized(ROBOTS, "Content-Type: text/plain"),
    "/plain": _sized(b"plain", "Content-Type: text/html; charset=utf-8", 'ETag: "1"', "Last-Modified: yesterday"),
    "/private/x": _sized(b"secret"),
    "/not-us": _sized(b"secret"),
    "/bomb": _sized(BOMB, "Content-Encoding: gzip"),
    "/double-bomb": _sized(gzip.compress(BOMB), "Content-Encoding: gzip, gzip"),
    "/gzip": _sized(gzip.compress(b"packed"), "Content-Encoding: gzip"),
    "/two-members": _sized(gzip.compress(b"one ") + gzip.compress(b"two"), "Content-Encoding: gzip"),
    "/deflate": _sized(zlib.compress(b"packed"), "Content-Encoding: deflate"),
    "/raw-deflate": _sized(zlib.compress(b"packed")[2:-4], "Content-Encoding: deflate"),
    "/cut-gzip": _sized(gzip.compress(b"packed" * 100)[:-12], "Content-Encoding: gzip"),
    "/no-gzip": _sized(b"this is not packed", "Content-Encoding: gzip"),
    "/brotli": _sized(b"?", "Content-Encoding: br"),
    "/big": _sized(b"x" * (CAP + 1)),
    "/lie": OK + b"Content-Length: 1000\r\n\r\nshort",
    "/garbage": b"\x00\x01\x02 no http at all\r\n\r\n",
    "/redirect": _status(302, "Location: /plain"),
    "/loop": _status(301, "Location: /loop"),
    "/to-metadata": _status(302, "Location: http://169.254.169.254/latest/meta-data/"),
    "/to-loopback": _status(302, "Location: http://127.0.0.1/"),
    "/to-mapped": _status(302, "Location: http://[::ffff:127.0.0.1]/"),
    "/to-decimal": _status(302, "Location: http://2130706433/"),
    "/to-file": _status(302, "Location: file:///etc/passwd"),
    "/to-credentials": _status(302, "Location: http://me:you@bad.example/plain"),
    "/to-other": _status(307, "Location: http://other.example/plain"),
    "/busy": _status(429, "Retry-After: 3600"),
    "/busy-date": _status(503, "Retry-After: Fri, 31 Dec 2099 23:59:59 GMT"),
    "/cookie": _sized(b"", "Set-Cookie: id=1"),
    "/forbidden": _status(403),
}


def _endless(write: Callable[[bytes], None], server: Hostile) -> None:
    write(OK + b"Connection: close\r\n\r\n")
    while not server.stop.is_set():
        write(b"x" * 65_536)


def _drip(write: Callable[[bytes], None], server: Hostile) -> None:
    write(OK + b"Content-Length: 100000\r\n\r\n")
    while not server.stop.wait(0.02):
        write(b"x")


def _flaky(write: Callable[[bytes], None], server: Hostile) -> None:
    first = sum(path == "/flaky" for _, path in server.asked) == 1
    write(_status(503, "Retry-After: 0") if first else _sized(b"recovered"))


SPECIAL = {"/endless": _endless, "/drip": _drip, "/flaky": _flaky}


@pytest.fixture
def server() -> Iterator[Hostile]:
    hostile = Hostile()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while True:
                lines = []
                while (line := self.rfile.readline()) not in (b"\r\n", b""):
                    lines.append(line.decode().strip())
                if not lines:
                    return
                path = lines[0].split(" ")[1]
                host = next(text.split(": ", 1)[1] for text in lines if text.lower().startswith("host:"))
                with hostile.lock:
                    hostile.asked.append((host, path))
                    hostile.headers.append("\n".join(lines))
                    hostile.busy[host] += 1
                    hostile.most_busy[host] = max(hostile.most_busy[host], hostile.busy[host])
                try:
                    if path in SPECIAL:
                        SPECIAL[path](self._write, hostile)
                    else:
                        self._write(ANSWERS.get(path, _status(404)))
                except OSError:
                    return
                finally:
                    with hostile.lock:
                        hostile.busy[host] -= 1
                if path in ("/lie", "/garbage", "/endless", "/drip"):
                    return

        def _write(self, data: bytes) -> None:
            self.wfile.write(data)
            self.wfile.flush()

    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as tcp:
        hostile.port = tcp.server_address[1]
        thread = threading.Thread(target=tcp.serve_forever, args=(0.02,))
        thread.start()
        yield hostile
        hostile.stop.set()
        tcp.shutdown()
        thread.join()


def _reason(result: Response | Dropped) -> str:
    return result.reason if isinstance(result, Dropped) else f"{result.status} {result.body!r}"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/plain", "200 b'plain'"),
        ("/gzip", "200 b'packed'"),
        ("/two-members", "200 b'one two'"),
        ("/deflate", "200 b'packed'"),
        ("/raw-deflate", "200 b'packed'"),
        ("/redirect", "200 b'plain'"),
        ("/to-other", "200 b'plain'"),
        ("/bomb", "too large"),
        ("/double-bomb", "too large"),
        ("/big", "too large"),
        ("/endless", "too large"),
        ("/cut-gzip", "connection lost"),
        ("/no-gzip", "bad encoding"),
        ("/brotli", "bad encoding"),
        ("/lie", "connection lost"),
        ("/garbage", "connection lost"),
        ("/loop", "too many redirects"),
        ("/to-metadata", "forbidden address"),
        ("/to-loopback", "forbidden address"),
        ("/to-mapped", "forbidden address"),
        ("/to-decimal", "forbidden address"),
        ("/to-file", "forbidden scheme"),
        ("/to-credentials", "forbidden address"),
        ("/forbidden", "http 403"),
        ("/nothing", "http 404"),
        ("http://127.0.0.1:1/", "forbidden address"),
        ("http://[::1]/", "forbidden address"),
        ("http://0.0.0.0/", "forbidden address"),
        ("http://[64:ff9b::7f00:1]/", "forbidden address"),
        ("http://", "bad address"),
        ("http://a b/", "bad address"),
        ("http://bad.example:99999/", "bad address"),
        ("file:///etc/passwd", "forbidden scheme"),
    ],
)
def test_what_each_answer_becomes(server: Hostile, path: str, expected: str) -> None:
    (result,) = server.fetch(path)
    assert _reason(result) == expected


def test_a_slow_drip_ends_at_the_deadline_of_the_whole_request(server: Hostile) -> None:
    (result,) = server.fetch("/drip", timeout=0.4, attempts=3)
    assert _reason(result) == "timeout"
    assert len(server.asked) == 1  # the budget is spent: no second try


def test_one_bad_address_spoils_no_other(server: Hostile) -> None:
    results = server.fetch("/bomb", "/plain", "/drip", "/gzip", timeout=0.5)
    assert [_reason(result) for result in results] == ["too large", "200 b'plain'", "timeout", "200 b'packed'"]


def test_validators_are_sent_and_returned(server: Hostile) -> None:
    fetcher = HttpFetcher(FetchSettings(robots=False, per_host_delay=0), resolver=server.resolver)
    url = "http://bad.example/plain"
    (result,) = fetcher.fetch([url], {url: ('"1"', "yesterday")})
    assert isinstance(result, Response)
    assert (result.etag, result.last_modified, result.content_type) == ('"1"', "yesterday", "text/html; charset=utf-8")
    assert 'If-None-Match: "1"' in server.headers[0]
    assert "If-Modified-Since: yesterday" in server.headers[0]


def test_a_validator_cannot_smuggle_a_header(server: Hostile) -> None:
    url = "http://bad.example/plain"
    fetcher = HttpFetcher(FetchSettings(robots=False, per_host_delay=0), resolver=server.resolver)
    fetcher.fetch([url], {url: ('"1"\r\nX-Evil: yes', None)})
    assert "Evil" not in server.headers[0]


def test_a_passing_failure_is_tried_again(server: Hostile) -> None:
    (result,) = server.fetch("/flaky", attempts=3)
    assert _reason(result) == "200 b'recovered'"


def test_a_long_retry_after_is_handed_over_and_the_host_left_alone(server: Hostile) -> None:
    first, second = server.fetch("/busy", "/plain", attempts=3)
    assert isinstance(first, Response)
    assert (first.status, first.retry_after) == (429, 3600.0)
    assert _reason(second) == "http 429"
    assert server.asked == [("bad.example", "/busy")]


def test_retry_after_as_a_date_is_capped(server: Hostile) -> None:
    (result,) = server.fetch("/busy-date")
    assert isinstance(result, Response)
    assert (result.status, result.retry_after) == (503, 7 * 86400.0)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "\x00", "9" * 40])
def test_an_odd_retry_after_is_none(value: str) -> None:
    assert _retry_after(value) is None


def test_robots_are_asked_once_a_host_and_kept(server: Hostile) -> None:
    results = server.fetch("/not-us", "/private/x", "/plain", robots=True)
    # A group of our own replaces the general one.
    assert [_reason(result) for result in results] == ["robots", "200 b'secret'", "200 b'plain'"]
    assert [path for _, path in server.asked].count("/robots.txt") == 1


def test_robots_hold_on_every_hop(server: Hostile) -> None:
    ANSWERS["/to-not-us"] = _status(302, "Location: http://other.example/not-us")
    (result,) = server.fetch("/to-not-us", robots=True)
    assert _reason(result) == "robots"
    assert ("other.example", "/not-us") not in server.asked


def test_one_connection_a_host_at_a_time(server: Hostile) -> None:
    paths = [f"http://{host}.example/plain?{n}" for n in range(6) for host in ("one", "two")]
    ANSWERS.update({f"/plain?{n}": ANSWERS["/plain"] for n in range(6)})
    results = server.fetch(*paths)
    assert [_reason(result) for result in results] == ["200 b'plain'"] * 12
    assert server.most_busy == Counter({"one.example": 1, "two.example": 1})


def test_redirects_that_cross_do_not_lock(server: Hostile) -> None:
    ANSWERS["/cross-a"] = _status(302, "Location: http://two.example/plain")
    ANSWERS["/cross-b"] = _status(302, "Location: http://one.example/plain")
    results = server.fetch(*["http://one.example/cross-a", "http://two.example/cross-b"] * 3, concurrency=1)
    assert {_reason(result) for result in results} == {"200 b'plain'"}


def test_no_cookie_is_kept(server: Hostile) -> None:
    server.fetch("/cookie", "/plain")
    assert len(server.headers) == 2
    assert not any("cookie:" in text.lower() for text in server.headers)


def test_the_same_address_is_asked_once(server: Hostile) -> None:
    results = server.fetch("/plain", "/plain")
    assert [_reason(result) for result in results] == ["200 b'plain'"] * 2
    assert len(server.asked) == 1


def test_private_addresses_are_open_only_where_the_settings_say_so(server: Hostile) -> None:
    url = f"http://127.0.0.1:{server.port}/plain"
    assert _reason(server.fetch(url)[0]) == "forbidden address"
    assert _reason(server.fetch(url, allow_private=True)[0]) == "200 b'plain'"


def test_it_works_inside_a_running_event_loop(server: Hostile) -> None:
    async def inside() -> list[Response | Dropped]:
        return server.fetch("/plain")

    assert _reason(asyncio.run(inside())[0]) == "200 b'plain'"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700:4700::1111", True),
        ("::ffff:93.184.215.14", True),
        ("10.0.0.1", False),
        ("172.16.5.4", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("127.0.0.53", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("240.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("::ffff:10.0.0.1", False),
        ("::7f00:1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("not an address", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
