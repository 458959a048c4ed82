"""What every test stands on: the real models, no outside network, no model hub, and a Prefect home that is nobody's."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

from corroborate.demo import Shown, replay
from corroborate.embed import SentenceEmbedder
from corroborate.nlp import SpacyParser

# Prefect and the model libraries read these when they are imported, which nothing above does.
os.environ |= {"HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1"}
for _name in list(os.environ):
    # The flags of the tests themselves stay; whatever else the caller has set would change what is tested.
    if _name.startswith(("PREFECT_", "CORROBORATE_")) and not _name.startswith("CORROBORATE_REQUIRE_"):
        del os.environ[_name]
_PREFECT_HOME = tempfile.mkdtemp(prefix="corroborate-tests-prefect-")
os.environ |= {"PREFECT_HOME": _PREFECT_HOME, "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}

_LOOPBACK = ["127.0.0.1", "::1", "localhost"]

# No test may fail because the machine is slow: hypothesis's own deadline and its check for slow data are timed.
_PATIENT = (HealthCheck.too_slow,)
settings.register_profile("ours", deadline=None, suppress_health_check=_PATIENT)
settings.register_profile("full", deadline=None, suppress_health_check=_PATIENT, max_examples=2000)
settings.load_profile("ours")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ban connections to any address but loopback, in every test."""
    socket_allow_hosts(_LOOPBACK, allow_unix_socket=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the Prefect home of this run of the tests."""
    shutil.rmtree(_PREFECT_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def parser() -> SpacyParser:
    """The real grammar model, loaded once a session."""
    return SpacyParser()


@pytest.fixture(scope="session")
def embedder() -> SentenceEmbedder:
    """The real embedding model, loaded once a session."""
    return SentenceEmbedder()


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """One Prefect server for every test that runs a flow: it takes half a minute to start."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def replayed(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The sample's eight polls, replayed once a session through the flow ``refresh``."""
    return replay(tmp_path_factory.mktemp("replayed") / "home", lambda moment, number, total: None)
