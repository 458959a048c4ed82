"""Editors' decisions: made against what stands in the store, applied at every build until they are undone.

A decision holds on to claims, articles and outlets (``types.Anchor``), never to the ids of clusters and stories, which
change as news comes in.  Nothing here depends on the order in which decisions were made.
"""

from __future__ import annotations

from corroborate.decisions.applying import Rulings, unapplied
from corroborate.decisions.links import NO_LINKS, Links, resolve
from corroborate.decisions.making import decide, undo

__all__ = ["NO_LINKS", "Links", "Rulings", "decide", "resolve", "unapplied", "undo"]
