"""The day a page says it was published, where nobody else says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from corroborate.text.dates import find_dates

_LOOKED_AT = 4  # sentences at the head of the text
_FURNITURE = frozenset(
    "published updated posted created modified last first on at of date time edition print "
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday "
    "am pm a p m gmt utc bst ist et est edt pt pst pdt ct cst cdt cet cest eastern pacific".split()
)


def stated_day(sentences: Sequence[str]) -> date | None:
    """Find a line at the head of a text that is nothing but a full date ("Published: 10 April 2007, 9.56 am").

    Args:
        sentences: the text's sentences, in order.
    """
    for text in sentences[:_LOOKED_AT]:
        if len(text) > 80 or not any(char.isdigit() for char in text):
            continue
        days = [mention for mention in find_dates(text) if mention.kind == "day" and mention.resolved is not None]
        if len(days) != 1:
            continue
        rest = text[: days[0].start] + " " + text[days[0].end :]
        if all(word in _FURNITURE for word in re.findall(r"[a-z]+", rest.casefold())):
            return days[0].resolved
    return None
