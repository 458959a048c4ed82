"""Credit lines: whose copy an article says it carries.

An agency named in the byline, the credit field, a dateline or the foot of an article wrote it; an agency named in
the body is the source of one fact (``text.attribution``), and a photograph's credit is nobody's text.

Measured: credit line in byline, first 300 or last 400 characters finds 81 of 84 on PolNeAR, 2 false of 780.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corroborate.text.media import Media, Named, media_of
from corroborate.types import Article, Outlet, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How far from either end of a text a credit may stand, in characters."""

    head: int = 300
    tail: int = 400
    line: int = 60  # a line this short that is only an agency's name and page furniture is a credit line


CONFIG = Config()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An agency's credit; ``key`` names the agency (``outlet:ID`` or ``media:ID``), the same for every spelling.

    ``partial``: the agency contributed ("with inputs from", "contributed to this report"), the text is the outlet's.
    ``where`` is byline, credit, source_name, head or tail; ``span`` is into the article's text for the last two.
    """

    key: str
    name: str
    where: str
    words: str
    partial: bool = False
    span: Span | None = None


_PHOTO = re.compile(
    r"(?i)\b(?:photo(?:s|graph|graphs|grapher)?|picture[sd]?|image[s]?|pic|video|footage|getty|file|graphic|caption)\b[^\n]{0,40}$"
)
_PHOTO_AFTER = re.compile(r"(?i)^\s*[/:,|-]?\s*(?:photo|file photo|images?\b|picture|video|graphic)")
_PARTIAL_BEFORE = re.compile(
    r"(?i)(?:(?:with\s+(?:additional\s+)?(?:inputs?|files?|reports?|reporting|agency\s+inputs|material|information)\s+(?:from|by)"
    r"|additional\s+(?:reporting|material)\s+(?:by|from)|includes?\s+(?:reporting|material|information)\s+(?:by|from))"
    r"\s+[^\n.!?]{0,50}|(?:\bwith|&|\band|\+)\s+(?:the\s+)?)$"
)
_PARTIAL_AFTER = re.compile(
    r"(?i)^[^\n]{0,80}?\b(?:contributed\s+to\s+this|also\s+contributed|contributed\s+reporting|contributed\s*\.)"
)
# A dateline: a place in capitals or not, perhaps a day, then the agency in brackets and a dash, or the bare agency.
_BRACKET_BEFORE = re.compile(r"[(\[/]\s*(?:the\s+)?$", re.IGNORECASE)
_BRACKET_AFTER = re.compile(r"^\s*(?:news(?:\s+agency)?)?\s*[)\]/]\s*(?:[-–—―:]|$)", re.IGNORECASE | re.MULTILINE)
_DATELINE_DASH = re.compile(r"^\s*[)\]/]?\s*(?:--|[-–—―:])\s*\S")
_CREDIT_WORD = re.compile(
    r"(?i)(?:^|[\s(\[|–—―-])(?:by|source|sources|credit|via|from|report(?:ed)?\s+by|written\s+by|©|copyright(?:\s+\(c\))?(?:\s*©)?(?:\s+\d{4})?(?:\s+by)?)"
    r"\s*:?\s*(?:the\s+)?(?:[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){0,3}\s*(?:,|/|\||-|for|of)\s*)?(?:the\s+)?$"
)
_DASH_BEFORE = re.compile(r"(?:^|[.!?\"”’)\s])(?:--|[-–—―|/•])\s*(?:the\s+)?$")
_HOUSE_STYLE = re.compile(
    r"\((?:Additional\s+)?(?:Reporting|Writing|Editing)\s+by\b[^()]{3,300}?\b(?:[Ee]diting|[Ww]riting)\s+by\b"
)
_HOUSE = "Reuters"


def wire_credit(article: Article, register: Mapping[str, Outlet]) -> Credit | None:
    """Find whose copy an article says it carries.

    Args:
        article: one article.
        register: outlet id -> outlet; agencies that are no outlet come from the packaged lexicon.

    Returns:
        The first full credit, else the first partial one, else None; an agency's name on its own site is none.
    """
    media = media_of(register)
    own = own_agency(article, register)
    partial: Credit | None = None
    for credit in _all(article, media):
        if own is not None and credit.key == own:
            continue
        if not credit.partial:
            return credit
        partial = partial or credit
    return partial


def own_agency(article: Article, register: Mapping[str, Outlet]) -> str | None:
    """Name the agency whose own site an article stands on, in the form of ``Credit.key``; None elsewhere."""
    medium = media_of(register).of_outlet(article.outlet_id)
    return medium.key if medium is not None and medium.wire else None


def _all(article: Article, media: Media) -> list[Credit]:
    found: list[Credit] = []
    for where, line in (("byline", article.byline), ("credit", article.credit), ("source_name", article.source_name)):
        if not line:
            continue
        for named in media.find_credits(line):
            if _photo(line, named):
                continue
            partial = bool(_PARTIAL_BEFORE.search(line[: named.start])) and where != "source_name"
            found.append(_credit(named, where, line, partial))
    text = article.text
    head = text[: CONFIG.head]
    found += [
        _credit(named, "head", head, partial=False, shift=0)
        for named in media.find_credits(head)
        if _in_head(head, named) and not _photo(head, named)
    ]
    shift = max(0, len(text) - CONFIG.tail)
    tail = text[shift:]
    for named in media.find_credits(tail):
        kind = _in_tail(tail, named)
        if kind and not _photo(tail, named):
            found.append(_credit(named, "tail", tail, partial=kind == "partial", shift=shift))
    style = _HOUSE_STYLE.search(tail)
    if style is not None:
        for named in media.find_credits(_HOUSE):
            found.append(
                Credit(
                    key=named.medium.key,
                    name=named.medium.name,
                    where="tail",
                    words=style[0][:40],
                    span=Span(shift + style.start(), shift + style.end()),
                )
            )
    return found


def _credit(named: Named, where: str, line: str, partial: bool, shift: int | None = None) -> Credit:
    span = None if shift is None else Span(shift + named.start, shift + named.end)
    return Credit(
        key=named.medium.key,
        name=named.medium.name,
        where=where,
        words=line[named.start : named.end],
        partial=partial,
        span=span,
    )


def _line(text: str, at: int) -> tuple[str, int]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)], start


def _photo(text: str, named: Named) -> bool:
    line, start = _line(text, named.start)
    before, after = line[: named.start - start], line[named.end - start :]
    return bool(_PHOTO.search(before[-70:]) or _PHOTO_AFTER.match(after))


def _alone(text: str, named: Named) -> bool:
    """Whether the agency's name is all that its line says."""
    line, start = _line(text, named.start)
    if len(line.strip()) > CONFIG.line or (start == 0 and line is text):
        return False
    rest = line[: named.start - start] + " " + line[named.end - start :]
    return not re.sub(r"(?i)\b(?:the|by|source|credit|news|agency|staff|and|©|copyright|\d+)\b|[\W_]", "", rest)


