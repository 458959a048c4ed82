"""The files downstream programs read: valid, stable, the same for the same snapshot, and silent about what is held."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import feedparser
import jsonschema
import pytest
import snapshot_fixture as fixture
from lxml import etree, html

from corroborate import ids
from corroborate.errors import StoreError
from corroborate.export import EventWriter, FeedWriter, NinjsWriter, StoryWriter
from corroborate.settings import PublishSettings
from corroborate.site import SiteWriter
from corroborate.store import DuckStore
from corroborate.testing.examples import DAY, example_articles, example_build, example_outlets

BASE = "https://news.example/corroborate"
# What of the ninjs 2.1 schema our items use.  Source: https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json
NAMED = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string"}, "uri": {"type": "string", "format": "uri"}, "literal": {"type": "string"},
        },
        "additionalProperties": False,
    },
}  # fmt: skip
VALUED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["value"],
        "properties": {
            "role": {"type": "string"}, "contenttype": {"type": "string"}, "value": {"type": "string"},
            "charcount": {"type": "number"},
        },
        "additionalProperties": False,
    },
}  # fmt: skip
NINJS = {
    "type": "object",
    "required": ["uri", "version", "pubstatus"],
    "properties": {
        "uri": {"type": "string", "format": "uri"},
        "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component"]},
        "representationtype": {"enum": ["full", "partial"]},
        "pubstatus": {"enum": ["usable", "withheld", "canceled"]},
        "urgency": {"type": "integer", "minimum": 1, "maximum": 9},
        "firstcreated": {"type": "string", "format": "date-time"},
        "versioncreated": {"type": "string", "format": "date-time"},
        **{name: {"type": "string"} for name in ("version", "profile", "language", "by", "title", "ednote")},
        **dict.fromkeys(("headlines", "descriptions", "bodies"), VALUED),
        **dict.fromkeys(("people", "places", "organisations", "subjects", "infosources"), NAMED),
        **{name: {"type": "array", "items": {"type": "object"}} for name in ("trustindicators", "altids")},
        "standard": {"type": "object"},
    },
    "additionalProperties": False,
}


def publish(
    folder: Path, rows: fixture.Tables | None = None, previous: Path | None = None, publish_text: str = "spans"
) -> Path:
    settings = PublishSettings(publish_text=publish_text, base_url=BASE)
    snapshot = fixture.write(folder / "current.duckdb", rows)
    for writer in (
        FeedWriter(settings, "Supply chain"),
        StoryWriter(settings),
        NinjsWriter(settings, previous),
        EventWriter(settings, previous),
    ):
        report = writer.write(snapshot, folder)
        assert report.total == report.kept + sum(report.dropped_by_reason.values())
    return folder


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("release"))


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def events(release: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (release / "events.jsonl").read_text(encoding="utf-8").splitlines()]


def later() -> fixture.Tables:
    """Return the rows of a second snapshot: one story loses a source, one is let through."""
    rows = fixture.tables()
    halden, silica, rumour, _ = rows["stories"]
    halden |= {"verified_sources": 1, "verdict": "contested", "gate": "marked", "revision": 3,
               "gate_reason": "contested", "updated_at": "2026-10-08T07:00:00Z"}  # fmt: skip
    rows["claim_clusters"][0] |= {"verified_sources": 1, "sources_low": 1, "verdict": "contested"}
    rows["article_revisions"].append(
        {"article_id": "a-harbour", "revision": 2, "seen_at": "2026-10-08T07:00:00Z", "content_hash": "h9",
         "text": "x", "change": "correction"}
    )  # fmt: skip
    silica |= {"impact": 6, "revision": 2, "updated_at": "2026-10-08T08:00:00Z"}
    rumour |= {"gate": "marked", "revision": 2, "updated_at": "2026-10-08T09:00:00Z", "gate_reason": "named now"}
    return rows


@pytest.mark.parametrize("publish_text", ["full", "spans", "none"])
def test_story_documents_keep_their_schema(tmp_path: Path, publish_text: str) -> None:
    stories = publish(tmp_path, publish_text=publish_text) / "stories"
    schema = load(stories / "schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    names = sorted(path.stem for path in stories.glob("*.json") if path.stem != "schema")
    assert names == sorted((fixture.HALDEN, fixture.SILICA, fixture.RUMOUR, fixture.PULLED))
    for name in names:
        assert list(validator.iter_errors(load(stories / f"{name}.json"))) == []


def test_the_schema_refuses_what_is_no_story(release: Path) -> None:
    validator = jsonschema.Draft202012Validator(load(release / "stories" / "schema.json"))
    story = load(release / "stories" / f"{fixture.HALDEN}.json")
    for change in ({"verified_sources": -1}, {"gate": "held"}, {"verdict": "true"}, {"impact": 11}):
        assert not validator.is_valid(story | change)
    assert not validator.is_valid({key: value for key, value in story.items() if key != "sources_low"})
    held = load(release / "stories" / f"{fixture.RUMOUR}.json")
    assert validator.is_valid(held)
    assert not validator.is_valid(held | {"headline": "Grenmark buys Tessel"})


def test_counts_and_spans_are_those_of_the_views(release: Path) -> None:
    story = load(release / "stories" / f"{fixture.HALDEN}.json")
    with duckdb.connect(str(release / "current.duckdb"), read_only=True) as views:
        counts = dict(views.execute("SELECT claim_cluster_id, verified_sources FROM claim_clusters").fetchall())
        texts = dict(views.execute("SELECT article_id, text FROM articles").fetchall())
    statements = [story["lead"], *story["key_facts"], *story["watch"], *story["timeline"]]
    assert len(statements) == 7
    for statement in statements:
        assert statement["verified_sources"] == counts[statement["claim_cluster_id"]]
        for piece in statement["evidence"]:
            assert piece["text"] == texts[piece["article_id"]][piece["char_start"] : piece["char_end"]]
    assert [fact["text"] for fact in story["key_facts"]][-1] == "A foreman called the night rota a joke."
    assert [line["text"] for line in story["takeaways"]] == ["Dockers at the port of Halden walked out on Monday."]


def test_offsets_are_code_points_even_past_the_basic_plane(tmp_path: Path) -> None:
    rows = fixture.tables()
    prefix = "\U0001f6a2e\u0301\U0001f469\u200d\U0001f4bb "
    for row in (rows["articles"][0], rows["article_revisions"][0]):
        row["text"] = prefix + str(row["text"])
    for row in rows["evidence"]:
        if row["article_id"] == "a-meridian":
            row["char_start"] += len(prefix)
            row["char_end"] += len(prefix)
    story = load(publish(tmp_path, rows) / "stories" / f"{fixture.HALDEN}.json")
    texts = {piece["text"] for fact in story["key_facts"] for piece in fact["evidence"]}
    assert "About 340 workers joined" in texts


def test_held_stories_are_in_no_feed_and_say_nothing_anywhere(release: Path) -> None:
    for name in ("feed.json", "atom.xml", "events.jsonl"):
        content = (release / name).read_text(encoding="utf-8")
        assert "Grenmark" not in content
        assert "Pallion" not in content
    for folder in ("stories", "ninjs"):
        content = (release / folder / f"{fixture.RUMOUR}.json").read_text(encoding="utf-8")
        assert "withheld" in content
        assert "anonymous sources" in content
        assert "Grenmark" not in content


def test_the_json_feed_has_stable_ids_and_true_times(release: Path) -> None:
    feed = load(release / "feed.json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{BASE}/feed.json"
    assert [item["id"] for item in feed["items"]] == [
        f"urn:corroborate:story:{fixture.SILICA}",
        f"urn:corroborate:story:{fixture.HALDEN}",
    ]
    halden = feed["items"][1]
    assert halden["date_modified"] == "2026-10-05T11:00:00Z"
    assert halden["date_published"] == "2026-10-05T06:40:00Z"
    assert halden["url"] == f"{BASE}/site/stories/{fixture.HALDEN}.html"
    assert halden["_corroborate"]["verified_sources"] == 2
    assert "counts independent origins, not truth" in halden["summary"]


def test_the_atom_feed_parses_without_complaint(release: Path) -> None:
    raw = (release / "atom.xml").read_bytes()
    parsed = feedparser.parse(raw, response_headers={"content-type": "application/atom+xml"})
    assert parsed.bozo is False
    assert parsed.version == "atom10"
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in load(release / "feed.json")["items"]]
    assert parsed.entries[1].updated == "2026-10-05T11:00:00Z"
    assert parsed.feed.updated == "2026-10-06T08:00:00Z"
    assert "Verified by 2 sources" in parsed.entries[1].summary
    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 2


def test_feed_content_carries_no_markup_of_others(release: Path) -> None:
    bodies = [item["content_html"] for item in load(release / "feed.json")["items"]]
    bodies += [load(release / "ninjs" / f"{fixture.HALDEN}.json")["bodies"][0]["value"]]
    for body in bodies:
        page = html.fromstring(f"<div>{body}</div>")
        assert {element.tag for element in page.iter()} <= {"div", "p", "h2", "ul", "li", "a"}
        assert all(href.startswith("https://") for href in page.xpath("//a/@href"))
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert "javascript:" not in (release / "stories" / f"{fixture.HALDEN}.json").read_text(encoding="utf-8")


def test_no_control_or_override_character_leaves(release: Path) -> None:
    for path in release.rglob("*"):
        if path.suffix in {".json", ".xml", ".jsonl"}:
            content = path.read_text(encoding="utf-8")
            assert not {"\x1b", "\x07", "\u202e"} & set(content), path
            assert "\\u001b" not in content


def test_ninjs_items_are_valid_and_carry_version_and_status(release: Path) -> None:
    validator = jsonschema.Draft202012Validator(NINJS, format_checker=jsonschema.FormatChecker())
    status = {}
    for path in (release / "ninjs").glob("*.json"):
        item = load(path)
        assert list(validator.iter_errors(item)) == []
        status[path.stem] = (item["pubstatus"], item["version"])
    assert status == {
        fixture.HALDEN: ("usable", "2"),
        fixture.SILICA: ("usable", "1"),
        fixture.RUMOUR: ("withheld", "1"),
        fixture.PULLED: ("withheld", "2"),
    }
    subjects = load(release / "ninjs" / f"{fixture.HALDEN}.json")["subjects"]
    assert {
        "name": "economy, business and finance",
        "uri": "http://cv.iptc.org/newscodes/mediatopic/04000000",
    } in subjects


def test_a_first_release_creates_every_public_story(release: Path) -> None:
    found = events(release)
    assert [(event["type"], event["story_id"]) for event in found] == [
        ("created", fixture.HALDEN),
        ("created", fixture.SILICA),
    ]
    assert found[0]["revision"] == 2
    assert found[0]["idempotency_key"] == ids.digest("event", fixture.HALDEN, 2)
    assert found[0]["at"] == "2026-10-05T11:00:00Z"


def test_events_across_two_snapshots(release: Path, tmp_path: Path) -> None:
    second = publish(tmp_path, later(), release / "current.duckdb")
    found = events(second)
    assert (second / "events.jsonl").read_bytes().startswith((release / "events.jsonl").read_bytes())
    fresh = {event["story_id"]: event for event in found[2:]}
    assert {story: event["type"] for story, event in fresh.items()} == {
        fixture.HALDEN: "corrected",
        fixture.SILICA: "updated",
        fixture.RUMOUR: "created",
    }
    assert fresh[fixture.HALDEN]["changes"]["verified_sources"] == [2, 1]
    assert "cited article a-harbour: correction" in fresh[fixture.HALDEN]["reason"]
    assert fresh[fixture.HALDEN]["at"] == "2026-10-08T07:00:00Z"
    assert fresh[fixture.SILICA]["changes"] == {"impact": [5, 6], "revision": [1, 2]}
    assert len({event["idempotency_key"] for event in found}) == len(found)


def test_a_public_story_that_is_held_or_gone_is_killed_and_canceled(release: Path, tmp_path: Path) -> None:
    rows = later()
    rows["stories"][0] |= {"gate": "held", "gate_reason": "withdrawn", "verified_sources": 0, "verdict": "retracted"}
    rows["stories"] = [row for row in rows["stories"] if row["story_id"] != fixture.SILICA]
    for row in rows["story_articles"]:
        if row["story_id"] == fixture.SILICA:
            row["story_id"] = fixture.RUMOUR
    second = publish(tmp_path / "2", rows, release / "current.duckdb")
    fresh = {event["story_id"]: event for event in events(second)[2:]}
    assert fresh[fixture.HALDEN]["type"] == fresh[fixture.SILICA]["type"] == "killed"
    assert "headline" not in fresh[fixture.HALDEN]
    assert fresh[fixture.SILICA]["superseded_by"] == fixture.RUMOUR
    assert fresh[fixture.SILICA]["revision"] == 2
    for story in (fixture.HALDEN, fixture.SILICA):
        item = load(second / "ninjs" / f"{story}.json")
        assert item["pubstatus"] == "canceled"
        assert "headlines" not in item
    # A release later nothing new happens, and what was canceled stays canceled.
    third = publish(tmp_path / "3", rows, second / "current.duckdb")
    assert (third / "events.jsonl").read_bytes() == (second / "events.jsonl").read_bytes()
    assert load(third / "ninjs" / f"{fixture.SILICA}.json")["pubstatus"] == "canceled"
    # One that comes back is created again, past every revision told before.
    fourth = publish(tmp_path / "4", fixture.tables(), third / "current.duckdb")
    back = {event["story_id"]: event for event in events(fourth)[len(events(third)) :]}
    assert back[fixture.HALDEN]["type"] == back[fixture.SILICA]["type"] == "created"
    assert back[fixture.HALDEN]["revision"] == fresh[fixture.HALDEN]["revision"] + 1
    assert load(fourth / "ninjs" / f"{fixture.SILICA}.json")["pubstatus"] == "usable"
    assert len({event["idempotency_key"] for event in events(fourth)}) == len(events(fourth))


def test_an_unchanged_snapshot_makes_no_event(release: Path, tmp_path: Path) -> None:
    second = publish(tmp_path, fixture.tables(), release / "current.duckdb")
    assert (second / "events.jsonl").read_bytes() == (release / "events.jsonl").read_bytes()


def test_a_broken_line_of_the_earlier_events_is_kept_and_passed_over(release: Path, tmp_path: Path) -> None:
    first = publish(tmp_path / "1")
    broken = b'{"type": "created", "story_id"\n[1]\n' + (first / "events.jsonl").read_bytes().rstrip(b"\n")
    (first / "events.jsonl").write_bytes(broken)
    second = publish(tmp_path / "2", later(), first / "current.duckdb")
    assert (second / "events.jsonl").read_bytes().startswith(broken + b"\n")
    assert (second / "events.jsonl").read_bytes().count(b"\n") == 7


def test_the_same_snapshot_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    again = publish(tmp_path)
    names = [p.relative_to(again) for p in sorted(again.rglob("*")) if p.is_file() and p.suffix != ".duckdb"]
    assert len(names) == 12
    assert all((again / name).read_bytes() == (release / name).read_bytes() for name in names)


def test_a_story_without_times_is_still_published(tmp_path: Path) -> None:
    rows = fixture.tables()
    for row in rows["stories"]:
        row |= {"updated_at": None, "first_seen_at": None}
    release = publish(tmp_path, rows)
    parsed = feedparser.parse((release / "atom.xml").read_bytes())
    assert parsed.bozo is False
    halden = next(entry for entry in parsed.entries if entry.id.endswith(fixture.HALDEN))
    assert halden.updated == "2026-10-07T12:00:00Z"  # when its count was last recorded
    assert "date_published" not in load(release / "feed.json")["items"][0]


def test_an_empty_snapshot_gives_empty_and_valid_files(tmp_path: Path) -> None:
    release = publish(tmp_path, {})
    assert load(release / "feed.json")["items"] == []
    assert feedparser.parse((release / "atom.xml").read_bytes()).bozo is False
    assert (release / "events.jsonl").read_bytes() == b""


def test_ids_that_are_paths_make_no_file(tmp_path: Path) -> None:
    rows = fixture.tables()
    rows["stories"][0]["story_id"] = rows["stories"][2]["story_id"] = "../../evil"
    publish(tmp_path / "deep" / "release", rows)
    assert not list(tmp_path.rglob("*evil*"))


def test_the_snapshot_that_the_store_writes_can_be_published(tmp_path: Path) -> None:
    with DuckStore(tmp_path / "work.duckdb") as store:
        store.save_outlets(example_outlets())
        store.add_articles(example_articles())
        store.save_build(example_build(), run_id="r1", at=DAY, input_digest="x")
        store.snapshot(tmp_path / "current.duckdb")
    settings = PublishSettings(publish_text="full", base_url=BASE)
    snapshot = tmp_path / "current.duckdb"
    for writer in (FeedWriter(settings, "x"), StoryWriter(settings), NinjsWriter(settings), EventWriter(settings)):
        assert writer.write(snapshot, tmp_path).total >= 1
    assert SiteWriter(settings, "Supply chain").write(snapshot, tmp_path).kept == 1
    with duckdb.connect(str(snapshot), read_only=True) as views:
        story_id, headline, count = views.execute(
            "SELECT story_id, headline, verified_sources FROM stories"
        ).fetchall()[0]
    story = load(tmp_path / "stories" / f"{story_id}.json")
    jsonschema.validate(story, load(tmp_path / "stories" / "schema.json"))
    assert (story["headline"], story["verified_sources"]) == (headline, count)
    page = html.fromstring((tmp_path / "site" / "stories" / f"{story_id}.html").read_text(encoding="utf-8"))
    assert page.xpath("//h1")[0].text_content() == headline


def test_a_missing_view_is_one_clear_error(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "x.duckdb")).close()
    with pytest.raises(StoreError, match=r"x\.duckdb: cannot read the snapshot"):
        StoryWriter(PublishSettings()).write(tmp_path / "x.duckdb", tmp_path)
