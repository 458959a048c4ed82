"""The one place where ports meet adapters: a house is opened here, and its stages run here."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

import corroborate
from corroborate import ids, outlets, resources, watching
from corroborate.decisions import Rulings, decide, unapplied, undo
from corroborate.embed import SentenceEmbedder
from corroborate.embed_cache import open_cache
from corroborate.errors import ConfigError, StoreError, StoreLocked, UsageError
from corroborate.export import EventWriter, FeedWriter, NinjsWriter, QuestionWriter, StoryWriter
from corroborate.extract import TrafilaturaExtractor
from corroborate.feeds.toml import read_feeds
from corroborate.fetch import HttpFetcher, Resolver
from corroborate.index import Index, write_index
from corroborate.nlp import SpacyParser
from corroborate.outlets import Register
from corroborate.pipeline.build import Built, Progress, Tools, build, tidy
from corroborate.pipeline.imports import import_file
from corroborate.pipeline.ingest import ingest
from corroborate.pipeline.publish import Manifest, publish
from corroborate.published import Published
from corroborate.scoring.beat import load_beat
from corroborate.settings import Settings, load
from corroborate.site import SiteWriter
from corroborate.store import DuckStore
from corroborate.store.parquet import write_parquet
from corroborate.store.release import publish_release
from corroborate.support.scorer import packaged_forest
from corroborate.types import Decision, DecisionKind, Dropped, StageReport, StandingQuestion

__all__ = ["House", "open_house", "open_published", "silent"]


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StandingClock:
    """A clock that shows one moment: a replay's."""

    at: datetime

    def now(self) -> datetime:
        """Return that moment."""
        return self.at


def silent(stage: str, done: int, total: int) -> None:
    """Show no progress."""


# The demonstration loads models in a thread of its own: who comes second waits, and does not load them again.
_LOADING = RLock()


def _parser() -> SpacyParser:
    with _LOADING:
        return _loaded_parser()


@cache
def _loaded_parser() -> SpacyParser:
    return SpacyParser()


def _embedder(name: str) -> SentenceEmbedder:
    with _LOADING:
        return _loaded_embedder(name)


@cache
def _loaded_embedder(name: str) -> SentenceEmbedder:
    return SentenceEmbedder(name)


