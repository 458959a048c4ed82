"""The demonstration: the sample's two weeks replayed through the real flow, from a real server on loopback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from corroborate import resources
from corroborate.errors import StoreError
from corroborate.published import Published
from corroborate.sample import SampleServer, load_world
from corroborate.sample.gaps import Outcome, outcomes
from corroborate.store import DuckStore
from corroborate.wiring import load_models, open_published

# The demo's hosts are all one loopback server: waiting between requests would only waste the reader's time.
_CONFIG = """# Settings of the demonstration; everything else is as shipped.
beat = "supply-chain"
[fetch]
per_host_delay = 0.0
concurrency = 8
[publish]
publish_text = "spans"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the demonstration ends with."""

    published: Published
    stories: list[dict[str, Any]]
    outcomes: list[Outcome]


def prepare(home: Path) -> None:
    """Make the demo's home anew, keeping only what is expensive and depends on text alone: vectors and parses."""
    parses = _kept_parses(home / "work.duckdb")
    for name in ("work.duckdb", "work.duckdb.wal", "work.duckdb.lock", "feeds.toml", "outlets.toml", "published"):
        (home / name).unlink(missing_ok=True)
    for name in ("releases", "index", "outlets.d"):
        shutil.rmtree(home / name, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    folder = resources.data_path("sample")
    shutil.copy(folder / "outlets.toml", home / "outlets.toml")
    shutil.copy(folder / "feeds.toml", home / "feeds.toml")
    (home / "corroborate.toml").write_text(_CONFIG, encoding="utf-8")
    with DuckStore(home / "work.duckdb") as store:
        store.save_analyses(parses)


def _kept_parses(path: Path) -> dict[str, bytes]:
    if not path.exists():
        return {}
    try:
        with DuckStore(path) as store:
            return store.all_analyses()
    except StoreError:
        return {}  # an unreadable store of an earlier demonstration is no loss


@contextmanager
def quiet_prefect(home: Path) -> Iterator[None]:
    """Set Prefect up for one machine with a server of its own, before it is imported.

    The user's own Prefect server, profile and database are left alone: they are none of a demonstration's business.

    Args:
        home: where Prefect keeps its database.
    """
    theirs = {name: value for name, value in os.environ.items() if name.startswith("PREFECT_")}
    ours = {
        "PREFECT_HOME": str(home.absolute()),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # a cold start takes longer than its own 20 s
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": theirs.get("PREFECT_LOGGING_LEVEL", "WARNING"),
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    for name in theirs:
        del os.environ[name]
    os.environ |= ours
    os.environ.setdefault("DO_NOT_TRACK", "1")
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)
        os.environ |= theirs


def replay(home: Path, tell: Callable[[str, int, int], None]) -> Shown:
    """Replay the polls of the sample, each as one run of the flow ``refresh``.

    Args:
        home: the demo's own folder, never the user's.
        tell: told of each poll: its moment, number and how many there are.
    """
    world = load_world()
    prepare(home)
    with quiet_prefect(home / "prefect"), SampleServer(world) as server, ThreadPoolExecutor(max_workers=1) as pool:
        from flows.refresh import refresh

        import_module("prefect.server.api.server")  # the first run would, and start a server in a process of its own
        pool.submit(load_models)  # in the seconds that the server takes to start

        hosts = {piece.host: f"127.0.0.1:{server.port}" for piece in world.pieces}
        hosts |= {feed.url.split("/")[2]: f"127.0.0.1:{server.port}" for feed in world.feeds}
        for poll in world.polls:
            tell(f"{poll.at:%a %d %b %H:%M}", poll.number, len(world.polls))
            server.set_poll(poll.number)
            refresh(home=str(home), at=poll.at, hosts=hosts)
    published = open_published(home)
    stories = published.rows(
        "SELECT s.*, count(t.article_id) AS articles FROM stories AS s JOIN story_articles AS t USING (story_id) "
        "GROUP BY ALL ORDER BY s.impact DESC, s.verified_sources DESC, s.story_id"
    )
    told = published.rows(
        "SELECT a.url, s.story_id, s.gate, s.verified_sources FROM articles AS a "
        "JOIN story_articles AS t USING (article_id) JOIN stories AS s USING (story_id) WHERE t.rank = 1"
    )
    by_url = {row["url"]: row for row in told}
    found = outcomes(world, lambda questions: published.ask(list(questions)), by_url)
    return Shown(published=published, stories=stories, outcomes=found)
