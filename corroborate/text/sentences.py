"""Sentences as exact spans.

nupunkt proposes; a handful of rules for news decide where it is known to be wrong:
a line break always ends a sentence, a closing quotation mark stays with the sentence it closes,
``"Go!" he said`` is one sentence, and abbreviations before a name or a number do not end one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from corroborate.types import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Limits of the splitter."""

    max_line: int = 50_000
    """Longest line handed to nupunkt, in characters; longer ones are not prose (rules alone decide)."""
    max_lead: int = 80
    """How far to look ahead for ``Name said`` after a closing quotation mark, in characters."""


CONFIG = Config()

_NEWLINE = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")
_BULLET = re.compile(r"(?<=\s)[•‣▪●◦■](?=\s)")
_CLOSERS = "\"'”’»)]"
# A run of stops, whatever closes with it, then white space or (text glued by a bad extractor) a capital.
# The look behind and the possessive quantifiers keep a page of full stops linear.
_STOP = re.compile(r"(?<![.!?…])[.!?…]++(?:['\"”’»)\]]{0,8})(?=\s|[A-Z“\"])")
_LATE_CLOSER = re.compile(r"\s+(''|[”’»\"])(?=\s|$)")

_WORDS = """Mr Mrs Ms Messrs Mme Dr Prof Gen Col Lt Sgt Capt Maj Cpl Pvt Adm Cmdr Sen Sens Rep Reps Gov Rev Hon St Mt Ft
Supt Det Insp Pres Atty Asst Dept Sec Fr Br vs v cf eg ie viz approx est Nos Art Fig Brig Const Ald Cllr Pte Sr Sra Mgr
Msgr Fmr"""
_NEVER = frozenset(_WORDS.casefold().split())
_BEFORE_NUMBER = frozenset("no nos art sec fig vol pp p ch jan feb mar apr jun jul aug sept sep oct nov dec".split())
_MONTHS = frozenset("jan feb mar apr jun jul aug sept sep oct nov dec".split())
_MAYBE = frozenset(
    """inc corp co ltd bros plc llc jr sr etc al ave blvd rd ala ariz ark calif colo conn del fla ga ill ind kan ky la
    mass md mich minn miss mo mont neb nev okla ore pa penn tenn tex va vt wash wis wyo assn univ dist intl natl gov
    ph.d d.c u.s u.k u.n e.u""".split()
)
_STARTERS = frozenset(
    """The A An This That These Those There Then He She It They We You I His Her Its Their Our My But And Or So Yet For
    If When While As At In On By From With To After Before Since Until Although Though Because However Meanwhile Also
    Both Each Many Most Some Several Such What Who Why How Where Which Not No Now Earlier Later Last Police Officials
    Authorities Still Even Only Just Under Over During Despite According Here One Two Three Once Another Other Others
    Nobody Nothing Neither Everyone Everything Instead Moreover Of""".split()
)
_TIME_FOLLOWS = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
    r"|[A-Z]{2,4}T?\b|Eastern|Pacific|Central|Mountain|Local|[A-Z][a-z]+ time)"
)
_SAYING = re.compile(
    r"(?:[A-Z][\w.'’-]*\s+){1,5}(?:(?:also|later|then|reportedly|has|had)\s+)?"
    r"(?:said|says|asked|added|told|wrote|tweeted|shouted|replied|explained|insisted|warned|recalled|wondered|cried)\b"
)
_INVERTED = re.compile(r"(?:said|says|asked|added|told|wrote|shouted|replied|explained)\b")


@cache
def _nupunkt() -> Callable[[str], list[tuple[int, int]]]:
    """Load the splitter on first use (about 0.1 s)."""
    import nupunkt

    spans: Callable[[str], list[tuple[int, int]]] = nupunkt.sent_spans
    return spans


def _proposals(line: str, config: Config) -> frozenset[int] | None:
    """Where nupunkt ends sentences, as the offset of the next non-space character; None where it is not asked."""
    if len(line) > config.max_line:
        return None
    ends = set()
    for _, end in _nupunkt()(line):
        while end < len(line) and line[end].isspace():
            end += 1
        ends.add(end)
    return frozenset(ends)


def _word_before(line: str, at: int) -> str:
    """Give the word that a stop at ``at`` follows, inner stops kept."""
    end = at
    while end > 0 and line[end - 1].isspace():
        end -= 1
    start = end
    while start > 0 and not line[start - 1].isspace() and line[start - 1] not in "\"'“”‘’([-–—/" and end - start < 40:
        start -= 1
    return line[start:end]


