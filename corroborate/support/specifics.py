"""What a statement pins down, and whether a sentence in its window says the same.

Learned likeness knows the topic, not the fact; so every specific is typed and compared by the rule
of its type: figures as intervals with units, dates as dates, names by their words, acts by verb,
polarity and modality, and opposites by axis.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corroborate.text.dates import dates_conflict, dates_cover, dates_cover_but_year, year_of
from corroborate.text.intervals import contradicts, entails, same_value
from corroborate.text.polarity import Polarity
from corroborate.types import ConflictKind, DateMention, Modality, Quantity, Token
from corroborate.words import opposites, rarity, stem

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})
_NAMED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
_LIGHT = frozenset(map(stem, ("be", "have", "do", "say", "tell", "get", "make", "take", "go", "come", "report", "add")))
_HEDGING = frozenset({"advmod", "quantmod"})
_FIRM = {Modality.DENIED: 0, Modality.ALLEGED: 1, Modality.PLANNED: 2, Modality.CONFIRMED: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Specifics:
    """The comparable content of one statement or sentence; stems as keys, rarity as weight, ``written`` for people.

    ``digits`` are all runs of digits; ``codes`` those that are no figure and no date ("Explorer 8", "Section 702").
    """

    words: Mapping[str, float]
    verbs: frozenset[str]
    names: Mapping[str, str]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    negated: bool
    negated_heads: frozenset[str]
    modality: Modality
    sides: Mapping[str, frozenset[int]]
    roles: frozenset[tuple[str, str, str]]
    written: Mapping[str, str] = field(default_factory=dict)
    people: tuple[frozenset[str], ...] = ()
    codes: frozenset[str] = frozenset()
    digits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What stands around a sentence and may supply who and when: neighbours, headline, lead; and the whole article."""

    words: frozenset[str]
    dates: tuple[DateMention, ...]
    quantities: tuple[Quantity, ...]
    article_words: frozenset[str]
    article_dates: tuple[DateMention, ...] = ()
    article_quantities: tuple[Quantity, ...] = ()
    article_digits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How a sentence meets a statement, type by type; shares are of weight, counts are of specifics."""

    cover: float
    window_cover: float
    article_cover: float
    verbs: float
    names: float
    window_names: float
    heaviest_missing: float
    numbers: int
    numbers_agreed: int
    numbers_missing: int
    numbers_elsewhere: int
    numbers_contradicted: int
    dates: int
    dates_agreed: int
    dates_vague: int
    dates_elsewhere: int
    dates_missing: int
    dates_contradicted: int
    polarity_differs: bool
    weaker: int
    opposed: int
    swapped: bool
    back_cover: float
    strangers: int
    codes_missing: int
    asserted: tuple[str, ...]
    missing: tuple[str, ...]
    contradicted: tuple[tuple[ConflictKind, str], ...]

    @property
    def lacking(self) -> bool:
        """Whether a figure, date or number of a name is given nowhere; "on Thursday" does not give the 2nd of May."""
        return bool(self.numbers_missing or self.dates_missing or self.dates_vague or self.codes_missing)


def specifics(
    tokens: Sequence[Token],
    quantities: Iterable[Quantity],
    dates: Iterable[DateMention],
    polarity: Polarity,
    keep: Container[int] | None = None,
) -> Specifics:
    """Read the specifics of the kept tokens of a sentence (of all where ``keep`` is None)."""
    kept = [token for i, token in enumerate(tokens) if keep is None or i in keep]
    starts = {token.start for token in kept}
    marks: list[Quantity | DateMention] = [*quantities, *dates]
    inside = [mark for mark in marks if any(mark.start <= start < mark.end for start in starts)]
    covered = [(mark.start, mark.end) for mark in inside]
    words: dict[str, float] = {}
    names: dict[str, str] = {}
    verbs: set[str] = set()
    written: dict[str, str] = {}
    sides: dict[str, frozenset[int]] = {}
    table = opposites()
    for token in kept:
        if token.dep in _HEDGING and any(start <= tokens[token.head].start < end for start, end in covered):
            continue  # "at least", "nearly" belong to their figure, which is compared as an interval
        if token.pos not in _CONTENT and token.lemma not in ("before", "after", "inside", "outside", "all", "none"):
            continue
        key = stem(token.lemma if token.pos in ("VERB", "AUX", "NOUN") else token.text)
        for axis, side in table.get(key, ()):
            sides[axis] = sides.get(axis, frozenset()) | {side}
        if any(start <= token.start < end for start, end in covered) or not any(c.isalnum() for c in key):
            continue
        weight = rarity(token.lemma)
        named = token.pos == "PROPN" or token.entity.partition("-")[2] in _NAMED
        if named and token.pos in ("PROPN", "NOUN", "ADJ"):
            names[key] = token.text
            weight = max(weight, 2.0)
        if weight > 0 and key not in _LIGHT:
            words[key] = max(words.get(key, 0.0), weight)
            written.setdefault(key, token.text)
        if token.pos == "VERB" and key not in _LIGHT:
            verbs.add(key)
    return Specifics(
        words=words,
        verbs=frozenset(verbs),
        names=names,
        quantities=tuple(mark for mark in inside if isinstance(mark, Quantity)),
        dates=tuple(mark for mark in inside if isinstance(mark, DateMention)),
        negated=polarity.negated,
        negated_heads=frozenset(stem(head) for head in polarity.negated_heads),
        modality=polarity.modality,
        sides=sides,
        roles=_roles(tokens, keep),
        written=written,
        people=_people(kept, names),
        codes=_digits(token for token in kept if not any(start <= token.start < end for start, end in covered)),
        digits=_digits(kept),
    )


def _digits(tokens: Iterable[Token]) -> frozenset[str]:
    return frozenset(run.lstrip("0") for token in tokens for run in re.findall(r"\d+", token.text))


def _people(kept: Sequence[Token], names: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """The stems of each person's name, so that a surname alone is known again."""
    groups: list[set[str]] = []
    inside = False
    for token in kept:
        if token.entity.partition("-")[2] != "PERSON":
            inside = False
            continue
        if not inside or token.entity.startswith("B"):
            groups.append(set())
        inside = True
        key = stem(token.text)
        if token.pos == "PROPN" and key in names:
            groups[-1].add(key)
    return tuple(frozenset(group) for group in groups if group)


