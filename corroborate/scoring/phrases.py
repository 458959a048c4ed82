"""Phrases of a lexicon found in text by their stems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corroborate.words import stem

# Hyphens part words, so that "knife-attack" holds "attack"; an apostrophe does not, so "don't" stays one.
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*", re.UNICODE)
_GAP = 4  # how many words "..." may stand for
# What may differ between two forms of one word.  Porter's stems also join "import" and "important", "custom" and
# "customer", "administrators" and "administration"; here these are different words.
_ENDING = re.compile(r"(?:|s|es|ed|d|ing|e|y|ies|ied|([bdglmnprt])(?:ed|ing))$")


class Word(NamedTuple):
    """One word of a text: its form in lower case, its stem, and where it stands."""

    form: str
    stem: str
    start: int
    end: int


class Hit(NamedTuple):
    """One phrase found: which key it belongs to, its words' indices (end exclusive)."""

    key: str
    phrase: str
    first: int
    last: int


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[Word, ...]:
    """Cut a text into comparable words."""
    out = []
    for match in _WORD.finditer(text):
        form = match.group().lower().replace("’", "'").removesuffix("'s")
        out.append(Word(form, stem(form), match.start(), match.end()))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Pattern:
    key: str
    phrase: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """Phrases by key, ready to be looked for."""

    by_first: Mapping[str, tuple[_Pattern, ...]]

    @classmethod
    def of(cls, table: Mapping[str, Iterable[str]]) -> PhraseBook:
        """Compile phrases: stems, ``=form`` for an exact form, ``...`` for a gap of up to four words."""
        first: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], _Pattern]] = {}
        for key, phrases in table.items():
            for phrase in phrases:
                parts = _parts(phrase)
                if parts:
                    first.setdefault(parts[0][0], {}).setdefault((key, parts), _Pattern(key, phrase, parts))
        return cls({word: tuple(patterns.values()) for word, patterns in first.items()})

    def find(self, words: tuple[Word, ...]) -> tuple[Hit, ...]:
        """Find every phrase; within one key the longest wins where two overlap.

        Returns:
            Hits in the order of the text, then of the book.
        """
        hits: list[Hit] = []
        for i, word in enumerate(words):
            best: dict[str, Hit] = {}
            for lead in (word.stem, "=" + word.form):
                for pattern in self.by_first.get(lead, ()):
                    last = _match(pattern.parts, words, i)
                    if last and (pattern.key not in best or best[pattern.key].last < last):
                        best[pattern.key] = Hit(pattern.key, pattern.phrase, i, last)
            hits.extend(best.values())
        kept: list[Hit] = []
        reach: dict[str, int] = {}
        for hit in hits:
            if hit.first >= reach.get(hit.key, 0):
                kept.append(hit)
                reach[hit.key] = hit.last
        return tuple(kept)


def _parts(phrase: str) -> tuple[tuple[str, str], ...]:
    """Cut a phrase into (stem, form) pairs; an exact form has the stem ``=form``, a gap the stem ``...``."""
    out: list[tuple[str, str]] = []
    for raw in phrase.split():
        if raw == "...":
            out.append((raw, raw))
        elif raw.startswith("="):
            out.append((raw.lower(), raw[1:].lower()))
        else:
            out.extend((word.stem, word.form) for word in words_of(raw))
    return tuple(out)


@lru_cache(maxsize=100_000)
def _inflects(one: str, other: str) -> bool:
    """Whether two forms of one stem differ by number or tense alone."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 2 and bool(_ENDING.match(one[shared:])) and bool(_ENDING.match(other[shared:]))


def _match(parts: tuple[tuple[str, str], ...], words: tuple[Word, ...], start: int) -> int:
    """Return the index after the last word of a match that begins at ``start``; 0 for none."""
    at = start
    gap = False
    for stemmed, form in parts:
        if stemmed == "...":
            gap = True
            continue
        for j in range(at, min(len(words), at + (_GAP if gap else 0) + 1)):
            word = words[j]
            if "=" + word.form == stemmed or (word.stem == stemmed and _inflects(word.form, form)):
                at = j + 1
                break
        else:
            return 0
        gap = False
    return at
