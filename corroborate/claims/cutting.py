"""Sentences to claims: which words each keeps, how they read, and where they stand."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from corroborate import ids
from corroborate.claims.details import attribution_tokens, dateline_tokens, details_of
from corroborate.claims.sentence import CONFIG, SUBJECTS, Config, Sentence, covering, entities_of, subtrees
from corroborate.types import Article, Claim, ClaimKind, Span, Token

_PRONOUNS = frozenset("he she they it this that these those we i you who which his her their its".split())
_PERSONAL = frozenset({"he", "she"})
_OPENING, _CLOSING = frozenset({",", "(", "–", "—"}), frozenset({",", ")", "–", "—"})


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
    below = subtrees(tokens)
    details = details_of(sentence, below, config)
    everything = frozenset(range(len(tokens)))
    base = everything - attribution_tokens(sentence, below) - dateline_tokens(sentence)
    core = base.difference(*(unit.members for unit in details))
    if not _stands(tokens, core):
        plain = (ClaimKind.DATE, ClaimKind.PLACE, ClaimKind.PARTY, ClaimKind.QUANTITY)
        core = base.difference(*(unit.members for unit in details if unit.kind in plain))
    if not _stands(tokens, core):
        core = base
    claims = [(ClaimKind.CORE, tuple(sorted(core)), _span(tokens, core))]
    seen = {claims[0][1]}
    for unit in details[: config.max_details * 2]:
        if unit.kind is None or unit.silent or not unit.marks & base:
            continue
        around = [other.members for other in details if not unit.marks <= other.members]
        kept = tuple(sorted((base.difference(*around) if around else base) | (unit.members & base)))
        if kept not in seen and len(claims) <= config.max_details:
            seen.add(kept)
            claims.append((unit.kind, kept, _span(tokens, unit.marks)))
    return claims


def _stands(tokens: Sequence[Token], kept: frozenset[int]) -> bool:
    words = [tokens[i] for i in kept if tokens[i].pos != "PUNCT"]
    return (
        len(words) >= 2
        and any(token.pos in ("VERB", "AUX") for token in words)
        and any(token.dep in SUBJECTS or token.pos in ("NOUN", "PROPN") for token in words)
    )


def _span(tokens: Sequence[Token], kept: Iterable[int]) -> Span:
    inside = sorted(i for i in kept if tokens[i].pos != "PUNCT") or sorted(kept)
    return Span(tokens[inside[0]].start, tokens[inside[-1]].end)


def _claims_of(article: Article, sentence: Sentence, around: Sequence[Sentence], config: Config) -> Iterable[Claim]:
    cut = kept_tokens(sentence, config)
    name, founds = _subject(sentence, around, cut[0][1])
    seen: dict[str, int] = {}
    for kind, kept, span in cut:
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
                q for q in sentence.quantities if set(covering(sentence.tokens, q.start, q.end)) <= set(kept)
            ),
            founds=founds,
            sentence=sentence.index,
        )


def wording(sentence: Sentence, kept: Sequence[int], subject: str | None = None) -> str:
    """Write the kept words of a sentence as a sentence of their own; ``subject`` replaces a leading pronoun."""
    tokens = sentence.tokens
    parts: list[str] = []
    last = None
    for i in _without_stray_commas(tokens, kept):
        token = tokens[i]
        word = token.text
        if subject is not None and token.lemma in _PERSONAL and token.dep in SUBJECTS:
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


def _without_stray_commas(tokens: Sequence[Token], kept: Sequence[int]) -> list[int]:
    """Leave out the commas, dashes and brackets that stood about a phrase which is gone."""
    stray: set[int] = set()
    for left, right in itertools.pairwise(kept):
        if right == left + 1:
            continue
        opened = tokens[left].text in _OPENING or tokens[left + 1].text in _OPENING
        closed = tokens[right].pos == "PUNCT" or tokens[right - 1].text in _CLOSING
        if opened and closed:
            stray |= {i for i, marks in ((left, _OPENING), (right, _CLOSING)) if tokens[i].text in marks}
    return [i for i in kept if i not in stray]


def _subject(sentence: Sentence, around: Sequence[Sentence], kept: Sequence[int]) -> tuple[str | None, bool]:
    """Resolve a pronoun that the kept words have for a subject, where that is safe.

    Safe means: he or she, and exactly one person is named in the sentence before and its predecessor.
    Anything else that leans on what went before may support a statement but never found one.
    """
    tokens = sentence.tokens
    subjects = [tokens[i] for i in kept if tokens[i].dep in ("nsubj", "nsubjpass")]
    if any(
        tokens[i].dep == "poss" and tokens[i].pos == "PRON" and tokens[tokens[i].head] in subjects[:1] for i in kept
    ):
        return None, False  # "its owner": whose?
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
