"""``stories/ID.json``, one document a story, and the schema they keep."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from corroborate.export.common import encode, safe_id, save
from corroborate.export.documents import document, withheld
from corroborate.export.snapshot import opened
from corroborate.settings import PublishSettings
from corroborate.types import StageReport

SCHEMA = Path(__file__).resolve().parent / "story.schema.json"
_BATCH = 200  # stories held in memory at a time


class StoryWriter:
    """Writes a JSON document for every story; a held one says only that it is held, and why."""

    def __init__(self, settings: PublishSettings) -> None:
        self._settings = settings

    def write(self, snapshot: Path, release: Path) -> StageReport:
        """Write ``release/stories/ID.json`` and ``release/stories/schema.json``.

        Returns:
            ``kept`` counts usable documents; held stories are dropped by reason, though a notice is written for each.

        Raises:
            StoreError: where the snapshot cannot be read or a file cannot be written.
        """
        dropped: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        folder = release / "stories"
        save(folder / "schema.json", SCHEMA.read_bytes())
        with opened(snapshot) as data:
            rows = data.stories()
            usable = []
            for row in rows:
                if not safe_id(row["story_id"]):
                    dropped["unsafe id"] += 1
                elif row["gate"] == "held":
                    dropped["held by the gate"] += 1
                    save(folder / f"{row['story_id']}.json", encode(withheld(row)))
                else:
                    usable.append(row)
            for some, batch in data.batches(usable, _BATCH, self._settings.publish_text == "full"):
                for row in some:
                    story, untraced = document(row, batch, self._settings.base_url, self._settings.publish_text)
                    counts["untraced_lines"] += untraced
                    save(folder / f"{row['story_id']}.json", encode(story))
        return StageReport(
            stage="stories",
            total=len(rows),
            kept=len(usable),
            dropped_by_reason=dict(dropped),
            counts=dict(counts),
        )
