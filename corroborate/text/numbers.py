"""Numbers as written, in digits or words, before anything is known of what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from math import inf
from typing import Any, NamedTuple

from corroborate.resources import read_toml


class Number(NamedTuple):
    """One number of a text; ``low..high`` differ only for vague words ("dozens", "several hundred")."""

    start: int
    end: int
    low: float
    high: float
    kind: str
    """digits, words, fraction, ordinal or vague."""
    scaled: bool = False
    """Whether a magnitude word or suffix is part of it."""
    digits: str = ""
    """The digits as written, where it is in digits."""
    scale: float = 1.0
    """The magnitude it was multiplied by, which the first number of a range may share."""


class Lexicon(NamedTuple):
    """The number words, compiled."""

    units: Mapping[str, int]
    tens: Mapping[str, int]
    magnitudes: Mapping[str, float]
    suffixes: Mapping[str, float]
    vague: Mapping[str, float]
    ordinals: Mapping[str, float]
    fractions: Mapping[str, float]
    digits: re.Pattern[str]
    words: re.Pattern[str]
    vague_re: re.Pattern[str]
    ordinal_re: re.Pattern[str]
    fraction_re: re.Pattern[str]


_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125, "⅜": 0.375, "⅝": 0.625, "⅞": 0.875}
_VAGUE_WORDS = frozenset("several few many couple handful pair trio".split())
_SEP = r"(?:\s*-\s*|\s+)"


def _alt(words: Mapping[str, Any]) -> str:
    """Join words as alternatives, longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def lexicon() -> Lexicon:
    """Read and compile ``data/lexicons/numbers.toml`` once."""
    data = read_toml("lexicons", "numbers.toml")
    units, tens, mags = data["units"], data["tens"], data["magnitudes"]
    big = _alt({word: 0 for word in mags if word not in {"dozen", "score", "hundred"}})
    ones = _alt({word: 0 for word, n in units.items() if 0 < n < 10})
    small = rf"(?:(?:{_alt(tens)})(?:(?:\s?-\s?|\s)(?:{ones}))?|{_alt(units)})"
    article = r"(?:an?(?=\s+(?:few\s+)?(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)\b))"
    hundreds = rf"(?:(?:{small}|{article}){_SEP}hundred(?:(?:\s+and\s+|{_SEP}){small})?)"
    group = rf"(?:{hundreds}|{small}|{article})"
    tail = r"(?:\s+and\s+(?:a\s+half|a\s+quarter|three[\s-]quarters|one[\s-]half))"
    word = (
        rf"\b(?:half{_SEP}an?{_SEP}(?:{_alt(mags)})|a\s+quarter\s+of\s+a\s+(?:{big})"
        rf"|(?:{small}|an?|half\s+a){_SEP}(?:dozen|score(?=\s+(?:of|and)\b))"
        rf"|{group}{tail}?(?:(?:{_SEP}(?:{big}))+{tail}?"
        rf"(?:(?:,?\s+and\s+|,?\s+)(?:{hundreds}|{small})(?:{_SEP}(?:{big}))*)*)?)"
    )
    vague = (
        r"\b(?:(?:tens|dozens|hundreds|thousands)\s+of\s+(?:thousands|millions|billions|trillions)"
        rf"|(?:several|a\s+few|many|a\s+couple(?:\s+of)?){_SEP}(?:dozen|hundred|thousand|million|billion|trillion)"
        rf"|{_alt({w: 0 for w in data['vague'] if w != 'scores'})}|scores(?=\s+of\b)|several"
        r"|a\s+couple(?:\s+of|(?=\s+more\b))"
        r"|a\s+handful(?=\s+of\b)|a\s+pair(?=\s+of\b)|a\s+trio(?=\s+of\b))\b"
    )
    simple = {w: n for w, n in data["ordinals"].items() if n < 20 or n >= 100 or w.endswith("tieth")}
    last = _alt({word: 0 for word, n in simple.items() if n < 10})
    ordinal = (
        rf"\b(?:(?:{_alt(tens)})(?:-|\s)(?:{last})|{_alt(simple)}"
        r"|\d{1,3}(?:,\d{3})*\s?(?:st|nd|rd|th))(?![\w])"
    )
    parts = _alt({word: 0 for word in data["fractions"] if word != "half"})
    fraction = (
        rf"\b(?:(?:a|one|two|three|four|five|six|seven|eight|nine){_SEP}(?:{parts})"
        rf"(?=\s+of\b(?!\s+an?\s+(?:{big})\b)|\s+(?:full|empty|the)\b)"
        rf"|(?:one|two|three|four|five|six|seven|eight|nine)\s?-\s?(?:{parts}|half)|(?:two|three|four)\s+(?:thirds|quarters|fifths)"
        r"|(?<!and\s)(?<!and\sa\s)(?<!-)half"
        r"(?=\s+(?:of|the|its|his|her|their|our|my|all|an?\s+(?:hour|mile|century|day|year|point|percentage|per"
        r"|kilomet|met|pound|acre|decade|minute|second|inch|foot|ton))|\s?-\s?(?:hour|mile|century|day|year|point|minute)\b)"
        r"|(?<![\w/.,])\d{1,3}\s?/\s?\d{1,3}(?:rds?|ths?)(?!\w))"
    )
    suffix = _alt(dict.fromkeys(data["suffixes"], 0))
    digits = (
        r"(?:(?<![\w.,])|(?<=[$]US)|(?<=[$]NZ)|(?<=[$][AC])|(?<=\bRs)|(?<=\bRs\.)|(?<=\bUSD)|(?<=\bEUR)|(?<=\bGBP)|(?<=\bCHF)"
        r"|(?<=\bRMB)|(?<=\bINR)|(?<=\bRM)|(?<=\bAUD)|(?<=\bCAD))(?P<sign>(?:(?<=\s)|(?<=\()|(?<![\s\S]))[-−](?=[\d.]))?"
        # "20 , 000" and "25 . 7bn" too: text that was cut into words and joined with spaces.
        r"(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|[1-9]\d{0,2}(?:\s?,\s\d{3})+(?!\d|\s?,?\s?\d)(?:\.\d+)?"
        rf"|\d{{1,3}}\s\.\s\d{{1,2}}(?=\s?(?:%|per\s?cent|{big}|bn|m)\b)"
        r"|\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
        r"(?P<vulgar>\s?[½¼¾⅓⅔⅛⅜⅝⅞]|\s(?:1/2|1/4|3/4|1/3|2/3|1/8)(?![\d/]))?"
        rf"(?:(?P<half>\s+and\s+a\s+half)?\s?-?\s?(?P<mag>(?:{_alt({**mags})})\b(?:\s+(?:{big})\b)?)|(?P<suffix>\s?(?:{suffix})(?=\+|\b)))?"
    )
    flags = re.IGNORECASE
    return Lexicon(
        units,
        tens,
        mags,
        data["suffixes"],
        data["vague"],
        data["ordinals"],
        data["fractions"],
        re.compile(digits, flags),
        re.compile(word + r"(?!\w)", flags),
        re.compile(vague, flags),
        re.compile(ordinal, flags),
        re.compile(fraction, flags),
    )


