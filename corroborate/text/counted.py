"""The noun that a number counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corroborate.text.units import is_plural, singular
from corroborate.types import Token

_STOP = frozenset(
    """a an the and or but nor if as at by for from in into of off on onto out over per than that then to up upon with
    within without who whom whose which what when where why how while after before since until is are was were be been
    being am has have had having do does did will would shall should can could may might must not no yes it its he she
    they them their his her him we us our you your my me i this these those there here about around under between among
    against during through because so such also too very just only even still already now ago later earlier each every
    both either neither all any some said says say told killed died injured wounded hurt dead missing arrested left came
    went made took got won lost beat took fell rose said cut hit less fewer apiece together altogether alone today
    yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december times-""".split()
)
_SKIP = frozenset(
    """more other others additional further extra new different separate such total of-the-above innocent full entire
    consecutive straight remaining so-called""".split()
)
_WORD = re.compile(r"[\s“\"‘'(]*(?P<word>[A-Za-z][\w’'-]*)")
_OF = re.compile(
    r"\s+(?:more\s+|others?\s+)?of\s+(?:the|its|his|her|their|those|these|our|all)\s+(?:\d[\d,]*\s+|\w+\s+(?=\w+s\b))?"
)
_JOINED = re.compile(r"\s?-\s?(?P<word>[a-z]{2,})")
_ED_NOUNS = frozenset("bed seed shed breed speed need deed weed feed sled red".split())
_REACH = 6
_NOT_PLURAL = frozenset(
    "has was is does says goes this thus always perhaps afterwards besides towards as yes its his hers ours us plus"
    " gets makes takes comes kills injures remains hits dies leaves-behind includes means shows wounds hurts".split()
)


def noun_after(text: str, end: int, one: bool = False) -> str:
    """Find the counted noun by words alone.

    Args:
        text: the text.
        end: where the number ends.
        one: whether the number is one, so that a singular noun is looked for.

    Returns:
        The noun, singular and lower case; empty where none follows ("killed 28 in").
    """
    of = _OF.match(text, end)
    position = of.end() if of else end
    joined = _JOINED.match(text, position)
    if joined and joined["word"] not in _STOP:
        # "two-storey building", "20-man squad": what hangs on by the hyphen is what is counted.
        return singular(joined["word"])
    run: list[str] = []
    for _ in range(_REACH):
        match = _WORD.match(text, position)
        if match is None:
            break
        word = match["word"].rstrip("'’-")
        low = word.casefold()
        if low == "and" and run and (run[-1][:1].isupper() or _adjective(run[-1])):
            position = match.end()
            continue
        if low in _STOP or (run and re.search(r"(?:ed|ing)$", low) and not is_plural(low) and len(low) > 4):
            break
        position = match.end()
        if low in _SKIP:
            continue
        if low.endswith(("'s", "’s")):
            # "28 of the city's firemen": the owner is not what is counted.
            continue
        if low.endswith("ly") and low not in {"family", "assembly", "ally"}:
            continue
        run.append(word)
        if not one and is_plural(word) and low not in _NOT_PLURAL:
            # "28 police officers", "40 sales jobs": a plural before another plural only modifies it.
            later = _WORD.match(text, position)
            if (
                later
                and is_plural(later["word"])
                and later["word"].casefold() not in _STOP | _NOT_PLURAL
                and not text[position : later.start("word")].strip()
            ):
                continue
            return singular(word)
        if re.match(r"\s*[,.;:!?)—–\"”]", text[position : position + 3]):
            break
    if not run:
        return ""
    if one:
        while run and run[-1].endswith("ed") and run[-1].casefold() not in _ED_NOUNS:
            run.pop()
        return singular(run[-1]) if run else ""
    plural = [word for word in run if is_plural(word) and word.casefold() not in _NOT_PLURAL]
    return singular(plural[-1]) if plural else ""


def _adjective(word: str) -> bool:
    """Guess whether a word is an adjective by its ending."""
    return word.casefold().endswith(
        ("al", "ous", "ive", "ful", "ic", "ary", "ed", "ing", "ish", "ese", "an", "ble", "ent", "ant")
    )


def noun_by_tokens(tokens: Sequence[Token], start: int, end: int) -> str | None:
    """Find the counted noun by the parse.

    Args:
        tokens: the parsed text's tokens.
        start: where the number begins.
        end: where it ends.

    Returns:
        The noun, singular and lower case; empty where the parse says that nothing is counted;
        None where the parse does not tell.
    """
    inside = [n for n, token in enumerate(tokens) if token.start < end and token.end > start]
    for n in reversed(inside):
        token = tokens[n]
        seen = {n}
        head = token.head
        while head in inside and head not in seen:
            seen.add(head)
            head = tokens[head].head
        if (
            head in seen
            or not 0 <= head < len(tokens)
            or tokens[n].dep not in {"nummod", "quantmod", "compound", "amod", "npadvmod", "det"}
        ):
            continue
        noun = tokens[head]
        if noun.pos in {"NOUN", "PROPN"} and noun.start >= end and noun.start - end < 60 and noun.text[:1].isalpha():
            return singular(noun.text)
    return None
