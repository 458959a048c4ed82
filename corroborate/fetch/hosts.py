"""What one host is owed within one call: its turn, its pace, its robots.txt, one connection."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from protego import Protego

from corroborate.fetch.addresses import Resolver, host_of, look_up, port_of
from corroborate.fetch.failures import Failed

# A longer Crawl-delay would let one host hold up a whole run; its other pages wait for the next run instead.
_MAX_CRAWL_DELAY = 10.0
_ADDRESSES_TRIED = 3


class Host:
    """One host; requests to it go one after another over one kept connection."""

    def __init__(self, name: str, *, delay: float, context: ssl.SSLContext, slots: asyncio.Semaphore) -> None:
        self.name = name
        self.robots: dict[str, Protego | Failed | None] = {}
        self.robots_lock = asyncio.Lock()
        self.robots_failures = 0
        self._blocked: tuple[str, float] | None = None
        self._delay = delay
        self._slots = slots
        self._lock = asyncio.Lock()
        self._free_at = 0.0
        self._places: dict[int, list[tuple[str, int]]] = {}
        # A pool of its own: connections are pooled by address, and two names behind one address must not share.
        self._transport = httpx2.AsyncHTTPTransport(
            verify=context,
            trust_env=False,
            limits=httpx2.Limits(max_connections=1, max_keepalive_connections=1),
        )

    def slow_down(self, delay: float | None) -> None:
        """Keep the robots.txt Crawl-delay where it asks for more than the settings do."""
        if delay is not None:
            self._delay = max(self._delay, min(delay, _MAX_CRAWL_DELAY))

    def wait_until(self, seconds: float) -> None:
        """Let nobody come for so many seconds from now."""
        self._free_at = max(self._free_at, asyncio.get_running_loop().time() + seconds)

    def block(self, reason: str, seconds: float) -> None:
        """Let nobody come any more in this call: the host has asked for more time than it lasts."""
        self._blocked = (reason, seconds)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for this host's turn and pace, then for a free slot.

        Raises:
            Failed: where the host has asked to be left alone for longer than this call lasts.
        """
        loop = asyncio.get_running_loop()
        async with self._lock:
            if self._blocked is not None:
                reason, seconds = self._blocked
                raise Failed(reason, f"{self.name} asks to wait {seconds:g} s", wait=seconds)
            while (wait := self._free_at - loop.time()) > 0:
                await asyncio.sleep(wait)
            try:
                async with self._slots:
                    yield
            finally:
                self._free_at = max(self._free_at, loop.time() + self._delay)

    async def send(
        self,
        url: httpx2.URL,
        headers: dict[str, str],
        seconds: float,
        resolver: Resolver | None,
        allow_private: bool,
        body: bytes | None = None,
    ) -> httpx2.Response:
        """Send one GET, or a POST where there is a body, to a checked address of this host.

        The caller closes the response.

        Raises:
            Refused: ``forbidden address`` or ``unknown host``.
            httpx2.TransportError: as the client reports it.
        """
        port = port_of(url)
        if port not in self._places:
            self._places[port] = await look_up(self.name, port, resolver, allow_private)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        last: httpx2.TransportError | None = None
        for address, real_port in self._places[port][:_ADDRESSES_TRIED]:
            request = httpx2.Request(
                "GET" if body is None else "POST",
                url.copy_with(host=address, port=real_port),
                headers={"Host": url.netloc.decode("ascii"), **headers},
                content=body,
                extensions={"timeout": timeouts, "sni_hostname": host_of(url)},
            )
            try:
                return await self._transport.handle_async_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                last = error
        raise last or httpx2.ConnectError(f"{self.name} has no address")

    async def close(self) -> None:
        """Close the connection."""
        await self._transport.aclose()
