"""The details of a sentence: subtrees that can be left out and still leave a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corroborate.claims.sentence import SUBJECTS, Config, Sentence, covering, entity_runs, quoted_spans
from corroborate.types import ClaimKind, Quantity, Token

_REMOVABLE = frozenset({"advcl", "relcl", "appos", "acl", "parataxis"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_PARTIES = frozenset({"PERSON", "ORG", "NORP"})
# After these, "by", "from" and "to" lead a measure that goes as a whole: "fell to 48 kroner", "passed by 101 votes".
_MOVES = frozenset(
    "rise fall climb drop increase decrease raise cut lower grow slip gain lose jump shrink pass approve reject win"
    " beat jail sentence".split()
)
# "the early hours of Sunday": the time of day goes with its day.
_TIMES = frozenset("hour morning afternoon evening night end start beginning middle dawn".split())
# A quotation in one of these places is a clause of its own; elsewhere the sentence is unfinished without it.
_LOOSE = frozenset({"ccomp", "parataxis", "advcl", "intj", "ROOT"})
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.'’/ -]{1,40}(?:,[^—–()\n]{1,40}?)?\s*\([^()\n]{2,40}\)"  # Halden (NSPA), HALDEN, Oct 5 (Meridian)
    r"|[A-ZÀ-Þ]{2}[A-ZÀ-Þ.'’/ ]{1,40}(?:,[^—–()\n]{1,30}?)?"  # HALDEN, Oct 5
    r"|[A-ZÀ-Þ][\w'’]+(?: [A-ZÀ-Þ][\w'’]+){0,2}(?= [—–]))"  # Obervelden —
    r"\s*(?:[—–]|--?(?=\s))\s*"
)
_MEASURED = frozenset({"MONEY", "PERCENT", "QUANTITY"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch that the core leaves out; ``silent`` ones make no claim, nor does anything inside them."""

    members: frozenset[int]
    kind: ClaimKind | None
    marks: frozenset[int]
    silent: bool = False


def _top(tokens: Sequence[Token], marks: Sequence[int]) -> int:
    inside = set(marks)
    return next((i for i in marks if tokens[i].head not in inside or tokens[i].head == i), marks[0])


def _phrase(tokens: Sequence[Token], below: Sequence[set[int]], marks: Sequence[int]) -> frozenset[int]:
    """The smallest removable phrase around a marked detail: its preposition with all it governs."""
    inside = set(marks)
    top = _top(tokens, marks)
    head = tokens[top].head
    if (tokens[head].pos == "ADP" or tokens[head].dep == "prep") and head != top and head not in inside:
        inside |= {head} | {i for i in below[head] if min(marks) - 3 <= i <= max(marks)}
        noun = tokens[head].head
        if tokens[head].lemma == "of" and tokens[noun].lemma in _TIMES and tokens[tokens[noun].head].pos == "ADP":
            inside |= below[tokens[noun].head]
    return frozenset(inside)


