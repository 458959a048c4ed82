"""Sentences as read: words and grammar, figures, dates, polarity, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corroborate.text.attribution import find_attributions
from corroborate.text.datelines import stated_day
from corroborate.text.dates import find_dates
from corroborate.text.polarity import Polarity, read_polarity
from corroborate.text.quantities import find_quantities
from corroborate.types import Article, Attribution, DateMention, Outlet, Quantity, Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What is worth checking, and how finely it is cut."""

    min_words: int = 5  # shorter sentences are labels, captions' credits or fragments
    max_words: int = 90  # longer ones are lists or unsplit tables; they still may support, but found nothing
    max_details: int = 10  # a sentence with more is a table in prose
    min_quote_words: int = 4  # shorter quoted stretches are scare quotes or names


CONFIG = Config()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence as read: offsets of ``tokens`` and marks are into ``text``, ``start`` is into the article."""

    index: int
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    polarity: Polarity
    attribution: Attribution | None
    dropped: str | None = None


def read_sentences(
    article: Article,
    spans: Sequence[Span],
    tokens: Sequence[tuple[Token, ...]],
    outlets: Mapping[str, Outlet],
    config: Config = CONFIG,
) -> tuple[Sentence, ...]:
    """Mark figures, dates, polarity and attribution in each sentence of an article.

    Args:
        article: the revision the spans are of.
        spans: sentences of ``article.text``.
        tokens: the parser's words for each of them.
        outlets: by id, so that a relayed outlet is known by name.

    Returns:
        One Sentence a span; ``dropped`` says why a sentence makes no claim.
    """
    out = []
    texts = [article.text[span.start : span.end] for span in spans]
    # What the parser was not given (a line of a million characters) is not searched for marks either.
    marked = [text if words else "" for text, words in zip(texts, tokens, strict=True)]
    published = article.published_at.date() if article.published_at else stated_day(marked)
    said_by = find_attributions(marked, outlets)
    for index, (span, text, read, words) in enumerate(zip(spans, texts, marked, tokens, strict=True)):
        out.append(
            Sentence(
                index=index,
                start=span.start,
                end=span.end,
                text=text,
                tokens=words,
                quantities=find_quantities(read, words),
                dates=find_dates(read, published),
                polarity=read_polarity(read, words),
                attribution=said_by[index],
                dropped=_not_checkable(text, words, config),
            )
        )
    return tuple(out)


def _not_checkable(text: str, tokens: Sequence[Token], config: Config) -> str | None:
    words = [token for token in tokens if token.pos not in ("PUNCT", "SPACE", "SYM")]
    if len(words) < config.min_words:
        return "too short"
    if len(words) > config.max_words:
        return "too long"
    if text.rstrip("\"”'’ ").endswith("?"):
        return "question"
    if any(mark in text for mark in ('?"', "?”", "?'", "?’")) and any(token.lemma == "ask" for token in tokens):
        return "question"
    if not any(token.pos in ("VERB", "AUX") for token in tokens):
        return "no verb"
    quoted = any(mark in text for mark in '"“”')
    if not quoted and any(token.lemma in ("i", "we") and token.dep in SUBJECTS for token in tokens):
        return "first person"
    return None


def subtrees(tokens: Sequence[Token]) -> list[set[int]]:
    """Give for each token the set of tokens below it, itself included."""
    below: list[set[int]] = [{i} for i in range(len(tokens))]
    for i in range(len(tokens)):
        seen = {i}
        j = i
        while tokens[j].head != j and tokens[j].head not in seen:
            j = tokens[j].head
            below[j].add(i)
            seen.add(j)
    return below


def covering(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """List the tokens that touch a stretch of text."""
    return [i for i, token in enumerate(tokens) if token.start < end and token.end > start]


def entity_runs(tokens: Sequence[Token]) -> Iterable[tuple[list[int], str]]:
    """Group the tokens of each named entity with its label."""
    run: list[int] = []
    label = ""
    for i, token in enumerate(tokens):
        begins, _, kind = token.entity.partition("-")
        if run and (not kind or begins == "B" or kind != label):
            yield run, label
            run = []
        if kind:
            run.append(i)
            label = kind
    if run:
        yield run, label


def entities_of(sentence: Sentence) -> tuple[tuple[str, str], ...]:
    """Name the entities of a sentence: (text, the parser's label)."""
    return tuple(
        (sentence.text[sentence.tokens[run[0]].start : sentence.tokens[run[-1]].end], label)
        for run, label in entity_runs(sentence.tokens)
    )


def quoted_spans(text: str) -> tuple[Span, ...]:
    """Find what stands between double quotation marks, marks excluded."""
    spans, opened = [], None
    for i, char in enumerate(text):
        if char in "“«" or (char == '"' and opened is None):
            opened = i + 1
        elif char in '”»"' and opened is not None:
            spans.append(Span(opened, i))
            opened = None
    return tuple(spans)
