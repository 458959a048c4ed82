"""What kind of change a new revision is: correction, update, silent edit or kill."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from corroborate.types import Article, Entry

# How houses announce that something was wrong.  Wording as the style guides of large agencies and papers give it.
_CORRECTION = re.compile(
    r"\b(?:an?|the) (?:earlier|previous|original|first) (?:version|edition) of this (?:article|story|report|page|piece)"
    r"|\bthis (?:article|story|report|piece|page|item)(?: (?:has been|was|is))(?: \w+)? (?:corrected|amended|clarified)"
    r"|\bcorrects? (?:\w+ ){1,6}(?:in|to|of) |\b(?:correction|clarification|corrigendum|erratum)s?\b\s*[:.(–—-]"
    r"|\(corrects\b|\bwe (?:have|had) (?:corrected|misstated|incorrectly)|\bwas corrected on\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:this|the) (?:article|story|report|page|item|text) (?:has been|was|is) (?:\w+ )?"
    r"(?:withdrawn|retracted|removed)|\b(?:we|the editors?) (?:have|has) (?:\w+ )?(?:withdrawn|retracted|removed)\b"
    r"|\b(?:retraction|kill notice|mandatory kill|advisory to kill)\b|\bplease (?:kill|withdraw)\b",
    re.IGNORECASE,
)

_LIVE = re.compile(r"/live(?:blog)?[/-]|/live$|\bLIVE\b|\bas it happened\b|(?<=\s)Live:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Limits of the judgement."""

    # Words: retraction notices are short; a long story that mentions a retraction reports one.
    longest_notice: int = 220
    # Share of the old lines that stand in the new text: an update adds and leaves what was said alone.
    kept_lines: float = 0.95


DEFAULT = Config()


def is_notice(title: str, text: str, old: Article, config: Config = DEFAULT) -> bool:
    """Say whether a page that held a story now only says that the story is withdrawn."""
    if len(text.split()) > config.longest_notice or not _NOTICE.search(f"{title}\n{text}"):
        return False
    lines = _lines(old.text)
    return not lines & _lines(text)


def has_correction_note(text: str) -> bool:
    """Say whether a text announces that an earlier version of it was wrong."""
    return bool(_notes(text))


def judge(
    old: Article, title: str, text: str, entry: Entry | None, modified: datetime | None = None, config: Config = DEFAULT
) -> str:
    """Name the change from a known revision to another text.

    An explicit mark of the feed goes first, then a note in the text; a text that only adds, or that the feed dates
    anew, is an update; what changes without a word is a silent edit.

    Args:
        old: the current revision.
        title: the new title.
        text: the new text.
        entry: the feed's entry for it, where one led here.
        modified: when the feed says it was last changed.
        config: limits.

    Returns:
        ``correction``, ``update``, ``silent edit`` or ``kill``.
    """
    if (entry is not None and entry.correction == "kill") or is_notice(title, text, old, config):
        return "kill"
    if (entry is not None and entry.correction == "correction") or _notes(text) - _notes(old.text):
        return "correction"
    if entry is not None and entry.correction == "update":
        return "update"
    if modified is not None and old.seen_at is not None and modified > old.seen_at:
        return "update"
    if _LIVE.search(f"{old.url} {title}"):
        return "update"  # a live page is rewritten as a matter of course
    before, after = _lines(old.text), _lines(text)
    if before and len(before & after) >= config.kept_lines * len(before) and len(text) > len(old.text):
        return "update"
    return "silent edit"


def _lines(text: str) -> frozenset[str]:
    return frozenset(line for raw in text.splitlines() if (line := " ".join(raw.split())))


def _notes(text: str) -> frozenset[str]:
    return frozenset(line for line in _lines(text) if _CORRECTION.search(line))
