"""Months, years and decades."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corroborate.text.days import MONTH, YEAR, month_number
from corroborate.types import DateMention

_MONTH_YEAR = re.compile(r"\b" + MONTH.format("m") + r",?\s+(?:of\s+)?" + YEAR.format("y") + r"\b")
_MONTH_ALONE = re.compile(r"\b" + MONTH.format("m") + r"(?![\w-]*[a-z]\b(?<!\w))(?!\w)")
_DECADE = re.compile(
    r"(?:\b(?P<c>1[5-9]|20)|(?<!\w)['’]\s?(?=\d0s)|\bthe\s+(?:early\s+|mid-?\s?|late\s+)?(?=\d0s)|(?<=0s\sand\s))(?P<t>\d)0['’]?s\b"
    r"|\b(?:the\s+(?:early\s+|mid-?\s?|late\s+)?|(?<=late\s)|(?<=early\s))(?P<word>[Tt]wenties|[Tt]hirties|[Ff]orties|[Ff]ifties|[Ss]ixties|[Ss]eventies|[Ee]ighties|[Nn]ineties)\b"
)
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_SEASON_YEARS = re.compile(r"(?<![\d,.$£€-])(?P<y>1[89]\d\d|20\d\d)\s?[-–/]\s?(?P<z>(?:1[89]|20)?\d\d)(?!\d|,\d|-\d)")
_YEAR_ALONE = re.compile(
    r"(?<![\d,.:$£€¥₹/#\w-])(?P<y>1[5-9]\d\d|20\d\d|2100)(?![\d%]|[,.:]\d|-\d{3})(?P<tail>s?)(?!\w)"
)
_YEAR_LEAD = re.compile(
    r"(?:\b(?:in|since|of|from|until|till|by|year|circa|before|after|during|through|early|late|mid)\s+|\()$",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:[$£€¥₹]|US|USD|EUR|GBP|Rs\.?)\s?$")
# What is counted makes a four-digit number a quantity: "2000 people", "1,900" never gets here.
_COUNTED = re.compile(
    r"\s*(?:-\s?|\s)(?:(?:or\s+(?:so|more)|more|other|additional|new|local|foreign|armed|US|U\.S\.)\s+)*"
    r"(?:people|persons|men|women|children|troops|soldiers|homes|houses|jobs|workers|employees|passengers|members|miles"
    r"|km|kilomet(?:re|er)s?|met(?:re|er)s?|feet|foot|ft|yards|tonnes?|tons?|kg|pounds|lbs?|dollars|euros|yuan|yen|rupees"
    r"|per\s?cent|percent|pct|hours?|minutes?|seconds?|years|days|weeks|months|degrees|acres|hectares|barrels|litres|liters"
    r"|gallons|mw|megawatts|points|votes|students|pupils|residents|protesters|demonstrators|refugees|migrants|cases|deaths"
    r"|patients|police|officers|firefighters|vehicles|cars|units|shares|copies|stores|schools|villages|families|households"
    r"|prisoners|inmates|fans|spectators|guests|times|pages|tweets|users|customers|companies|flights|buildings|metric"
    r"|cubic|square|sq|million|billion|thousand|bn|m|GMT|UTC|hrs|BST|EST|EDT|PST|PDT|CET|pirates|fighters|rebels|militants|marines)\b"
)
_AMBIGUOUS = {"may", "march", "august", "april", "june", "mar", "jan", "dec", "sep", "jun", "apr"}
_MONTH_LEAD = re.compile(
    r"\b(?:in|since|during|until|till|by|from|last|next|this|early|late|mid|mid-|of|between|before|after|through|every"
    r"|each|previous|past|for|around|throughout|and|to)[\s-]+$",
    re.IGNORECASE,
)


def find_months(text: str) -> Iterator[DateMention]:
    """Find months without a day; May and March only where they cannot be names or verbs."""
    for match in _MONTH_YEAR.finditer(text):
        value = f"{match['y']}-{month_number(match['m']):02d}"
        yield DateMention(start=match.start(), end=match.end(), text=match.group(), kind="month", value=value)
    for match in _MONTH_ALONE.finditer(text):
        name = match["m"].rstrip(".").casefold()
        lead = _MONTH_LEAD.search(text[max(0, match.start() - 14) : match.start()])
        follows = text[match.end() : match.end() + 30]
        if match["m"].isupper() and len(name) < 5:
            continue
        if len(name) <= 4 and name not in {"may", "june", "july"} and not (lead and match["m"].endswith(".")):
            continue
        if name in _AMBIGUOUS and not lead:
            # "April elections" is a month, "April Jones", "May said", "March on" are not.
            plain = name in {"april", "june", "august"} and re.match(r"['’]s\s|[,.;)]|\s+[a-z]|$", follows)
            named = re.search(r"[A-Z][\w.]+\s$", text[max(0, match.start() - 20) : match.start()])
            verb = re.match(r"\s+(?:said|says|was|is|has|had|told|would|will|did|and|who)\b", follows)
            if not plain or named or verb:
                continue
        if (
            lead
            and name in {"may", "march", "april", "june"}
            and re.match(r"\s+(?:[A-Z][a-z]+\s+(?:said|was|has)|on\s+Washington)", follows)
        ):
            continue
        if (
            lead
            and re.fullmatch(r"(?i)(?:and|to|for|of|by|from|with|around|after|before)\s+", lead.group())
            and name in {"may", "march", "april", "june", "august"}
        ):
            # "for May" is as often the woman as the month: take it only beside another month or an end.
            near = re.search(
                r"(?:January|February|March|April|June|July|August|September|October|November|December)\s+(?:and|to)\s+$",
                text[max(0, match.start() - 20) : match.start()],
            )
            if (
                name == "may"
                and not near
                and not re.match(
                    r"\s+(?:to|until|and)\s+(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:\s+last|\s+this|\s+next|\s+of)\b|[.,;)]?\s*$",
                    follows,
                )
            ):
                continue
        yield DateMention(
            start=match.start(), end=match.end(), text=match.group(), kind="month", value=f"{month_number(name):02d}"
        )


def find_years(text: str, low: int, high: int) -> Iterator[DateMention]:
    """Find decades and years.

    Args:
        text: a sentence, or a few.
        low: the first bare number that is a year.
        high: the last.

    Yields:
        Mentions of kind year; a decade's value ends in s.
    """
    for match in _DECADE.finditer(text):
        if re.search(
            r"\b(?:his|her|their|my)\s+(?:\w+-?\s?)?(?:\d0s\s+and\s+)?$",
            text[max(0, match.start() - 20) : match.start()],
        ):
            continue
        word = match["word"]
        if word:
            century, tens = 19, _TENS.index(word.casefold()) + 2
        else:
            century, tens = int(match["c"] or 19), int(match["t"])
            if not tens:
                continue
        yield DateMention(
            start=match.start(), end=match.end(), text=match.group(), kind="year", value=f"{century}{tens}0s"
        )
    for match in _SEASON_YEARS.finditer(text):
        first, written = int(match["y"]), match["z"]
        last = int(written) if len(written) == 4 else first // 100 * 100 + int(written)
        if last <= first or last - first > 150 or _COUNTED.match(text[match.end() : match.end() + 40]):
            continue
        yield DateMention(start=match.start(), end=match.end("y"), text=match["y"], kind="year", value=match["y"])
        yield DateMention(start=match.start("z"), end=match.end(), text=written, kind="year", value=str(last))
    for match in _YEAR_ALONE.finditer(text):
        year = int(match["y"])
        before = text[max(0, match.start() - 12) : match.start()]
        if match["tail"] or _MONEY_BEFORE.search(before) or _COUNTED.match(text[match.end() : match.end() + 40]):
            continue
        if not low <= year <= high and not _YEAR_LEAD.search(before):
            continue
        yield DateMention(start=match.start(), end=match.end(), text=match.group(), kind="year", value=match["y"])
