"""The words a page uses for numbers, verdicts, times and addresses, and what is kept off a page."""

from __future__ import annotations

import re
from datetime import datetime

from corroborate import urls

# C0 and C1 controls but tab and line feed (terminal escapes), the marks that reverse the direction of what
# follows them, and code points that are no characters.  Source: Unicode Technical Report 36, section 3.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
# Terminal escape sequences go as a whole, so that no "[31m" is left behind.  Source: ECMA-48, 5.4.
_ESCAPE = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# ICD 203, section D.6: the words for a likelihood and the upper end of each band.
LIKELIHOOD = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
)
NOT_TRUTH = "counts independent origins, not truth"

VERDICTS = {
    "corroborated": "Corroborated",
    "single_source": "Single source",
    "contested": "Contested",
    "unvetted": "Unvetted sources only",
    "retracted": "Retracted",
    "cannot_measure": "Cannot measure",
    "unsupported": "Unsupported",
}
TONES = {"bullish": ("Bullish", "▲"), "neutral": ("Neutral", "■"), "bearish": ("Bearish", "▼")}
CONFLICTS = {
    "number": "Different figures",
    "date": "Different dates",
    "polarity": "Said and denied",
    "modality": "Certain against alleged",
    "update": "A later figure replaces an earlier one",
}
ROLES = {
    "origin": "the origin",
    "reprint": "reprint",
    "rewrite": "rewrite",
    "derivative": "derivative, does not vote",
}


def clean(text: object) -> str:
    """Drop control, direction-override and non-characters from outside text."""
    return _UNSAFE.sub("", _ESCAPE.sub("", str(text)))


def safe_id(value: object) -> bool:
    """Tell whether an id may name a file."""
    return _SAFE_ID.fullmatch(str(value)) is not None


def safe_url(url: object) -> str | None:
    """Return an address a page may link to (http or https with a host), else None."""
    text = clean(url).strip() if url else ""
    if urls.canonical(text) is None or any(character.isspace() for character in text):
        return None
    return text


def safe_language(code: object) -> str | None:
    """Return a language tag a page may carry, else None."""
    return str(code) if code and _LANGUAGE.fullmatch(str(code)) else None


def verified(count: int) -> str:
    """Say a count the way readers know it."""
    if count >= 2:
        return f"Verified by {count} sources"
    return "Single source" if count == 1 else "No independent source"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Say a number of things."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def bounds(low: int, high: int, unverified: int) -> str:
    """Say the bounds of a count and what was left out of it."""
    span = f"between {low} and {high}" if low != high else f"{low} by every rule"
    left = f"; {plural(unverified, 'unverified source')} not counted" if unverified else ""
    return f"{span}{left}"


def likelihood(probability: float) -> str:
    """Say a probability in the words of ICD 203."""
    return next((words for limit, words in LIKELIHOOD if probability <= limit), "almost certain")


def mark(gate: str, verdict: str) -> str | None:
    """Say what a marked story is marked with; None where the gate published it plainly."""
    if gate == "published":
        return None
    return VERDICTS.get(verdict, verdict.replace("_", " ").capitalize())


def day(at: datetime) -> str:
    """Write a day, as in 5 Oct 2026."""
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def moment(at: datetime | None) -> str:
    """Write a moment in UTC, as in 5 Oct 2026, 06:40 UTC."""
    return "time not known" if at is None else f"{day(at)}, {at:%H:%M} UTC"


def iso(at: datetime | None) -> str:
    """Write a moment for machines."""
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