def value_of(words: str) -> float:
    """Evaluate number words that the reader's grammar accepts ("two hundred and fifty thousand").

    Args:
        words: number words, with spaces, hyphens, "and" or "a".

    Returns:
        The value; 0 where no word is known.
    """
    lex = lexicon()
    total = group = 0.0
    parts = re.findall(r"[a-z]+", words.casefold())
    for n, part in enumerate(parts):
        if part in {"a", "an"}:
            if n + 1 < len(parts) and parts[n + 1] in lex.magnitudes and parts[n - 1 : n] not in (["half"], ["of"]):
                group += 1
        elif part in {"half", "quarter", "quarters"}:
            share = 0.5 if part == "half" else 0.25
            if part == "quarters":
                group -= 3
                share = 0.75
            elif n and parts[n - 1] == "one":
                group -= 1
            # "a million and a half" is half of the million, "two and a half million" half of one.
            scale = _last_scale(parts[:n], lex) if group == 0 and total else 1.0
            if scale != 1.0:
                total += share * scale
            else:
                group += share
        elif part in lex.units:
            group += lex.units[part]
        elif part in lex.tens:
            group += lex.tens[part]
        elif part in {"hundred", "dozen", "score"}:
            group = (group or 1) * lex.magnitudes[part]
        elif part in lex.magnitudes:
            total += (group or 1) * lex.magnitudes[part] if group or not total else 0
            if not group and total and n and parts[n - 1] in lex.magnitudes:
                total *= lex.magnitudes[part]
            group = 0.0
    return total + group


def _last_scale(parts: list[str], lex: Lexicon) -> float:
    """Give the last magnitude among some words."""
    return next((lex.magnitudes[p] for p in reversed(parts) if p in lex.magnitudes), 1.0)


