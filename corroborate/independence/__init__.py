"""Dependence to source clusters, bounds and the counting rule."""

from __future__ import annotations

from corroborate.independence.clusters import Clustering, cluster
from corroborate.independence.gate import gate
from corroborate.independence.retold import ArticleFacts, Retold, article_facts, find_retold, retold_score

__all__ = ["ArticleFacts", "Clustering", "Retold", "article_facts", "cluster", "find_retold", "gate", "retold_score"]