def _ends(line: str, stop: re.Match[str], after: int, proposals: frozenset[int] | None, config: Config) -> bool:
    """Decide whether the stop ends a sentence; ``after`` is the next non-space character."""
    following = line[after : after + 200]
    first = following[0]
    bare = following.lstrip("\"'“‘«([")
    mark = stop.group().strip().rstrip(_CLOSERS)
    closed = stop.group().rstrip()[-1:] in _CLOSERS and stop.group().rstrip()[-1:] not in ")]"
    # Slices are short on purpose: a copy of the line for every stop would be quadratic.
    near = line[max(0, stop.start() - 50) : stop.start()]
    glued = after == stop.end() and not line[after - 1].isspace()
    next_word = re.match(r"[\w'’-]+", bare)
    word = next_word.group() if next_word else ""
    if glued:
        # "said.The": only a plain word before and a common opener after, so that addresses and names stay whole.
        return word in _STARTERS and bool(re.search(r"[a-z]{3}$", near)) and len(word) > 1
    if bare[:1].islower():
        return False
    if first in ",;:":
        return False
    if closed and (_SAYING.match(bare[: config.max_lead]) or _INVERTED.match(bare)):
        return "." in mark and len(mark) == 1
    if mark[-1] in "!?":
        return True
    before = _word_before(line, stop.start())
    if len(mark) > 1 or mark == "…":
        return first not in ".!?…" and bool(bare[:1].isupper() or bare[:1].isdigit() or first in "\"'“‘«([•")
    low = before.casefold()
    if closed:
        return True
    if re.fullmatch(r"(?:[ap]\.m)", low):
        return not _TIME_FOLLOWS.match(bare) or word in _STARTERS
    if re.fullmatch(r"(?:\w\.)+\w", before) or low in _MAYBE:
        return word in _STARTERS or first in "“"
    if re.fullmatch(r"[A-Z]", before) and before != "I":
        return word in _STARTERS and word not in {"A", "I"} and not re.search(r"[A-Z][\w'’]+\s+[A-Z]$", near)
    if low == "no" and not bare[:1].isdigit():
        return True
    if low in _NEVER and (before[:1].isupper() or low in {"vs", "v", "cf", "eg", "ie", "viz", "approx", "est"}):
        return False
    if (
        low in _BEFORE_NUMBER
        and (before[:1].isupper() or low not in {"no", "art", "mar", "sec"})
        and bare[:1].isdigit()
    ):
        return False
    if low in _MONTHS and before[:1].isupper():
        return word in _STARTERS
    if before.isdigit() and stop.start() < 50 and near.strip() == before and len(before) <= 3:
        return False
    if re.search(r"[A-Za-z]{4,}$|\d$|[%)]$", before) or (before.islower() and len(before) >= 3) or word in _STARTERS:
        return True
    return proposals is None or after in proposals


def _cuts(line: str, config: Config) -> Iterator[int]:
    """Yield offsets in the line at which a new sentence begins."""
    proposals: frozenset[int] | None = None
    asked = False
    quotes = 0
    seen = 0
    position = 0
    while stop := _STOP.search(line, position):
        end = stop.end()
        late = _LATE_CLOSER.match(line, end)
        quotes += line.count('"', seen, end)
        seen = end
        # A mark set apart by spaces closes if it is a closing mark, or a straight one whose fellow is open.
        if late and (late.group(1) != '"' or quotes % 2 == 1):
            end = late.end()
        after = end
        while after < len(line) and line[after].isspace():
            after += 1
        position = max(stop.end(), stop.start() + 1)
        if after >= len(line):
            return
        if not asked:
            proposals = _proposals(line, config)
            asked = True
        if _ends(line, stop, after, proposals, config):
            yield after
            position = max(position, end)


def _line_spans(line: str, offset: int, config: Config) -> Iterator[Span]:
    """Yield the trimmed sentences of one line."""
    cuts = sorted({*_cuts(line, config), *(match.start() for match in _BULLET.finditer(line))})
    for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True):
        piece = line[start:end]
        body = piece.strip()
        if body:
            begin = offset + start + len(piece) - len(piece.lstrip())
            yield Span(begin, begin + len(body))


def split_sentences(text: str, config: Config = CONFIG) -> tuple[Span, ...]:
    """Split text into sentences.

    Args:
        text: any text; line breaks always end a sentence.
        config: limits.

    Returns:
        Spans in order, disjoint, without outer white space, together covering every non-space character.

    Source: Bommarito and others, "Precise legal sentence boundary detection" (nupunkt), after Kiss and Strunk 2006.
    """
    spans: list[Span] = []
    position = 0
    for match in _NEWLINE.finditer(text):
        spans.extend(_line_spans(text[position : match.start()], position, config))
        position = match.end()
    spans.extend(_line_spans(text[position:], position, config))
    return tuple(spans)