def _roles(tokens: Sequence[Token], keep: Container[int] | None) -> frozenset[tuple[str, str, str]]:
    """Who did what to whom: (verb, agent, patient), passives turned round."""
    agents: dict[int, list[int]] = {}
    patients: dict[int, list[int]] = {}
    for i, token in enumerate(tokens):
        if keep is not None and i not in keep:
            continue
        if token.dep == "nsubj":
            agents.setdefault(token.head, []).append(i)
        elif token.dep in ("dobj", "obj", "nsubjpass"):
            patients.setdefault(token.head, []).append(i)
        elif token.dep == "pobj" and tokens[token.head].dep == "agent":
            agents.setdefault(tokens[token.head].head, []).append(i)
    return frozenset(
        (stem(tokens[verb].lemma), stem(tokens[a].lemma), stem(tokens[p].lemma))
        for verb in agents
        for a in agents[verb]
        for p in patients.get(verb, ())
    )


def compare(claim: Specifics, said: Specifics, window: Window) -> Comparison:
    """Compare a statement with one sentence in its window, type by type."""
    total = sum(claim.words.values()) or 1.0
    here = [word for word in claim.words if word in said.words]
    near = [word for word in claim.words if word in said.words or word in window.words]
    far = [word for word in claim.words if word in said.words or word in window.article_words]
    asserted = [claim.written.get(word, word) for word in here]
    missing = [
        claim.written.get(word, word) for word in claim.words if word not in said.words and word not in window.words
    ]
    contradicted: list[tuple[ConflictKind, str]] = []

    numbers = _numbers(claim.quantities, said.quantities, window, asserted, missing, contradicted)
    dates = _dates(claim.dates, said.dates, window, asserted, missing, contradicted)
    shared_verbs = claim.verbs & said.verbs
    # Negation is only comparable where both speak of the same act.
    same_act = bool(shared_verbs) or (not claim.verbs and bool(here))
    heads = (claim.negated_heads ^ said.negated_heads) & (claim.verbs | said.verbs) & _stems(claim, said)
    differs = bool(heads) if (claim.negated_heads or said.negated_heads) else claim.negated != said.negated and same_act
    if differs:
        contradicted.append((ConflictKind.POLARITY, "one says it is so, the other that it is not"))
    opposed = 0
    for axis, mine in claim.sides.items():
        theirs = said.sides.get(axis)
        if theirs is not None and not mine & theirs:
            opposed += 1
            # Other axes are weighed, not decisive: on part fit they stand in 1.5% of supports and 1.9% of the rest.
            if axis.startswith("compass"):
                contradicted.append((ConflictKind.POLARITY, f"opposite sides of {axis}"))
    turned = {(verb, patient, agent) for verb, agent, patient in said.roles if agent != patient}
    swapped = bool(claim.roles & turned) and not claim.roles & said.roles
    if swapped:
        contradicted.append((ConflictKind.POLARITY, "who acts and who is acted upon are exchanged"))
    strangers = [group for group in claim.people if not group & (said.words.keys() | window.article_words)]
    named = sum(claim.words.get(name, 2.0) for name in claim.names) or 1.0
    back_total = sum(said.words.values()) or 1.0
    return Comparison(
        cover=sum(claim.words[word] for word in here) / total,
        window_cover=sum(claim.words[word] for word in near) / total,
        article_cover=sum(claim.words[word] for word in far) / total,
        verbs=len(shared_verbs) / len(claim.verbs) if claim.verbs else 1.0,
        names=sum(claim.words.get(n, 2.0) for n in claim.names if n in said.words) / named if claim.names else 1.0,
        window_names=(
            sum(claim.words.get(n, 2.0) for n in claim.names if n in said.words or n in window.words) / named
            if claim.names
            else 1.0
        ),
        heaviest_missing=max((claim.words[word] for word in claim.words if word not in said.words), default=0.0),
        numbers=len(claim.quantities),
        numbers_agreed=numbers.agreed,
        numbers_missing=numbers.missing,
        numbers_elsewhere=numbers.elsewhere,
        numbers_contradicted=numbers.against,
        dates=len(claim.dates),
        dates_agreed=dates.agreed,
        dates_vague=dates.vague,
        dates_elsewhere=dates.elsewhere,
        dates_missing=dates.missing,
        dates_contradicted=dates.against,
        polarity_differs=differs,
        weaker=max(0, _FIRM[claim.modality] - _FIRM[said.modality]),
        opposed=opposed,
        swapped=swapped,
        back_cover=sum(said.words[word] for word in said.words if word in claim.words) / back_total,
        strangers=len(strangers),
        codes_missing=len(claim.codes - said.digits - window.article_digits),
        asserted=tuple(asserted),
        missing=tuple(missing),
        contradicted=tuple(contradicted),
    )


