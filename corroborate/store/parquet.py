"""Every analyst view as one Parquet file."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from corroborate.errors import StoreError
from corroborate.store.connection import one_line, open_snapshot
from corroborate.store.views import VIEWS
from corroborate.types import StageReport

# Rows a row group: large enough to compress, small enough that texts of articles fit in memory.
_BATCH = 20_000


def write_parquet(snapshot: Path, folder: Path) -> StageReport:
    """Write ``VIEW.parquet`` for every view, rows in the view's order, comments as field metadata.

    Args:
        snapshot: a published ``current.duckdb``.
        folder: made where it does not exist.

    Returns:
        Views written, and rows by view.

    Raises:
        StoreError: if the snapshot cannot be read or a file cannot be written.
    """
    counts: dict[str, int] = {}
    con = open_snapshot(snapshot)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for view in VIEWS:
            comments = {each.name: each.about for each in view.columns}
            path = folder / f"{view.name}.parquet"
            temporary = path.with_name(f".{path.name}.tmp")
            counts[view.name] = _write(con.table(view.name), temporary, comments)
            os.replace(temporary, path)
    except duckdb.Error as error:
        raise StoreError(f"{snapshot}: cannot be read: {one_line(error)}") from error
    except OSError as error:
        raise StoreError(f"{folder}: cannot write Parquet: {error.strerror or one_line(error)}") from error
    finally:
        con.close()
    return StageReport(stage="parquet", total=len(VIEWS), kept=len(VIEWS), counts=counts)


def _write(view: duckdb.DuckDBPyRelation, path: Path, comments: dict[str, str]) -> int:
    reader = view.to_arrow_reader(_BATCH)
    schema = pa.schema(
        [
            field.with_metadata({"comment": comments[field.name]}) if field.name in comments else field
            for field in reader.schema
        ]
    )
    written = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))
            written += batch.num_rows
    return written