def _digits(match: re.Match[str], lex: Lexicon) -> Number:
    """Read one number in digits."""
    value = float(re.sub(r"[,\s]", "", match["n"]))
    vulgar = (match["vulgar"] or "").strip()
    if vulgar:
        over, _, under = vulgar.partition("/")
        value += _VULGAR[vulgar] if vulgar in _VULGAR else float(over) / float(under)
    if match["half"]:
        value += 0.5
    scale = 1.0
    end = match.end()
    if match["mag"]:
        for part in match["mag"].casefold().split():
            scale *= lex.magnitudes[part]
    elif match["suffix"]:
        written = match["suffix"].strip()
        scale = lex.suffixes[written.casefold()]
        attached = not match["suffix"][0].isspace()
        # "5 m" and "3 b" apart are no magnitudes here; "K" and "M" attached are, "mm" is length unless money.
        if (len(written) == 1 and not attached) or written in {"mm", "Mm", "cr", "Cr", "CR"} or written in {"B", "b"}:
            scale, end = 1.0, match.start("suffix")
    if match["sign"]:
        value = -value
    return Number(match.start(), end, value * scale, value * scale, "digits", scale != 1.0, match["n"], scale)


def _vague(match: re.Match[str], lex: Lexicon) -> Number:
    """Read one vague number."""
    parts = match.group().casefold().replace("-", " ").split()
    last = parts[-1]
    low, high = 2.0, inf
    if len(parts) >= 3 and parts[1] == "of" and last in lex.vague:
        first = {"tens": 20.0, **lex.vague}[parts[0]]
        low = first * lex.vague[last] / 2
    elif last in lex.magnitudes:
        scale = lex.magnitudes[last]
        low = 2 * scale
        if "couple" in parts:
            high = low
    elif last in lex.vague:
        low = float(lex.vague[last])
    elif "couple" in parts or "pair" in parts:
        high = 2.0
    elif "trio" in parts:
        low = high = 3.0
    return Number(match.start(), match.end(), low, high, "vague")


def _ordinal(words: str, lex: Lexicon) -> float:
    """Read an ordinal."""
    low = words.casefold()
    if low[0].isdigit():
        return float(re.sub(r"\D", "", low))
    parts = re.split(r"[\s-]+", low)
    return float(lex.tens.get(parts[0], 0) if len(parts) > 1 else 0) + float(lex.ordinals[parts[-1]])


def _fraction(words: str, lex: Lexicon) -> float:
    """Read a fraction."""
    low = words.casefold()
    if low[0].isdigit():
        over, under = re.findall(r"\d+", low)[:2]
        return float(over) / float(under) if float(under) else 0.0
    parts = re.split(r"[\s-]+", low)
    times = lex.units.get(parts[0], 1) if len(parts) > 1 else 1
    return times * float(lex.fractions[parts[-1]])


def find_numbers(text: str) -> Iterator[Number]:
    """Find the numbers of a text, the more specific readings first; later ones may overlap earlier ones.

    Args:
        text: a sentence, or a few.

    Yields:
        Numbers; the caller keeps the first of those that overlap.
    """
    lex = lexicon()
    # Most sentences hold few of these: a look at the words saves most of the searching.
    present = set(re.findall(r"[a-z]+", text.casefold()))
    has_digit = any(char.isdigit() for char in text)
    if has_digit or present & lex.fractions.keys():
        for match in lex.fraction_re.finditer(text):
            value = _fraction(match.group(), lex)
            yield Number(match.start(), match.end(), value, value, "fraction")
    if present & _VAGUE_WORDS or present & lex.vague.keys():
        for match in lex.vague_re.finditer(text):
            yield _vague(match, lex)
    if has_digit or present & lex.ordinals.keys():
        for match in lex.ordinal_re.finditer(text):
            value = _ordinal(match.group(), lex)
            yield Number(match.start(), match.end(), value, value, "ordinal")
    if has_digit:
        for match in lex.digits.finditer(text):
            yield _digits(match, lex)
    worded = present & lex.units.keys() or present & lex.tens.keys() or present & lex.magnitudes.keys()
    for match in lex.words.finditer(text) if worded else ():
        value = value_of(match.group())
        scale = _last_scale(re.findall(r"[a-z]+", match.group().casefold()), lex)
        scale = scale if scale >= 1000 else 1.0
        yield Number(match.start(), match.end(), value, value, "words", scale != 1.0, "", scale)
    for match in re.finditer(r"(?<![\w½¼¾⅓⅔])[½¼¾⅓⅔⅛⅜⅝⅞]", text):
        value = _VULGAR[match.group()]
        yield Number(match.start(), match.end(), value, value, "fraction")
