"""The flows through a real Prefect server: real fetching, models and DuckDB; retries only where they help."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from prefect import Task, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import TaskRun
from prefect.settings import PREFECT_HOME, PREFECT_SERVER_DATABASE_CONNECTION_URL
from prefect.states import Failed, State

from corroborate.demo import prepare
from corroborate.errors import ConfigError, FetchTransient, StoreError, StoreLocked
from corroborate.published import Published
from corroborate.sample import SampleServer, load_world
from corroborate.wiring import open_house, open_published
from flows import stages
from flows.backfill import backfill
from flows.build import build
from flows.ingest import ingest
from flows.maintain import maintain
from flows.publish import publish
from flows.refresh import refresh

pytestmark = pytest.mark.usefixtures("prefect_server")

ARTICLES = [
    {
        "url": "https://gulltown-gazette.example/pier",
        "outlet": "gulltown-gazette",
        "title": "Pier fire closes Gulltown ferry terminal",
        "published_at": "2026-10-01T08:00:00Z",
        "text": "A fire closed the Gulltown ferry terminal on Thursday morning. Harbour master Oda Lind told the "
        "Gazette that 14 people were treated for smoke. Two ferries were moved to the north quay.",
    },
    {
        "url": "https://sandbay-herald.example/ferry",
        "outlet": "sandbay-herald",
        "title": "Fourteen treated after fire at Gulltown ferry terminal",
        "published_at": "2026-10-01T10:30:00Z",
        "text": "Fourteen people were treated for smoke after a fire closed the ferry terminal in Gulltown, fire "
        "chief Per Holt said in an interview on Thursday. Sailings are expected to resume on Saturday.",
    },
]
OUTLETS = """
[[outlet]]
id = "gulltown-gazette"
name = "Gulltown Gazette"
domains = ["gulltown-gazette.example"]
owner = "Gulltown Press"
kind = "outlet"
status = "vetted"

