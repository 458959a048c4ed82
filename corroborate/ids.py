"""Stable identifiers: digests of what a thing is, never of when or where it was computed.

An id is a letter for its kind, a version digit for the recipe, and 16 hexadecimal digits
of a BLAKE2b digest.  The same parts give the same id on every machine and in every order of work.
"""

from __future__ import annotations

import hashlib
from typing import Literal

Kind = Literal[
    "article", "feed", "story", "origin", "claim", "cluster", "frame", "event", "decision", "run", "question"
]

_LETTER: dict[Kind, str] = {
    "article": "a",
    "feed": "f",
    "story": "s",
    "origin": "o",
    "claim": "c",
    "cluster": "k",
    "frame": "g",
    "event": "e",
    "decision": "d",
    "run": "r",
    "question": "q",
}
_RECIPE = "1"
_SEPARATOR = b"\x1f"


def digest(kind: Kind, *parts: str | int) -> str:
    """Make the id of one thing.

    Args:
        kind: what the thing is.
        parts: what makes it that thing and no other, in a fixed order.

    Returns:
        18 characters, for example ``a1`` and 16 hexadecimal digits.
    """
    raw = _SEPARATOR.join(str(part).encode("utf-8", "surrogatepass") for part in parts)
    return _LETTER[kind] + _RECIPE + hashlib.blake2b(raw, digest_size=8, person=kind.encode()).hexdigest()


def content_hash(*texts: str) -> str:
    """Hash texts whose change must be noticed.

    Returns:
        32 hexadecimal digits of BLAKE2b.
    """
    raw = _SEPARATOR.join(text.encode("utf-8", "surrogatepass") for text in texts)
    return hashlib.blake2b(raw, digest_size=16).hexdigest()
