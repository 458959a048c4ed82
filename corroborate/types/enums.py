"""The closed vocabularies of the field; the values are what the views show."""

from __future__ import annotations

from enum import StrEnum


class OutletKind(StrEnum):
    """What an outlet is, which rules whether it can be an origin at all."""

    WIRE = "wire"
    OUTLET = "outlet"
    REGULATOR = "regulator"
    COMPANY = "company"
    AGGREGATOR = "aggregator"
    BLOG = "blog"


class OutletStatus(StrEnum):
    """Whether an outlet may raise N: only ``vetted`` may."""

    VETTED = "vetted"
    PROBATION = "probation"
    BLOCKED = "blocked"


class FirstSeenBasis(StrEnum):
    """Where ``first_seen_at`` comes from."""

    FETCHED = "fetched"
    GIVEN = "given"
    PUBLISHED = "published"
    UNKNOWN = "unknown"


class ClaimKind(StrEnum):
    """What a claim pins down: the core act, or one checkable detail of it."""

    CORE = "core"
    QUANTITY = "quantity"
    DATE = "date"
    PLACE = "place"
    PARTY = "party"
    ROLE = "role"
    QUOTE = "quote"


class Modality(StrEnum):
    """How firmly something is said, weakest first: denied < alleged < planned < confirmed."""

    DENIED = "denied"
    ALLEGED = "alleged"
    PLANNED = "planned"
    CONFIRMED = "confirmed"


class Verdict(StrEnum):
    """The answer about one claim."""

    CORROBORATED = "corroborated"
    SINGLE_SOURCE = "single_source"
    CONTESTED = "contested"
    UNVETTED = "unvetted"
    RETRACTED = "retracted"
    CANNOT_MEASURE = "cannot_measure"
    UNSUPPORTED = "unsupported"


class Gate(StrEnum):
    """The editorial gate's decision about a story."""

    PUBLISHED = "published"
    MARKED = "marked"
    HELD = "held"


class Strength(StrEnum):
    """How sure it is that two articles rest on one origin."""

    STRONG = "strong"
    WEAK = "weak"


class DependenceKind(StrEnum):
    """Why two articles are held to rest on one origin."""

    OWNER = "owner"
    CREDIT = "credit"
    COPY = "copy"
    CANONICAL = "canonical"
    LINK = "link"
    CITATION = "citation"


class Role(StrEnum):
    """An article's place in its source cluster."""

    ORIGIN = "origin"
    REPRINT = "reprint"
    REWRITE = "rewrite"
    DERIVATIVE = "derivative"


class Stance(StrEnum):
    """What a piece of evidence does to a claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


class ConflictKind(StrEnum):
    """What two variants of one statement disagree about."""

    NUMBER = "number"
    DATE = "date"
    POLARITY = "polarity"
    MODALITY = "modality"
    UPDATE = "update"


class Tone(StrEnum):
    """What a story means for those it affects."""

    BULLISH = "bullish"
    NEUTRAL = "neutral"
    BEARISH = "bearish"
