"""Write ``docs/data-dictionary.md`` from the comments that every view and column of a snapshot carries."""

from __future__ import annotations

import tempfile
from pathlib import Path

from corroborate.store import DuckStore
from corroborate.store.dictionary import data_dictionary

PAGE = Path(__file__).with_name("data-dictionary.md")

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Path(folder) / "current.duckdb"
        with DuckStore(Path(folder) / "work.duckdb") as store:
            store.snapshot(snapshot)
        PAGE.write_text(data_dictionary(snapshot), encoding="utf-8")
