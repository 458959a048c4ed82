"""Every format against the expectation written beside its golden file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from corroborate.errors import FeedError
from corroborate.feeds import FORMATS, detect, parse
from corroborate.types import Entry

GOLDEN = Path(__file__).parents[1] / "golden" / "feeds"
WIRE = Path(__file__).parents[3] / "shared" / "data" / "wire"

FORM = {
    "rss.xml": "rss",
    "atom.xml": "atom",
    "rdf.xml": "rdf",
    "jsonfeed.json": "jsonfeed",
    "ninjs1.json": "ninjs",
    "ninjs3.json": "ninjs",
    "newsmlg2.xml": "newsmlg2",
    "newsml1.xml": "newsml1",
    "nitf.xml": "nitf",
    "apmedia.json": "apmedia",
    "anpa1312.tst": "anpa1312",
    "iptc7901.txt": "iptc7901",
}
READ = sorted(path.name.removesuffix(".expected.json") for path in GOLDEN.glob("*.expected.json"))


def plain(entry: Entry) -> dict[str, Any]:
    values = json.loads(json.dumps(dataclasses.asdict(entry), default=lambda value: value.isoformat()))
    return {key: value for key, value in values.items() if value not in (None, [])}


def test_every_known_format_has_a_golden_file() -> None:
    assert set(FORM.values()) == set(FORMATS)
    assert len(READ) == 9


@pytest.mark.parametrize("name", sorted(FORM))
def test_detect(name: str) -> None:
    assert detect((GOLDEN / name).read_bytes()) == FORM[name]


@pytest.mark.parametrize("name", READ)
def test_entries_are_as_written_down(name: str) -> None:
    entries = parse((GOLDEN / name).read_bytes(), source="https://host.example/feed")
    expected = json.loads((GOLDEN / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert [plain(entry) for entry in entries] == expected


@pytest.mark.parametrize(
    ("name", "words"), [("apmedia.json", "AP Media API"), ("anpa1312.tst", "ANPA 1312"), ("iptc7901.txt", "IPTC 7901")]
)
def test_formats_to_come_are_named(name: str, words: str) -> None:
    with pytest.raises(FeedError, match=f"{words}.*not read yet"):
        parse((GOLDEN / name).read_bytes())


def flat(text: str | None) -> str:
    return " ".join((text or "").split())


@pytest.mark.shared
@pytest.mark.skipif(not WIRE.is_dir(), reason="real wire files are not beside this checkout")
@pytest.mark.parametrize("form", ["ninjs", "nitf"])
def test_real_wire_files_read_as_their_gold_says(form: str) -> None:
    seen = 0
    for gold in json.loads((WIRE / "gold.json").read_text(encoding="utf-8")):
        if gold["format"] != form:
            continue
        entries = parse((WIRE / gold["file"]).read_bytes())
        assert len(entries) == len(gold["items"]), gold["file"]
        for entry, item in zip(entries, gold["items"], strict=True):
            where, body = gold["file"], flat(entry.body_text)
            for field in ("id", "version", "status", "headline", "byline", "dateline", "language", "published_local"):
                if item.get(field) is not None:
                    assert flat(getattr(entry, field)) in [flat(item[field]), *item.get("alt", {}).get(field, ())], (
                        where,
                        field,
                    )
            assert entry.urgency == item["urgency"], where
            assert list(entry.subjects) == (item["subjects"] or []), where
            assert entry.provider in (item["provider"], *item.get("alt", {}).get("provider", ())), where
            published = entry.published_utc.strftime("%Y-%m-%dT%H:%M:%SZ") if entry.published_utc else None
            assert published == item["published_utc"], where
            assert (len(body.split()), body[:60], body[-40:]) == (
                item["body_words"],
                item["body_starts"],
                item["body_ends"],
            ), where
            assert bool(entry.correction) == item["correction"], where
            seen += 1
    assert seen >= 3


@pytest.mark.shared
@pytest.mark.skipif(not WIRE.is_dir(), reason="real wire files are not beside this checkout")
def test_every_real_wire_file_is_recognised() -> None:
    for gold in json.loads((WIRE / "gold.json").read_text(encoding="utf-8")):
        assert detect((WIRE / gold["file"]).read_bytes()) == gold["format"], gold["file"]
