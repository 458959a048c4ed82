"""Times as feeds and wires write them.

A time is an instant only where its zone is written; otherwise it is kept as the local time it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})"
    r"(?:[T\s]+(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<z>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:[^\W\d]{2,10}\.?,?\s+)?(?P<d>\d{1,2})[\s-](?P<m>[A-Za-z]{3,9})\.?,?[\s-](?P<y>\d{4}|\d{2})"
    r"(?:,?\s+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?\s*(?P<z>[A-Za-z]{1,5}|[+-]\d{2}:?\d{2})?(?:\s*\([^()]*\))?)?"
)
_ASCTIME = re.compile(
    r"[A-Za-z]{3,9},?\s+(?P<m>[A-Za-z]{3,9})\s+(?P<d>\d{1,2}),?\s+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?\s+"
    r"(?:(?P<z>[A-Za-z]{1,5}|[+-]\d{4})\s+)?(?P<y>\d{4})"
)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
# Zone names with one meaning only.  RFC 822 names the first line; BST, IST, AST and the like mean several and are left.
_ZONES = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0}
_ZONES |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONES |= {"WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """One reading: ``utc`` where a zone was written, else ``local`` (ISO 8601); both None where nothing was read."""

    utc: datetime | None = None
    local: str | None = None
    warning: str | None = None


def read(value: object) -> Stamp:
    """Read a time in ISO 8601 (extended, basic or with a blank), RFC 822 or asctime form.

    Returns:
        A Stamp; unreadable text gives neither time, and a warning.
    """
    text = " ".join(value.split())[:80] if isinstance(value, str) else ""
    if not text:
        return Stamp()
    for form in (_ISO, _RFC822, _ASCTIME):
        match = form.fullmatch(text)
        if match:
            try:
                return _stamp(match, text)
            except (ValueError, OverflowError):
                break
    return Stamp(warning=f"unreadable date: {text}")


def warnings(published: Stamp, updated: Stamp) -> list[str]:
    """Say what could not be read, or kept: an entry has a field for a local time of publication only."""
    notes = [stamp.warning for stamp in (published, updated) if stamp.warning]
    if updated.local:
        notes.append(f"the time of the update has no usable zone: {updated.local}")
    return notes


def _stamp(match: re.Match[str], text: str) -> Stamp:
    year = int(match["y"])
    if len(match["y"]) == 2:
        year += 2000 if year < 69 else 1900
    month = int(match["m"]) if match["m"].isdigit() else _MONTHS.get(match["m"][:3].lower(), 0)
    day = date(year, month, int(match["d"]))
    if match["H"] is None:
        return Stamp(local=day.isoformat())
    fraction = match.groupdict().get("f") or ""
    clock = time(int(match["H"]), int(match["M"]), min(int(match["S"] or 0), 59), int((fraction + "000000")[:6]))
    naive = datetime.combine(day, clock)
    zone = match["z"]
    if zone is None:
        return Stamp(local=naive.isoformat())
    offset = _offset(zone)
    if offset is None:
        return Stamp(local=naive.isoformat(), warning=f"time zone {zone} has several meanings: {text}")
    return Stamp(utc=naive.replace(tzinfo=timezone(offset)).astimezone(UTC))


def _offset(zone: str) -> timedelta | None:
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
        return -size if zone[0] == "-" else size
    hours = _ZONES.get(zone.upper())
    return None if hours is None else timedelta(hours=hours)
