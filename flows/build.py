"""Flow ``build``: that stage alone."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows import stages


@flow(name="build", flow_run_name=stages.run_name)
def build(home: str | None = None, config: str | None = None) -> dict[str, Any]:
    """Work out everything new or changed.

    Args:
        home: the folder that holds everything the program writes; None means CORROBORATE_HOME, else ``var``.
        config: a settings file; None means CORROBORATE_CONFIG, else the home's own.
    """
    house = stages.open_for_run(home, config)
    run_id = house.new_run()
    return stages.told(run_id, [stages.build(house, run_id)])
