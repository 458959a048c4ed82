"""Sentences as the scorer sees them: their specifics, and the window that may supply who and when."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from corroborate.claims import Sentence
from corroborate.support.specifics import Specifics, Window, specifics


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence of one article, ready to be compared; offsets are into the article's text."""

    article_id: str
    index: int
    start: int
    end: int
    text: str
    specifics: Specifics
    window: Window
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim to be tested, from a store or from a reader."""

    text: str
    specifics: Specifics


def statement(sentences: Sequence[Sentence], text: str, keep: Container[int] | None = None) -> Statement:
    """Make a statement of the sentences of a question, or of the kept words of one sentence of an article."""
    parts = [specifics(s.tokens, s.quantities, s.dates, s.polarity, keep) for s in sentences]
    return Statement(text=text, specifics=parts[0] if len(parts) == 1 else _joined(parts))


def _joined(parts: Sequence[Specifics]) -> Specifics:
    sides: dict[str, frozenset[int]] = {}
    for part in parts:
        for axis, side in part.sides.items():
            sides[axis] = sides.get(axis, frozenset()) | side
    return Specifics(
        words={word: weight for part in parts for word, weight in part.words.items()},
        verbs=frozenset().union(*(part.verbs for part in parts)),
        names={name: text for part in parts for name, text in part.names.items()},
        quantities=tuple(quantity for part in parts for quantity in part.quantities),
        dates=tuple(date for part in parts for date in part.dates),
        negated=any(part.negated for part in parts),
        negated_heads=frozenset().union(*(part.negated_heads for part in parts)),
        modality=parts[0].modality,
        sides=sides,
        roles=frozenset().union(*(part.roles for part in parts)),
        people=tuple(group for part in parts for group in part.people),
        written={word: text for part in parts for word, text in part.written.items()},
        codes=frozenset().union(*(part.codes for part in parts)),
        digits=frozenset().union(*(part.digits for part in parts)),
    )


def passages(article_id: str, sentences: Sequence[Sentence], title: Sentence | None = None) -> tuple[Passage, ...]:
    """Put each sentence of an article into its window.

    Args:
        article_id: whose sentences they are.
        sentences: all of them, in order.
        title: the headline as a sentence of its own; it supplies words and dates, never evidence.
    """
    read = [specifics(s.tokens, s.quantities, s.dates, s.polarity) for s in sentences]
    head = [specifics(title.tokens, title.quantities, title.dates, title.polarity)] if title else []
    whole = frozenset().union(*(part.words for part in [*read, *head])) if read or head else frozenset()
    everything = Window(
        words=frozenset(),
        dates=(),
        quantities=(),
        article_words=whole,
        article_dates=tuple(date for part in [*read, *head] for date in part.dates),
        article_quantities=tuple(quantity for part in [*read, *head] for quantity in part.quantities),
        article_digits=frozenset().union(*(part.digits for part in [*read, *head])),
    )
    out = []
    for i, sentence in enumerate(sentences):
        near = [read[j] for j in (i - 1, i + 1) if 0 <= j < len(read)] + head
        if i > 1:
            near.append(read[0])
        out.append(
            Passage(
                article_id=article_id,
                index=i,
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
                specifics=read[i],
                window=_window(near, everything),
                sentence=sentence,
            )
        )
    return tuple(out)


def _window(near: Sequence[Specifics], article: Window) -> Window:
    return replace(
        article,
        words=frozenset().union(*(part.words for part in near)) if near else frozenset(),
        dates=tuple(date for part in near for date in part.dates),
        quantities=tuple(quantity for part in near for quantity in part.quantities),
    )
