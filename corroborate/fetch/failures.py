"""How one fetch fails: for good, or for now."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from corroborate.errors import FetchError, FetchTransient
from corroborate.ports import Response


class Refused(FetchError):
    """A fetch that must not be tried again as it stands."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Failed(FetchTransient):
    """A fetch that may succeed later; ``response`` is what to hand over if it never does."""

    def __init__(self, reason: str, detail: str = "", *, wait: float | None = None, response: Response | None = None):
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
        self.wait = wait
        self.response = response


@contextmanager
def translated(seconds: float) -> Iterator[None]:
    """Turn what the HTTP client raises into one of ours.

    Args:
        seconds: how long it was allowed to take, for the message.

    Raises:
        Failed: ``timeout``, ``connection refused`` or ``connection lost``.
        Refused: ``bad address`` or ``tls``.
    """
    try:
        yield
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise Failed("timeout", f"more than {seconds:g} s") from error
    except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
        raise Refused("bad address", str(error)[:200]) from error
    except httpx2.ConnectError as error:
        if _is_tls(error):
            raise Refused("tls", str(error)[:200]) from error
        raise Failed("connection refused", str(error)[:200]) from error
    except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
        raise Failed("connection lost", str(error)[:200]) from error


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
