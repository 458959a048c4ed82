"""Publish: one release folder with snapshot, Parquet, pages, feeds and the index of ``ask``, put in force at once."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import orjson

from corroborate.errors import StoreError
from corroborate.ports import Store, Writer
from corroborate.types import StageReport

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a release was made from."""

    run_id: str
    input_digest: str
    settings_hash: str
    code_version: str


def publish(
    home: Path,
    store: Store,
    manifest: Manifest,
    *,
    index: Path,
    parquet: Callable[[Path, Path], StageReport],
    writers: Sequence[Sequence[Writer]],
    release: Callable[[Callable[[Path], None]], Path],
) -> StageReport:
    """Make a release of the last build.

    Args:
        home: the store's folder.
        store: where the snapshot comes from.
        manifest: names the run and what it was made from.
        index: the folder of the last build's index.
        parquet: writes every view of a snapshot as Parquet.
        writers: of answers, pages, feeds, story files and events, in rounds: those of one round write side by side,
            and may read what earlier rounds wrote.
        release: makes a folder aside, fills it and puts it in force.

    Raises:
        StoreError: where the index is not of the last build.
    """
    if not index.is_dir():
        raise StoreError(f"{home}: nothing is built yet (run: corroborate build)")
    counts: Counter[str] = Counter()

    def make(folder: Path) -> None:
        snapshot = folder / "current.duckdb"
        store.snapshot(snapshot)
        counts["views"] = parquet(snapshot, folder / "parquet").kept
        shutil.copytree(index, folder / "index")
        for some in writers:
            with ThreadPoolExecutor(max_workers=len(some)) as pool:
                for written in pool.map(lambda writer: writer.write(snapshot, folder), some):
                    counts[written.stage] += written.kept
        (folder / MANIFEST).write_bytes(
            orjson.dumps({name: getattr(manifest, name) for name in Manifest.__dataclass_fields__})
        )

    release(make)
    return StageReport(stage="publish", total=counts.total(), kept=counts.total(), counts=dict(sorted(counts.items())))
