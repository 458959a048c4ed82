"""The wording of attribution, compiled from the packaged lexicon.

Names keep their case in every pattern; everything else is read in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from corroborate import resources

NAME_WORD = r"(?:[A-ZÀ-Þ][\w.&'’-]*|[A-Z]\.)"
NAME = rf"{NAME_WORD}(?:\s+(?:(?:of|the|and|for|de|la|du|der|van|von|al|&)\s+)*{NAME_WORD}){{0,5}}"
COULD_NOT = re.compile(
    r"\s*(?:could not|couldn't|couldn’t|cannot|was unable|were unable|has not been able|did not immediately|has not)\b"
)
# A sentence that goes on with what the last one began to hand on.
GOES_ON = re.compile(
    r"(?i)(?:[,\"”’']\s*|^(?:in\s+the\s+\w+,?\s+)?)(?:it|he|she|they|the\s+(?:statement|report|letter|filing|ruling|document|release|paper|agency"
    r"|newspaper|broadcaster|company|firm|website|complaint|indictment|judgment|notice|group|ministry|union|department))\s+"
    r"(?:also\s+|further\s+|then\s+|went\s+on\s+to\s+)?(?:said|says|added|adds|wrote|continued|noted|stated|say|reported|concluded|read|reads)\b"
)
# Between a medium and its verb: adverbs, an auxiliary, an apposition or "citing ..." between commas, a day.
_BETWEEN = (
    r"(?:\s*,[^,;:\"“”]{1,60},)?(?:\s+(?:newspaper|news\s+agency|agency|website|television|TV|radio|magazine|later|also|first"
    r"|then|earlier|previously|reportedly|separately|has|have|had|was|is|are|were|on|last|this|late|early|Monday|Tuesday"
    r"|Wednesday|Thursday|Friday|Saturday|Sunday|today|yesterday|week|month|night|and|exclusively)){0,4}"
)
_TOLD = (
    r"(?:told|tells|telling|tell|spoke\s+to|speaking\s+to|spoke\s+with|speaking\s+with|talking\s+to|talked\s+to"
    r"|(?:interview|interviewed|interviews|comments?|remarks?|statement|e-?mail|message|briefing)s?\s+(?:with|to|by|on|for|given\s+to)"
    r"|appear(?:ed|ing)\s+on|said\s+on|confirmed\s+to|informed|admitted\s+to|spoken\s+to|said\s+to|explained\s+to"
    r"|writing\s+in|wrote\s+in|written\s+in|wrote\s+for|writing\s+for|rationale\s+to|words\s+to)"
)
_BY = (
    r"(?:according\s+to|as\s+reported\s+(?:by|in|on)|reported\s+(?:by|in|on)|reports?\s+(?:by|from|in|on|to)|quoted\s+(?:by|in)"
    r"|cited\s+(?:by|in)|citing|quoting|cites|quotes|via|published\s+(?:by|in|on)|carried\s+(?:by|on)|revealed\s+by"
    r"|first\s+reported\s+(?:by|in)|broadcast\s+(?:by|on)|aired\s+on|obtained\s+by|seen\s+by|reviewed\s+by|provided\s+by"
    r"|investigation\s+by|analysis\s+by|survey\s+by|poll\s+by|poll\s+for|tally\s+by|count\s+by|compiled\s+by|source\s*:"
    rf"|(?:via|from|by)\s+{NAME}\s+(?:of|at|from|with)|sources?\s+told|shown\s+on|released\s+by|monitored\s+by|h/t|hat\s+tip(?:\s+to)?)"
)
_FILL = (
    r"(?:\s+(?:a|an|the|its|his|her|both|by|in|from|on|this|that|report|reports|article|story|piece|broadcast|interview"
    r"|reporter|correspondent|reporters|journalists|at|with|of|to|today's|Monday's|Tuesday's|Wednesday's|Thursday's"
    r"|Friday's|Saturday's|Sunday's|local|state|state-run|official|semi-official|state-owned|private|daily|national"
    r"|newspaper|news\s+agency|agency|television|TV|radio|station|network|broadcaster|channel|celebrity|gossip|website"
    r"|news|site|magazine|US|British|Russian|Chinese|French|German|Iranian|Israeli|rival|sister|fellow|outlet)){0,6}\s+"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The lexicon, compiled."""

    media_verb: re.Pattern[str]
    media_verb_before: re.Pattern[str]
    told_before: re.Pattern[str]
    by_before: re.Pattern[str]
    unnamed: re.Pattern[str]
    noun_named: re.Pattern[str]
    ending: re.Pattern[str]
    in_document: re.Pattern[str]
    document_says: re.Pattern[str]
    by_document: re.Pattern[str]
    seen_by: re.Pattern[str]
    issued: re.Pattern[str]
    weak: frozenset[str]
    not_names: frozenset[str]
    document_heads: frozenset[str]
    unnamed_heads: frozenset[str]
    noun_heads: frozenset[str]
    ending_heads: frozenset[str]
    saying: frozenset[str]
    said_name: re.Pattern[str]
    name_said: re.Pattern[str]
    person: re.Pattern[str]
    by_person: re.Pattern[str]


def _any(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace("\\ ", r"\s+") for word in ordered) + ")"


def _heads(phrases: Iterable[str]) -> frozenset[str]:
    """The last word of each phrase: a sentence without any of them need not be searched."""
    return frozenset(re.findall(r"\w+", phrase.lower())[-1] for phrase in phrases)


