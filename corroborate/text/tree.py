"""A dependency parse with its children at hand."""

from __future__ import annotations

from collections.abc import Sequence

from corroborate.types import Token


class Tree:
    """A parse with its children at hand; broken heads are taken as roots."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.children: list[list[int]] = [[] for _ in tokens]
        self.roots: list[int] = []
        for n, token in enumerate(tokens):
            if token.head == n or not 0 <= token.head < len(tokens):
                self.roots.append(n)
            else:
                self.children[token.head].append(n)

    def lemma(self, n: int) -> str:
        """Give a token's lemma, lower case."""
        return self.tokens[n].lemma.casefold()

    def by_dep(self, n: int, *deps: str) -> list[int]:
        """Give the children under some relations."""
        return [child for child in self.children[n] if self.tokens[child].dep in deps]

    def root(self) -> int | None:
        """Choose the root to read: the first that is a verb, else the first word."""
        verbs = [n for n in self.roots if self.tokens[n].pos in {"VERB", "AUX"}]
        words = [n for n in self.roots if self.tokens[n].pos not in {"PUNCT", "SPACE"}]
        return (verbs or words or [None])[0]  # type: ignore[list-item]

    def passive(self, n: int) -> bool:
        """Say whether a verb is in the passive (or a bare participle)."""
        return bool(self.by_dep(n, "auxpass", "nsubjpass")) or (
            self.tokens[n].tag == "VBN" and not self.by_dep(n, "aux") and not self.by_dep(n, "dobj")
        )


def gerunds(tree: Tree, prep: int) -> list[int]:
    """Find what a preposition governs as a verb; the parser takes some gerunds for nouns ("close to signing")."""
    nouns = [child for child in tree.by_dep(prep, "pobj") if tree.tokens[child].text.endswith("ing")]
    return tree.by_dep(prep, "pcomp") or nouns


# Prepositions that a verb may ask for; "with", "after" and "by" only add circumstances.
_GOVERNED = frozenset("from to of on for about at in into against".split())


def complement(tree: Tree, n: int) -> int | None:
    """Find the clause that completes a verb or an adjective."""
    found = tree.by_dep(n, "xcomp", "ccomp")
    if found:
        return found[0]
    for prep in tree.by_dep(n, "prep"):
        if tree.lemma(prep) not in _GOVERNED:
            continue
        inner = tree.by_dep(prep, "pcomp")
        if inner:
            return inner[0]
    for adjective in tree.by_dep(n, "acomp", "attr", "oprd"):
        inner = tree.by_dep(adjective, "xcomp")
        for prep in tree.by_dep(adjective, "prep"):
            inner = inner or gerunds(tree, prep)
        if inner:
            return adjective
    return None


def is_infinitive(tree: Tree, n: int) -> bool:
    """Say whether a clause is an infinitive or a gerund: not yet done where a verb of wishing governs it."""
    helpers = [tree.tokens[aux] for aux in tree.by_dep(n, "aux")]
    if any(helper.text.casefold() == "to" for helper in helpers):
        return True
    return tree.tokens[n].tag in {"VBG", "VB"} and not helpers


def is_perfect(tree: Tree, n: int) -> bool:
    """Say whether the complement speaks of the past ("is likely to have died")."""
    return any(tree.lemma(aux) == "have" for inner in tree.by_dep(n, "xcomp") for aux in tree.by_dep(inner, "aux"))
