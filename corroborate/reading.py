"""Reading: articles to sentences with their grammar, each distinct text parsed once and kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from corroborate import ids
from corroborate.claims import Sentence, read_sentences
from corroborate.ports import Parser
from corroborate.support.passages import Passage, passages
from corroborate.text.sentences import split_sentences
from corroborate.types import Article, Outlet, Span, Token

# Raise it when sentence splitting changes: kept parses of the old rules are then no longer found.
_RULES = "2"
# Characters of a sentence, about 3,000 words; nothing of prose is longer.  The grammar model takes a second for as
# much, 24 s for 60,000 words, and refuses a million characters.  A longer one is kept and shown, and asserts nothing.
_LONGEST = 20_000
# Characters without a blank: its tokenizer takes time by the square of these, 67 s for 20,000 brackets in a row.
_LONGEST_RUN = 400
# A claim is a sentence or a few.  The embedding model reads 256 tokens, about 200 words, and the longest question of
# the labelled sets has 110; a text far beyond that would be found by its beginning alone.
MOST_WORDS = 300
_MOST_CHARACTERS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One article as read: its headline and its sentences."""

    article: Article
    title: Sentence | None
    sentences: tuple[Sentence, ...]

    def passages(self) -> tuple[Passage, ...]:
        """Put each sentence into its window."""
        return passages(self.article.article_id, self.sentences, self.title)


def parse_key(parser: Parser, article: Article) -> str:
    """Name the parse of a text: model, rules, headline and body."""
    return ids.content_hash(parser.name, _RULES, article.title, article.text)


def parsed(article: Article, parser: Parser) -> bytes:
    """Split and parse one article; the bytes hold sentence spans and tokens, headline first."""
    spans = split_sentences(article.text)
    title = article.title.strip()
    texts = ([title] if title else []) + [article.text[span.start : span.end] for span in spans]
    readable = [_is_readable(text) for text in texts]
    tokens = iter(
        parser.parse([text for text, fit in zip(texts, readable, strict=True) if fit]) if any(readable) else []
    )
    rows = [
        [[t.start, t.end, t.lemma, t.pos, t.tag, t.dep, t.head, t.entity] for t in next(tokens)] if fit else []
        for fit in readable
    ]
    return zlib.compress(orjson.dumps([bool(title), [list(span) for span in spans], rows]), 1)


def _is_readable(text: str) -> bool:
    return len(text) <= _LONGEST and max(map(len, text.split()), default=0) <= _LONGEST_RUN


def unpack(article: Article, payload: bytes, outlets: Mapping[str, Outlet]) -> Reading:
    """Rebuild the reading of an article from its kept parse."""
    has_title, spans, rows = orjson.loads(zlib.decompress(payload))
    title = article.title.strip()
    places = [Span(*span) for span in spans]
    texts = ([title] if has_title else []) + [article.text[span.start : span.end] for span in places]
    tokens = [
        tuple(
            Token(s, e, text[s:e], lemma, pos, tag, dep, head, entity)
            for s, e, lemma, pos, tag, dep, head, entity in row
        )
        for text, row in zip(texts, rows, strict=True)
    ]
    head = None
    if has_title:
        head = read_sentences(replace(article, text=title), [Span(0, len(title))], tokens[:1], outlets)[0]
        tokens = tokens[1:]
    return Reading(article=article, title=head, sentences=read_sentences(article, places, tokens, outlets))


def unanswerable(text: str) -> str | None:
    """Say why a text is no question that can be answered, or None where it is one."""
    words = len(text.split())
    if not any(mark.isalnum() for mark in text):
        return "it has no words"
    if words > MOST_WORDS or len(text) > _MOST_CHARACTERS:
        size = f"{words:,} words" if words > MOST_WORDS else f"{len(text):,} characters"
        return f"it has {size}; a claim has at most {MOST_WORDS} words and {_MOST_CHARACTERS:,} characters"
    if not _is_readable(text):
        return f"it has more than {_LONGEST_RUN} characters without a blank"
    return None


def question(text: str, parser: Parser) -> tuple[Sentence, ...]:
    """Read a question as the text of an article without headline."""
    spans = split_sentences(text)
    asked = Article(article_id="", url="", outlet_id="", title="", text=text)
    return read_sentences(asked, spans, parser.parse([text[s.start : s.end] for s in spans]), {}) if spans else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is kept in memory of every article at once: its sentences' texts and its packed parse."""

    article: Article
    title: str
    sentences: tuple[str, ...]
    parse: bytes


def outline(article: Article, payload: bytes) -> Outline:
    """Take the texts of headline and sentences from a kept parse, without rebuilding their grammar."""
    has_title, spans, _ = orjson.loads(zlib.decompress(payload))
    return Outline(
        article=article,
        title=article.title.strip() if has_title else "",
        sentences=tuple(article.text[start:end] for start, end in spans),
        parse=payload,
    )


def distinct_sentences(outlines: Iterable[Outline]) -> list[str]:
    """List every sentence and headline once, sorted, as they are embedded."""
    texts: set[str] = set()
    for each in outlines:
        texts.update(each.sentences)
        if each.title:
            texts.add(each.title)
    return sorted(texts)


def batches(items: Sequence[Article], size: int) -> Iterable[Sequence[Article]]:
    """Cut work into batches of at most ``size``."""
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]
