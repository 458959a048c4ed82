"""``ninjs/ID.json``: stories as news items of IPTC ninjs 2.1, with version and publication status.

Source: the ninjs 2.1 schema of the IPTC, https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from corroborate.export import events
from corroborate.export.common import NOT_TRUTH, clean, encode, iso, safe_id, save, uri, verified
from corroborate.export.documents import Document, document, updated
from corroborate.export.feed import content, summary
from corroborate.export.snapshot import Row, opened
from corroborate.settings import PublishSettings
from corroborate.types import StageReport

_BATCH = 200  # stories held in memory at a time
_STANDARD = {
    "name": "ninjs",
    "version": "2.1",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json",
}
# IPTC Media Topics, top level.  Source: https://cv.iptc.org/newscodes/mediatopic/
_TOPICS = {
    "arts, culture, entertainment and media": "01000000",
    "crime, law and justice": "02000000",
    "disaster, accident and emergency incident": "03000000",
    "economy, business and finance": "04000000",
    "education": "05000000",
    "environment": "06000000",
    "health": "07000000",
    "human interest": "08000000",
    "labour": "09000000",
    "lifestyle and leisure": "10000000",
    "politics": "11000000",
    "politics and government": "11000000",
    "religion": "12000000",
    "science and technology": "13000000",
    "society": "14000000",
    "sport": "15000000",
    "conflict, war and peace": "16000000",
    "weather": "17000000",
}
_PEOPLE = frozenset(("person",))
_PLACES = frozenset(("place", "country", "city", "region", "location", "gpe", "loc", "port"))
_ORGANISATIONS = frozenset(("organisation", "organization", "company", "org", "regulator", "agency"))


class NinjsWriter:
    """Writes news items: usable, withheld (held by the gate) and canceled (killed after it was public)."""

    def __init__(self, settings: PublishSettings, previous: Path | None = None) -> None:
        self._settings = settings
        self._previous = previous

    def write(self, snapshot: Path, release: Path) -> StageReport:
        """Write ``release/ninjs/ID.json`` for every story and for every story that was ever killed.

        Raises:
            StoreError: where a snapshot cannot be read or a file cannot be written.
        """
        counts: Counter[str] = Counter()
        dropped: Counter[str] = Counter()
        old, new = events.happened(snapshot, self._previous, self._settings.base_url)
        last = events.last_events(old) | {event["story_id"]: event for event in new}
        killed = {story: event for story, event in last.items() if event.get("type") == "killed" and safe_id(story)}
        items: dict[str, Document] = {story: _canceled(event) for story, event in killed.items()}
        with opened(snapshot) as data:
            rows, as_of = data.stories(), data.as_of()
            usable: list[Row] = []
            for row in rows:
                if not safe_id(row["story_id"]):
                    dropped["unsafe id"] += 1
                elif row["gate"] != "held":
                    usable.append(row)
                elif row["story_id"] not in killed:
                    items[row["story_id"]] = _withheld(row, iso(updated(row) or as_of))
            for some, batch in data.batches(usable, _BATCH, texts=False):
                for row in some:
                    story = clean(document(row, batch, self._settings.base_url, self._settings.publish_text)[0])
                    version = max(row["revision"], last.get(row["story_id"], row)["revision"])
                    items[row["story_id"]] = self._usable(story, version, iso(updated(row) or as_of))
        for story_id, item in items.items():
            save(release / "ninjs" / f"{story_id}.json", encode(item))
            counts[item["pubstatus"]] += 1
        total = len(items) + dropped.total()
        return StageReport(
            stage="ninjs", total=total, kept=len(items), dropped_by_reason=dict(dropped), counts=dict(counts)
        )

    def _usable(self, story: Document, version: int, at: str | None) -> Document:
        base = self._settings.base_url.rstrip("/")
        body = str(content(story))
        item: Document = {
            **_head(story["id"], version, at, "usable"),
            "profile": "corroborated-story",
            "language": "en",
            "urgency": min(9, max(1, 10 - story["impact"])),
            "by": self._settings.title,
            "title": story["headline"],
            "headlines": [{"role": "main", "contenttype": "text/plain", "value": story["headline"]}],
            "descriptions": [{"role": "count", "contenttype": "text/plain", "value": summary(story)}],
            "bodies": [
                {"role": "main", "contenttype": "text/html", "charcount": len(body), "value": body},
            ],
            "subjects": _subjects(story),
            "infosources": [
                {"name": source["origin"], "literal": source["source_cluster_id"]}
                for source in story["sources"]
                if source["origin"]
            ],
            "trustindicators": [
                {"role": f"{base}/site/methodology.html", "title": "How the count is earned",
                 "href": f"{base}/site/methodology.html"},
            ],
            "altids": [{"role": "document", "value": f"{base}/stories/{story['id']}.json"}],
            "ednote": f"{verified(story['verified_sources'])}; {NOT_TRUTH}. Gate: {story['gate']}, "
            f"{story['gate_reason'] or 'no reason recorded'}.",
        }  # fmt: skip
        if story["first_seen_at"]:
            item["firstcreated"] = story["first_seen_at"]
        for name, kinds in (("people", _PEOPLE), ("places", _PLACES), ("organisations", _ORGANISATIONS)):
            found = [_named(mention) for mention in story["mentions"] if str(mention["kind"]).lower() in kinds]
            if found:
                item[name] = found
        return item


def _head(story_id: str, version: int, at: str | None, status: str) -> Document:
    head = {
        "uri": uri(story_id),
        "type": "text",
        "representationtype": "full" if status == "usable" else "partial",
        "version": str(version),
        "pubstatus": status,
        "standard": _STANDARD,
    }
    return {**head, "versioncreated": at} if at else head


def _withheld(row: Row, at: str | None) -> Document:
    reason = row["gate_reason"] or "held by the gate"
    return {**_head(row["story_id"], row["revision"], at, "withheld"), "ednote": f"Do not publish: {reason}."}


def _canceled(event: dict[str, Any]) -> Document:
    note = f"Withdrawn: {event.get('reason') or 'no reason recorded'}."
    if event.get("superseded_by"):
        note += f" See {uri(event['superseded_by'])}."
    return {**_head(event["story_id"], event["revision"], event.get("at"), "canceled"), "ednote": note}


def _subjects(story: Document) -> list[Document]:
    subjects: list[Document] = [{"name": story["category"], "literal": story["category"]}] if story["category"] else []
    topic = str(story["media_topic"] or "")
    if topic:
        code = _TOPICS.get(topic.lower())
        subjects.append(
            {"name": topic, "uri": f"http://cv.iptc.org/newscodes/mediatopic/{code}"} if code else {"name": topic}
        )
    return subjects


def _named(mention: Document) -> Document:
    item = str(mention["wikidata_id"] or "")
    if item[:1] == "Q" and item[1:].isascii() and item[1:].isdigit():
        return {"name": mention["entity"], "uri": f"http://www.wikidata.org/entity/{item}"}
    return {"name": mention["entity"]}
