"""Events and counts to stories: which title, which lead, which facts, and whether it may be published.

Every line is made of the texts of claims, and carries their ids; nothing here writes a fact of its own.
"""

from __future__ import annotations

from corroborate.stories.gate import gate_of
from corroborate.stories.inputs import StoryInputs
from corroborate.stories.tell import tell

__all__ = ["StoryInputs", "gate_of", "tell"]
