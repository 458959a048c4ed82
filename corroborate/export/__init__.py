"""The files that downstream programs read: feeds, story documents, news items, events, and answers to questions."""

from __future__ import annotations

from corroborate.export.events import EventWriter
from corroborate.export.feed import FeedWriter
from corroborate.export.ninjs import NinjsWriter
from corroborate.export.questions import QuestionWriter, read_answers
from corroborate.export.stories import StoryWriter

__all__ = ["EventWriter", "FeedWriter", "NinjsWriter", "QuestionWriter", "StoryWriter", "read_answers"]
