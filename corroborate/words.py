"""Words made comparable: stems, rarity, and opposites."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

import snowballstemmer
from wordfreq import zipf_frequency

from corroborate import resources

# Zipf scale of wordfreq: 8 is "the", 1 is once in a thousand million words.  Rarity is the distance from 8,
# so a name nobody writes weighs 7 and "people" about 2.
_TOP = 8.0
_STOPPED = 6.3  # words commoner than this (the, said, have, time) pin nothing down

_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Reduce a word to its stem: folded, lower case, Porter 2.

    Source: M. F. Porter, Snowball, the English (Porter 2) stemming algorithm.
    """
    folded = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() or word
    return str(_STEMMER.stemWord(folded.lower().removesuffix("'s").removesuffix("’s").strip(".'’-")))


@lru_cache(maxsize=200_000)
def rarity(word: str) -> float:
    """Weigh a word by how seldom English uses it: 0 for the commonest, about 7 for unknown names.

    Source: R. Speer, wordfreq 3 (frozen counts of many corpora), Zipf scale.
    """
    frequency = float(zipf_frequency(word.lower(), "en"))
    return 0.0 if frequency > _STOPPED else _TOP - max(1.0, frequency)


@cache
def opposites() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Map each stem of ``data/lexicons/opposites.toml`` to its axes and the side it stands on."""
    table: dict[str, list[tuple[str, int]]] = {}
    for axis in resources.read_toml("lexicons", "opposites.toml")["axis"]:
        for side, words in enumerate(axis["sides"]):
            for word in words:
                entry = (axis["name"], side)
                if entry not in table.setdefault(stem(word), []):
                    table[stem(word)].append(entry)
    return {word: tuple(entries) for word, entries in table.items()}
