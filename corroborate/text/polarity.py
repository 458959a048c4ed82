"""Whether a sentence affirms or negates its main predicate, and how firmly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corroborate.text.clauses import Clause, Predicate, read_predicates, walk
from corroborate.text.modality import Lexicon, modality_lexicon
from corroborate.text.tree import Tree
from corroborate.types import Modality, Span, Token

__all__ = ["Polarity", "Predicate", "read_polarity", "read_predicates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarity:
    """How a sentence stands to its main predicate.

    ``negated_heads`` are lemmas of the predicates (and of the nouns after "no" and "without") in negation's scope.
    ``cues`` are the spans that decided, in order.
    """

    negated: bool = False
    negated_heads: tuple[str, ...] = ()
    modality: Modality = Modality.CONFIRMED
    cues: tuple[Span, ...] = ()


def _without(tree: Tree, clause: Clause) -> None:
    """Note what stands after "without"; the main predicate itself stands."""
    for n, token in enumerate(tree.tokens):
        if token.text.casefold() == "without":
            for child in tree.by_dep(n, "pobj", "pcomp"):
                clause.heads.append(tree.lemma(child))
                clause.cues.append(Span(token.start, token.end))


def _by_tokens(text: str, tokens: Sequence[Token], words: Lexicon) -> Polarity | None:
    """Read the parse; None where it has no predicate to read."""
    tree = Tree(tokens)
    root = tree.root()
    if root is None:
        return None
    clause, _ = walk(tree, root, words)
    _without(tree, clause)
    for match in words.phrases[Modality.DENIED].finditer(text):
        if "guilty" in match.group().casefold():
            clause.modality = Modality.DENIED
            clause.parity = 0
            clause.cues.append(Span(match.start(), match.end()))
    return Polarity(
        negated=clause.parity % 2 == 1,
        negated_heads=tuple(dict.fromkeys(clause.heads)),
        modality=clause.modality,
        cues=tuple(sorted(set(clause.cues))),
    )


_NEGATION = re.compile(
    r"\b(?:not(?!\s+only\b)|never|no\s+longer|neither|nobody|nothing|none|no[\s-]one|nowhere"
    r"|(?:fail|refus|declin|neglect)(?:s|es|ed|ing|e)?\s+to|ha(?:s|ve|d)\s+yet\s+to|unable\s+to|unwilling\s+to|rul(?:ed|es|ing|e)\s+out|lack(?:s|ed)?|far\s+from"
    r"|(?:prevent|bar|bann?|prohibit|stopp)(?:ed|s)?\s+(?:\w+\s+){0,3}from)\b|(?:n['’]t|\bcannot)\b"
    r"|\bno\s+(?!(?:fewer|less|more|later|doubt|sooner|matter|wonder)\b|\.)(?=[a-z])",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"[,;—–]\s*(?:which|who|whom|whose|where|although|though|while|whereas|because|after|before|as|but|and|despite|adding|saying)\b"
    r"|\b(?:because|although|though|whereas|unless|if|who|which|whose|after|before|when)\b|[;:]",
    re.IGNORECASE,
)
_SAID_FIRST = re.compile(
    r"^[\s\"“‘']*(?:[\w.’'&-]+\s+){1,8}?(?:said|says|told\s+(?:\w+\s+){1,4}?|reported|announced|added|stated|confirmed|wrote)\s+(?:that\s+|on\s+\w+\s+(?:that\s+)?)?",
    re.IGNORECASE,
)


def _by_patterns(text: str, words: Lexicon) -> Polarity:
    """Read cues in the main clause alone, as far as words can tell where it ends."""
    lead = _SAID_FIRST.match(text)
    start = lead.end() if lead and lead.end() < len(text) * 0.8 else 0
    stop = _SUBORDINATE.search(text, start + 1)
    while stop and stop.start() - start < 12:
        stop = _SUBORDINATE.search(text, stop.end())
    end = stop.start() if stop else len(text)
    cues: list[Span] = []
    heads: list[str] = []
    parity = 0
    for match in _NEGATION.finditer(text, start, end):
        parity += 1
        cues.append(Span(match.start(), match.end()))
        nxt = re.match(
            r"\s*(?:(?:be|been|being|have|has|had|yet|ever)\s+)*([A-Za-z]+)", text[match.end() : match.end() + 40]
        )
        if nxt:
            heads.append(nxt.group(1).casefold())
    for match in re.finditer(r"\bwithout\s+(?:an?\s+|any\s+|the\s+)?([A-Za-z]+)", text):
        heads.append(match.group(1).casefold())
        cues.append(Span(match.start(), match.start() + len("without")))
    modality = Modality.CONFIRMED
    for kind in (Modality.DENIED, Modality.ALLEGED, Modality.PLANNED):
        found = [
            m for m in words.phrases[kind].finditer(text, start, end) if not (m.group() == "May" and m.start() > start)
        ]
        cues.extend(Span(m.start(), m.end()) for m in found)
        if found and modality is Modality.CONFIRMED:
            modality = kind
    if modality is Modality.DENIED and parity:
        guilty = any("guilty" in text[c.start : c.end].casefold() for c in cues)
        parity = 0
        modality = Modality.DENIED if guilty else Modality.ALLEGED
    if parity == 2 and modality is Modality.CONFIRMED and re.search(r"\brul(?:ed|es|ing|e)\s+out\b", text[start:end]):
        modality = Modality.ALLEGED
    return Polarity(
        negated=parity % 2 == 1,
        negated_heads=tuple(dict.fromkeys(heads)),
        modality=modality,
        cues=tuple(sorted(set(cues))),
    )


def read_polarity(text: str, tokens: Sequence[Token] = ()) -> Polarity:
    """Read polarity and modality of a sentence's main predicate.

    The main predicate is what the sentence asserts: "Police said nobody was hurt" is read at "hurt".
    With tokens the parse is followed; without, cue phrases of the first main clause decide.

    Args:
        text: one sentence.
        tokens: its parsed tokens, or none.

    Returns:
        Polarity; two negations cancel ("did not fail to"),
        the weakest modality stands (denied < alleged < planned < confirmed).
    """
    words = modality_lexicon()
    if tokens:
        read = _by_tokens(text, tokens, words)
        if read is not None:
            return read
    return _by_patterns(text, words)
