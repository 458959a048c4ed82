"""What a build changed against what was said before: counts of statements, contents of stories.  Pure."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from corroborate.ids import content_hash
from corroborate.types import ClaimCluster, Effect, Story, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The count of one statement as it was last recorded; ``confidence`` is None once the statement vanished."""

    claim_cluster_id: str
    text: str
    valid_at: datetime | None
    verified_sources: int
    sources_low: int
    sources_high: int
    confidence: float | None
    verdict: str
    reason: str

    @property
    def count(self) -> tuple[int, int, int, float | None, str]:
        """What must change for a new row to be written."""
        return (self.verified_sources, self.sources_low, self.sources_high, self.confidence, self.verdict)


def merged_into(effects: Iterable[Effect]) -> dict[str, str]:
    """Say of each id that editors merged away which one it is part of now."""
    return {gone: effect.targets[0] for effect in effects for gone in effect.replaces if effect.targets}


def changed_counts(
    before: Mapping[str, Said],
    clusters: Iterable[ClaimCluster],
    newest: datetime | None,
    merged: Mapping[str, str] | None = None,
) -> list[Said]:
    """List what must be added to the history of counts.

    Args:
        before: the last row of each statement, by claim cluster id.
        clusters: the statements of this build.
        newest: when the newest article was seen; a statement that vanished is valid at that time.
        merged: statements that an editor merged away, and what they are part of now.

    Returns:
        New rows by claim cluster id.
    """
    into = merged or {}
    now = {cluster.claim_cluster_id: _said(cluster) for cluster in clusters}
    added = [said for key, said in now.items() if key not in before or before[key].count != said.count]
    added += [
        dataclasses.replace(
            said,
            valid_at=max((at for at in (said.valid_at, newest) if at is not None), default=None),
            verified_sources=0,
            sources_low=0,
            sources_high=0,
            confidence=None,
            verdict=Verdict.UNSUPPORTED.value,
            reason=f"an editor merged it into {into[key]}" if key in into else "no article says this any more",
        )
        for key, said in before.items()
        if key not in now and said.confidence is not None
    ]
    return sorted(added, key=lambda said: said.claim_cluster_id)


def _said(cluster: ClaimCluster) -> Said:
    count = cluster.corroboration
    return Said(
        claim_cluster_id=cluster.claim_cluster_id,
        text=cluster.text,
        valid_at=cluster.last_seen_at,
        verified_sources=count.verified_sources,
        sources_low=count.sources_low,
        sources_high=count.sources_high,
        confidence=count.confidence,
        verdict=count.verdict.value,
        reason=count.reason,
    )


def story_hash(story: Story) -> str:
    """Hash everything a story says; fields that say nothing do not count, so a new field changes no old story."""
    said = {key: value for key, value in dataclasses.asdict(story).items() if value not in (None, (), "")}
    return content_hash(json.dumps(said, sort_keys=True, default=str))


def story_revisions(
    before: Mapping[str, tuple[int, str]], stories: Iterable[Story]
) -> tuple[dict[str, int], list[tuple[str, int, str]]]:
    """Number the revisions of stories.

    Args:
        before: number and content hash of each story's last revision; an empty hash marks one that vanished.
        stories: the stories of this build.

    Returns:
        The number of each story's revision, and the rows to add: story id, revision, content hash.
    """
    numbers: dict[str, int] = {}
    added: list[tuple[str, int, str]] = []
    for story in stories:
        hashed = story_hash(story)
        number, last = before.get(story.story_id, (0, ""))
        if hashed != last:
            number += 1
            added.append((story.story_id, number, hashed))
        numbers[story.story_id] = number
    added += [(key, number + 1, "") for key, (number, last) in before.items() if last and key not in numbers]
    return numbers, sorted(added)
