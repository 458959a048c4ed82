"""All analyst views, in the order of the data dictionary."""

from __future__ import annotations

from corroborate.store.views_counts import COUNT_VIEWS
from corroborate.store.views_news import NEWS_VIEWS
from corroborate.store.views_stories import STORY_VIEWS

VIEWS = NEWS_VIEWS + COUNT_VIEWS + STORY_VIEWS
VIEW_NAMES = tuple(view.name for view in VIEWS)
