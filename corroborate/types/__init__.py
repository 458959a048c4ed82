"""The nouns of the field, as frozen values.

Every time is UTC and aware.  Every offset is a 0-based code point into the stored text of one
revision, end exclusive.  Say Outlet, Feed or SourceCluster; never a bare "source".
"""

from __future__ import annotations

from corroborate.types.claims import (
    Claim,
    ClaimCluster,
    ConfidenceTerm,
    Conflict,
    Corroboration,
    Dependence,
    Evidence,
    Member,
    SourceCluster,
    Support,
)
from corroborate.types.decisions import (
    Anchor,
    Decision,
    DecisionKind,
    Effect,
    EffectState,
    Subject,
)
from corroborate.types.enums import (
    ClaimKind,
    ConflictKind,
    DependenceKind,
    FirstSeenBasis,
    Gate,
    Modality,
    OutletKind,
    OutletStatus,
    Role,
    Stance,
    Strength,
    Tone,
    Verdict,
)
from corroborate.types.news import (
    Article,
    Dropped,
    Entry,
    Feed,
    FeedState,
    Outlet,
    OwnerSpell,
    Page,
    StageReport,
)
from corroborate.types.stories import (
    Affected,
    Build,
    ImpactTerm,
    Line,
    Mention,
    Story,
)
from corroborate.types.text import (
    Attribution,
    DateMention,
    Quantity,
    Span,
    Token,
)
from corroborate.types.watch import StandingQuestion

__all__ = [
    "Affected",
    "Anchor",
    "Article",
    "Attribution",
    "Build",
    "Claim",
    "ClaimCluster",
    "ClaimKind",
    "ConfidenceTerm",
    "Conflict",
    "ConflictKind",
    "Corroboration",
    "DateMention",
    "Decision",
    "DecisionKind",
    "Dependence",
    "DependenceKind",
    "Dropped",
    "Effect",
    "EffectState",
    "Entry",
    "Evidence",
    "Feed",
    "FeedState",
    "FirstSeenBasis",
    "Gate",
    "ImpactTerm",
    "Line",
    "Member",
    "Mention",
    "Modality",
    "Outlet",
    "OutletKind",
    "OutletStatus",
    "OwnerSpell",
    "Page",
    "Quantity",
    "Role",
    "SourceCluster",
    "Span",
    "StageReport",
    "Stance",
    "StandingQuestion",
    "Story",
    "Strength",
    "Subject",
    "Support",
    "Token",
    "Tone",
    "Verdict",
]
