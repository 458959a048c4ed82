"""Stories kept by what they were told from: what has not changed is not told again, in any later run."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from corroborate.backing import Independence
from corroborate.types import (
    Article,
    Claim,
    ClaimCluster,
    Conflict,
    Dependence,
    Effect,
    Outlet,
    SourceCluster,
    Story,
)


class Told(NamedTuple):
    """Everything one story contributes to the build, and what ``ask`` needs to know of it."""

    story: Story
    dependence: tuple[Dependence, ...]
    clusters: tuple[SourceCluster, ...]
    claims: tuple[Claim, ...]
    claim_clusters: tuple[ClaimCluster, ...]
    conflicts: tuple[Conflict, ...]
    credits: Mapping[str, str]
    known: Independence
    dropped: Mapping[str, int]
    effects: tuple[Effect, ...] = ()


@cache
def _adapter() -> TypeAdapter[Told]:
    return TypeAdapter(Told)


def pack(told: Told) -> bytes:
    """Lay a story out for the store, without its articles and outlets, which stand there already."""
    bare = told._replace(known=replace(told.known, articles={}, outlets={}))
    # Not pydantic's own JSON: it writes an open bound ("at least 20") as null.
    return zlib.compress(json.dumps(_adapter().dump_python(bare, mode="json"), separators=(",", ":")).encode(), 1)


def unpack(payload: bytes, articles: Mapping[str, Article], outlets: Mapping[str, Outlet]) -> Told | None:
    """Rebuild a story from what :func:`pack` made; None where that cannot be read, so that it is told anew."""
    try:
        told = _adapter().validate_json(zlib.decompress(payload))
    except (zlib.error, ValidationError):
        return None
    story = told.story
    return told._replace(
        known=replace(told.known, articles=articles, outlets=outlets),
        story=replace(story, first_seen_at=_utc(story.first_seen_at), updated_at=_utc(story.updated_at)),
        claim_clusters=tuple(
            replace(each, first_seen_at=_utc(each.first_seen_at), last_seen_at=_utc(each.last_seen_at))
            for each in told.claim_clusters
        ),
    )


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at is not None else None  # pydantic's own zone is equal to UTC, and written otherwise
