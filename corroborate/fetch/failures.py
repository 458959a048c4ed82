"""How one fetch fails: for good, or for now."""

from __future__ import annotations

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
