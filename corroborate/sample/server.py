"""Replays the sample over HTTP on the loopback address: every host by its name, each poll what it sees."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

from corroborate.sample.pages import Document, Pages
from corroborate.sample.wires import render
from corroborate.sample.world import World

_ROBOTS = b"User-agent: *\nDisallow: /search\nDisallow: /login\n"
_POLL_SECONDS = 0.02

Site = Mapping[tuple[str, str], Document]


def site(world: World, pages: Pages, poll: int) -> Site:
    """Render everything that stands at a poll.

    Returns:
        Documents by (host, path).
    """
    shown = world.shown(poll)
    at = next(item.at for item in world.polls if item.number == poll)
    hosts = {piece.host: piece.outlet for piece in world.pieces}
    hosts |= {feed.url.split("/")[2]: feed.outlet_id or feed.url.split("/")[2] for feed in world.feeds}
    by_host = {host: [item for item in shown if item.piece.host == host] for host in hosts}
    documents: dict[tuple[str, str], Document] = {}
    for host, outlet in hosts.items():
        documents[host, "/"] = pages.front(outlet, host, by_host[host])
        documents[host, "/robots.txt"] = Document(status=200, content_type="text/plain", body=_ROBOTS)
    for feed in world.feeds:
        parts = urlsplit(feed.url)
        documents[parts.netloc, parts.path] = render(world, feed, by_host[parts.netloc], at)
    for item in shown:
        documents[item.piece.host, item.piece.path] = pages.article(item, by_host[item.piece.host])
    return documents


class SampleServer:
    """A threading HTTP server on 127.0.0.1, on a port of the system's choosing; use it as a context manager."""

    def __init__(self, world: World) -> None:
        """Prepare the server at the first poll; it listens from ``__enter__`` on."""
        self._world = world
        self._pages = Pages(world)
        self._hosts = frozenset(piece.host for piece in world.pieces) | {feed.url.split("/")[2] for feed in world.feeds}
        self._site: Site = site(world, self._pages, world.polls[0].number)
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> SampleServer:
        """Start to listen."""
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None

    @property
    def port(self) -> int:
        """The port it listens on; 0 before it does."""
        return int(self._server.server_address[1]) if self._server is not None else 0

    def set_poll(self, number: int) -> None:
        """Show what that poll sees, and nothing later.

        Raises:
            ValueError: if there is no such poll.
        """
        if number not in {poll.number for poll in self._world.polls}:
            raise ValueError(f"there is no poll {number}")
        self._site = site(self._world, self._pages, number)

    def resolver(self, host: str) -> list[tuple[str, int]]:
        """Map the sample's hosts to this server, for :class:`corroborate.fetch.HttpFetcher`; empty for others."""
        return [("127.0.0.1", self.port)] if self.port and host in self._hosts else []

    def document(self, host: str, path: str) -> Document:
        """Return what stands at an address now."""
        return self._site.get((host, path)) or self._pages.missing(host)


class _Server(ThreadingHTTPServer):
    daemon_threads = True


def _handler(sample: SampleServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            """Answer one request by its Host header."""
            host = (self.headers.get("Host") or "").split(":")[0].lower()
            document = sample.document(host, urlsplit(self.path).path)
            etag = f'"{hashlib.blake2b(document.body, digest_size=12).hexdigest()}"'
            if document.status == 200 and self.headers.get("If-None-Match") == etag:
                self._send(304, {"ETag": etag}, b"")
                return
            headers = {"Content-Type": document.content_type, "Vary": "Accept-Encoding"}
            if document.status == 200:
                headers["ETag"] = etag
            body = document.body
            if "gzip" in (self.headers.get("Accept-Encoding") or ""):
                body = gzip.compress(body, mtime=0)
                headers["Content-Encoding"] = "gzip"
            self._send(document.status, headers, body)

        def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by http.server
            """Keep the terminal quiet."""

    return Handler
