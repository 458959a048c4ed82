"""Standing questions end to end: real models, store, release and a webhook over loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from watch_parts import bodies, receiver

from corroborate.wiring import House, open_house

pytestmark = pytest.mark.slow

QUESTION = "Fourteen people were treated for smoke after the fire at the ferry terminal in Gulltown."
OTHER = "The bridge of Sandbay was painted green."
HOSTILE = '\'); DROP TABLE base.questions; -- \x1b[2J<script>14 people</script> {"type": "killed"}'
GAZETTE = {
    "url": "https://gulltown-gazette.example/pier",
    "outlet": "gulltown-gazette",
    "title": "Pier fire closes Gulltown ferry terminal",
    "published_at": "2026-10-01T08:00:00Z",
    "text": "A fire closed the Gulltown ferry terminal on Thursday morning. Harbour master Oda Lind told the "
    "Gazette that 14 people were treated for smoke. Two ferries were moved to the north quay.",
}
HERALD = {
    "url": "https://sandbay-herald.example/ferry",
    "outlet": "sandbay-herald",
    "title": "Nurse tells of a night of coughing passengers",
    "published_at": "2026-10-01T10:30:00Z",
    "text": "Eva Dahl was the only nurse on duty when the first passengers came in coughing. She told the Herald that "
    "she treated 14 people for smoke after the fire at the ferry terminal in Gulltown. Her clinic ran out of oxygen "
    "masks by nine, Dahl said, and a dentist from across the street brought his own. All of the patients went home.",
}
OUTLETS = "".join(
    f'[[outlet]]\nid = "{key}"\nname = "{name}"\ndomains = ["{key}.example"]\nowner = "{name} Ltd"\n'
    'kind = "outlet"\nstatus = "vetted"\n'
    for key, name in (("gulltown-gazette", "Gulltown Gazette"), ("sandbay-herald", "Sandbay Herald"))
)


def add(house: House, article: dict[str, str], run: str) -> None:
    file = house.home / f"{run}.jsonl"
    file.write_text(json.dumps(article), encoding="utf-8")
    house.import_files([file], run)
    house.build(run)


def test_a_second_origin_is_an_event_and_a_post(tmp_path: Path) -> None:
    (tmp_path / "outlets.toml").write_text(OUTLETS, encoding="utf-8")
    with receiver() as got:
        (tmp_path / "corroborate.toml").write_text(
            f'[publish]\nwebhooks = ["{got.url()}"]\nwebhook_allow_private = true\n', encoding="utf-8"
        )
        house = open_house(tmp_path, environ={})
        add(house, GAZETTE, "r1")
        ids = [house.watch(text, "me")[0].question_id for text in (QUESTION, OTHER, HOSTILE)]
        house.publish("r1")
        first = {event["question_id"]: event for event in bodies(got.taken) if event["type"] == "answered"}
        assert set(first) == set(ids)
        assert {event["reason"] for event in first.values()} == {"answered first"}
        assert [first[key]["verified_sources"] for key in ids] == [1, 0, 0]
        assert [first[key]["verdict"] for key in ids] == ["single_source", "unsupported", "unsupported"]
        assert "Gulltown Gazette" in first[ids[0]]["sentence"]
        assert first[ids[1]]["sentence"].startswith("N = 0: nobody in the store says this")

        add(house, HERALD, "r2")
        house.publish("r2")
        [event] = [event for event in bodies(got.taken[1:]) if event["type"] == "answered"]
        assert event["question_id"] == ids[0]
        assert event["changes"]["verified_sources"] == [1, 2]
        assert event["changes"]["verdict"] == ["single_source", "corroborated"]
        assert event["story_id"] is not None
        # The standing question's answer is what the published release answers, asked now.
        told = house.published().ask([(key, text) for key, text in zip(ids, (QUESTION, OTHER, HOSTILE), strict=True)])
        rows = {row["question_id"]: row for row in house.watched()}
        for answer in told:
            for name in ("verified_sources", "sources_low", "sources_high", "unverified_sources", "confidence"):
                assert rows[answer.id][name] == getattr(answer, name)
            assert (rows[answer.id]["verdict"], rows[answer.id]["sentence"]) == (answer.verdict, answer.sentence)

        house.publish("r3")
        assert len(got.taken) == 2
        raw = (tmp_path / "published" / "events.jsonl").read_bytes()
        assert b"".join(got.taken) == raw
        assert not {b"\x1b", b"\\u001b"} & {raw[n : n + 6] for n in range(len(raw))}
        with house.store() as store:
            assert store.check() == []
