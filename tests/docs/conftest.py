"""The home that the documentation speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest

from corroborate.demo import Shown


@pytest.fixture(scope="session")
def demo_home(replayed: Shown) -> Path:
    """The home of the replayed sample; read it, and copy it where a command may write."""
    return replayed.published.release.parents[1]
