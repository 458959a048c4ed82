"""Flow ``refresh``: one full pass, ingest to publish; what the schedule runs."""

from __future__ import annotations

from typing import Any

from prefect import flow
from pydantic import AwareDatetime

from flows import stages


@flow(name="refresh", flow_run_name=stages.run_name)
def refresh(
    home: str | None = None,
    config: str | None = None,
    at: AwareDatetime | None = None,
    hosts: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Fetch, work out, publish.

    Args:
        home: the folder that holds everything the program writes; None means CORROBORATE_HOME, else ``var``.
        config: a settings file; None means CORROBORATE_CONFIG, else the home's own.
        at: a moment to replay, with its zone; None means now.
        hosts: host -> address:port for hosts that must not be looked up, as the demo's.
    """
    house = stages.open_for_run(home, config, at, hosts)
    run_id = house.new_run()
    return stages.told(
        run_id, [stages.ingest(house, run_id), stages.build(house, run_id), stages.publish(house, run_id)]
    )
