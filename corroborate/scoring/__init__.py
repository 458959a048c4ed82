"""What a story is about, how much it matters, and to whom: impact, sentiment, category, who is affected.

Everything here reads the statements of a story, one vote a claim cluster, never one an article:
twice the coverage gives the same scores.  The rules are words in ``data/beats`` and ``data/lexicons``.
"""

from __future__ import annotations

from corroborate.scoring.affected import affected
from corroborate.scoring.beat import Beat, load_beat
from corroborate.scoring.category import category
from corroborate.scoring.impact import impact
from corroborate.scoring.sentiment import sentiment

__all__ = ["Beat", "affected", "category", "impact", "load_beat", "sentiment"]
