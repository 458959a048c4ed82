"""The files that downstream programs read: feeds, story documents, news items and events."""

from __future__ import annotations

from corroborate.export.events import EventWriter
from corroborate.export.feed import FeedWriter
from corroborate.export.ninjs import NinjsWriter
from corroborate.export.stories import StoryWriter

__all__ = ["EventWriter", "FeedWriter", "NinjsWriter", "StoryWriter"]
