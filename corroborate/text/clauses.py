"""Predicates of a parsed sentence, each with its negation and modality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corroborate.text.modality import Lexicon, modality_lexicon
from corroborate.text.tree import Tree, complement, gerunds, is_infinitive, is_perfect
from corroborate.types import Modality, Span, Token

_RANK = {Modality.DENIED: 0, Modality.ALLEGED: 1, Modality.PLANNED: 2, Modality.CONFIRMED: 3}


_DETERMINING = frozenset({"det", "neg", "preconj", "cc:preconj", "cc", "advmod"})
_HEADING = frozenset({"ROOT", "conj", "relcl", "advcl", "ccomp", "acl", "parataxis", "pcomp", "xcomp", "csubj"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """One verb of a sentence: its lemma, where it stands, whether it is negated and how firmly it is said."""

    lemma: str
    start: int
    end: int
    negated: bool = False
    modality: Modality = Modality.CONFIRMED
    main: bool = False


class Clause:
    """What has been gathered about one main predicate."""

    def __init__(self) -> None:
        self.parity = 0
        self.heads: list[str] = []
        self.cues: list[Span] = []
        self.modality = Modality.CONFIRMED

    def weaken(self, modality: Modality, token: Token) -> None:
        """Lower the modality, never raise it."""
        if _RANK[modality] < _RANK[self.modality]:
            self.modality = modality
        self.cues.append(Span(token.start, token.end))

    def negate(self, head: str, token: Token) -> None:
        """Turn the polarity round."""
        self.parity += 1
        self.heads.append(head)
        self.cues.append(Span(token.start, token.end))


def _negations(tree: Tree, n: int, clause: Clause, words: Lexicon) -> None:
    """Count what negates one predicate: adverbs, and "no" through subject and object."""
    for child in tree.children[n]:
        token, lemma = tree.tokens[child], tree.lemma(child)
        if token.dep == "neg" or (
            token.dep in {"advmod", "preconj", "cc", "det"} and lemma in words.negative and lemma not in {"nor", "no"}
        ):
            after = tree.tokens[child + 1].text.casefold() if child + 1 < len(tree.tokens) else ""
            # "not only ... but" affirms.
            if after != "only":
                clause.negate(tree.lemma(n), token)
        elif lemma in {"longer", "long"} and any(
            tree.tokens[inner].text.casefold() == "no" for inner in tree.children[child]
        ):
            clause.negate(tree.lemma(n), token)
        elif token.dep in {"nsubj", "nsubjpass", "dobj", "attr", "expl", "pobj", "oprd"}:
            if lemma in words.negative_pronouns or token.text.casefold() in words.negative_pronouns:
                clause.negate(tree.lemma(n), token)
                continue
            for inner in tree.children[child]:
                if tree.tokens[inner].text.casefold() in {"no", "neither"} and tree.tokens[inner].dep in _DETERMINING:
                    # "no fewer than 20" is a number, not a negation.
                    if (
                        tree.tokens[min(inner + 1, len(tree.tokens) - 1)].text.casefold()
                        in {"fewer", "less", "more", "later", "longer"}
                        and tree.tokens[inner].dep != "det"
                    ):
                        continue
                    clause.negate(tree.lemma(n), tree.tokens[inner])
                    clause.heads.append(tree.lemma(child))
                    break


def _modals(tree: Tree, n: int, clause: Clause, words: Lexicon) -> None:
    """Read auxiliaries and adverbs of one predicate."""
    for child in tree.by_dep(n, "aux"):
        token, lemma = tree.tokens[child], tree.lemma(child)
        text = token.text.casefold()
        if text in words.alleged_modals or lemma in words.alleged_modals:
            clause.weaken(Modality.ALLEGED, token)
        elif text in words.planned_modals or lemma in {"will", "would", "shall", "should", "must"}:
            clause.weaken(Modality.PLANNED, token)
    for child in tree.by_dep(n, "advmod", "npadvmod"):
        token = tree.tokens[child]
        if token.text.casefold() in words.alleged_adverbs:
            clause.weaken(Modality.ALLEGED, token)
    for child in tree.by_dep(n, "acomp", "attr", "oprd"):
        token, lemma = tree.tokens[child], tree.lemma(child)
        if token.text.casefold() in words.alleged_adjectives and token.pos in {"ADJ", "VERB"}:
            clause.weaken(
                Modality.PLANNED
                if lemma == "likely" and tree.by_dep(child, "xcomp") and not is_perfect(tree, child)
                else Modality.ALLEGED,
                token,
            )
        if lemma in words.negative_adjectives:
            clause.negate(tree.lemma(n), token)
            if lemma == "unlikely":
                clause.weaken(Modality.ALLEGED, token)


def _step(tree: Tree, n: int, clause: Clause, words: Lexicon) -> int | None:
    """Read one predicate; give the predicate it passes the assertion on to, if it does."""
    token, lemma = tree.tokens[n], tree.lemma(n)
    inner = complement(tree, n)
    finite = inner is not None and tree.tokens[inner].dep == "ccomp" and not is_infinitive(tree, inner)
    _negations(tree, n, clause, words)
    if lemma in words.reporting and finite and inner is not None:
        # "Must announce that" announces; "has not confirmed that" and "would not say whether" leave it open.
        if clause.parity % 2 == 0 and not _is_question(tree, inner):
            return inner
        _modals(tree, n, clause, words)
        return None
    _modals(tree, n, clause, words)
    particles = {tree.lemma(child) for child in tree.by_dep(n, "prt", "advmod", "prep")}
    objects = {tree.lemma(child) for child in tree.by_dep(n, "dobj", "nsubjpass", "pobj")}
    if any(f"{lemma} {particle}" in words.particles for particle in particles):
        if clause.parity % 2:
            clause.weaken(Modality.ALLEGED, token)
        clause.negate(next(iter(sorted(objects)), lemma), token)
        return None
    if lemma == "deny" and (tree.passive(n) or objects & words.grantable) and not tree.by_dep(n, "ccomp"):
        # "was denied bail": refused, not disputed.
        clause.negate(lemma, token)
        return None
    if lemma in words.denying and (
        lemma == "deny" or objects & words.deniable or (inner is not None and tree.by_dep(n, "ccomp"))
    ):
        if clause.parity % 2 == 0:
            clause.weaken(Modality.DENIED, token)
            if inner is not None:
                clause.heads.append(tree.lemma(inner))
        else:
            # "did not deny": neither denied nor said.
            clause.parity = 0
            clause.weaken(Modality.ALLEGED, token)
        return None
    if lemma in words.negative_verbs and (inner is not None or lemma == "lack"):
        clause.negate(tree.lemma(inner) if inner is not None else lemma, token)
        return inner
    if lemma in words.preventing and inner is not None and _is_prevented(tree, n, inner):
        clause.negate(tree.lemma(inner), token)
        return inner
    if lemma == "accuse" or (lemma in {"suspect", "charge", "indict"} and tree.passive(n)):
        clause.weaken(Modality.ALLEGED, token)
        return inner
    if lemma in words.alleged_verbs and inner is not None and (finite or lemma in words.alleged_raising):
        clause.weaken(Modality.ALLEGED, token)
        return inner
    if lemma in words.alleged_raising and tree.passive(n):
        clause.weaken(Modality.ALLEGED, token)
        return inner
    if lemma in words.alleged_passives and tree.passive(n) and (inner is not None or tree.by_dep(n, "oprd")):
        clause.weaken(Modality.ALLEGED, token)
        return inner
    if (
        lemma in words.planned_verbs
        and inner is not None
        and (is_infinitive(tree, inner) or tree.tokens[inner].dep == "ccomp")
    ):
        if not finite or lemma in words.planned_alone:
            clause.weaken(Modality.PLANNED, token)
        return inner
    if lemma in words.planned_alone:
        clause.weaken(Modality.PLANNED, token)
        return None
    if token.pos in {"AUX", "VERB"} and lemma == "be":
        return _copula(tree, n, clause, words, inner)
    if token.pos == "ADJ" and inner is not None and lemma in words.planned_adjectives and is_infinitive(tree, inner):
        clause.weaken(Modality.PLANNED, token)
        return inner
    if lemma in {"go", "have"} and inner is not None and is_infinitive(tree, inner):
        if lemma == "have" and any(tree.lemma(child) == "yet" for child in tree.by_dep(n, "advmod")):
            clause.negate(tree.lemma(inner), token)
        elif token.text.casefold() == "going" or (lemma == "have" and token.tag != "VBD"):
            # "have to leave" is due, "had to leave" left.
            clause.weaken(Modality.PLANNED, token)
        return inner
    for child in tree.by_dep(n, "dobj", "attr"):
        # "has plans to sell", "made an attempt to flee"
        purpose = tree.by_dep(child, "acl", "relcl")
        if tree.lemma(child) in words.planned_nouns and purpose and is_infinitive(tree, purpose[0]):
            clause.weaken(Modality.PLANNED, tree.tokens[child])
            if clause.parity % 2:
                clause.heads.append(tree.lemma(purpose[0]))
            return purpose[0]
    return inner if inner is not None and lemma in words.transparent else None


def _copula(tree: Tree, n: int, clause: Clause, words: Lexicon, inner: int | None) -> int | None:
    """Read "is to", "is set to", "is not true that"."""
    if inner is None:
        return None
    token = tree.tokens[inner]
    if token.dep in {"acomp", "attr", "oprd"}:
        lemma = tree.lemma(inner)
        if lemma in words.planned_adjectives and not is_perfect(tree, inner):
            clause.weaken(Modality.PLANNED, token)
        nested = tree.by_dep(inner, "xcomp", "ccomp")
        for prep in tree.by_dep(inner, "prep"):
            # "is close to signing"
            nested = nested or gerunds(tree, prep)
        return nested[0] if nested else None
    if (
        token.dep == "xcomp"
        and not tree.by_dep(n, "acomp", "attr", "oprd")
        and any(tree.tokens[aux].text.casefold() == "to" for aux in tree.by_dep(inner, "aux"))
    ):
        clause.weaken(Modality.PLANNED, tree.tokens[n])
    return inner


def _is_prevented(tree: Tree, n: int, inner: int) -> bool:
    """Say whether a clause is what is prevented ("barred from leaving", "stopped paying")."""
    if tree.tokens[tree.tokens[inner].head].text.casefold() == "from":
        return True
    return tree.lemma(n) == "stop" and tree.tokens[inner].dep == "xcomp" and tree.tokens[inner].tag == "VBG"


def _is_question(tree: Tree, n: int) -> bool:
    """Say whether a clause is an indirect question ("whether it had received threats")."""
    return any(tree.tokens[child].text.casefold() in {"whether", "if"} for child in tree.by_dep(n, "mark"))


def walk(tree: Tree, at: int, words: Lexicon, clause: Clause | None = None) -> tuple[Clause, list[int]]:
    """Follow a predicate to the one that it is about ("is expected to sign" is about signing).

    Args:
        tree: the parse.
        at: the predicate to start from.
        words: cue words.
        clause: what is already known, for a verb that shares its auxiliaries with another.

    Returns:
        What was gathered, and the predicates passed, the last being the one asserted.
    """
    clause = clause or Clause()
    path: list[int] = []
    following: int | None = at
    while following is not None and following not in path:
        path.append(following)
        following = _step(tree, following, clause, words)
    return clause, path


def _inherited(tree: Tree, n: int, known: dict[int, Clause]) -> Clause | None:
    """Give a second verb its first's auxiliaries where it has none ("will sign and publish")."""
    head = tree.tokens[n].head
    if tree.tokens[n].dep != "conj" or head not in known:
        return None
    if tree.by_dep(n, "aux", "auxpass", "nsubj", "nsubjpass") or tree.tokens[n].tag in {"VBD", "VBZ", "VBP"}:
        return None
    clause = Clause()
    clause.modality = known[head].modality
    # "did not stop or help" negates both, "did not stop and left" only the first.
    joined = {tree.tokens[child].text.casefold() for child in tree.by_dep(head, "cc")}
    if joined & {"or", "nor"}:
        clause.parity = known[head].parity % 2
    return clause


def read_predicates(tokens: Sequence[Token]) -> tuple[Predicate, ...]:
    """Read every predicate of a sentence.

    Args:
        tokens: its parsed tokens.

    Returns:
        Predicates in order of the text; ``main`` marks the one that :func:`read_polarity` reads.
        Verbs that only carry another ("said", "tried to") are not listed where they pass the assertion on.
    """
    words = modality_lexicon()
    tree = Tree(tokens)
    root = tree.root()
    done: set[int] = set()
    known: dict[int, Clause] = {}
    found: list[Predicate] = []
    order = sorted(range(len(tokens)), key=lambda n: (n != root, n))
    for n in order:
        token = tokens[n]
        if n in done or token.pos not in {"VERB", "AUX"} or (n != root and token.dep not in _HEADING):
            continue
        clause, path = walk(tree, n, words, _inherited(tree, n, known))
        if n != root and path[-1] in done:
            continue
        done.update(path)
        known.update(dict.fromkeys(path, clause))
        last = tokens[path[-1]]
        found.append(
            Predicate(
                lemma=last.lemma.casefold(), start=last.start, end=last.end, negated=clause.parity % 2 == 1,
                modality=clause.modality, main=n == root,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda predicate: predicate.start))
