"""The deployment as an operator makes it: server, work pool, ``prefect deploy --all``, worker, one scheduled pass."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from corroborate.demo import prepare
from corroborate.sample import SampleServer, load_world
from corroborate.store.lock import WriterLock
from corroborate.wiring import open_published

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PREFECT = Path(sys.executable).with_name("prefect")
# Seconds: when to give up; nothing here is a measurement.
PATIENCE = 420.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Prefect's REST API on loopback."""

    url: str

    def call(self, path: str, body: object = None, method: str | None = None) -> Any:
        """GET a path, or POST a body to it."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data=data, method=method, headers={"Content-Type": "application/json"}
        )
        for patience in (1, 2, 4, 8, 16, 0):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    text = answer.read()
                break
            except urllib.error.HTTPError as error:
                # The server says 503 while its database is busy; Prefect's own client tries again, and so do we.
                if error.code != 503 or not patience:
                    raise
                error.close()
                time.sleep(patience)
        return json.loads(text) if text else None


def free_port() -> int:
    """Ask the system for a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> list[int]:
    """List the processes a process started, and theirs; a worker's runs are in sessions of their own."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            child, _, rest = stat.read_text().partition(" (")
            parents.setdefault(int(rest.rpartition(") ")[2].split()[1]), []).append(int(child))
    found, queue = [], [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found


@contextmanager
def running(log: Path, env: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``prefect ARGUMENTS`` while the block runs, and end it with all it started."""
    with log.open("wb") as output:
        process = subprocess.Popen([PREFECT, *arguments], cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            started = descendants(process.pid)
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pid in started:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def wait_for(what: str, look: Callable[[], Any], log: Path, process: subprocess.Popen[bytes]) -> Any:
    """Look until something is found; say what the process wrote where it is not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            if found := look():
                return found
        time.sleep(0.3)
    pytest.fail(f"{what}: not in {PATIENCE:.0f} s; the process wrote:\n{log.read_text(errors='replace')[-6000:]}")


def prefect(env: dict[str, str], *arguments: str) -> str:
    """Run ``prefect ARGUMENTS`` to its end."""
    done = subprocess.run([PREFECT, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_deployed_from_the_checkout_a_scheduled_pass_publishes_and_no_second_one_joins_it(tmp_path: Path) -> None:
    port, home, world = free_port(), tmp_path / "home", load_world()
    api = Api(url=f"http://127.0.0.1:{port}/api")
    env = os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": api.url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "DO_NOT_TRACK": "1",
        "CORROBORATE_HOME": str(tmp_path / "unused"),  # a run that the schedule starts must not write to the checkout
        # Whatever else would leave the machine ends at a port of it where nobody listens.
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"),
        **dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost"),
    }
    server_log, worker_log = tmp_path / "server.log", tmp_path / "worker.log"
    prepare(home)
    with (
        SampleServer(world) as sample,
        running(server_log, env, "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui") as server,
    ):
        wait_for("the server's health", lambda: api.call("/health"), server_log, server)
        prefect(env, "--no-prompt", "work-pool", "create", "corroborate", "--type", "process")
        prefect(env, "--no-prompt", "deploy", "--all")

        scheduled = api.call("/deployments/name/refresh/scheduled")
        assert [s["schedule"]["interval"] for s in scheduled["schedules"] if s["active"]] == [900.0]
        assert scheduled["global_concurrency_limit"]["limit"] == 1
        assert scheduled["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert scheduled["pull_steps"] == [
            {"prefect.deployments.steps.set_working_directory": {"directory": str(ROOT)}}
        ]
        on_demand = api.call("/deployments/name/backfill/on-demand")
        assert on_demand["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        assert on_demand["parameter_openapi_schema"]["required"] == ["paths"]
        daily_check = api.call("/deployments/name/maintain/daily-check")
        [daily] = daily_check["schedules"]
        assert (daily["schedule"]["cron"], daily["active"]) == ("30 4 * * *", True)

        # The scheduler does plan runs; then the schedules are paused, so that none of theirs comes between ours.
        planned = {
            "deployments": {"id": {"any_": [scheduled["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        wait_for("a planned run", lambda: api.call("/flow_runs/filter", planned), server_log, server)
        for deployment in (scheduled, daily_check):
            api.call(f"/deployments/{deployment['id']}/pause_deployment", {})

        hosts = {urlsplit(feed.url).hostname: f"127.0.0.1:{sample.port}" for feed in world.feeds}
        hosts |= {piece.host: f"127.0.0.1:{sample.port}" for piece in world.pieces}
        given = {"home": str(home), "at": world.polls[0].at.isoformat(), "hosts": hosts}

        def start() -> str:
            run = api.call(f"/deployments/{scheduled['id']}/create_flow_run", {"parameters": given})
            return str(run["id"])

        def state(run: str) -> str:
            return str(api.call(f"/flow_runs/{run}")["state"]["type"])

        with running(worker_log, env, "worker", "start", "--pool", "corroborate", "--type", "process") as worker:

            def wait_for_state(run: str, *wanted: str) -> str:
                def reached() -> str | None:
                    now = state(run)
                    return now if now in (*wanted, "COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

                return str(wait_for(f"a run that is {' or '.join(wanted)}", reached, worker_log, worker))

            lock = WriterLock(home / "work.duckdb")
            lock.acquire()  # the first run finds the store locked and waits, so a second one surely meets it
            try:
                first = start()
                assert wait_for_state(first, "RUNNING") == "RUNNING"
                second = start()
                assert wait_for_state(second) == "CANCELLED"
                assert state(first) == "RUNNING"
            finally:
                lock.release()
            assert wait_for_state(first) == "COMPLETED", worker_log.read_text(errors="replace")[-6000:]
            name = api.call(f"/flow_runs/{first}")["name"]

    assert name == f"refresh {home} {world.polls[0].at:%Y-%m-%d %H:%M}"
    assert open_published(home).rows("SELECT count(*) AS n FROM stories")[0]["n"] > 0
    assert (home / "published" / "site" / "index.html").is_file()
    assert not (tmp_path / "unused").exists()
