"""Stand-ins for the two models: quick, small, and true to the contracts of their ports.

They know no language: the embedder sees which words two texts share, the parser goes by endings
and a short list of words.  Good enough to test what stands on them; never to measure it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from corroborate.errors import StoreError
from corroborate.ports import Vectors
from corroborate.types import Token
from corroborate.words import rarity, stem

_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*|\S")
_DETERMINERS = frozenset("a an the this that these those its his her their our my no some".split())
_PREPOSITIONS = frozenset("of in on at by to from for with off near after before over under into about against".split())
_PRONOUNS = frozenset("i we you he she it they who which nobody everyone".split())
_AUXILIARIES = frozenset(
    "is are was were be been being has have had do does did will would may might can could shall should".split()
)
_JOINERS = frozenset("and or but nor".split())
_VERBS = frozenset(
    "said says say told rose fell sank shut hit won lost met began broke struck burst left cut held sold bought hurt"
    " died die dies kill kills close closes open opens rise rises fall falls make makes".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday".split()
)


class FakeEmbedder:
    """A :class:`corroborate.ports.Embedder` over bags of stems: each stem has a fixed direction, rarer ones count more.

    Args:
        dimensions: length of a vector.
    """

    def __init__(self, dimensions: int = 64) -> None:
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        """Name and length: vectors of another length are another model's."""
        return f"bag-of-stems-{self._dimensions}@1"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 of shape (len(texts), dimensions); zeros for empty text."""
        out = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            total = np.zeros(self._dimensions, dtype=np.float64)
            # Sorted, so that the sum is the same to the last bit however the words stand.
            for word in sorted(word.casefold() for word in _WORD.findall(text)):
                total += (0.2 + rarity(word)) * self._direction(stem(word) or word)
            norm = float(np.linalg.norm(total))
            if norm:
                out[row] = (total / norm).astype(np.float32)
        return out

    def _direction(self, key: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        raw = hashlib.shake_128(key.encode("utf-8", "surrogatepass")).digest(self._dimensions)
        return np.frombuffer(raw, dtype=np.uint8).astype(np.float64) - 127.5


class FakeParser:
    """A :class:`corroborate.ports.Parser` by rules: one verb a sentence, its subject before it, the rest after."""

    @property
    def name(self) -> str:
        """Name and version."""
        return "rules@1"

    def parse(self, sentences: Sequence[str]) -> list[tuple[Token, ...]]:
        """Return the tokens of each sentence, offsets into that sentence, heads within it."""
        return [_parse(sentence) for sentence in sentences]


def _parse(sentence: str) -> tuple[Token, ...]:
    words = [(match.start(), match.group()) for match in _WORD.finditer(sentence)]
    tags = [_pos(word, n == 0) for n, (_, word) in enumerate(words)]
    root = next((n for n, tag in enumerate(tags) if tag == "VERB"), None)
    if root is None:
        root = next((n for n, tag in enumerate(tags) if tag in ("AUX", "NOUN", "PROPN")), 0)
    links = [_link(n, tags, root) for n in range(len(words))]
    entities = _entities([word for _, word in words], tags)
    return tuple(
        Token(
            start=start,
            end=start + len(word),
            text=word,
            lemma=_lemma(word, tag),
            pos=tag,
            tag=tag,
            dep=dep,
            head=head,
            entity=entity,
        )
        for (start, word), tag, (dep, head), entity in zip(words, tags, links, entities, strict=True)
    )


def _pos(word: str, first: bool) -> str:
    low = word.casefold()
    if not word[0].isalnum():
        return "PUNCT"
    for words, tag in (
        (_AUXILIARIES, "AUX"),
        (_DETERMINERS, "DET"),
        (_PREPOSITIONS, "ADP"),
        (_PRONOUNS, "PRON"),
        (_JOINERS, "CCONJ"),
        (frozenset({"not"}), "PART"),
    ):
        if low in words:
            return tag
    if word[0].isdigit():
        return "NUM"
    if word[0].isupper() and not first:
        return "PROPN"
    if low in _VERBS or (low.endswith("ed") and len(low) > 4):
        return "VERB"
    return "ADV" if low.endswith("ly") else "NOUN"


def _link(n: int, tags: Sequence[str], root: int) -> tuple[str, int]:
    """Name what a word is to which other word; every chain of heads ends at the root."""
    if n == root:
        return "ROOT", n
    tag = tags[n]
    if tag in ("DET", "NUM", "PROPN", "NOUN") and n + 1 < len(tags) and tags[n + 1] in ("NOUN", "PROPN", "NUM"):
        return {"DET": "det", "NUM": "nummod"}.get(tag, "compound"), n + 1
    if tag in ("NOUN", "PROPN", "PRON", "NUM"):
        before = next((m for m in range(n - 1, -1, -1) if tags[m] in ("ADP", "VERB", "AUX", "PUNCT", "CCONJ")), None)
        if before is not None and tags[before] == "ADP":
            return "pobj", before
        return ("nsubj" if n < root else "dobj"), root
    simple = {"ADP": "prep", "AUX": "aux", "PUNCT": "punct", "CCONJ": "cc", "ADV": "advmod", "PART": "neg"}
    return simple.get(tag, "dep"), root


def _lemma(word: str, tag: str) -> str:
    low = word.casefold()
    if tag == "VERB" and low.endswith("ed"):
        return low[:-2] if not low.endswith("eed") else low
    return low[:-1] if tag == "NOUN" and low.endswith("s") and not low.endswith("ss") and len(low) > 3 else low


def _entities(words: Sequence[str], tags: Sequence[str]) -> list[str]:
    out: list[str] = []
    for n, (word, tag) in enumerate(zip(words, tags, strict=True)):
        label = "DATE" if word.casefold() in _MONTHS and word[0].isupper() else "ORG" if tag == "PROPN" else ""
        goes_on = bool(label) and n > 0 and out[n - 1].endswith(label)
        out.append(f"{'I' if goes_on else 'B'}-{label}" if label else "")
    return out


class MemoryVectorCache:
    """A :class:`corroborate.ports.VectorCache` that forgets with the process."""

    def __init__(self, dimensions: int = 64) -> None:
        self._dimensions = dimensions
        self._known: dict[str, Vectors] = {}

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors already known, by text."""
        return {text: self._known[text].copy() for text in texts if text in self._known}

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep some more; those already known are passed over.

        Raises:
            StoreError: where the vectors have another shape.
        """
        if vectors.shape != (len(texts), self._dimensions):
            raise StoreError(f"vectors of shape {vectors.shape} do not belong to this model")
        for text, vector in zip(texts, vectors, strict=True):
            self._known.setdefault(text, np.array(vector, dtype=np.float32))
