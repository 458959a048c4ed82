"""The cue words of negation and modality, compiled from ``data/lexicons/modality.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from corroborate.resources import read_toml
from corroborate.types import Modality


class Lexicon(NamedTuple):
    """The cue words, by what they do."""

    negative: frozenset[str]
    negative_pronouns: frozenset[str]
    negative_verbs: frozenset[str]
    preventing: frozenset[str]
    particles: frozenset[str]
    negative_adjectives: frozenset[str]
    denying: frozenset[str]
    deniable: frozenset[str]
    grantable: frozenset[str]
    alleged_adverbs: frozenset[str]
    alleged_modals: frozenset[str]
    alleged_verbs: frozenset[str]
    alleged_raising: frozenset[str]
    alleged_passives: frozenset[str]
    alleged_adjectives: frozenset[str]
    planned_modals: frozenset[str]
    planned_verbs: frozenset[str]
    planned_alone: frozenset[str]
    planned_nouns: frozenset[str]
    planned_adjectives: frozenset[str]
    reporting: frozenset[str]
    transparent: frozenset[str]
    phrases: Mapping[Modality, re.Pattern[str]]


def _phrases(words: Iterable[str]) -> re.Pattern[str]:
    """Compile phrases, longest first."""
    parts = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in parts) + r")\b", re.IGNORECASE)


@cache
def modality_lexicon() -> Lexicon:
    """Read ``data/lexicons/modality.toml`` once."""
    data = read_toml("lexicons", "modality.toml")
    negation, denied, alleged, planned = data["negation"], data["denied"], data["alleged"], data["planned"]
    return Lexicon(
        frozenset(negation["words"]) | frozenset(negation["determiners"]),
        frozenset(negation["pronouns"]),
        frozenset(negation["verbs"]),
        frozenset(negation["preventing"]),
        frozenset(negation["particles"]),
        frozenset(negation["adjectives"]),
        frozenset(denied["verbs"]),
        frozenset(denied["objects"]),
        frozenset(denied["grantable"]),
        frozenset(alleged["adverbs"]),
        frozenset(alleged["modals"]),
        frozenset(alleged["verbs"]),
        frozenset(alleged["raising"]),
        frozenset(alleged["passives"]),
        frozenset(alleged["adjectives"]),
        frozenset(planned["modals"]),
        frozenset(planned["verbs"]),
        frozenset(planned["alone"]),
        frozenset(planned["nouns"]),
        frozenset(planned["adjectives"]),
        frozenset(data["reporting"]["verbs"]),
        frozenset(data["reporting"]["transparent"]),
        {
            Modality.DENIED: _phrases([*denied["phrases"], *denied["surface"]]),
            Modality.ALLEGED: _phrases(
                [
                    *alleged["phrases"],
                    *(word for word in alleged["adverbs"] if word != "likely"),
                    *alleged["modals"],
                    *alleged["surface"],
                ]
            ),
            Modality.PLANNED: _phrases([*planned["phrases"], *planned["surface"]]),
        },
    )