def _stems(claim: Specifics, said: Specifics) -> frozenset[str]:
    return frozenset(claim.words) & frozenset(said.words)


def _says(said: Quantity, claimed: Quantity) -> bool:
    """Whether a figure asserts the claimed one; what it counts may be worded otherwise ("30 others", "30 people")."""
    return entails(said, claimed) or entails(replace(said, noun=""), replace(claimed, noun=""))


class _Figures(NamedTuple):
    """How many figures or dates of a statement agree, are only hinted at, stand elsewhere, lack or are contradicted.

    ``vague``: the window names a time that may be the claimed one ("on Thursday" for 2 May).  ``elsewhere``: neither
    sentence nor window has it, but the article does.
    """

    agreed: int
    vague: int
    elsewhere: int
    missing: int
    against: int


def _repeats(said: Quantity, claimed: Quantity) -> bool:
    return same_value(replace(said, noun=""), replace(claimed, noun=""))


def _dated(said: DateMention, claimed: DateMention, years: Container[int] | None = None) -> bool:
    """Whether a date gives the claimed one; a day without its year does where no year speaks against it.

    Args:
        years: those the article names; None where there is no telling, as where it names none.
    """
    if dates_cover(said, claimed):
        return True
    year = year_of(claimed)
    return dates_cover_but_year(said, claimed) and (year is None or years is None or year in years)


def _numbers(
    wanted: Sequence[Quantity],
    given: Sequence[Quantity],
    window: Window,
    asserted: list[str],
    missing: list[str],
    contradicted: list[tuple[ConflictKind, str]],
) -> _Figures:
    agreed = elsewhere = lacking = against = 0
    # A figure that stands for another of the claim's ("four died and nine were hurt") does not speak against this one.
    unused = [other for other in given if not any(_says(other, quantity) for quantity in wanted)]
    for quantity in wanted:
        # Of figures around the sentence only the very one will do: any greater count would make "at least 20" true.
        if any(_says(other, quantity) for other in given) or any(_repeats(o, quantity) for o in window.quantities):
            agreed += 1
            asserted.append(quantity.text)
            continue
        other = next((other for other in unused if contradicts(quantity, other)), None)
        if other is not None:
            against += 1
            contradicted.append((ConflictKind.NUMBER, f"{quantity.text} against {other.text}"))
            continue
        missing.append(quantity.text)
        if any(_repeats(other, quantity) for other in window.article_quantities):
            elsewhere += 1
        else:
            lacking += 1
    return _Figures(agreed, 0, elsewhere, lacking, against)


def _dates(
    wanted: Sequence[DateMention],
    given: Sequence[DateMention],
    window: Window,
    asserted: list[str],
    missing: list[str],
    contradicted: list[tuple[ConflictKind, str]],
) -> _Figures:
    agreed = vague = elsewhere = lacking = against = 0
    years = {year for other in (*window.article_dates, *given) if (year := year_of(other)) is not None} or None
    unused = [other for other in given if not any(_dated(other, date) for date in wanted)]
    for date in wanted:
        near = (*given, *window.dates)
        if any(_dated(other, date, years) for other in near):
            agreed += 1
            asserted.append(date.text)
            continue
        other = next((other for other in unused if dates_conflict(date, other)), None)
        if other is not None:
            against += 1
            contradicted.append((ConflictKind.DATE, f"{date.text} against {other.text}"))
            continue
        missing.append(date.text)
        if any((other.kind == "time") == (date.kind == "time") and not dates_conflict(date, other) for other in near):
            vague += 1
        elif any(_dated(other, date, years) for other in window.article_dates):
            elsewhere += 1
        else:
            lacking += 1
    return _Figures(agreed, vague, elsewhere, lacking, against)
