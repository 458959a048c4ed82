"""Flow ``maintain``: look after the store without fetching anything."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows import stages


@flow(name="maintain", flow_run_name=stages.run_name)
def maintain(home: str | None = None, config: str | None = None) -> dict[str, Any]:
    """Check the integrity of the store and tidy its cache; a fault fails the run and is named.

    Args:
        home: the folder that holds everything the program writes; None means CORROBORATE_HOME, else ``var``.
        config: a settings file; None means CORROBORATE_CONFIG, else the home's own.
    """
    house = stages.open_for_run(home, config)
    run_id = house.new_run()
    return stages.told(run_id, [stages.check(house, run_id), stages.tidy(house, run_id)])
