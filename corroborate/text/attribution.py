"""Who a sentence says says so: another medium, a document, or a person.

"The BBC reported", "told CNN", "according to Reuters": the sentence hands on what that medium found, and its
support belongs there.  "In a statement", "the ruling says": the document is the origin, for everyone who read it.
"Police said": somebody told this article's reporter, so the support stays the article's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corroborate.text.cues import COULD_NOT, GOES_ON, NAME, words
from corroborate.text.media import Media, Medium, Named, media_of
from corroborate.types import Attribution, Outlet, OutletKind, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Distances in characters."""

    cue: int = 40  # how far a reporting verb may stand from its medium: "The BBC, citing officials, reported"
    carry: int = 3  # how many sentences may go on with one statement
    longest: int = 2000  # a longer "sentence" is a page of text without stops: only its beginning is read


CONFIG = Config()


def find_attribution(sentence: str, tokens: Sequence[Token], outlets: Mapping[str, Outlet]) -> Attribution | None:
    """Find who a sentence says says so.

    The last link counts: "officials told the BBC" is the BBC's, "the BBC quoted Reuters as saying" is Reuters'.

    Args:
        sentence: one sentence as stored.
        tokens: its words as the parser sees them; may be empty (then patterns alone decide).
        outlets: outlet id -> outlet, the registered ones; spellings of others come from the packaged lexicon.

    Returns:
        Holder, cue and their span in the sentence, or None where it speaks for itself.
    """
    text = sentence[: CONFIG.longest]
    media = media_of(outlets)
    present = frozenset(re.findall(r"\w+", text.lower()))
    document = None if present.isdisjoint(words().document_heads) else _document(text, tokens, media)
    medium = _medium(text, media, present)
    if document is not None and document.outlet_id is not None:
        return document
    if medium is not None and document is not None:
        # "said in a statement, the BBC reported": the sentence was got from the medium.  "In a statement to the
        # BBC" was given to that medium alone.
        return medium
    return medium or document or (None if present.isdisjoint(words().saying) else _person(text))


def find_attributions(sentences: Sequence[str], outlets: Mapping[str, Outlet]) -> list[Attribution | None]:
    """Find who says what each sentence of an article says, carried over where a sentence only goes on.

    After "said in a statement", a sentence that is all quotation, or that ends in "he added" or "it said", is of the
    same statement; after "the BBC reported", one with "it said" is the BBC's.

    Args:
        sentences: an article's sentences in order.
        outlets: outlet id -> outlet.

    Returns:
        One attribution or None a sentence; a carried one keeps the holder and points at the words that carry it.
    """
    found: list[Attribution | None] = []
    last: Attribution | None = None
    steps = 0
    open_quote = False
    for sentence in sentences:
        mine = find_attribution(sentence, (), outlets)
        if mine is not None and mine.kind != "person":
            last, steps = mine, 0
        elif last is not None:
            goes_on = GOES_ON.search(sentence)
            start = sentence.lstrip()[:1]
            quoted = last.direct and (open_quote or start in ('"', "“", "‘", "'")) and not (mine and not goes_on)
            if steps >= CONFIG.carry or not (goes_on or quoted):
                last = None
            else:
                steps += 1
                span = goes_on.span() if goes_on is not None else (0, min(1, len(sentence)))
                mine = replace(last, start=span[0], end=span[1])
        found.append(mine)
        open_quote = _left_open(sentence, open_quote)
    return found


def _left_open(sentence: str, before: bool) -> bool:
    if "“" in sentence or "”" in sentence:
        return sentence.rfind("“") > sentence.rfind("”")
    return before ^ bool(sentence.count('"') % 2)


