"""The editorial gate: what is published, what is published with a mark, and what is held back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from corroborate import resources
from corroborate.scoring.phrases import PhraseBook, words_of
from corroborate.types import Gate, Modality, Verdict


def gate_of(n: int, verdict: Verdict, modality: Modality, anonymous: bool) -> tuple[Gate, str]:
    """Decide what becomes of a story.

    Args:
        n: independent origins behind its lead.
        verdict: what the count says of the lead.
        modality: how firmly the lead is said.
        anonymous: whether its only origin rests on somebody unnamed.

    Returns:
        Held: N 0, or N 1 that is alleged (or denied), anonymous or unvetted.  Marked: any other N 1, contested, cannot
        be measured.  Published: N of 2 or more.  And the reason as a sentence.
    """
    if n <= 0:
        return Gate.HELD, _NOTHING.get(verdict, "Held: no independent origin that counts supports the lead (N = 0).")
    if n == 1:
        if verdict is Verdict.UNVETTED:
            return Gate.HELD, "Held: the only origin of the lead is unvetted (N = 1)."
        if modality in (Modality.ALLEGED, Modality.DENIED):
            return Gate.HELD, f"Held: one origin only, and it gives the lead as {modality.value} (N = 1)."
        if anonymous:
            return Gate.HELD, "Held: one origin only, and it rests on somebody unnamed (N = 1)."
    if verdict is Verdict.CONTESTED:
        return Gate.MARKED, f"Marked: {_origins(n)} the lead, and a credible one contradicts it (N = {n})."
    if verdict is Verdict.CANNOT_MEASURE:
        return Gate.MARKED, f"Marked: feeds were down, so that the count of {n} may be too low."
    if n == 1:
        return Gate.MARKED, "Marked: one origin only supports the lead (N = 1)."
    return Gate.PUBLISHED, f"Published: {_origins(n)} the lead (N = {n})."


_NOTHING = {
    Verdict.UNVETTED: "Held: only unvetted outlets carry the lead (N = 0).",
    Verdict.RETRACTED: "Held: every report of the lead was withdrawn (N = 0).",
    Verdict.CANNOT_MEASURE: "Held: no origin was found, and feeds were down (N = 0).",
}
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def number_word(n: int) -> str:
    """Write a small number as a word with a capital."""
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else str(n)


def _origins(n: int) -> str:
    return "one origin supports" if n == 1 else f"{number_word(n).lower()} independent origins support"


@cache
def _unnamed() -> PhraseBook:
    return PhraseBook.of({"unnamed": resources.read_toml("lexicons", "anonymous.toml")["phrases"]})


def rests_on_unnamed(passages: Iterable[str]) -> bool:
    """Whether any of the passages that say a thing say that whoever told it is not named."""
    return any(_unnamed().find(words_of(passage)) for passage in passages)
