"""One Prefect server for all tests of flows: it takes most of a minute to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prefect.testing.utilities import prefect_test_harness


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A server with a database of its own, and the settings that point to it."""
    with prefect_test_harness(server_startup_timeout=120):
        yield
