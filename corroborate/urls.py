"""Addresses: canonical form, host, and the host an outlet is known by."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

# Query keys that mark where a reader came from and never what is shown.
# Source: the parameters documented by the analytics and mail tools that add them.
_TRACKING_PREFIXES = ("utm_", "mc_", "pk_", "mtm_", "hsa_")
_TRACKING = frozenset(
    ("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "ocid", "cmpid", "ncid", "smid")
    + ("ref_src", "ref_url", "spm", "xtor", "at_medium", "at_campaign")
)
_DEFAULT_PORT = {"http": 80, "https": 443}


def canonical(url: str, base: str | None = None) -> str | None:
    """Write an address in its one canonical form.

    Lower-case scheme and host, no default port, no fragment, no tracking parameters, sorted query.

    Args:
        url: as found on a page or in a feed.
        base: the page it was found on, for relative addresses.

    Returns:
        The canonical address, or None where it is no http(s) address with a host.
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORT or not parts.hostname:
        return None
    name = parts.hostname.rstrip(".").lower()
    if ":" in name:
        name = f"[{name}]"
    netloc = name if port in (None, _DEFAULT_PORT[scheme]) else f"{name}:{port}"
    query = urlencode(
        sorted(
            (key, value)
            for key, value in parse_qsl(parts.query, keep_blank_values=True)
            if key.lower() not in _TRACKING and not key.lower().startswith(_TRACKING_PREFIXES)
        )
    )
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((scheme, netloc, path, query, ""))


def host(url: str) -> str:
    """Name the host of an address in lower case, without ``www.``; empty where there is none."""
    try:
        name = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return name.rstrip(".").lower().removeprefix("www.")