def origin_of(attribution: Attribution, own_outlet: Outlet, outlets: Mapping[str, Outlet], event_id: str) -> str | None:
    """Name the origin that a relayed support belongs to.

    Args:
        attribution: what :func:`find_attribution` found.
        own_outlet: who published the article.
        outlets: the register that was used to find it.
        event_id: the story; origins without a name of their own ("state media") are told apart by it.

    Returns:
        ``outlet:ID`` (registered), ``media:NAME`` or ``document:NAME``; None where the support stays the article's
        own: persons, and an outlet that cites itself or what it was told or given.
    """
    if attribution.kind == "person":
        return None
    media = media_of(outlets)
    named = media.find(attribution.holder)
    medium = named[0].medium if named else None
    if attribution.outlet_id is not None and attribution.outlet_id == own_outlet.outlet_id:
        return None
    if medium is not None and (attribution.kind == "outlet" or attribution.outlet_id is not None):
        own = media.of_outlet(own_outlet.outlet_id)
        if own_outlet.outlet_id in medium.outlet_ids or (own is not None and own.key == medium.key):
            return None
        return medium.key
    name = slug(attribution.holder)
    if attribution.kind == "outlet":
        if (
            not name
            or slug(own_outlet.name) == name
            or any(slug(d.split(".")[0]) == name.replace("-", "") for d in own_outlet.domains)
        ):
            return None
        return f"media:{name}:{event_id}" if _is_unnamed(attribution.holder) else f"media:{name}"
    if not name or name == slug(own_outlet.name):
        return None if name else f"document:{slug(attribution.cue)}:{event_id}"
    if (
        own_outlet.kind in (OutletKind.COMPANY, OutletKind.REGULATOR)
        and document_origin(own_outlet) == f"document:{name}"
    ):
        return None
    return f"document:{name}"


def document_said(attribution: Attribution, known: Iterable[str]) -> str | None:
    """Name the document that a plain "Kraft said" hands on, where the story knows one of that issuer.

    Args:
        attribution: of kind person.
        known: document origins found elsewhere in the story (``document:kraft-foods``).

    Returns:
        The one whose name begins with or equals the speaker's, or None.
    """
    name = slug(attribution.holder)
    if attribution.kind != "person" or len(name) < 3 or name in words().not_names:
        return None
    found = [key for key in known if f"{key.removeprefix('document:')}-".startswith(f"{name}-")]
    return min(found, key=lambda key: (len(key), key)) if found else None


def document_origin(outlet: Outlet) -> str:
    """Name the document origin that a company's or an authority's own publications stand for.

    "Corvane Lines newsroom" publishes what others relay as "Corvane Lines said in a statement".
    """
    return f"document:{slug(_NEWSROOM.sub('', outlet.name))}"


