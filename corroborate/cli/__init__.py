"""The command ``corroborate``."""

from __future__ import annotations

from corroborate.cli.app import main

__all__ = ["main"]