[[outlet]]
id = "sandbay-herald"
name = "Sandbay Herald"
domains = ["sandbay-herald.example"]
owner = "Sandbay Media"
kind = "outlet"
status = "vetted"
"""


def attempts(
    monkeypatch: pytest.MonkeyPatch, stage: Task[..., Any], after: Callable[[], None] | None = None
) -> list[str]:
    """Record how each attempt at a stage ends; ``after`` is called after each.  What the stage does is unchanged."""
    ended: list[str] = []
    work = stage.fn

    @functools.wraps(work)
    def recorded(*args: Any, **kwargs: Any) -> Any:
        try:
            result = work(*args, **kwargs)
        except Exception as error:
            ended.append(type(error).__name__)
            raise
        else:
            ended.append("done")
            return result
        finally:
            if after is not None:
                after()

    monkeypatch.setattr(stage, "fn", recorded)
    return ended


@contextmanager
def lock_held_elsewhere(store: Path) -> Iterator[Callable[[], None]]:
    """Hold a store's lock in another process until the yielded function is called."""
    code = (
        "import sys; from pathlib import Path; from corroborate.store.lock import WriterLock; "
        "lock = WriterLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        try:
            assert holder.stdout.readline().strip() == "held"

            def let_go() -> None:
                holder.communicate(timeout=30)

            yield let_go
        finally:
            if holder.poll() is None:
                holder.kill()


def empty_store(home: Path) -> None:
    """Make a store with nothing in it."""
    with open_house(home).store():
        pass


def recorded_tasks(state: State[Any]) -> list[TaskRun]:
    """Read a flow run's tasks from the server, which learns of them a moment later."""
    run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        for _ in range(300):
            tasks = client.read_task_runs(flow_run_filter=run)
            if tasks and all(task.state is not None and task.state.is_final() for task in tasks):
                return tasks
            time.sleep(0.2)
    raise AssertionError(f"the server does not know how the tasks ended: {tasks}")


def run_name(state: State[Any]) -> str:
    """Read a flow run's name from the server."""
    with get_client(sync_client=True) as client:
        return client.read_flow_run(state.state_details.flow_run_id).name


def views(published: Published) -> dict[str, int]:
    """Count what stands in the main views."""
    names = ("articles", "article_revisions", "claims", "claim_clusters", "stories")
    return {name: published.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in names}


def test_refresh_replays_two_polls_and_the_same_poll_again_changes_nothing(tmp_path: Path) -> None:
    world = load_world()
    prepare(tmp_path)
    with SampleServer(world) as server:
        hosts = {urlsplit(feed.url).hostname or "": f"127.0.0.1:{server.port}" for feed in world.feeds}
        hosts |= {piece.host: f"127.0.0.1:{server.port}" for piece in world.pieces}
        first, second = world.polls[:2]
        one = refresh(home=str(tmp_path), at=first.at, hosts=hosts)
        before = views(open_published(tmp_path))
        server.set_poll(second.number)
        two = refresh(home=str(tmp_path), at=second.at, hosts=hosts)
        digest = maintain(home=str(tmp_path))["stages"][0]["digest"]
        after = views(open_published(tmp_path))
        state = refresh(home=str(tmp_path), at=second.at, hosts=hosts, return_state=True)
        again = state.result()

    assert [stage["stage"] for stage in one["stages"]] == ["ingest", "build", "publish"]
    assert json.loads(json.dumps([one, two, again])) == [one, two, again]
    assert before["articles"] > 0
    assert before["stories"] > 0
    assert after["articles"] > before["articles"]
    assert one["run_id"] != two["run_id"]
    # The same poll again: every page is known, nothing is built anew, every view says the same.
    assert again["stages"][1]["counts"] == {"unchanged": 1}
    assert maintain(home=str(tmp_path))["stages"][0] == {"stage": "check", "faults": 0, "digest": digest}
    assert views(open_published(tmp_path)) == after
    assert (tmp_path / "published" / "site" / "index.html").is_file()
    assert run_name(state) == f"refresh {tmp_path} {second.at:%Y-%m-%d %H:%M}"
    assert {task.name for task in recorded_tasks(state)} == {
        f"{stage} {again['run_id']}" for stage in ("ingest", "build", "publish")
    }


def test_backfill_loads_the_good_lines_and_counts_the_bad(tmp_path: Path) -> None:
    home, archive, outlets = tmp_path / "home", tmp_path / "archive.jsonl", tmp_path / "register.toml"
    lines = [json.dumps(ARTICLES[0]), '{"url": "https://gulltown-gazette.example/torn', json.dumps(ARTICLES[1])]
    archive.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outlets.write_text(OUTLETS, encoding="utf-8")

    done = backfill(paths=[str(archive)], outlets=str(outlets), home=str(home))

    imported, *rest = done["stages"]
    assert (imported["total"], imported["kept"]) == (3, 2)
    assert sum(imported["dropped"].values()) == 1
    assert [stage["stage"] for stage in rest] == ["build", "publish"]
    published = open_published(home)
    rows = published.rows("SELECT url, outlet_id, text FROM articles ORDER BY url")
    assert rows == [{"url": a["url"], "outlet_id": a["outlet"], "text": a["text"]} for a in ARTICLES]
    # The stages alone find nothing to do and publish the same again.
    count = views(published)
    assert build(home=str(home))["stages"][0]["counts"] == {"unchanged": 1}
    assert publish(home=str(home))["stages"][0]["stage"] == "publish"
    assert views(open_published(home)) == count


def test_backfill_names_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = attempts(monkeypatch, stages.import_files)
    with pytest.raises(ConfigError, match=r"gone\.jsonl: no such file"):
        backfill(paths=[str(tmp_path / "gone.jsonl")], home=str(tmp_path))
    assert ended == ["ConfigError"]


def test_a_locked_store_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_store(tmp_path)
    monkeypatch.setattr(stages.check, "retry_delay_seconds", [0.1])
    with lock_held_elsewhere(tmp_path / "work.duckdb") as let_go:
        ended = attempts(monkeypatch, stages.check, after=let_go)
        state = maintain(home=str(tmp_path), return_state=True)
    assert ended == ["StoreLocked", "done"]
    assert state.is_completed()
    assert state.result()["stages"][0]["faults"] == 0
    task = next(each for each in recorded_tasks(state) if each.name.startswith("check"))
    assert task.name == f"check {state.result()['run_id']}"
    assert task.run_count == 2


def test_a_store_that_stays_locked_fails_after_the_last_retry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_store(tmp_path)
    monkeypatch.setattr(stages.check, "retry_delay_seconds", [0.0])
    ended = attempts(monkeypatch, stages.check)
    with lock_held_elsewhere(tmp_path / "work.duckdb"), pytest.raises(StoreLocked, match="another process"):
        maintain(home=str(tmp_path))
    assert ended == ["StoreLocked"] * (1 + len(stages.RETRY_DELAYS))


def test_a_wrong_configuration_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = attempts(monkeypatch, stages.ingest)
    state = ingest(home=str(tmp_path), return_state=True)
    assert state.is_failed()
    assert ended == ["ConfigError"]
    with pytest.raises(ConfigError, match="no feeds are configured"):
        state.result()
    [task] = recorded_tasks(state)
    assert task.run_count == 1


def test_settings_that_cannot_be_read_fail_the_flow_before_any_stage(tmp_path: Path) -> None:
    (tmp_path / "corroborate.toml").write_text("[fetch]\ntimeuot = 3.0\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"unknown key fetch\.timeuot"):
        ingest(home=str(tmp_path))
    assert not (tmp_path / "work.duckdb").exists()


def test_a_check_without_a_store_fails_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store here yet"):
        maintain(home=str(tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "again"),
    [(StoreLocked("busy"), True), (FetchTransient("reset"), True), (ConfigError("wrong"), False), (OSError(5), False)],
)
def test_only_what_may_pass_is_retried(error: Exception, again: bool) -> None:
    assert stages.is_transient(stages.ingest, TaskRun.model_construct(), Failed(data=error)) is again


def test_nothing_of_the_settings_reaches_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = "canary-51c07e8d"
    home = tmp_path / "home-9b1f6c"
    home.mkdir()
    (home / "corroborate.toml").write_text(f'[fetch]\nuser_agent = "{canary}"\n', encoding="utf-8")
    assert open_house(home).settings.fetch.user_agent == canary
    empty_store(home)
    monkeypatch.setattr(stages.check, "retry_delay_seconds", [0.1])
    with lock_held_elsewhere(home / "work.duckdb") as let_go:
        attempts(monkeypatch, stages.check, after=let_go)
        done = maintain(home=str(home), return_state=True)
    failed = ingest(home=str(home), return_state=True)
    recorded_tasks(done)
    recorded_tasks(failed)

    # The home, a parameter, is found, so the search sees what Prefect keeps; the digest was logged by the task.
    digest = done.result()["stages"][0]["digest"]
    for _ in range(150):
        kept = b"".join(path.read_bytes() for path in prefect_files())
        if home.name.encode() in kept and digest.encode() in kept:
            break
        time.sleep(0.2)
    assert home.name.encode() in kept
    assert digest.encode() in kept
    assert canary.encode() not in kept


def prefect_files() -> list[Path]:
    """List every file Prefect writes to: the server's database, its journal, logs and stored results."""
    database = Path(PREFECT_SERVER_DATABASE_CONNECTION_URL.value().split("///", 1)[1])
    folders = (database.parent, Path(PREFECT_HOME.value()))
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]
