"""Articles to atomic claims: a core claim for each checkable sentence and one more for each detail.

A sentence's grammar tree has subtrees that can be left out and still leave a statement: dates,
places, figures, appositions, subordinate clauses, "police said".  The core claim leaves all of them
out; the claim of a detail keeps only the subtrees on the way to it.  "28 people were killed on Monday, police said"
gives "people were killed", "28 people were killed" and "people were killed on Monday".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corroborate import ids
from corroborate.text.attribution import find_attributions
from corroborate.text.dates import find_dates
from corroborate.text.polarity import Polarity, read_polarity
from corroborate.text.quantities import find_quantities
from corroborate.types import (
    Article,
    Attribution,
    Claim,
    ClaimKind,
    DateMention,
    Outlet,
    Quantity,
    Span,
    Token,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What is worth checking, and how finely it is cut."""

    min_words: int = 5  # shorter sentences are labels, captions' credits or fragments
    max_words: int = 90  # longer ones are lists or unsplit tables; they still may support, but found nothing
    max_details: int = 10  # a sentence with more is a table in prose
    min_quote_words: int = 4  # shorter quoted stretches are scare quotes or names


CONFIG = Config()

_REMOVABLE = frozenset({"advcl", "relcl", "appos", "acl", "parataxis"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_PARTIES = frozenset({"PERSON", "ORG", "NORP"})
_PRONOUNS = frozenset("he she they it this that these those we i you who which his her their its".split())
_PERSONAL = {"he": "PERSON", "she": "PERSON"}
_OPENERS, _CLOSERS = "\"“”«'‘", "\"”“»'’"


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
    published = article.published_at.date() if article.published_at else None
    out = []
    texts = [article.text[span.start : span.end] for span in spans]
    said_by = find_attributions(texts, outlets)
    for index, (span, text, words) in enumerate(zip(spans, texts, tokens, strict=True)):
        out.append(
            Sentence(
                index=index,
                start=span.start,
                end=span.end,
                text=text,
                tokens=words,
                quantities=find_quantities(text, words),
                dates=find_dates(text, published),
                polarity=read_polarity(text, words),
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
    if not any(token.pos in ("VERB", "AUX") for token in tokens):
        return "no verb"
    quoted = any(mark in text for mark in '"“”')
    if not quoted and any(token.lemma in ("i", "we") and token.dep in _SUBJECTS for token in tokens):
        return "first person"
    return None


# --- subtrees ---------------------------------------------------------------------------------


def _subtrees(tokens: Sequence[Token]) -> list[set[int]]:
    """For each token, the set of tokens below it, itself included."""
    below: list[set[int]] = [{i} for i in range(len(tokens))]
    for i in range(len(tokens)):
        seen = {i}
        j = i
        while tokens[j].head != j and tokens[j].head not in seen:
            j = tokens[j].head
            below[j].add(i)
            seen.add(j)
    return below


def _covering(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    return [i for i, token in enumerate(tokens) if token.start < end and token.end > start]


@dataclass(frozen=True, slots=True)
class _Unit:
    members: frozenset[int]
    kind: ClaimKind | None
    marks: frozenset[int]


def _phrase(tokens: Sequence[Token], below: Sequence[set[int]], marks: Sequence[int]) -> frozenset[int]:
    """The smallest removable phrase around a marked detail: its preposition with all it governs."""
    inside = set(marks)
    top = next((i for i in marks if tokens[i].head not in inside or tokens[i].head == i), marks[0])
    head = tokens[top].head
    if tokens[head].pos == "ADP" and head != top and head not in inside:
        return frozenset(inside | {head} | {i for i in below[head] if min(marks) - 3 <= i <= max(marks)})
    return frozenset(inside)


def _units(sentence: Sentence, below: Sequence[set[int]], config: Config) -> list[_Unit]:
    tokens = sentence.tokens
    units: list[_Unit] = []
    for date in sentence.dates:
        marks = _covering(tokens, date.start, date.end)
        if marks:
            units.append(_Unit(_phrase(tokens, below, marks), ClaimKind.DATE, frozenset(marks)))
    for quantity in sentence.quantities:
        marks = _covering(tokens, quantity.start, quantity.end)
        if marks and not quantity.ordinal:
            units.append(_Unit(frozenset(marks), ClaimKind.QUANTITY, frozenset(marks)))
    for marks, label in _entities(tokens):
        phrase = _phrase(tokens, below, marks)
        if label in _PLACES and len(phrase) > len(marks) and not any(tokens[i].dep in _SUBJECTS for i in marks):
            units.append(_Unit(phrase, ClaimKind.PLACE, frozenset(marks)))
        elif label in _PARTIES and len(phrase) > len(marks) and tokens[tokens[marks[-1]].head].lemma == "by":
            units.append(_Unit(phrase, ClaimKind.PARTY, frozenset(marks)))
    for i, token in enumerate(tokens):
        if token.dep in _REMOVABLE and token.head != i and len(below[i]) >= 2:
            kind = ClaimKind.ROLE if token.dep == "appos" else None
            units.append(_Unit(frozenset(below[i]), kind, frozenset(below[i])))
    for span in quoted_spans(sentence.text):
        marks = _covering(tokens, span.start, span.end)
        if len([i for i in marks if tokens[i].pos != "PUNCT"]) >= config.min_quote_words:
            units.append(_Unit(frozenset(marks), ClaimKind.QUOTE, frozenset(marks)))
    return units


def _entities(tokens: Sequence[Token]) -> Iterable[tuple[list[int], str]]:
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
        for run, label in _entities(sentence.tokens)
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


def _attribution_tokens(sentence: Sentence, below: Sequence[set[int]]) -> frozenset[int]:
    """The words of "police said", where what was said is a clause of its own that can stand alone."""
    tokens = sentence.tokens
    said = sentence.attribution
    if said is None:
        return frozenset()
    marks = set(_covering(tokens, said.start, said.end))
    root = next((i for i, token in enumerate(tokens) if token.head == i), None)
    if root is not None and root in marks:
        clause = [i for i in below[root] if tokens[i].head == root and tokens[i].dep == "ccomp"]
        if clause:
            keep = set().union(*(below[i] for i in clause))
            lead_in = {i for i in keep if tokens[i].dep == "mark" and tokens[tokens[i].head].dep == "ccomp"}
            return frozenset(set(range(len(tokens))) - keep | lead_in)
        return frozenset()
    return frozenset(marks) if root is not None and len(marks) < len(tokens) - 3 else frozenset()


# --- claims -----------------------------------------------------------------------------------


def extract_claims(article: Article, sentences: Sequence[Sentence], config: Config = CONFIG) -> tuple[Claim, ...]:
    """Cut every checkable sentence of an article into its core claim and the claims of its details.

    Returns:
        Claims in the order of the text, core before details; spans are into ``article.text``.
    """
    claims: list[Claim] = []
    for sentence in sentences:
        if sentence.dropped is None:
            claims.extend(_claims_of(article, sentence, sentences, config))
    return tuple(claims)


def kept_tokens(sentence: Sentence, config: Config = CONFIG) -> list[tuple[ClaimKind, tuple[int, ...], Span]]:
    """Choose the words of each claim of a sentence.

    Returns:
        (kind, token indices, span in the sentence that carries it), the core claim first.
    """
    tokens = sentence.tokens
    below = _subtrees(tokens)
    units = _units(sentence, below, config)
    everything = frozenset(range(len(tokens)))
    base = everything - _attribution_tokens(sentence, below)
    core = base.difference(*(unit.members for unit in units))
    if not _stands(tokens, core):
        core = base.difference(*(unit.members for unit in units if unit.kind is not ClaimKind.QUOTE and unit.kind))
    if not _stands(tokens, core):
        core = base
    claims = [(ClaimKind.CORE, tuple(sorted(core)), _span(tokens, core))]
    seen = {claims[0][1]}
    for unit in units[: config.max_details * 2]:
        if unit.kind is None or not unit.marks & base:
            continue
        around = [other.members for other in units if not unit.marks <= other.members]
        kept = tuple(sorted((base.difference(*around) if around else base) | (unit.members & base)))
        if kept not in seen and len(claims) <= config.max_details:
            seen.add(kept)
            claims.append((unit.kind, kept, _span(tokens, unit.marks)))
    return claims


def _stands(tokens: Sequence[Token], kept: frozenset[int]) -> bool:
    words = [tokens[i] for i in kept if tokens[i].pos != "PUNCT"]
    return (
        len(words) >= 3
        and any(token.pos in ("VERB", "AUX") for token in words)
        and any(token.dep in _SUBJECTS or token.pos in ("NOUN", "PROPN") for token in words)
    )


def _span(tokens: Sequence[Token], kept: Iterable[int]) -> Span:
    inside = sorted(i for i in kept if tokens[i].pos != "PUNCT") or sorted(kept)
    return Span(tokens[inside[0]].start, tokens[inside[-1]].end)


def _claims_of(article: Article, sentence: Sentence, around: Sequence[Sentence], config: Config) -> Iterable[Claim]:
    name, founds = _subject(sentence, around)
    seen: dict[str, int] = {}
    for kind, kept, span in kept_tokens(sentence, config):
        text = wording(sentence, kept, name)
        # Two details may leave the same words; both are kept, told apart by the order they stand in.
        repeat = seen.setdefault(text, 0)
        seen[text] += 1
        yield Claim(
            claim_id=ids.digest(
                "claim", article.article_id, article.revision, sentence.start, kind.value, text, span.start, repeat
            ),
            article_id=article.article_id,
            revision=article.revision,
            sentence_start=sentence.start,
            sentence_end=sentence.end,
            char_start=sentence.start + span.start,
            char_end=sentence.start + span.end,
            kind=kind,
            text=text,
            modality=sentence.polarity.modality,
            negated=sentence.polarity.negated,
            attributed_to=sentence.attribution.holder if sentence.attribution else None,
            quantities=tuple(
                q for q in sentence.quantities if set(_covering(sentence.tokens, q.start, q.end)) <= set(kept)
            ),
            founds=founds,
            sentence=sentence.index,
        )


def wording(sentence: Sentence, kept: Sequence[int], subject: str | None = None) -> str:
    """Write the kept words of a sentence as a sentence of their own; ``subject`` replaces a leading pronoun."""
    tokens = sentence.tokens
    parts: list[str] = []
    last = None
    for i in kept:
        token = tokens[i]
        word = token.text
        if subject is not None and token.lemma in _PERSONAL and token.dep in _SUBJECTS:
            word, subject = subject, None
        if last is not None and (i != last + 1 or token.start > tokens[last].end):
            parts.append(" ")
        parts.append(word)
        last = i
    text = "".join(parts)
    for mark in (",", ";", ":"):
        text = text.replace(f" {mark}", mark)
    while ",," in text:
        text = text.replace(",,", ",")
    text = text.strip(" ,;:—–-")
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        text = text.translate({ord(mark): None for mark in '"“”'})
    text = text.rstrip(" .,;:—–-") + "."
    return text[:1].upper() + text[1:]


def _subject(sentence: Sentence, around: Sequence[Sentence]) -> tuple[str | None, bool]:
    """Resolve a pronoun subject where that is safe.

    Safe means: he or she, and exactly one person is named in the sentence before and its predecessor.
    Anything else that leans on what went before may support a statement but never found one.
    """
    subjects = [token for token in sentence.tokens if token.dep in ("nsubj", "nsubjpass")]
    if not subjects or subjects[0].lemma not in _PRONOUNS or subjects[0].pos != "PRON":
        return None, True
    if subjects[0].lemma in ("who", "which", "that", "it") and len(subjects) > 1 and subjects[1].pos != "PRON":
        return None, True
    if subjects[0].lemma in _PERSONAL:
        people = {
            text
            for before in around[max(0, sentence.index - 2) : sentence.index]
            for text, label in entities_of(before)
            if label == "PERSON"
        }
        if len(people) == 1:
            return people.pop(), True
    return None, False
