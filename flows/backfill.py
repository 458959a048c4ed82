"""Flow ``backfill``: archived articles into the store, then build and publish."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows import stages


@flow(name="backfill", flow_run_name=stages.run_name)
def backfill(
    paths: list[str], outlets: str | None = None, home: str | None = None, config: str | None = None
) -> dict[str, Any]:
    """Load archived articles, work everything out, publish.

    Args:
        paths: JSON Lines or Parquet files, as the worker sees them.
        outlets: a register kept in the home and added over the packaged one.
        home: the folder that holds everything the program writes; None means CORROBORATE_HOME, else ``var``.
        config: a settings file; None means CORROBORATE_CONFIG, else the home's own.
    """
    house = stages.open_for_run(home, config)
    run_id = house.new_run()
    imported = stages.import_files(house, run_id, paths, outlets)
    return stages.told(run_id, [*imported, stages.build(house, run_id), stages.publish(house, run_id)])
