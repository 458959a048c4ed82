"""Standing questions: what somebody wants asked at every publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingQuestion:
    """A claim that is held against every release; its id is a digest of its text, so no text stands twice."""

    question_id: str
    text: str
    added_by: str
    added_at: datetime
