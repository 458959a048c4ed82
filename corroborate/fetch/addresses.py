"""Which addresses may be connected to: only public ones, checked after the one and only look-up.

A page or feed may name any host, and a host may resolve to anything: to the router, to a cloud's metadata
service, to a database on this machine.  Source: OWASP, Server-Side Request Forgery Prevention Cheat Sheet;
IANA special-purpose address registries.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Callable, Sequence

import httpx2

from corroborate.fetch.failures import Failed, Refused

Resolver = Callable[[str], Sequence[tuple[str, int]]]
"""Maps a host to addresses and ports to use instead of DNS, unchecked; empty for hosts it does not know."""

# ``is_global`` says yes to these (measured on Python 3.11): they reach IPv4 through a translator or relay.
_TRANSLATED = tuple(
    ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}")


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet.

    Args:
        address: an IPv4 or IPv6 literal.
    """
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def split(url: str) -> httpx2.URL:
    """Parse an address and refuse what no fetch may use.

    Raises:
        Refused: ``bad address``, ``forbidden scheme`` or ``forbidden address``.
    """
    try:
        parsed = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise Refused("bad address", str(error)[:200]) from error
    if parsed.scheme not in _PORTS:
        raise Refused("forbidden scheme", parsed.scheme[:40] or "none")
    host = parsed.raw_host.decode("ascii", "replace")
    if not host or (":" not in host and not _HOST.fullmatch(host)) or not 0 < (parsed.port or 1) < 65_536:
        raise Refused("bad address", "no usable host and port")
    if parsed.userinfo:
        raise Refused("forbidden address", "credentials in the address")
    return parsed.copy_with(fragment=None)


def host_of(url: httpx2.URL) -> str:
    """Name the host as it goes over the wire: lower case, no final dot."""
    return url.raw_host.decode("ascii").lower().rstrip(".")


def port_of(url: httpx2.URL) -> int:
    """Name the port, the scheme's own where none is given."""
    return url.port or _PORTS[url.scheme]


async def look_up(host: str, port: int, resolver: Resolver | None, allow_private: bool) -> list[tuple[str, int]]:
    """Find where to connect; every address of the host must be allowed, or none is.

    Raises:
        Refused: ``forbidden address``, or ``unknown host``.
        Failed: ``unknown host``, where the name server could not answer just now.
    """
    mapped = resolver(host) if resolver is not None else ()
    if mapped:
        return list(mapped)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise Failed("unknown host", host) from error
        raise Refused("unknown host", host) from error
    except (OSError, UnicodeError) as error:
        raise Refused("unknown host", host) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                raise Refused("forbidden address", f"{host} is at {address}")
    return [(address, port) for address in addresses]
