"""The network: fetches feeds and pages politely, and never anything inside the house."""

from __future__ import annotations

from corroborate.fetch.addresses import Resolver, is_public
from corroborate.fetch.client import HttpFetcher
from corroborate.fetch.post import HttpPoster, Letter, Parcel, Receipt

__all__ = ["HttpFetcher", "HttpPoster", "Letter", "Parcel", "Receipt", "Resolver", "is_public"]