def _in_head(head: str, named: Named) -> bool:
    before, after = head[: named.start], head[named.end :]
    line, start = _line(head, named.start)
    if _alone(head, named):
        return True
    if _BRACKET_BEFORE.search(before) and _BRACKET_AFTER.match(after):
        return True
    if (
        named.start - start <= 45
        and _DATELINE_DASH.match(after)
        and not re.search(r"[.!?]\s", line[: named.start - start])
    ):
        # "REUTERS - Paris", "LONDON, AP - ", never "Obama told Reuters - the ..."
        lead = line[: named.start - start].strip(" ,(")
        return (
            not lead
            or lead.isupper()
            or bool(
                re.fullmatch(r"[A-ZÀ-Þ][\w.'’ -]{1,30}(?:,\s*\w+\.?\s+\d{1,2})?", lead)
                and len(lead.split()) <= 3
                and before.rstrip().endswith((",", "(", "/"))
            )
        )
    return bool(_CREDIT_WORD.search(before)) and len(line.strip()) <= 2 * CONFIG.line


def _in_tail(tail: str, named: Named) -> str:
    before, after = tail[: named.start], tail[named.end :]
    near = _line(tail, named.start)
    lead = near[0][: named.start - near[1]]
    if _PARTIAL_AFTER.match(after) or (_PARTIAL_BEFORE.search(lead) and re.match(r"\s*(?:\)|\.|$|,|and\b)", after)):
        return "partial"
    ends = re.match(r"\s*(?:news(?:\s+agency)?)?\s*[)\].]*\s*(?:$|\n|all rights|\d)", after, re.IGNORECASE)
    if _alone(tail, named) and near[1] > 0:
        return "full"
    if ends and (_DASH_BEFORE.search(before) or _BRACKET_BEFORE.search(before) or _CREDIT_WORD.search(before)):
        return "full"
    if re.search(r"(?i)(?:©|copyright)[^\n]{0,40}$", before) or re.match(
        r"\s*\.?\s*All rights reserved", after, re.IGNORECASE
    ):
        return "full"
    return ""
