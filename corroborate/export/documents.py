"""One story as a document for machines; ``stories/schema.json`` says what may stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from corroborate.export.common import NOT_TRUTH, iso, page_url, safe_url, uri
from corroborate.export.snapshot import Batch, Row, id_list

Document = dict[str, Any]


def updated(row: Row) -> datetime | None:
    """Say when a story last changed: ``updated_at``, else when its count was last recorded."""
    at: datetime | None = row["updated_at"] or row["recorded_at"]
    return at


def withheld(row: Row) -> Document:
    """Describe a story that the gate holds: that it is held and why, and nothing of what it says."""
    return {
        "$schema": "schema.json",
        "id": row["story_id"],
        "uri": uri(row["story_id"]),
        "revision": row["revision"],
        "status": "withheld",
        "gate": row["gate"],
        "gate_reason": row["gate_reason"] or "",
        "verdict": row["verdict"],
        "verified_sources": row["verified_sources"],
        "updated_at": iso(updated(row)),
    }


def document(row: Row, batch: Batch, base_url: str, publish_text: str) -> tuple[Document, int]:
    """Describe a published or marked story.

    Args:
        row: the story, as :meth:`Snapshot.stories` gives it.
        batch: what :meth:`Snapshot.batches` gave with it.
        base_url: where the release is served.
        publish_text: ``full``, ``spans`` or ``none``.

    Returns:
        The document, and how many lines were left out because no named article carries them.
    """
    return _Writer(row, batch, publish_text).document(base_url)


class _Writer:
    def __init__(self, row: Row, batch: Batch, publish_text: str) -> None:
        self._row = row
        self._batch = batch
        self._publish_text = publish_text
        self._id = str(row["story_id"])
        self._untraced = 0

    def document(self, base_url: str) -> tuple[Document, int]:
        row = self._row
        quoting = self._publish_text != "none"
        parts: dict[str, list[Document]] = {"lead": [], "key_facts": [], "watch": [], "timeline": []}
        for item in self._batch.statements.get(self._id, ()):
            parts[item["part"]] += self._statement(item)
        lines: dict[str, list[Document]] = {"takeaways": [], "analysis": [], "quotes": []}
        for item in self._batch.lines.get(self._id, ()):
            if quoting or item["part"] == "takeaways":
                lines[item["part"]] += self._line(item["text"], item["position"], id_list(item))
        story = {
            "$schema": "schema.json",
            "id": self._id,
            "uri": uri(self._id),
            "url": page_url(base_url, self._id),
            "revision": row["revision"],
            "status": "usable",
            "gate": row["gate"],
            "gate_reason": row["gate_reason"] or "",
            "headline": row["headline"],
            "category": row["category"],
            "media_topic": row["media_topic"],
            "sentiment": row["sentiment"],
            "sentiment_score": row["sentiment_score"],
            "impact": row["impact"],
            "read_minutes": row["read_minutes"],
            "verdict": row["verdict"],
            "verified_sources": row["verified_sources"],
            "sources_low": _or(row["sources_low"], row["verified_sources"]),
            "sources_high": _or(row["sources_high"], row["verified_sources"]),
            "unverified_sources": _or(row["unverified_sources"], 0),
            "count_note": NOT_TRUTH,
            "confidence": row["confidence"],
            "first_seen_at": iso(row["first_seen_at"]),
            "updated_at": iso(updated(row)),
            "lead": parts["lead"][0] if parts["lead"] else None,
            "takeaways": lines["takeaways"],
            "mentions": [
                {key: item[key] for key in ("entity", "kind", "wikidata_id", "count")}
                for item in self._batch.mentions.get(self._id, ())
            ],
            "key_facts": parts["key_facts"],
            "affected": self._affected(),
            "analysis": lines["analysis"],
            "quotes": lines["quotes"],
            "watch": parts["watch"],
            "timeline": parts["timeline"],
            "disagreements": [_disagreement(item) for item in self._batch.conflicts.get(self._id, ())],
            "impact_terms": [
                {
                    "term": item["term"],
                    "kind": item["kind"],
                    "value": item["value"],
                    "claims": self._citations((str(item["claim_id"]),)),
                }
                for item in self._batch.impact.get(self._id, ())
            ],
            "sources": self._sources(),
        }
        return story, self._untraced

    def _statement(self, item: Row) -> list[Document]:
        evidence = self._batch.evidence.get(str(item["claim_cluster_id"]), ())
        if item["part"] == "lead" and item["claim_cluster_id"] is None:
            return []
        if item["part"] != "lead" and not any(piece["stance"] == "supports" for piece in evidence):
            self._untraced += 1
            return []
        found = {
            "position": item["position"],
            "text": item["line"] or item["text"],
            "claim_cluster_id": item["claim_cluster_id"],
            **{
                key: item[key]
                for key in ("verified_sources", "sources_low", "sources_high", "unverified_sources", "verdict")
            },
            "confidence": item["confidence"],
            "evidence": [self._evidence(piece) for piece in evidence],
        }
        if item["part"] == "timeline":
            found["at"] = item["at"]
        return [found]

    def _evidence(self, piece: Row) -> Document:
        return {
            "stance": piece["stance"],
            "counted": piece["counted"],
            "reason": piece["gate_reason"] or "",
            "source_cluster_id": piece["source_cluster_id"],
            "origin": piece["origin"] or "",
            "article_id": piece["article_id"],
            "revision": piece["of_revision"],
            "url": safe_url(piece["url"]),
            "title": piece["title"] or "",
            "outlet": piece["outlet"] or "",
            "char_start": piece["char_start"],
            "char_end": piece["char_end"],
            "text": piece["span"] if self._publish_text != "none" else None,
        }

    def _line(self, text: str, position: int, claims: Iterable[str]) -> list[Document]:
        citations = self._citations(claims)
        if not citations:
            self._untraced += 1
            return []
        return [{"position": position, "text": text, "claims": citations}]

    def _citations(self, claims: Iterable[str]) -> list[Document]:
        found = [self._batch.claims[claim] for claim in claims if claim in self._batch.claims]
        keys = ("claim_id", "article_id", "revision", "char_start", "char_end")
        return [
            {**{key: claim[key] for key in keys}, "url": safe_url(claim["url"]), "outlet": claim["outlet"] or ""}
            for claim in found
        ]

    def _affected(self) -> list[Document]:
        found = []
        for item in self._batch.affected.get(self._id, ()):
            citations = self._citations((str(item["claim_id"]),))
            if citations:
                found.append({**{k: item[k] for k in ("entity", "kind", "sentiment")}, "claims": citations})
            else:
                self._untraced += 1
        return found

    def _sources(self) -> list[Document]:
        clusters: dict[str, Document] = {}
        for item in self._batch.sources.get(self._id, ()):
            article = {
                "article_id": item["article_id"],
                "url": safe_url(item["url"]),
                "title": item["title"] or "",
                "outlet": item["outlet"] or "",
                "vetted": item["outlet_status"] == "vetted",
                "role": item["role"] or "unclustered",
                "reason": item["reason"] or "",
                "published_at": iso(item["published_at"]),
                "language": item["language"],
                "revision": item["revision"],
                "status": item["status"] or "live",
            }
            if self._publish_text == "full":
                article["text"] = self._batch.texts.get(item["article_id"], "")
            source = str(item["source_cluster_id"] or "")
            entry: Document = {"source_cluster_id": source, "origin": item["origin"] or "", "articles": []}
            clusters.setdefault(source, entry)["articles"].append(article)
        return [clusters[source] for source in sorted(clusters)]


def _disagreement(item: Row) -> Document:
    return {
        "kind": item["kind"],
        "explanation": item["explanation"] or "",
        "sides": [
            {
                "claim_cluster_id": item[f"claim_cluster_{side}"],
                "claim_id": item[f"claim_{side}"],
                "text": item[f"text_{side}"],
                "verified_sources": item[f"verified_{side}"],
            }
            for side in ("a", "b")
        ],
    }


def _or(value: Any, instead: Any) -> Any:
    return instead if value is None else value
