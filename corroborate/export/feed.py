"""``feed.json`` (JSON Feed 1.1) and ``atom.xml`` (RFC 4287): published and marked stories, newest change first.

Ids never move with the address of the site; ``updated`` is when the story changed, never when the file was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree
from markupsafe import Markup, escape

from corroborate.export.common import NOT_TRUTH, clean, encode, iso, page_url, safe_id, save, verified
from corroborate.export.documents import Document, document, updated
from corroborate.export.snapshot import Row, opened
from corroborate.settings import PublishSettings
from corroborate.types import StageReport

_ATOM = "http://www.w3.org/2005/Atom"
_NEWEST = 200  # entries: what a reader polling once a day can miss is in stories/ and events.jsonl
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FeedWriter:
    """Writes both feeds."""

    def __init__(self, settings: PublishSettings, beat_name: str) -> None:
        self._settings = settings
        self._base = settings.base_url.rstrip("/")
        self._title = clean(f"{settings.title}: {beat_name}")

    def write(self, snapshot: Path, release: Path) -> StageReport:
        """Write ``release/feed.json`` and ``release/atom.xml``.

        Raises:
            StoreError: where the snapshot cannot be read or a file cannot be written.
        """
        dropped: Counter[str] = Counter()
        with opened(snapshot) as data:
            rows, as_of = data.stories(), data.as_of()
            usable = []
            for row in rows:
                if not safe_id(row["story_id"]):
                    dropped["unsafe id"] += 1
                elif row["gate"] == "held":
                    dropped["held by the gate"] += 1
                else:
                    usable.append(row)
            usable.sort(key=lambda row: str(row["story_id"]))
            usable.sort(key=lambda row: updated(row) or _EPOCH, reverse=True)
            if len(usable) > _NEWEST:
                dropped["older than the newest"] += len(usable) - _NEWEST
            stories: list[tuple[Row, Document]] = []
            for some, batch in data.batches(usable[:_NEWEST], _NEWEST, texts=False):
                # The feed carries statements, counts and links, never a quotation.
                stories += [(row, clean(document(row, batch, self._base, "none")[0])) for row in some]
        save(release / "feed.json", encode(self._json_feed(stories)))
        save(release / "atom.xml", self._atom(stories, as_of))
        return StageReport(stage="feed", total=len(rows), kept=len(stories), dropped_by_reason=dict(dropped))

    def _json_feed(self, stories: Sequence[tuple[Row, Document]]) -> Document:
        items = []
        for row, story in stories:
            item: dict[str, Any] = {
                "id": story["uri"],
                "url": story["url"],
                "title": story["headline"],
                "content_html": str(content(story)),
                "summary": summary(story),
                "tags": [tag for tag in (story["category"], story["media_topic"]) if tag],
                "_corroborate": {
                    "about": f"{self._base}/stories/schema.json",
                    "document": f"{self._base}/stories/{story['id']}.json",
                    **{
                        key: story[key]
                        for key in (
                            *("revision", "gate", "verdict", "impact", "sentiment", "count_note"),
                            *("verified_sources", "sources_low", "sources_high", "unverified_sources"),
                        )
                    },
                },
            }
            for name, at in (("date_published", row["first_seen_at"]), ("date_modified", updated(row))):
                if at is not None:
                    item[name] = iso(at)
            items.append(item)
        return {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self._title,
            "description": f"Beside every count: it {NOT_TRUTH}.",
            "home_page_url": f"{self._base}/site/index.html",
            "feed_url": f"{self._base}/feed.json",
            "language": "en",
            "items": items,
        }

    def _atom(self, stories: Sequence[tuple[Row, Document]], as_of: datetime | None) -> bytes:
        root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
        root.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
        newest = max((at for row, _ in stories if (at := updated(row))), default=as_of or _EPOCH)
        _add(root, "id", f"urn:corroborate:feed:{self._base}")
        _add(root, "title", self._title)
        _add(root, "subtitle", f"Beside every count: it {NOT_TRUTH}.")
        _add(root, "updated", iso(newest))
        _add(root, "link", None, rel="self", type="application/atom+xml", href=f"{self._base}/atom.xml")
        _add(root, "link", None, rel="alternate", type="text/html", href=f"{self._base}/site/index.html")
        _add(_add(root, "author", None), "name", clean(self._settings.title))
        for row, story in stories:
            entry = _add(root, "entry", None)
            _add(entry, "id", story["uri"])
            _add(entry, "title", story["headline"], type="text")
            _add(entry, "updated", iso(updated(row) or as_of or _EPOCH))
            if row["first_seen_at"]:
                _add(entry, "published", iso(row["first_seen_at"]))
            _add(entry, "link", None, rel="alternate", type="text/html", href=page_url(self._base, story["id"]))
            if story["category"]:
                _add(entry, "category", None, term=story["category"])
            _add(entry, "summary", summary(story), type="text")
            _add(entry, "content", str(content(story)), type="html")
        etree.indent(root)
        text: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
        return text + b"\n"


def summary(story: Document) -> str:
    """Say the count and the impact of a story in one line."""
    low, high = story["sources_low"], story["sources_high"]
    span = f" (between {low} and {high})" if low != high else ""
    mark = "" if story["gate"] == "published" else f" Marked: {story['verdict'].replace('_', ' ')}."
    said = f"{verified(story['verified_sources'])}{span}; {NOT_TRUTH}.{mark}"
    return f"{said} Impact {story['impact']} of 10, {story['sentiment']}."


def content(story: Document) -> Markup:
    """Write a story as a short piece of HTML: count, takeaways, facts with their counts, articles."""
    parts = [Markup("<p>{}</p>").format(summary(story))]
    if story["takeaways"]:
        parts += [Markup("<h2>Key takeaways</h2>"), _list(escape(line["text"]) for line in story["takeaways"])]
    if story["key_facts"]:
        facts = (Markup("{} ({})").format(f["text"], verified(f["verified_sources"])) for f in story["key_facts"])
        parts += [Markup("<h2>Key facts</h2>"), _list(facts)]
    articles = [article for source in story["sources"] for article in source["articles"]]
    if articles:
        link = Markup('{}: <a href="{}" rel="nofollow noopener">{}</a>')
        linked = (
            link.format(article["outlet"], article["url"], article["title"])
            if article["url"]
            else Markup("{}: {}").format(article["outlet"], article["title"])
            for article in articles
        )
        parts += [Markup("<h2>Sources</h2>"), _list(linked)]
    return Markup("").join(parts)


def _list(items: Any) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(item) for item in items))


def _add(parent: Any, name: str, text: str | None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text
    return element
