"""The store: DuckDB behind the ``Store`` port, its analyst views, snapshots and releases."""

from __future__ import annotations

from corroborate.store.duck import DuckStore
from corroborate.store.views import VIEW_NAMES

__all__ = ["VIEW_NAMES", "DuckStore"]