def _figure(
    tokens: Sequence[Token], below: Sequence[set[int]], marks: Sequence[int], others: frozenset[int]
) -> frozenset[int]:
    """What goes with a figure: its hedge, the "of" after it, and the preposition that governs a measure.

    ``others`` are words of dates and places, which are details of their own and stay.
    """
    inside = set(marks)
    if all(tokens[i].entity.partition("-")[2] in _MEASURED for i in marks):
        inside |= next((set(run) for run, _ in entity_runs(tokens) if marks[0] in run), set())
        marks = sorted(inside)
    for i in marks:
        inside |= {j for j in below[i] if j < i}
    after = max(marks) + 1
    top = _top(tokens, marks)
    if tokens[top].dep == "conj":  # "400 jobs, or 6% of its workforce"
        return frozenset(inside | below[top] | {j for j in (top - 1, top - 2) if j >= 0 and tokens[j].pos == "CCONJ"})
    if (
        after < len(tokens)
        and tokens[after].lemma == "of"
        and tokens[after].head in marks
        and tokens[top].dep != "pobj"
    ):
        return frozenset(inside | {after})
    noun = tokens[top].head
    if tokens[top].dep == "predet":  # "half a point"
        inside |= {j for j in below[noun] if j <= noun}
        top = noun
    elif tokens[top].dep == "nummod" and tokens[noun].dep == "pobj":
        governor = tokens[tokens[noun].head]
        moved = governor.lemma in ("by", "from", "to") and governor.dep == "prep"
        if noun < top or (moved and tokens[governor.head].lemma in _MOVES):  # "of magnitude 6.1", "to 48 kroner"
            top = noun
    governor = tokens[tokens[top].head]
    if tokens[top].dep == "pobj" and governor.pos == "ADP":
        inside |= {tokens[top].head, top} | below[tokens[top].head]
        for i in below[top] - {top}:
            if tokens[i].head == top and tokens[i].dep == "prep" and below[i] & others:
                inside -= below[i]
        after = max(inside) + 1
        to = [(token.pos, token.dep) for token in tokens[after : after + 2]]
        if governor.lemma == "by" and to == [("ADP", "prep"), ("NUM", "pobj")]:  # "by 101 votes to 68"
            inside |= {after, after + 1}
    return frozenset(inside)


def _is_share(tokens: Sequence[Token], marks: Sequence[int]) -> bool:
    after = max(marks) + 1
    return (
        tokens[_top(tokens, marks)].dep == "dobj"
        and after < len(tokens)
        and tokens[after].lemma == "of"
        and tokens[after].head in marks
    )


def _says_nothing_alone(
    sentence: Sentence, below: Sequence[set[int]], quantity: Quantity, marks: Sequence[int]
) -> frozenset[int] | None:
    """Return the words to leave out where a figure has no meaning without another one."""
    tokens = sentence.tokens
    top = _top(tokens, marks)
    token, head = tokens[top], tokens[top].head
    bare = token.pos == "NUM" and not quantity.unit
    lead = {j for j in (top - 1, top - 2) if j >= 0 and tokens[j].pos in ("CCONJ", "PUNCT")}
    if bare and token.dep in ("conj", "npadvmod"):  # "killed five in Aland and three in Voss"
        return frozenset(below[top] | lead)
    if bare and token.dep in SUBJECTS and tokens[head].dep == "conj":  # "three people died and five were injured"
        return frozenset(below[head] | lead)
    before = [q for q in sentence.quantities if q.end < quantity.start]
    follows = any(q.noun and quantity.start - q.end < 15 for q in before)
    if follows and bare and not quantity.noun and token.dep == "pobj" and tokens[head].lemma == "to":
        return frozenset(below[head])  # "by 101 votes to 68"
    for q in before:  # "20 of the 120 sailors"
        of = tokens[max(covering(tokens, q.start, q.end), default=0) + 1]
        if of.lemma == "of" and quantity.start - of.end < 6:
            return frozenset(marks)
    return None


