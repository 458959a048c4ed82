"""Two neighbouring amounts as a range, a change or a score."""

from __future__ import annotations

import re

from corroborate.text.amounts import Amount

_CHANGE = re.compile(
    r"\b(?:r[oa]se|risen|rais\w+|increas\w+|up|f[ea]ll\w*|drop\w*|cut\w*|lower\w*|down|gr[eo]w\w*|climb\w*|jump\w*|declin\w+|slip\w*|reduc\w+"
    r"|expand\w*|went|go|goes|mov\w+|chang\w+|extend\w*|trim\w*|slash\w*|doubl\w+|upgrad\w+|revis\w+|shr[aiu]nk\w*|soar\w*|surg\w+)\b"
)
_SCORE_LEFT = re.compile(
    r"\b(?:w[io]ns?|winning|beat\w*|los[te]\w*|losing|defeat\w*|draw\w*|drew|victor\w+|lead\w*|led|scor\w+|edg\w+|thrash\w+|crush\w+|vot\w+|rul\w+|tied|tie|trail\w*|outscor\w+"
    r"|down|up|rout\w+|upset|past|over|decision|final|half-?time|series|set)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_SCORE_RIGHT = re.compile(
    r"\s*(?:\w+\s+)?(?:win|victory|loss|defeat|lead|draw|run|vote|decision|ruling|record|tie|thrashing|drubbing|against|in\s+favou?r|triumph|rout|upset|margin|score|series|on\s+penalties|at\s+half|over|mark|start|finish|edge|advantage)\b",
    re.IGNORECASE,
)


def shared(a: Amount, b: Amount) -> tuple[Amount, Amount]:
    """Let two ends of a range share unit and magnitude ("$3-5 million", "between 4 and 5%")."""
    if not a.unit and b.unit:
        a = a._replace(unit=b.unit)
        size = b.low / b.number.low if b.number.low else 1.0
        a = a._replace(low=a.low * size, high=a.high * size)
    elif a.unit and not b.unit:
        b = b._replace(unit=a.unit)
    if not a.number.scaled and b.number.scaled and a.low > 0 and a.low * b.number.scale < b.low and a.low < 1000:
        a = a._replace(low=a.low * b.number.scale, high=a.high * b.number.scale)
    return a, b


def pair(text: str, a: Amount, b: Amount) -> str:
    """Tell how two neighbouring amounts belong together: range, from-to, to-from, score or nothing."""
    gap = text[a.end : b.start]
    before = text[max(0, a.start - 60) : a.start]
    if not re.fullmatch(
        r"\s?[-–—]\s?|\s+(?:to|and|or|from)\s+(?:(?:as\s+many\s+as|as\s+much\s+as|about|around|perhaps|over|more\s+than|at\s+least|even|nearly|almost)\s+)?",
        gap,
    ):
        return ""
    if {a.number.kind, b.number.kind} & {"ordinal", "vague", "fraction"}:
        return ""
    word = gap.split()[0] if gap.split() else "-"
    shared_a, shared_b = shared(a, b)
    if shared_a.unit != shared_b.unit:
        return ""
    dash = word in {"-", "–", "—"}
    plain = not (a.unit or b.unit or a.number.scaled or b.number.scaled)
    if dash and a.number.digits and b.number.digits and plain:
        if "." in a.number.digits + b.number.digits or "," in a.number.digits + b.number.digits:
            return "range" if shared_a.low < shared_b.low else ""
        small = a.low <= 250 and b.low <= 250
        if small and (a.low >= b.low or _SCORE_LEFT.search(before) or _SCORE_RIGHT.match(text, b.end)):
            return "score"
    if word == "from" and re.search(r"\bto\s+(?:\w+\s+){0,2}$", before):
        return "to-from"
    if (
        word == "to"
        and re.search(r"\bfrom\s+(?:\w+\s+){0,3}$", before)
        and not re.search(r"\b(?:ranging|anywhere|rang\w+|var\w+|aged)\s+from\s+(?:\w+\s+){0,3}$", before)
    ):
        if shared_a.unit or _CHANGE.search(before) or shared_a.low > shared_b.low:
            return "from-to"
        return "range"
    if shared_a.low >= shared_b.low:
        return ""
    if word == "and":
        return "range" if re.search(r"\bbetween\s+(?:\w+\s+){0,2}$", before) else ""
    if word == "or":
        return "range" if shared_b.low <= 3 * shared_a.low and not a.unit else ""
    if word == "to" and re.search(r"\b(?:compared|down|up|rose|fell|cut|raised)\s+$", before):
        return "from-to"
    return "range"