def load_models(embedder: str = "bundled") -> None:
    """Load the models a build needs, so that the first build of this process does not wait for them."""
    _parser()
    _embedder(embedder)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A home with its settings, its clock and its way to the network."""

    settings: Settings
    clock: SystemClock | StandingClock
    resolver: Resolver | None = None

    @property
    def home(self) -> Path:
        """The folder that holds everything the program writes."""
        return self.settings.home

    # --- what stages work with ----------------------------------------------------------------

    def register(self) -> Register:
        """Merge the packaged register, imported ones and the user's own, later over earlier, field by field."""
        merged = outlets.packaged()
        extra = sorted((self.home / "outlets.d").glob("*.toml"))
        own = self.home / self.settings.outlets
        for path in [*extra, *([own] if own.exists() else [])]:
            merged = outlets.merge(merged, outlets.load_outlets(path, origin=str(path)))
        return Register(outlets=tuple(merged))

    def keep_register(self, path: Path) -> None:
        """Keep an outlets file given with an import, so that later runs know it too."""
        outlets.load_outlets(path, origin=str(path))
        folder = self.home / "outlets.d"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8")
            (folder / f"{ids.content_hash(text)[:12]}.toml").write_text(text, encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{folder}: the outlets file cannot be kept: {error.strerror or error}") from error

    @contextmanager
    def store(self) -> Iterator[DuckStore]:
        """Open the writer's store with the current register."""
        with DuckStore(self.home / "work.duckdb") as store:
            register = sorted(self.register(), key=lambda outlet: outlet.outlet_id)
            if store.outlets() != register:
                store.save_outlets(register)
            yield store

    def _ruled(self, store: DuckStore) -> Register:
        """Lay editors' decisions over the register: who is vetted is read, whatever the files say."""
        register = self.register()
        known = {outlet.outlet_id for outlet in register}
        ruled = Rulings.of(store.decisions()).outlets(register)
        return Register(outlets=tuple(outlet for outlet in ruled if outlet.outlet_id in known))

    def tools(self, store: DuckStore) -> Tools:
        """Load the models and open the caches a build works with."""
        embedder = _embedder(self.settings.models.embedder)
        return Tools(
            store=store,
            parser=_parser(),
            embedder=embedder,
            vectors=open_cache(self.home / "cache" / "vectors", embedder),
            forest=packaged_forest(),
            beat=load_beat(self.settings.beat),
            clock=self.clock,
        )

    # --- stages -------------------------------------------------------------------------------

    def new_run(self) -> str:
        """Name a run by its moment; the id enters no digest."""
        now = self.clock.now()
        return f"{now:%Y%m%dT%H%M%SZ}-{ids.digest('run', now.isoformat(), os.getpid())[2:8]}"

    def _record(self, store: DuckStore, run_id: str, stage: str, started: datetime, report: StageReport) -> None:
        store.save_run(run_id, stage, started, self.clock.now(), [report], self.settings.hash, corroborate.__version__)

    def ingest(self, run_id: str) -> StageReport:
        """Fetch the configured feeds and the pages they name."""
        path = self.home / self.settings.feeds
        if not path.exists():
            raise ConfigError(f"{path}: no feeds are configured (run: corroborate feeds add URL)")
        feeds = read_feeds(path)
        started = self.clock.now()
        with self.store() as store:
            report = ingest(
                feeds,
                self._ruled(store),
                store=store,
                fetcher=HttpFetcher(self.settings.fetch, resolver=self.resolver),
                extractor=TrafilaturaExtractor(self.clock),
                clock=self.clock,
                settings=self.settings,
            )
            self._record(store, run_id, "ingest", started, report)
        return report

    def import_files(
        self, paths: Sequence[Path], run_id: str, on_dropped: Callable[[Dropped], None] | None = None
    ) -> list[StageReport]:
        """Load archived articles, file by file."""
        reports = []
        with self.store() as store:
            register = self._ruled(store)
            for path in paths:
                started = self.clock.now()
                report = import_file(path, register, store=store, clock=self.clock, on_dropped=on_dropped)
                self._record(store, run_id, "import", started, report)
                reports.append(report)
        return reports

    def build(
        self,
        run_id: str,
        progress: Progress = silent,
        force: bool = False,
        on_dropped: Callable[[Dropped], None] | None = None,
    ) -> StageReport:
        """Work out everything new or changed, and write the index of ``ask`` for it.

        ``on_dropped`` is told of each editor's decision that could not be applied.
        """
        started = self.clock.now()
        with self.store() as store:
            tools = self.tools(store)
            whole = (self.home / "index" / "context.json").is_file()
            report, built = build(tools, run_id, progress, force=force or not whole)
            if built is not None:
                self._write_index(built, tools)
                lost = unapplied(built.build.effects)
                store.keep_dropped("build", lost, self.clock.now())
                if on_dropped is not None:
                    for item in lost:
                        on_dropped(item)
            self._record(store, run_id, "build", started, report)
        return report

    def _write_index(self, built: Built, tools: Tools) -> None:
        texts = {key: each.sentences for key, each in built.outlines.items()}
        write_index(
            self.home / "index",
            [told.known for told in built.told],
            {key: each.parse for key, each in built.outlines.items()},
            texts,
            tools.vectors.get(sorted({text for each in texts.values() for text in each})),
            embedder=tools.embedder.name,
            parser=tools.parser.name,
            input_digest=built.input_digest,
        )

    def publish(self, run_id: str) -> StageReport:
        """Make a release of the last build, put it in force, and tell the webhooks what is new in it."""
        started = self.clock.now()
        link = self.home / "published"
        previous = link.resolve() / "current.duckdb" if (link / "current.duckdb").is_file() else None
        options = self.settings.publish
        beat = load_beat(self.settings.beat).name
        with self.store() as store:
            digest = store.input_digest()
            if digest is None:
                raise StoreError(f"{self.home}: nothing is built yet (run: corroborate build)")
            watching.note_webhooks(store, self.settings, link.resolve() / "events.jsonl")
            report = publish(
                self.home,
                store,
                Manifest(
                    run_id=run_id,
                    input_digest=digest,
                    settings_hash=self.settings.hash,
                    code_version=corroborate.__version__,
                ),
                index=self.home / "index",
                parquet=write_parquet,
                writers=(
                    (QuestionWriter(store.questions(), watching.asker(_opener(self.settings)), self.clock.now()),),
                    (
                        SiteWriter(options, beat),
                        FeedWriter(options, beat),
                        StoryWriter(options),
                        NinjsWriter(options, previous),
                        EventWriter(options, previous),
                    ),
                ),
                release=lambda make: publish_release(self.home, run_id, make, options.keep_releases),
            )
            told = watching.serve_webhooks(
                store, self.settings, link.resolve() / "events.jsonl", resolver=self.resolver, environ=os.environ
            )
            report = watching.together(report, told)
            self._record(store, run_id, "publish", started, report)
        return report

    def tidy(self, run_id: str) -> StageReport:
        """Forget what the cache holds beyond the last build."""
        started = self.clock.now()
        with self.store() as store:
            report = tidy(store)
            self._record(store, run_id, "tidy", started, report)
        return report

    # --- editors' decisions -------------------------------------------------------------------

    def decide(self, kind: DecisionKind, names: Sequence[str], *, by: str, reason: str) -> Decision:
        """Make an editor's decision; see :func:`corroborate.decisions.decide`."""
        with self._standing() as store:
            return decide(store, kind, names, by=by, reason=reason, at=self.clock.now())

    def undo(self, decision_id: str, *, by: str, reason: str) -> Decision:
        """Undo an editor's decision; see :func:`corroborate.decisions.undo`."""
        with self._standing() as store:
            return undo(store, decision_id, by=by, reason=reason, at=self.clock.now())

    def decisions(self) -> tuple[list[dict[str, Any]], bool]:
        """List all decisions, oldest first, and say whether they are those last published because a run is writing."""
        query = "FROM decisions ORDER BY decided_at, decision_id"
        try:
            with self._standing() as store:
                return store.rows(query), False
        except StoreLocked:
            return self.published().rows(query), True

    @contextmanager
    def _standing(self) -> Iterator[DuckStore]:
        if not (self.home / "work.duckdb").exists():
            raise StoreError(f"{self.home}: there is no store here yet (run: corroborate run)")
        with self.store() as store:
            yield store

    def published(self) -> Published:
        """Open what is published."""
        return open_published(self.home, self.settings)

    # --- standing questions -------------------------------------------------------------------

    def watch(self, text: str, by: str) -> tuple[StandingQuestion, bool]:
        """Keep a question to be asked at every publish; False where the same text is asked already.

        Raises:
            UsageError: where it says nothing or too much, or nobody is named.
        """
        question = watching.standing(text, by, self.clock.now())
        with self.store() as store:
            added = store.add_question(question)
            [kept] = [each for each in store.questions() if each.question_id == question.question_id]
        return kept, added

    def unwatch(self, question_id: str) -> None:
        """Ask a question no longer.

        Raises:
            UsageError: where none of that id is asked.
        """
        if not (self.home / "work.duckdb").exists():
            raise UsageError(f"{question_id!a}: nothing is watched here")
        with self.store() as store:
            if not store.remove_question(question_id):
                raise UsageError(f"{question_id!a}: no question of that id is watched (see: corroborate watch list)")

    def watched(self, as_published: bool = False) -> list[dict[str, Any]]:
        """List the standing questions, the oldest first, each with its answer in the release in force.

        Args:
            as_published: list those that the release in force answers, which needs no look into the writer's store.

        Raises:
            StoreLocked: where another process is writing.
        """
        release = (self.home / "published").resolve()
        if as_published:
            return watching.as_published(release)
        if not (self.home / "work.duckdb").exists():
            return []
        with self.store() as store:
            questions = store.questions()
        return watching.with_answers(questions, release)


def open_house(
    home: Path,
    config: Path | None = None,
    *,
    at: datetime | None = None,
    hosts: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> House:
    """Read the settings of a home and open it.

    Args:
        home: the folder.
        config: a settings file; None means the home's own.
        at: a moment to replay; None means now.
        hosts: host -> ``address:port`` for hosts that must not be looked up, as the demo's.
        environ: the environment; None means the process's own.

    Raises:
        ConfigError: naming file, key and reason.
    """
    settings = load(home, config, os.environ if environ is None else environ)
    table = {host: _address(target) for host, target in (hosts or {}).items()}
    resolver = (lambda host: [table[host]] if host in table else []) if table else None
    return House(settings=settings, clock=SystemClock() if at is None else StandingClock(at), resolver=resolver)


def _address(target: str) -> tuple[str, int]:
    address, _, port = target.rpartition(":")
    socket.inet_pton(socket.AF_INET, address)
    return address, int(port)


def open_published(home: Path, settings: Settings | None = None) -> Published:
    """Open what a home has published; the models are loaded when the first question needs them."""
    return Published(home, _opener(settings or load(home, None, os.environ)))


def _opener(settings: Settings) -> Callable[[Path], Index]:
    def open_index(folder: Path) -> Index:
        return Index(folder, _parser(), _embedder(settings.models.embedder), packaged_forest())

    return open_index


def doctor(house: House) -> list[tuple[str, str]]:
    """Look at what the program stands on: versions, models, data, disk, feeds."""
    import platform
    import shutil
    from importlib.metadata import version

    rows: list[tuple[str, str]] = [
        ("corroborate", corroborate.__version__),
        ("python", platform.python_version()),
        ("machine", f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"),
    ]
    rows += [
        (name, version(name)) for name in ("duckdb", "prefect", "sentence-transformers", "trafilatura", "feedparser")
    ]
    rows.append(("data", str(resources.data_dir())))
    rows.append(("embedding model", _embedder(house.settings.models.embedder).name + ", hash checked"))
    rows.append(("grammar model", _parser().name + ", hash checked"))
    near = house.home if house.home.exists() else house.home.absolute().parent
    while not near.exists():
        near = near.parent
    rows.append(("free disk", f"{shutil.disk_usage(near).free / 1e9:.1f} GB at {near}"))
    rows.append(("settings", house.settings.hash))
    path = house.home / house.settings.feeds
    rows.append(("feeds", f"{len(read_feeds(path))} in {path}" if path.exists() else f"none ({path} is absent)"))
    return rows


def summary(report: StageReport) -> dict[str, Any]:
    """Lay a report out for logs and Prefect results."""
    return {
        "stage": report.stage,
        "total": report.total,
        "kept": report.kept,
        "dropped": dict(report.dropped_by_reason),
        "counts": dict(report.counts),
    }
