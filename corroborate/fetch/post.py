"""Posts to addresses that the user named, by the same rules as fetching: checked addresses only, bounded in time.

A redirect is not followed: it would carry a signed body to somebody whom nobody named.  What comes back is not read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx2

from corroborate.fetch.addresses import Resolver, host_of, split
from corroborate.fetch.failures import Failed, Refused, translated
from corroborate.fetch.hosts import Host

# Seconds for all letters of one parcel: a receiver that is slow but well must not hold up the run for long.
_LONGEST = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One body to post."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What one address is to get: letters, one after another."""

    url: str
    letters: Sequence[Letter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How many of a parcel's letters arrived, and why the next did not; empty where all did."""

    delivered: int
    failure: str = ""


class HttpPoster:
    """Posts over HTTP.

    Args:
        user_agent: who we are.
        timeout: seconds for one letter.
        allow_private: also post to addresses inside the house, loopback among them.
        resolver: maps hosts to (address, port), unchecked; for hosts it knows, DNS is not asked.
    """

    def __init__(
        self, *, user_agent: str, timeout: float, allow_private: bool = False, resolver: Resolver | None = None
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._allow_private = allow_private
        self._resolver = resolver

    def post(self, parcels: Sequence[Parcel]) -> list[Receipt]:
        """Post every parcel, all at once; the letters of one in their order, up to the first that is not taken.

        Never raises for one address.  A letter is taken where the answer is a 2xx.
        """
        if not parcels:
            return []
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self._all(parcels))
        with ThreadPoolExecutor(1) as pool:  # inside somebody else's event loop
            return pool.submit(asyncio.run, self._all(parcels)).result()

    async def _all(self, parcels: Sequence[Parcel]) -> list[Receipt]:
        return list(await asyncio.gather(*(self._one(parcel) for parcel in parcels)))

    async def _one(self, parcel: Parcel) -> Receipt:
        loop = asyncio.get_running_loop()
        ends, delivered = loop.time() + max(_LONGEST, self._timeout), 0
        host: Host | None = None
        try:
            url = split(parcel.url)
            context, slots = httpx2.create_ssl_context(), asyncio.Semaphore(1)
            host = Host(host_of(url), delay=0.0, context=context, slots=slots)
            for letter in parcel.letters:
                if loop.time() >= ends:
                    raise Failed("slow")
                await self._letter(host, url, letter)
                delivered += 1
        except (Refused, Failed) as error:
            return Receipt(delivered=delivered, failure=error.reason)
        finally:
            if host is not None:
                await host.close()
        return Receipt(delivered=delivered)

    async def _letter(self, host: Host, url: httpx2.URL, letter: Letter) -> None:
        headers = {"User-Agent": self._user_agent, **letter.headers}
        with translated(self._timeout):
            async with asyncio.timeout(self._timeout):
                response = await host.send(
                    url, headers, self._timeout, self._resolver, self._allow_private, letter.body
                )
                await response.aclose()
        if not 200 <= response.status_code < 300:
            raise Refused(f"http {response.status_code}")