def slug(name: str) -> str:
    """Write a name in its one form: folded, hyphenated, without articles and company suffixes."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    folded = re.sub(r"['’]s?\b", "", folded).replace(".", "").replace("organis", "organiz")
    words = re.findall(r"[a-z0-9]+", folded)
    while words and words[0] in ("the", "a", "an", "its", "his", "her", "their"):
        words = words[1:]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return "-".join(words)


_NEWSROOM = re.compile(r"\s+(?i:newsroom|press office|press room|media centre|media center)$")
_SUFFIXES = frozenset(
    "inc ltd limited plc corp corporation co llc llp ag sa se nv gmbh spa bv ab asa group holdings".split()
)


def _is_unnamed(holder: str) -> bool:
    match = words().unnamed.search(holder)
    return match is not None and match.end() - match.start() >= len(holder.strip()) - 4


# Names that no ending gives away: "Times-Picayune", "Al-Watan", call signs.
_SIGN = re.compile(r"[A-Z][a-z]+\s?-\s?[A-Z]|\b[WK][A-Z]{2,3}\b")


def _medium(text: str, media: Media, present: frozenset[str]) -> Attribution | None:
    lexicon = words()
    found: list[tuple[int, Attribution]] = []
    known = media.find(text)
    for named in known:
        hit = _cue_at(text, named.start, named.end)
        if hit is not None:
            rank, cue, start, end = hit
            found.append((rank, _outlet(named.medium.name, cue, start, end, named.medium.outlet_id)))
    covered = [(named.start, named.end) for named in known]
    for match in () if present.isdisjoint(lexicon.unnamed_heads) else lexicon.unnamed.finditer(text):
        if not _covered(match.start(), match.end(), covered):
            hit = _cue_at(text, match.start(), match.end())
            if hit is not None:
                found.append((hit[0], _outlet(match[0].lower(), *hit[1:], None)))
    if not found:
        nouned = () if present.isdisjoint(lexicon.noun_heads) else lexicon.noun_named.finditer(text)
        ended = (
            () if present.isdisjoint(lexicon.ending_heads) and not _SIGN.search(text) else lexicon.ending.finditer(text)
        )
        for match in (*nouned, *ended):
            groups = match.groupdict()
            group = "after" if groups.get("after") else "before" if groups.get("before") else None
            start, end = match.span(group) if group else match.span()
            if _covered(start, end, covered) or text[start:end].split()[0].casefold() in words().not_names:
                continue
            hit = _cue_at(text, match.start(), match.end())
            if hit is not None and hit[1].startswith("published"):
                continue  # a learned journal is where a study stands, not who reports it
            if hit is not None:
                found.append((hit[0], _outlet(_plain(text[start:end]), *hit[1:], None)))
    if not found:
        return None
    # The innermost link: what somebody is told by, quoted from or according to outranks who says it.
    return max(found, key=lambda item: (item[0], -item[1].start))[1]


def _outlet(holder: str, cue: str, start: int, end: int, outlet_id: str | None) -> Attribution:
    return Attribution(holder=holder, cue=cue, kind="outlet", start=start, end=end, direct=False, outlet_id=outlet_id)


def _cue_at(text: str, start: int, end: int) -> tuple[int, str, int, int] | None:
    """Find the reporting cue beside a medium's name: (rank, cue, start, end) of cue and name together."""
    lexicon = words()
    before = text[max(0, start - 90) : start]
    shift = max(0, start - 90)
    after = text[end : end + 130]
    if COULD_NOT.match(after):
        return None
    told = lexicon.told_before.search(before)
    if told is not None:
        return 2, _cue(told[0]), shift + told.start(), end
    by = lexicon.by_before.search(before)
    if by is not None:
        return 2, _cue(by[0]), shift + by.start(), end
    verb = lexicon.media_verb.match(after)
    if verb is not None:
        return 1, _cue(verb[0]), start, end + verb.end()
    if re.match(r"\s*(?:reports?|interview|poll|survey|exclusive|investigation)\b", after):
        return 1, _cue(after.split()[0]), start, end + len(after) - len(after.lstrip()) + len(after.split()[0])
    said = lexicon.media_verb_before.search(before)
    if said is not None and re.match(r"\s*(?:[.,\"”)]|$|,|on\s|in\s)", after):
        return 1, _cue(said[0]), shift + said.start(), end
    if re.search(r"[(\[]\s*(?:(?:via|from|source\s*:|by)\s+)?(?:the\s+)?$", before, re.IGNORECASE) and re.match(
        r"\s*[)\]]", after
    ):
        return 1, "in brackets", start, end
    return None


def _cue(words: str) -> str:
    return " ".join(words.split()).strip(' ,("“').lower()


def _plain(name: str) -> str:
    return re.sub(
        r"^(?:(?:The|A|An|On|In|But|And|As|While)\s+|[A-Z]\w+['’]s\s+(?=[A-Z]))", "", " ".join(name.split())
    ).rstrip(".,")


def _covered(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < high and low < end for low, high in spans)


def _document(text: str, tokens: Sequence[Token], media: Media) -> Attribution | None:
    lexicon = words()
    for pattern, said_by in (
        (lexicon.by_document, False),
        (lexicon.document_says, False),
        (lexicon.issued, False),
        (lexicon.in_document, True),
    ):
        for match in pattern.finditer(text):
            noun = " ".join(match["noun"].lower().split())
            if said_by and not _has_saying(text, match.start(), match.end()):
                continue
            seen = lexicon.seen_by.match(text[match.end() :].lstrip()) if not said_by else None
            seen = seen or lexicon.seen_by.search(text[match.end() : match.end() + 40])
            if seen is not None:
                holder = _seen_by(text, match.end(), media)
                if holder is not None:
                    return Attribution(
                        holder=holder.medium.name,
                        cue=_cue(match[0]),
                        kind="document",
                        start=match.start(),
                        end=holder.end,
                        direct=False,
                        outlet_id=holder.medium.outlet_id or "",
                    )
            owner = _document_owner(text, match, tokens, media, said_by)
            if owner == "" and noun in lexicon.weak and said_by:
                continue
            return Attribution(
                holder=owner,
                cue=noun,
                kind="document",
                start=match.start(),
                end=match.end(),
                direct='"' in text or "“" in text,
            )
    return None


