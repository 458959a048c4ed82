"""A home with a small real store to publish from, and a webhook's receiver on loopback."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from corroborate.testing.examples import DAY, example_articles, example_build
from corroborate.types import Build, Verdict
from corroborate.wiring import House, open_house

# The words of a statement of the example, so that its stored count is the answer and no model is needed.
SHUT = "The port of Halden closed"
HURT = "3 workers were hurt"


def counted(build: Build, number: int, low: int, high: int, verdict: Verdict, reason: str = "so it is") -> Build:
    """The build with another count of ``SHUT``."""
    first, *rest = build.claim_clusters
    assert first.text == SHUT
    found = replace(
        first.corroboration,
        verified_sources=number,
        sources_low=low,
        sources_high=high,
        verdict=verdict,
        reason=reason,
    )
    return replace(build, claim_clusters=(replace(first, corroboration=found), *rest))


def renamed(build: Build, headline: str) -> Build:
    """The build with another headline, which makes one event."""
    return replace(build, stories=tuple(replace(story, headline=headline) for story in build.stories))


@dataclass(kw_only=True)
class Home:
    """A home whose builds are given, and everything else is real."""

    path: Path
    environ: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def house(self) -> House:
        return open_house(self.path, environ=self.environ)

    def build(self, build: Build) -> None:
        self.number += 1
        with self.house().store() as store:
            store.add_articles(example_articles())
            store.save_build(build, run_id=f"b{self.number}", at=DAY, input_digest=f"x{self.number}")
        (self.path / "index").mkdir(exist_ok=True)

    def publish(self) -> Any:
        self.number += 1
        return self.house().publish(f"p{self.number}")

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        lines = (self.path / "published" / "events.jsonl").read_bytes().splitlines()
        found = [json.loads(line) for line in lines]
        return [event for event in found if kind in (None, event["type"])]


def home(path: Path, build: Build | None = None, **publish: object) -> Home:
    """Make a home with the example built and these settings below ``[publish]``."""
    path.mkdir(parents=True, exist_ok=True)
    lines = ["[publish]", *(f"{name} = {json.dumps(value)}" for name, value in publish.items())]
    (path / "corroborate.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = Home(path=path)
    made.build(build or example_build())
    return made


@dataclass(kw_only=True)
class Receiver:
    """Takes what is posted; ``replies`` says how, first one first, and 204 when they are used up.

    A number is a status; ``hang`` answers only when the test ends; ``die`` closes without an answer; ``kill`` ends the
    process that posts, as a power cut would.
    """

    port: int = 0
    replies: list[int | str] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    victim: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/hook?token=s3cret", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def keys(self) -> list[str]:
        return [json.loads(line)["idempotency_key"] for body in self.taken for line in body.splitlines()]


@contextmanager
def receiver(*replies: int | str) -> Iterator[Receiver]:
    """Serve a receiver for the length of a block."""
    got = Receiver(replies=list(replies))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.asked.append((self.path, dict(self.headers.items()), body))
            reply = got.replies.pop(0) if got.replies else 204
            if reply == "kill":
                os.kill(got.victim, signal.SIGKILL)
            if reply == "hang":
                got.over.wait(60)
            if isinstance(reply, str):
                self.close_connection = True
                return
            if 200 <= reply < 300:
                got.taken.append(body)
            self.send_response(reply)
            if 300 <= reply < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    got.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield got
    finally:
        got.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def bodies(lines: Sequence[bytes]) -> list[dict[str, Any]]:
    """Read posted bodies as events."""
    return [json.loads(line) for body in lines for line in body.splitlines()]
