"""Fetches many addresses: async inside, a plain call outside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import stamina
from protego import Protego

from corroborate.fetch import body
from corroborate.fetch.addresses import Resolver, host_of, split
from corroborate.fetch.failures import Failed, Refused, translated
from corroborate.fetch.hosts import Host
from corroborate.ports import Response
from corroborate.settings import FetchSettings
from corroborate.types import Dropped

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_TRANSIENT = frozenset((408, 425, 429, 500, 502, 503, 504))
_MAX_REDIRECTS = 5
# RFC 9309, 2.5: a crawler must read at least 500 KiB of robots.txt.
_ROBOTS_BYTES = 512_000
# A host that asks for no more than this many seconds gets them within the call; else it is left alone.
_SHORT_WAIT = 5.0
_FIRST_BACKOFF, _MAX_BACKOFF = 0.2, 3.0
_LONGEST_RETRY_AFTER = 7 * 86400.0

# Every retry is logged by stamina; where nobody configured logging, that is no news for the terminal.
logging.getLogger("stamina").addHandler(logging.NullHandler())

Validators = Mapping[str, tuple[str | None, str | None]]


class HttpFetcher:
    """Keeps the contract of :class:`corroborate.ports.Fetcher` over HTTP.

    A Response is a success (2xx), a 304, a 410 with its notice as body, or a 429 or 503 whose ``retry_after`` says
    when to come back; any other status is Dropped.  ``Response.url`` is where the redirects ended.
    Proxies from the environment are not used: they would look names up out of our sight.
    """

    def __init__(self, settings: FetchSettings, *, resolver: Resolver | None = None) -> None:
        """Prepare a fetcher.

        Args:
            settings: limits and manners.
            resolver: maps hosts to (address, port), unchecked; for hosts it knows, DNS is not asked.
        """
        self._settings = settings
        self._resolver = resolver

    def fetch(self, urls: Sequence[str], validators: Validators | None = None) -> list[Response | Dropped]:
        """Fetch each address once, politely; see :class:`corroborate.ports.Fetcher`.

        ``settings.timeout`` is the budget of one address for all its redirects and retries, not counting the time
        it waits for its host's turn.
        """
        if not urls:
            return []
        call = _Call(self._settings, self._resolver, validators or {})
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(call.all(urls))
        with ThreadPoolExecutor(1) as pool:  # inside somebody else's event loop
            return pool.submit(asyncio.run, call.all(urls)).result()


class _Budget:
    """Seconds left to one address; runs only while something is done for it."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    async def __aenter__(self) -> None:
        self._began = asyncio.get_running_loop().time()
        self._timeout = asyncio.timeout(max(self.left, 0.001))
        await self._timeout.__aenter__()

    async def __aexit__(self, *error: object) -> None:
        self.left -= asyncio.get_running_loop().time() - self._began
        await self._timeout.__aexit__(*error)  # type: ignore[arg-type]


