"""Units, currencies and counted nouns, compiled from ``data/lexicons/units.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from corroborate.resources import read_toml


class Units(NamedTuple):
    """The unit tables."""

    sizes: Mapping[str, tuple[str, float]]
    """Unit -> dimension and size in the dimension's base unit."""
    forms: Mapping[str, str]
    """Written form, folded -> unit."""
    after: re.Pattern[str]
    """A unit right after a number."""
    signs: Mapping[str, str]
    sign_before: re.Pattern[str]
    """A currency sign or code at the end of what stands before a number."""
    money: Mapping[str, str]
    money_after: re.Pattern[str]
    change: Mapping[str, tuple[str, float]]
    synonyms: Mapping[str, int]
    plurals: Mapping[str, str]


def _alt(words: Mapping[str, object]) -> str:
    """Join words as alternatives, longest first; spaces may be hyphens."""
    parts = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]+").replace(r"\-", r"\s?-\s?") for word in parts)


@cache
def units() -> Units:
    """Read and compile the unit tables once."""
    data = read_toml("lexicons", "units.toml")
    sizes: dict[str, tuple[str, float]] = {}
    forms: dict[str, str] = {}
    for name, row in data["unit"].items():
        sizes[name] = (row["dimension"], float(row["size"]))
        forms.update({" ".join(form.casefold().replace("-", " ").split()): name for form in row["forms"]})
    signs: dict[str, str] = {}
    money: dict[str, str] = {}
    for code, row in data["currency"].items():
        sizes[code] = (code, 1.0)
        signs.update(dict.fromkeys(row["signs"], code))
        money.update({" ".join(word.casefold().split()): code for word in row["words"]})
    change = {word: (str(pair[0]), float(pair[1])) for word, pair in data["change"].items()}
    wordy = "|".join(
        (r"(?<![A-Za-z])" if sign[0].isalpha() else "") + re.escape(sign)
        for sign in sorted(signs, key=len, reverse=True)
    )
    written = {form: name for form, name in forms.items() if form not in {"m"}}
    return Units(
        sizes,
        forms,
        re.compile(rf"(?P<gap>\s?-\s?|\s+|)(?P<unit>{_alt(written)})(?![A-Za-z²³])", re.IGNORECASE),
        signs,
        re.compile(rf"(?P<sign>{wordy})\s?$"),
        money,
        re.compile(rf"(?P<gap>\s?-\s?|\s+|)(?P<word>{_alt({**money, **change})})(?![A-Za-z])", re.IGNORECASE),
        change,
        {word: n for n, group in enumerate(data["nouns"]["groups"]) for word in group},
        data["plurals"],
    )


def singular(word: str) -> str:
    """Give the singular of an English noun, lower case ("homes" -> "home", "people" -> "people").

    Args:
        word: one word.

    Returns:
        Its singular by the table of irregulars, else by the endings.
    """
    low = word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    plurals = units().plurals
    if low in plurals:
        return plurals[low]
    if len(low) <= 3 or low.endswith(("ss", "us", "is", "news")) or not low.endswith("s"):
        return low
    if low.endswith("ies"):
        return low[:-3] + "y"
    if low.endswith(("sses", "xes", "ches", "shes", "zzes", "oes")):
        return low[:-2]
    return low[:-1]


def is_plural(word: str) -> bool:
    """Say whether a word looks like a plural noun."""
    low = word.casefold()
    return low in units().plurals or (
        len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "’s", "ous"))
    )


def same_noun(a: str, b: str) -> bool:
    """Say whether two counted nouns are one, or synonyms by the table."""
    if a == b:
        return True
    groups = units().synonyms
    return a in groups and groups.get(a) == groups.get(b)
