"""The static site: what readers see of a finished snapshot."""

from __future__ import annotations

from corroborate.site.writer import Config, SiteWriter

__all__ = ["Config", "SiteWriter"]