class _Call:
    """One call of fetch, with everything it shares between addresses."""

    def __init__(self, settings: FetchSettings, resolver: Resolver | None, validators: Validators) -> None:
        self._settings = settings
        self._resolver = resolver
        self._validators = validators
        self._hosts: dict[str, Host] = {}
        self._agent = settings.user_agent.split("/", 1)[0].split(" ", 1)[0] or "corroborate"

    async def all(self, urls: Sequence[str]) -> list[Response | Dropped]:
        self._slots = asyncio.Semaphore(max(1, self._settings.concurrency))
        self._context = httpx2.create_ssl_context()
        unique = list(dict.fromkeys(urls))
        try:
            results = await asyncio.gather(*(self._one(url) for url in unique))
        finally:
            for host in self._hosts.values():
                await host.close()
        by_url = dict(zip(unique, results, strict=True))
        return [by_url[url] for url in urls]

    async def _one(self, url: str) -> Response | Dropped:
        budget = _Budget(self._settings.timeout)
        try:
            async for attempt in stamina.retry_context(
                on=lambda error: self._again(error, budget),
                attempts=max(1, self._settings.attempts),
                timeout=None,
                wait_initial=_FIRST_BACKOFF,
                wait_max=_MAX_BACKOFF,
            ):
                with attempt:
                    return await self._follow(url, budget)
        except Failed as error:
            if error.response is not None:
                return error.response
            return Dropped(subject=url, reason=error.reason, detail=error.detail)
        except Refused as error:
            return Dropped(subject=url, reason=error.reason, detail=error.detail)
        raise AssertionError("retrying ends by returning or raising")

    def _again(self, error: Exception, budget: _Budget) -> bool | float:
        if not isinstance(error, Failed) or budget.left <= 0:
            return False
        if error.wait is None:
            return True
        return error.wait if error.wait <= min(_SHORT_WAIT, budget.left) else False

    async def _follow(self, url: str, budget: _Budget) -> Response:
        target = split(url)
        etag, modified = self._validators.get(url, (None, None))
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value and value.isprintable()}
        for _ in range(_MAX_REDIRECTS + 1):
            host = self._host(target)
            if self._settings.robots:
                await self._ask_robots(host, target, budget)
            result = await self._hop(host, target, headers, budget, self._settings.max_bytes)
            if isinstance(result, Response):
                return result
            target = result
        raise Refused("too many redirects", f"more than {_MAX_REDIRECTS}")

    def _host(self, url: httpx2.URL) -> Host:
        name = host_of(url)
        if name not in self._hosts:
            self._hosts[name] = Host(
                name, delay=self._settings.per_host_delay, context=self._context, slots=self._slots
            )
        return self._hosts[name]

    async def _hop(
        self, host: Host, url: httpx2.URL, headers: dict[str, str], budget: _Budget, cap: int
    ) -> Response | httpx2.URL:
        """Make one request: the answer, or where it sends us."""
        own = {"User-Agent": self._settings.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        async with host.turn():
            with translated(self._settings.timeout):
                async with budget:
                    response = await host.send(
                        url, own | headers, budget.left, self._resolver, self._settings.allow_private
                    )
                    try:
                        return await self._read(host, url, response, cap)
                    finally:
                        await response.aclose()

    async def _read(self, host: Host, url: httpx2.URL, response: httpx2.Response, cap: int) -> Response | httpx2.URL:
        status, headers = response.status_code, response.headers
        if status in _REDIRECTS and headers.get("location"):
            try:
                target = url.join(headers["location"])
            except (httpx2.InvalidURL, ValueError) as error:
                raise Refused("bad address", "redirect to an unreadable address") from error
            return split(str(target))
        wait = _retry_after(headers.get("retry-after"))
        if status in _TRANSIENT:
            answer = None
            if wait is not None:
                if wait <= _SHORT_WAIT:
                    host.wait_until(wait)
                if status in (429, 503):
                    answer = Response(url=str(url), status=status, body=b"", retry_after=wait)
                    if wait > _SHORT_WAIT:
                        host.block(f"http {status}", wait)
            raise Failed(f"http {status}", wait=wait, response=answer)
        if status != 304 and status != 410 and not 200 <= status < 300:
            raise Refused(f"http {status}")
        data = b""
        if status != 304:
            length = headers.get("content-length", "")
            if length.isdecimal() and int(length) > cap:
                raise Refused("too large", f"{length} bytes")
            data = await body.read(response.aiter_raw(), headers.get("content-encoding", ""), cap)
        return Response(
            url=str(url),
            status=status,
            body=data,
            content_type=headers.get("content-type", ""),
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            retry_after=wait,
        )

    async def _ask_robots(self, host: Host, url: httpx2.URL, budget: _Budget) -> None:
        place = f"{url.scheme}://{url.netloc.decode('ascii')}"
        async with host.robots_lock:
            if place not in host.robots:
                rules = await self._fetch_robots(url.copy_with(raw_path=b"/robots.txt"), budget)
                if isinstance(rules, Failed) and host.robots_failures + 1 < self._settings.attempts:
                    host.robots_failures += 1
                    raise rules  # the page's own retry asks again
                host.robots[place] = rules
            rules = host.robots[place]
        if isinstance(rules, Failed):  # RFC 9309: rules that exist but cannot be read forbid everything
            raise Refused("robots" if rules.reason.startswith("http") else rules.reason, f"robots.txt: {rules}")
        if rules is None:
            return
        host.slow_down(rules.crawl_delay(self._agent))
        if not rules.can_fetch(str(url), self._agent):
            raise Refused("robots", "disallowed by robots.txt")

    async def _fetch_robots(self, url: httpx2.URL, budget: _Budget) -> Protego | Failed | None:
        """Read a robots.txt; None where there is none, Failed where we cannot know (RFC 9309, 2.3.1)."""
        target = url
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                result = await self._hop(self._host(target), target, {}, budget, _ROBOTS_BYTES)
                if isinstance(result, Response):
                    return Protego.parse(result.body.decode("utf-8", "replace")) if result.status < 300 else None
                target = result
        except Failed as error:
            return error
        except Refused as error:
            if error.reason in ("forbidden address", "unknown host", "tls"):
                raise  # the page lies on the same host: say what is wrong with it
        return None


def _retry_after(value: str | None) -> float | None:
    """Read a Retry-After header as seconds from now."""
    if not value:
        return None
    text = value.strip()
    if text.isdecimal() and len(text) < 12:
        return min(float(text), _LONGEST_RETRY_AFTER)
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), _LONGEST_RETRY_AFTER)