def _seen_by(text: str, at: int, media: Media) -> Named | None:
    near = text[at : at + 80]
    for named in media.find(near):
        return Named(named.medium, at + named.start, at + named.end)
    return None


def _has_saying(text: str, start: int, end: int) -> bool:
    """Whether the sentence says something *in* the document: a saying verb near, on either side."""
    around = text[max(0, start - 60) : start] + " | " + text[end : end + 110]
    return (
        re.search(
            r"\b(?:said|says|say|wrote|writes|announced|announces|confirmed|stated|added|told|warned|disclosed|revealed|denied"
            r"|called|described|posted|thanked|apologi[sz]ed|blamed|noted|explained|alleged|argued|accused|urged|acknowledged|asserted"
            r"|claimed|reported|declared|insisted|advised|rejected|admitted|ruled|found|concluded)\b",
            around,
        )
        is not None
    )


def _document_owner(text: str, match: re.Match[str], tokens: Sequence[Token], media: Media, said_by: bool) -> str:
    """Name whose document it is: an owner before it, a maker after it, the one who speaks in it, an organisation."""
    del media
    groups = match.groupdict()
    if groups.get("owner"):
        owner = _trim(groups["owner"])
        if owner:
            return owner
    for part in (groups.get("adjectives") or "", groups.get("by") or "", text[match.end() : match.end() + 80]):
        maker = re.match(rf"(?P<name>{NAME})", (part or "").strip()) if part is groups.get("adjectives") else None
        maker = maker or re.match(
            rf"\s*(?:,\s*)?(?:by|from|of|filed\s+by|issued\s+by|released\s+by|published\s+by)\s+(?:the\s+)?(?:[a-z]+\s+)?(?P<name>{NAME})",
            part,
        )
        if maker is not None and _trim(maker["name"]):
            return _trim(maker["name"])
    if said_by:
        organisation = [t for t in tokens if t.entity.endswith("ORG")]
        if organisation:
            return _entity(organisation, text)
        before, after = text[: match.start()], text[match.end() :]
        speakers = list(words().name_said.finditer(before)) or list(
            re.finditer(rf"(?P<name>{NAME})\s+(?:\w+\s+){{0,2}}$", before)
        )
        following = re.match(
            rf"\s*(?:(?:on|to|late|early|released|issued|posted|dated|published|sent)\s+[^,]{{1,40}})?,?\s*(?:the\s+)?(?P<name>{NAME})",
            after,
        )
        for speaker in (*reversed(speakers), following, *words().said_name.finditer(after)):
            if speaker is not None and _trim(speaker["name"]):
                return _trim(speaker["name"])
    return ""


def _trim(name: str) -> str:
    parts = re.sub(r"['’]s?$", "", name.strip()).split()
    while parts and parts[0].casefold().rstrip(".,") in words().not_names:
        parts = parts[1:]
    return " ".join(parts).rstrip(".,")


def _entity(tokens: Sequence[Token], text: str) -> str:
    first = tokens[0]
    end = first.end
    for token in tokens[1:]:
        if token.start > end + 1 or token.entity.startswith("B"):
            break
        end = token.end
    return _trim(text[first.start : end])


def _person(text: str) -> Attribution | None:
    lexicon = words()
    match = lexicon.person.search(text)
    if match is not None:
        return Attribution(
            holder=_plain(match["who"]),
            cue=_cue(match["cue"]),
            kind="person",
            start=match.start(),
            end=match.end(),
            direct='"' in text or "“" in text,
        )
    match = lexicon.by_person.search(text) or lexicon.said_name.search(text)
    if match is not None:
        holder = match.groupdict().get("who") or match.groupdict().get("name") or ""
        return Attribution(
            holder=_plain(holder),
            cue=_cue(match[0].split(holder)[0] or match[0]),
            kind="person",
            start=match.start(),
            end=match.end(),
            direct='"' in text or "“" in text,
        )
    return None


__all__ = [
    "Config",
    "Medium",
    "document_origin",
    "document_said",
    "find_attribution",
    "find_attributions",
    "origin_of",
    "slug",
]
