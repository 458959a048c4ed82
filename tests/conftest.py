"""The real models, loaded once a session."""

from __future__ import annotations

import pytest

from corroborate.embed import SentenceEmbedder
from corroborate.nlp import SpacyParser


@pytest.fixture(scope="session")
def parser() -> SpacyParser:
    return SpacyParser()


@pytest.fixture(scope="session")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder()
