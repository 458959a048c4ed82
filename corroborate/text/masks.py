"""Numbers that count nothing: telephone numbers, addresses, versions, names."""

from __future__ import annotations

import re
from functools import cache

from corroborate.resources import read_toml

_IDS = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)\S{1,80}@\S{1,80}\.\S{1,20}|#\d+"
    r"|\+\d[\d\s().-]{7,}\d"  # +44 20 7946 0000
    r"|\(?\b\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b|\b\d{3}-\d{4}\b|\b1-8\d\d-\d{3}-\d{4}\b|\b0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}\b"
    r"|\b[A-Z]{1,4}\d+\s?-\s?\d+\b|\b\d{1,2}\s?:\s?\d{2}\b|\b\d+(?:\.\d+){2,}\b|\b\d+-\d+-\d+(?:-\d+)*\b|\b\d{10,}\b"
    r"|(?<!\d\s)\b\d{1,3}/\d{1,3}\b(?!\s?(?:rds?|ths?)\b|\s+(?:inch|mile|cup))"
)
_CODE_BEFORE = re.compile(r"(?:[A-Z]{1,6}|\b[A-Z][a-z]+|\b[a-z]+)-$")
_CODE_SPARED = re.compile(
    r"\b(?:magnitude|category|mid|pre|post|sub|about|around|some|nearly|almost|from|to|and|age|aged)-$", re.IGNORECASE
)
_ALWAYS = frozenset(
    "no. nos. nos number flight highway route interstate chapter section article page room version".split()
)
_OPENERS = frozenset(
    """a about after all almost among an and another approximately around as at before between both but by
    fewer for from her his if in its just killed least less more most my nearly of officials on only or
    our over police roughly said says since some than the their these those to under until up when where
    while with""".split()
)


@cache
def _naming() -> frozenset[str]:
    """Read the words after which a number names a thing."""
    return frozenset(read_toml("lexicons", "numbers.toml")["naming"]["words"])


def masked(text: str) -> bytearray:
    """Mark the characters of telephone numbers, addresses, versions and serial numbers with 1."""
    taken = bytearray(len(text))
    for match in _IDS.finditer(text):
        # A bare "555-1234" is a telephone number, "100-1500 people" is not.
        if re.fullmatch(r"\d{3}-\d{4}", match.group()) and re.match(
            r"\s+[a-z]+s\b", text[match.end() : match.end() + 20]
        ):
            continue
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    return taken


def is_name(text: str, start: int, digits: str, counts: bool, headline: bool) -> bool:
    """Say whether a number only names something ("No. 3", "Flight 370", "F-16", "iPhone 6").

    Args:
        text: the text.
        start: where the number begins, its currency sign included.
        digits: the number as digits, or empty.
        counts: whether a unit or a counted noun was found for it.
        headline: whether the text is set in capitals' style, so that a capital says nothing.

    Returns:
        True for a name.
    """
    before = text[max(0, start - 24) : start]
    if digits and text[start : start + 1].isdigit() and _CODE_BEFORE.search(before) and not _CODE_SPARED.search(before):
        return True
    match = re.search(r"([A-Za-z&][\w.&’'-]*)\s+$", before)
    if match is None:
        return False
    word = match.group(1)
    low = word.casefold()
    if low in _naming() and (
        low in _ALWAYS or (word[0].isupper() and low not in {"no"}) or word == "No" or word.startswith("i")
    ):
        return text[start : start + 1].isalnum() and not (counts and low in {"number"})
    if digits and not counts and not headline and word[0].isupper() and low not in _OPENERS:
        opens = not before[: match.start()].strip() or re.search(r"[.!?:\"“”]\s*$", before[: match.start()]) is not None
        return not opens and "," not in digits and "." not in digits
    return False