def details_of(sentence: Sentence, below: Sequence[set[int]], config: Config) -> list[Unit]:
    """List what the core claim of a sentence leaves out, and the claims these details make."""
    tokens = sentence.tokens
    found: list[Unit] = []
    for date in sentence.dates:
        marks = covering(tokens, date.start, date.end)
        if marks:
            found.append(Unit(_phrase(tokens, below, marks), ClaimKind.DATE, frozenset(marks)))
    named = list(entity_runs(tokens))
    others = frozenset(i for unit in found for i in unit.marks)
    others |= frozenset(i for marks, label in named if label in _PLACES for i in marks)
    for quantity in sentence.quantities:
        marks = covering(tokens, quantity.start, quantity.end)
        if not marks or quantity.ordinal:
            continue
        if quantity.unit in ("percent", "fraction") and _is_share(tokens, marks):
            continue  # "took 54% of the vote": without the share it would say something else
        alone = _says_nothing_alone(sentence, below, quantity, marks)
        if alone is not None:
            found.append(Unit(alone, ClaimKind.QUANTITY, frozenset(marks), silent=True))
            continue
        found.append(Unit(_figure(tokens, below, marks, others), ClaimKind.QUANTITY, frozenset(marks)))
    for marks, label in named:
        phrase = _phrase(tokens, below, marks)
        if label in _PLACES and len(phrase) > len(marks) and not _identifies(tokens, below, marks):
            found.append(Unit(phrase, ClaimKind.PLACE, frozenset(marks)))
        elif label in _PARTIES and len(phrase) > len(marks) and tokens[tokens[marks[-1]].head].lemma == "by":
            found.append(Unit(phrase, ClaimKind.PARTY, frozenset(marks)))
    for i, token in enumerate(tokens):
        quoted = min(below[i]) > 0 and tokens[min(below[i]) - 1].text in '"“'
        if token.dep in _REMOVABLE and token.head != i and len(below[i]) >= 2 and not quoted:
            kind = ClaimKind.ROLE if token.dep == "appos" else None
            found.append(Unit(frozenset(below[i]), kind, frozenset(below[i])))
    for span in quoted_spans(sentence.text):
        marks = covering(tokens, span.start, span.end)
        words = [i for i in marks if tokens[i].pos != "PUNCT"]
        if len(words) >= config.min_quote_words and tokens[_top(tokens, words)].dep in _LOOSE:
            found.append(Unit(frozenset(marks), ClaimKind.QUOTE, frozenset(marks)))
    silent = [unit.members for unit in found if unit.silent]
    return [unit for unit in found if unit.silent or not any(unit.marks <= members for members in silent)]


def _identifies(tokens: Sequence[Token], below: Sequence[set[int]], marks: Sequence[int]) -> bool:
    """Whether a place says which one is meant ("the port of Halden", "shares in Tellmark"), not where it happened."""
    top = _top(tokens, marks)
    if tokens[top].dep in SUBJECTS:
        return True
    preposition = tokens[tokens[top].head]
    noun = preposition.head
    if preposition.pos != "ADP" or tokens[noun].pos not in ("NOUN", "PROPN"):
        return False
    if preposition.lemma == "of" and tokens[noun].lemma not in _TIMES:
        return True
    indefinite = any(tokens[i].head == noun and tokens[i].lemma in ("a", "an", "some") for i in below[noun])
    return tokens[noun].dep in SUBJECTS and not indefinite


def dateline_tokens(sentence: Sentence) -> frozenset[int]:
    """The words of "HALDEN, Oct 5 (Meridian) -" before a sentence: where it was filed, no part of what it says."""
    found = _DATELINE.match(sentence.text)
    if found is None:
        return frozenset()
    return frozenset(i for i, token in enumerate(sentence.tokens) if token.start < found.end())


def attribution_tokens(sentence: Sentence, below: Sequence[set[int]]) -> frozenset[int]:
    """Find the words of "police said", where what was said is a clause of its own that can stand alone."""
    tokens = sentence.tokens
    said = sentence.attribution
    root = next((i for i, token in enumerate(tokens) if token.head == i), None)
    if root is None:
        return frozenset()
    marks = set(covering(tokens, said.start, said.end)) if said is not None else set()
    if root in marks or (said is None and tokens[root].lemma == "say"):
        clause = [i for i in below[root] if tokens[i].head == root and tokens[i].dep == "ccomp"]
        if clause:
            keep = set().union(*(below[i] for i in clause))
            lead_in = {i for i in keep if tokens[i].dep == "mark" and tokens[tokens[i].head].dep == "ccomp"}
            return frozenset(set(range(len(tokens))) - keep | lead_in)
        return frozenset()
    # "according to the harbour master": the whole of a short phrase goes, wherever the name in it was cut.
    for i in tuple(marks):
        if tokens[i].head not in marks and len(below[i]) <= len(marks) + 6:
            marks |= below[i]
    return frozenset(marks) if marks and len(marks) < len(tokens) - 3 else frozenset()
