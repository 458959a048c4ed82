"""The stages as Prefect tasks: retried only where trying again unchanged may help; idempotence lives in the store."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import Task, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas import State, TaskRun
from prefect.runtime import flow_run

from corroborate.errors import ConfigError, StoreError, Transient
from corroborate.types import Dropped, StageReport
from corroborate.wiring import House, open_house, summary

P = ParamSpec("P")
R = TypeVar("R")

# Seconds.  The usual cause is another writer: an editor's decision is done in seconds, an import in minutes.
# Together under the schedule's quarter of an hour: a run that waits longer gives way to the next one.
RETRY_DELAYS = (5.0, 15.0, 60.0, 120.0, 300.0)
# Lines of an import set aside that the log names; the store keeps every one.
_NAMED = 20


# --- what the flows are named and opened with ---------------------------------------------------


def home_of(home: str | None) -> str:
    """Find the home as the command line does: what is given, else the environment's, else ``var``."""
    return home or os.environ.get("CORROBORATE_HOME") or "var"


def run_name() -> str:
    """Name a flow run for people: what runs, where, and as of when."""
    given: Mapping[str, Any] = flow_run.parameters or {}
    moment = given.get("at") or flow_run.scheduled_start_time
    return f"{flow_run.flow_name} {home_of(given.get('home'))} {str(moment)[:16].replace('T', ' ')}"


def open_for_run(
    home: str | None, config: str | None, at: datetime | None = None, hosts: Mapping[str, str] | None = None
) -> House:
    """Open the house a flow was started for.

    Args:
        home: the folder that holds everything the program writes; None means the environment's, else ``var``.
        config: a settings file; None means the environment's, else the home's own.
        at: a moment to replay, with its zone; None means now.
        hosts: host -> ``address:port`` for hosts that must not be looked up.

    Raises:
        ConfigError: naming file, key and reason.
    """
    path = config or os.environ.get("CORROBORATE_CONFIG")
    return open_house(Path(home_of(home)), Path(path) if path else None, at=at, hosts=hosts)


def told(run_id: str, stages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Lay out what a flow did, as plain values."""
    return {"run_id": run_id, "stages": [dict(stage) for stage in stages]}


# --- how a stage becomes a task -----------------------------------------------------------------


def is_transient(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Retry a busy store or a lost connection, never a wrong configuration."""
    return isinstance(state.result(raise_on_failure=False), Transient)


def stage(work: Callable[P, R]) -> Task[P, R]:
    """Make a task of a stage, named after the stage and the run.

    Nothing of it is cached or persisted: what a stage did stands in the store's table of runs,
    and the house it is given holds settings that must not be written anywhere else.
    """
    as_task = task(
        task_run_name=work.__name__.replace("_", "-") + " {run_id}",
        retries=len(RETRY_DELAYS),
        retry_delay_seconds=list(RETRY_DELAYS),
        retry_condition_fn=is_transient,
        cache_policy=NO_CACHE,
        persist_result=False,
    )
    return as_task(work)


def _log(report: StageReport) -> dict[str, Any]:
    """Log what a stage did in one line and return it as plain values."""
    plain = summary(report)
    counts = ", ".join(f"{name} {number}" for name, number in {**plain["counts"], **plain["dropped"]}.items())
    get_run_logger().info("%s: %d of %d kept (%s)", report.stage, report.kept, report.total, counts or "nothing else")
    return plain


# --- the stages ---------------------------------------------------------------------------------


@stage
def ingest(house: House, run_id: str) -> dict[str, Any]:
    """Fetch feeds and pages."""
    return _log(house.ingest(run_id))


@stage
def import_files(house: House, run_id: str, paths: Sequence[str], outlets: str | None = None) -> list[dict[str, Any]]:
    """Load archived articles; a bad line is set aside and named, and stops nothing."""
    logger, named = get_run_logger(), 0

    def name(item: Dropped) -> None:
        nonlocal named
        named += 1
        if named <= _NAMED:  # outside text goes into the log as ASCII, so that it cannot command a terminal
            logger.warning("set aside: %s: %s: %s", ascii(item.where), ascii(item.reason), ascii(item.detail))

    files = [Path(path) for path in paths]
    absent = [str(path) for path in files if not path.is_file()]
    if absent or not files:
        raise ConfigError(f"{', '.join(absent)}: no such file" if absent else "no file is named to import")
    if outlets is not None:
        house.keep_register(Path(outlets))
    reports = [_log(report) for report in house.import_files(files, run_id, name)]
    if named > _NAMED:
        logger.warning("set aside: %d more; the store keeps each with its file, line and reason", named - _NAMED)
    return reports


@stage
def build(house: House, run_id: str) -> dict[str, Any]:
    """Work out copies, claims, clusters, counts and stories."""
    logger = get_run_logger()

    def progress(name: str, done: int, total: int) -> None:
        if done == total:
            logger.info("build: %s: %d", name, total)

    def name(item: Dropped) -> None:
        logger.warning("build: %s %s: %s", ascii(item.subject), item.reason, ascii(item.detail))

    return _log(house.build(run_id, progress, on_dropped=name))


@stage
def publish(house: House, run_id: str) -> dict[str, Any]:
    """Put a release in force."""
    return _log(house.publish(run_id))


@stage
def tidy(house: House, run_id: str) -> dict[str, Any]:
    """Forget what the cache holds beyond the last build."""
    return _log(house.tidy(run_id))


@stage
def check(house: House, run_id: str) -> dict[str, Any]:  # noqa: ARG001 - the run's id names the task
    """Check the integrity of the store; every fault is named in the log.

    Raises:
        StoreError: where there is a fault, or no store.
    """
    if not (house.home / "work.duckdb").exists():
        raise StoreError(f"{house.home}: there is no store here yet (run: corroborate run)")
    with house.store() as store:
        faults = store.check()
        digest = store.digest()
    for fault in faults:
        get_run_logger().error("check: %s", fault)
    if faults:
        raise StoreError(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} found; the first: {faults[0]}")
    get_run_logger().info("check: no faults, digest %s", digest)
    return {"stage": "check", "faults": 0, "digest": digest}