@cache
def words() -> Words:
    """Compile the packaged lexicon of attribution, once."""
    table: dict[str, Any] = resources.read_toml("lexicons", "attribution.toml")
    said = _any(table["report_verbs"])
    verb = rf"(?:{said}|reporting|saying)"
    document = _any(table["documents"])
    # "a strongly worded statement", "the 92-page ruling", "its quarterly earnings report"
    describing = r"(?:[\w’'-]+\s+){0,4}?"
    nouns = _any(table["media_nouns"])
    endings = _any(table["media_endings"])
    flags = re.IGNORECASE
    return Words(
        media_verb=re.compile(rf"(?:['’]s\s+(?:\w+\s+){{0,4}})?{_BETWEEN}\s*,?\s+{verb}\b", flags),
        media_verb_before=re.compile(rf"(?:{verb}|reporting)\s+(?:the\s+)?(?:\w+\s+){{0,2}}$", flags),
        told_before=re.compile(rf"\b{_TOLD}{_FILL.replace('{0,6}', '{0,5}')}$|\b{_TOLD}\s+$", flags),
        by_before=re.compile(rf"(?:^|[^\w]){_BY}{_FILL}$", flags),
        unnamed=re.compile(rf"\b{_any(table['unnamed_media'])}\b", flags),
        noun_named=re.compile(
            rf"(?P<after>{NAME})\s+(?i:{nouns})\b|\b(?i:{nouns})\s+(?P<before>{NAME_WORD}(?:\s+{NAME_WORD}){{0,3}})"
        ),
        ending=re.compile(
            rf"(?:{NAME_WORD}\s+){{0,3}}{NAME_WORD}[\s-]+{endings}\b|\b[A-Z][a-z]+\s?-\s?[A-Z][a-z]{(3,)}\b|\b[WK][A-Z]{{2,3}}(?:-TV)?\b"
        ),
        in_document=re.compile(
            rf"\b(?:in|via|through|by|on|with|from)\s+(?:(?:a|an|its|his|her|their|the|one|another|this|that|their\s+own)\s+)"
            rf"?(?P<adjectives>{describing})(?P<noun>{document})\b",
            flags,
        ),
        document_says=re.compile(
            rf"\b(?:(?i:the|a|an|its|this|that|his|her|their|one)\s+|(?P<owner>{NAME}(?:['’]s?)?)\s+)"
            rf"(?P<adjectives>(?:[\w’'-]+\s+){{0,2}}?)(?P<noun>(?i:{document}))\b"
            rf"(?P<by>(?:\s+(?:by|from|of|to|on|in|against|released|issued|filed|published|dated|seen)\b[^,;:.\"“”]{{1,80}}?)?)"
            rf"(?:\s*,[^,;\"“”]{{1,80}},)?(?:\s+(?:also|further|later|itself|which|that|had|has|have|bluntly|then|then)){{0,2}}"
            rf"\s+{_any(table['document_verbs'])}\b",
        ),
        by_document=re.compile(
            rf"\b(?:according\s+to|citing|quoting|as\s+stated\s+in|based\s+on|as\s+set\s+out\s+in|as\s+described\s+in)\s+"
            rf"(?:(?:a|an|its|the|his|her|their|this|that|one|some|two|both)\s+)?(?P<adjectives>{describing})(?P<noun>{document})\b",
            flags,
        ),
        seen_by=re.compile(rf"\b{_any(table['seen_by'])}\s+(?:the\s+)?", flags),
        issued=re.compile(
            rf"(?P<owner>{NAME})(?:\s+(?:has|have|also|had|on\s+\w+day|later)){{0,2}}\s+(?:issued|released|published|posted|sent\s+out|put\s+out)"
            rf"\s+(?:(?:a|an|the|its|his|her|their|this|another)\s+)?(?P<adjectives>(?:[\w’'-]+\s+){{0,2}}?)(?P<noun>{document})\b"
            rf"(?=[^.]{{0,80}}\b(?:saying|announcing|that|said|in\s+which|confirming|condemning|calling|stating|:))"
        ),
        weak=frozenset(table["weak_documents"]),
        not_names=frozenset(table["not_names"]),
        document_heads=_heads(table["documents"]),
        unnamed_heads=_heads(table["unnamed_media"]),
        noun_heads=_heads(table["media_nouns"]),
        ending_heads=_heads(table["media_endings"]),
        saying=_heads(table["report_verbs"])
        | frozenset("reporting saying told testified alleged believe believes argued tells according".split()),
        said_name=re.compile(rf"\b{verb}\s+(?:the\s+)?(?P<name>{NAME})"),
        name_said=re.compile(
            rf"(?P<name>{NAME})(?:\s*,[^,;\"“”]{{1,100}},)?(?:\s+(?:also|later|then|has|had|have)){{0,2}}\s+{verb}\b"
        ),
        person=re.compile(
            rf"\b(?P<who>{_any(table['persons'])}|{NAME})(?:\s*,[^,;\"“”]{{1,100}},)?"
            rf"(?:\s+(?i:also|later|then|has|had|have|on\s+\w+day)){{0,2}}\s+(?P<cue>{verb}|told|testified|alleged|believes?|argued|tells)\b"
        ),
        by_person=re.compile(
            rf"\b(?i:according\s+to)\s+(?P<who>(?:the\s+|a\s+|an\s+)?[\w’'-]+(?:\s+{NAME_WORD}){{0,4}})"
        ),
    )
