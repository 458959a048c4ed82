"""Who and what a story names: one row an entity, however it is written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from corroborate.scoring.beat import Beat
from corroborate.types import Mention

_KINDS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "PRODUCT": "product",
}
_ORDER = ("person", "organisation", "place", "product")
_TITLES = re.compile(
    r"^(?:(?:the|mr|mrs|ms|miss|dr|prof|professor|sir|dame|lord|lady|president|vice president|prime minister|minister"
    r"|senator|sen|rep|governor|gov|mayor|chancellor|captain|capt|commander|cdr|lieutenant|lt|colonel|col|general|gen|sergeant|sgt|judge|justice"
    r"|secretary|chief executive|pope|king|queen|prince|princess|ambassador|spokesman|spokeswoman)\.?\s+)+(?=\S)",
    re.IGNORECASE,
)
_EDGES = " \t\r\n,.;:!?\"'“”‘’`()[]{}<>«»—–-|*#/\\"
_SUFFIX = re.compile(r"['’]s?$")
_NOTHING = re.compile(r"^(?:[\W\d_]*|.|\d.*)$")
_PERSON = re.compile(
    r"(?:the\s+)?(?:mr|mrs|ms|dr|prof|sir|capt|cdr|col|lt|sgt|gen|sen|rep|gov)\.?\s+[A-Z]", re.IGNORECASE
)
_LOOSE = frozenset("and of the in on at for to a an or with by".split())
_WITHIN = frozenset("in near off outside around across".split())


def name_of(text: str, kind: str) -> str:
    """Write an entity's name as a page shows it: no title, possessive, article, or marks around it."""
    clean = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)
    name = " ".join(clean.split()).strip(_EDGES)
    name = _SUFFIX.sub("", name).strip(_EDGES)
    if kind == "person":
        name = _TITLES.sub("", name)
    elif name[:4].lower() == "the ":
        name = name[4:]
    return name.strip(_EDGES)


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    return " ".join(folded.casefold().replace(".", "").split())


def mentions(
    rows: Iterable[tuple[str, str, str]], beat: Beat, texts: Sequence[str] = (), most: int = 40
) -> tuple[Mention, ...]:
    """Gather a story's entities.

    Args:
        rows: (article id, entity as written, the parser's label); dates, figures and the like are left out.
        beat: whose aliases are used.
        texts: the articles, which show how a name is used: "in Marrow" makes a place.
        most: how many to keep, the most often named first.

    Returns:
        One Mention an entity; ``count`` is how often the articles name it.  A last name alone, or an acronym, is the
        full name where exactly one full name of the story fits.
    """
    aliases = {_key(written): name for written, name in sorted(beat.aliases.items())}
    whole = "\n".join(texts)
    common = frozenset(re.findall(r"(?<![\w'’-])[a-z]{3,}(?![\w'’-])", whole))
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for _, text, label in rows:
        kind = _KINDS.get(label)
        if kind is None:
            continue
        if _PERSON.match(text.strip(_EDGES)):
            kind = "person"
        name = name_of(text, kind)
        # "US" is a country and "us" is not: aliases in capitals only match capitals.
        alias = aliases.get(_key(name))
        if alias and (len(name) > 3 or name.isupper() or "." in name):
            name = alias
        key = _key(name)
        if _NOTHING.match(key) or len(name) > 80 or "<" in name or "http" in key or key.split()[-1] in _LOOSE:
            continue
        if " " not in name and key in common:
            continue  # "Flames" at the head of a sentence is no name
        forms[key][name] += 1
        kinds[key][kind] += 1
    into = _merges(forms, kinds)
    total: Counter[str] = Counter()
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for key, names in forms.items():
        total[into.get(key, key)] += sum(names.values())
        votes[into.get(key, key)] += kinds[key]
    named = {key: min(forms[key], key=lambda name: (-forms[key][name], name.isupper(), name)) for key in total}
    kept = sorted(total, key=lambda key: (-total[key], named[key]))[:most]
    return tuple(
        Mention(entity=named[key], kind=_kind(forms[key], votes[key], whole), count=total[key]) for key in kept
    )


_WORD_BEFORE = re.compile(r"(\w*)\s+$")
_REACH = 40  # code points before a name that are looked at: a preposition and its space


def _kind(names: Counter[str], votes: Counter[str], text: str) -> str:
    """Say what a name is: what the parser mostly called it, unless the articles mostly write "in" before it."""
    longest = max(names, key=lambda name: (names[name], name))
    found = re.finditer(rf"{re.escape(longest)}(?![\w-])", text)
    before = (_WORD_BEFORE.search(text[max(0, match.start() - _REACH) : match.start()]) for match in found)
    uses = [match[1] for match in before if match is not None]
    if uses and sum(word in _WITHIN for word in uses) * 3 >= len(uses):
        return "place"
    return min(_ORDER, key=lambda kind: (-votes[kind], _ORDER.index(kind)))


def _merges(forms: dict[str, Counter[str]], kinds: dict[str, Counter[str]]) -> dict[str, str]:
    """Find short names that stand for exactly one longer name of the story."""
    into: dict[str, str] = {}
    full = sorted(key for key in forms if " " in key)
    for key in sorted(forms):
        if " " not in key:
            people = [longer for longer in full if longer.split()[-1] == key and kinds[longer]["person"]]
            initials = [longer for longer in full if _initials(longer) == key and len(key) >= 2]
            starts = [
                longer for longer in full if longer.split()[0] == key and kinds[longer]["organisation"] and len(key) > 3
            ]
            place = kinds[key]["place"] > kinds[key]["person"] + kinds[key]["organisation"]
            found = people or (initials if forms[key].most_common(1)[0][0].isupper() else []) or starts
            if len(found) == 1 and not (place and not people):
                into[key] = found[0]
        else:
            # "John Smith" and "John Q Smith"
            longer = [
                other
                for other in full
                if kinds[other]["person"]
                and len(other.split()) > len(key.split())
                and other.split()[0] == key.split()[0]
                and other.split()[-1] == key.split()[-1]
            ]
            if len(longer) == 1 and kinds[key]["person"]:
                into[key] = longer[0]
    return {key: into.get(target, target) for key, target in into.items()}


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split() if part not in ("of", "the", "and", "for", "in", "de", "la"))
