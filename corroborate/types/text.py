"""Marked spans of text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of one text: code points, end exclusive."""

    start: int
    end: int


class Token(NamedTuple):
    """One word as the parser sees it; offsets are into the text that was parsed, ``head`` is an index."""

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as text means it: closed interval ``low..high`` in ``unit``, of ``noun``."""

    start: int
    end: int
    text: str
    low: float
    high: float
    unit: str = ""
    noun: str = ""
    hedge: str = ""
    ordinal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A day, month, year, weekday or clock time as written, and what it resolves to where that is safe.

    ``kind`` is weekday, day (day and month, year where given), month, year or time.
    ``value`` is comparable as a string within a kind: ``mon``, ``--10-05`` or ``2026-10-05``, ``10`` or
    ``2026-10``, ``2026``, ``06:40``.  ``resolved`` is the day itself where publication anchors it.
    """

    start: int
    end: int
    text: str
    kind: str
    value: str
    resolved: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who a sentence says says so.

    ``kind`` is outlet (another medium or agency), document (release, filing, statement, ruling)
    or person.  ``holder`` is the words that name them; spans are into the sentence's own text.
    """

    holder: str
    cue: str
    kind: str
    start: int
    end: int
    direct: bool = False
    outlet_id: str | None = None
