"""Standing questions: kept once, asked at every publish, an event where the answer changes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from watch_parts import HURT, SHUT, Home, counted, home, renamed

from corroborate import ids
from corroborate.cli import main
from corroborate.export import read_answers
from corroborate.reading import MOST_WORDS, unanswerable
from corroborate.store import DuckStore
from corroborate.testing.examples import example_build
from corroborate.types import Gate, Verdict

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["corroborate", *words])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return run


def listed(cli: Cli, path: Path) -> list[dict[str, object]]:
    code, out, _ = cli("--home", str(path), "watch", "list", "--json")
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


# Keeping them.


def test_a_question_is_kept_once_whatever_its_blanks(cli: Cli, tmp_path: Path) -> None:
    at = ("--home", str(tmp_path))
    code, out, _ = cli(*at, "watch", "add", SHUT, "--by", "A. Lind")
    question_id = ids.digest("question", SHUT)
    assert (code, out.split()[0]) == (0, question_id)
    code, out, _ = cli(*at, "watch", "add", f"  {SHUT.replace(' ', chr(10))}\t", "--by", "somebody else")
    assert (code, out.split()[0]) == (0, question_id)
    assert "already" in out
    assert "A. Lind" in out
    cli(*at, "watch", "add", HURT, "--by", "A. Lind")
    rows = listed(cli, tmp_path)
    assert [(row["question_id"], row["text"], row["added_by"]) for row in rows] == [
        (question_id, SHUT, "A. Lind"),
        (ids.digest("question", HURT), HURT, "A. Lind"),
    ]
    assert {row["verdict"] for row in rows} == {None}
    code, out, _ = cli(*at, "watch", "list")
    assert code == 0
    assert "not asked yet" in out


def test_a_removed_question_is_gone_and_an_unknown_one_is_one_line(cli: Cli, tmp_path: Path) -> None:
    at = ("--home", str(tmp_path))
    question_id = ids.digest("question", SHUT)
    code, _, err = cli(*at, "watch", "remove", question_id)
    assert (code, err.count("\n")) == (1, 1)
    assert not (tmp_path / "work.duckdb").exists()
    assert listed(cli, tmp_path) == []
    cli(*at, "watch", "add", SHUT, "--by", "me")
    assert cli(*at, "watch", "remove", question_id)[0] == 0
    assert listed(cli, tmp_path) == []
    for absent in (question_id, "", "%", "' OR 1=1 --", "\x1b[31m"):
        code, _, err = cli(*at, "watch", "remove", absent)
        assert (code, err.count("\n")) == (1, 1)
        assert "\x1b" not in err


@pytest.mark.parametrize("text", ["", "  \n\t", "?!...", "\x00\x1b[31m", "\u202e"])
def test_what_says_nothing_is_refused_in_one_line(cli: Cli, tmp_path: Path, text: str) -> None:
    code, _, err = cli("--home", str(tmp_path), "watch", "add", text, "--by", "me")
    assert (code, err) == (1, "corroborate: this cannot be watched: it has no words\n")
    assert listed(cli, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "size"),
    [("word " * 10_000, "10,000 words"), ("word " * (MOST_WORDS + 1), "301 words"), ("x" * 100_000, "100,000 char")],
)
def test_what_is_far_too_long_is_refused_in_one_line(cli: Cli, tmp_path: Path, text: str, size: str) -> None:
    code, _, err = cli("--home", str(tmp_path), "watch", "add", text, "--by", "me")
    assert (code, err.count("\n")) == (1, 1)
    assert size in err
    assert len(err) < 200
    assert listed(cli, tmp_path) == []


def test_the_longest_claim_is_let_in(tmp_path: Path) -> None:
    assert unanswerable("word " * MOST_WORDS) is None
    house = Home(path=tmp_path).house()
    assert house.watch("word " * MOST_WORDS, "me")[1] is True


def test_somebody_must_ask(cli: Cli, tmp_path: Path) -> None:
    assert cli("--home", str(tmp_path), "watch", "add", SHUT)[0] == 2
    for nobody in ("", " ", "\x1b[2J", "x" * 5000):
        code, _, err = cli("--home", str(tmp_path), "watch", "add", SHUT, "--by", nobody)
        assert (code, err.count("\n")) == (1, 1)
        assert "--by" in err


HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07The port closed",
    "The port \u202edesolc\u202c closed",
    "'); DROP TABLE base.questions; --",
    '{"type": "killed", "story_id": "s1"}\n{"type": "killed"}',
    "<script>alert(1)</script> The port closed",
    "[bold red]The port[/] closed [/]",
    "lone \ud800 surrogate and \x00 nul",
    "../../etc/passwd was published",
]


def test_hostile_words_are_kept_harmless(cli: Cli, tmp_path: Path) -> None:
    house = Home(path=tmp_path).house()
    for text in HOSTILE:
        assert house.watch(text, "\x1b[31mme")[1] is True
        assert house.watch(text, "me")[1] is False
    rows = listed(cli, tmp_path)
    assert len(rows) == len(HOSTILE)
    assert rows[2]["text"] == HOSTILE[2]
    _, out, _ = cli("--home", str(tmp_path), "watch", "list")
    for mark in ("\x1b", "\x07", "\u202e", "\x00", "\ud800"):
        assert mark not in out
        assert all(mark not in str(row) for row in rows)
    with DuckStore(tmp_path / "work.duckdb") as store:
        assert store.check() == []
        assert len(store.questions()) == len(HOSTILE)


def test_while_a_run_writes_the_list_is_the_published_one(cli: Cli, tmp_path: Path) -> None:
    made = home(tmp_path)
    made.house().watch(SHUT, "me")
    made.publish()
    before = listed(cli, tmp_path)
    with DuckStore(tmp_path / "work.duckdb"):
        code, out, err = cli("--home", str(tmp_path), "watch", "list", "--json")
        assert (code, err.count("\n")) == (0, 1)
        assert "another process is writing" in err
        assert [json.loads(line) for line in out.splitlines()] == before
        code, _, err = cli("--home", str(tmp_path), "watch", "add", HURT, "--by", "me")
        assert (code, err.count("\n")) == (1, 1)


# Asking them.


def test_the_first_answer_is_an_event_and_the_same_build_again_is_none(cli: Cli, tmp_path: Path) -> None:
    made = home(tmp_path)
    question, _ = made.house().watch(SHUT, "me")
    report = made.publish()
    assert report.counts["questions"] == 1
    [event] = made.events("answered")
    assert event == {
        "type": "answered",
        "question_id": question.question_id,
        "uri": f"urn:corroborate:question:{question.question_id}",
        "text": SHUT,
        "revision": 1,
        "idempotency_key": ids.digest("event", question.question_id, 1),
        "at": event["at"],
        "reason": "answered first",
        "changes": {
            "verified_sources": [None, 2],
            "sources_low": [None, 1],
            "sources_high": [None, 2],
            "verdict": [None, "corroborated"],
        },
        "verified_sources": 2,
        "sources_low": 1,
        "sources_high": 2,
        "unverified_sources": 0,
        "confidence": 0.8,
        "verdict": "corroborated",
        "sentence": "2 independent origins",
        "story_id": "s1",
        "claim_cluster_id": "k1",
        "gate": "published",
        "url": "http://localhost:8000/site/stories/s1.html",
    }
    [row] = listed(cli, tmp_path)
    assert (row["verified_sources"], row["sources_low"], row["sources_high"], row["verdict"]) == (
        2,
        1,
        2,
        "corroborated",
    )
    assert row["answered_at"]
    code, out, _ = cli("--home", str(tmp_path), "watch", "list")
    assert code == 0
    assert "1-2" in out
    lines = (tmp_path / "published" / "events.jsonl").read_bytes()
    made.publish()
    assert (tmp_path / "published" / "events.jsonl").read_bytes() == lines


def test_the_stored_count_of_the_same_words_is_the_answer(tmp_path: Path) -> None:
    made = home(tmp_path)
    made.house().watch(SHUT, "me")
    made.publish()
    [told] = made.house().published().ask([SHUT])
    [event] = made.events("answered")
    assert {name: getattr(told, name) for name in ("verified_sources", "sources_low", "sources_high", "sentence")} == {
        name: event[name] for name in ("verified_sources", "sources_low", "sources_high", "sentence")
    }


# (N, low, high, verdict) as builds follow one another, and what each changes.
TURNS: list[tuple[tuple[int, int, int, Verdict], dict[str, list[object]]]] = [
    ((2, 2, 2, Verdict.CORROBORATED), {"sources_low": [1, 2]}),
    ((2, 2, 3, Verdict.CORROBORATED), {"sources_high": [2, 3]}),
    ((3, 2, 3, Verdict.CORROBORATED), {"verified_sources": [2, 3]}),
    ((3, 2, 3, Verdict.CONTESTED), {"verdict": ["corroborated", "contested"]}),
    (
        (0, 0, 0, Verdict.RETRACTED),
        {
            "verified_sources": [3, 0],
            "sources_low": [2, 0],
            "sources_high": [3, 0],
            "verdict": ["contested", "retracted"],
        },
    ),
]


def test_a_change_of_count_bounds_or_verdict_is_one_event(tmp_path: Path) -> None:
    made = home(tmp_path)
    made.house().watch(SHUT, "me")
    made.publish()
    for number, (after, changes) in enumerate(TURNS, start=2):
        made.build(counted(example_build(), *after, f"turn {number}"))
        made.publish()
        event = made.events("answered")[-1]
        assert event["changes"] == changes
        assert event["reason"] == "changed: " + ", ".join(changes)
        assert (event["sentence"], event["revision"]) == (f"turn {number}", number)
        assert (event["verified_sources"], event["verdict"]) == (after[0], str(after[3]))
    made.publish()
    assert len({event["idempotency_key"] for event in made.events("answered")}) == len(TURNS) + 1


def test_another_sentence_or_another_story_alone_is_no_event(tmp_path: Path) -> None:
    made = home(tmp_path)
    made.house().watch(SHUT, "me")
    made.publish()
    made.build(renamed(counted(example_build(), 2, 1, 2, Verdict.CORROBORATED, "in other words"), "Other"))
    made.publish()
    assert len(made.events("answered")) == 1
    assert [event["type"] for event in made.events()][-1] == "updated"


def test_events_of_stories_keep_their_own_revisions(tmp_path: Path) -> None:
    made = home(tmp_path)
    made.house().watch(SHUT, "me")
    made.publish()
    for number in range(3):
        made.build(renamed(counted(example_build(), 2, number % 2, 2, Verdict.CORROBORATED), f"Headline {number}"))
        made.publish()
    stories = [event["revision"] for event in made.events() if event["type"] != "answered"]
    assert stories == sorted(set(stories))
    assert [event["revision"] for event in made.events("answered")] == [1, 2, 3, 4]
    assert len({event["idempotency_key"] for event in made.events()}) == len(made.events())
    assert json.loads((tmp_path / "published" / "ninjs" / "s1.json").read_bytes())["pubstatus"] == "usable"


def test_a_question_removed_and_added_again_is_answered_anew(tmp_path: Path) -> None:
    made = home(tmp_path)
    question, _ = made.house().watch(SHUT, "me")
    made.publish()
    made.house().unwatch(question.question_id)
    assert made.house().watch(SHUT, "you")[1] is True
    made.publish()
    made.house().unwatch(question.question_id)
    assert made.publish().counts["questions"] == 0
    made.house().watch(SHUT, "we")
    made.publish()
    found = made.events("answered")
    assert [(event["revision"], event["reason"]) for event in found] == [(n, "answered first") for n in (1, 2, 3)]
    assert len({event["idempotency_key"] for event in found}) == 3


def test_the_answer_of_a_held_story_names_no_page(tmp_path: Path) -> None:
    build = example_build()
    held = tuple(replace(story, gate=Gate.HELD, gate_reason="alleged") for story in build.stories)
    made = home(tmp_path, replace(build, stories=held))
    made.house().watch(SHUT, "me")
    made.publish()
    [event] = made.events()
    assert (event["type"], event["gate"], event["story_id"], "url" in event) == ("answered", "held", "s1", False)


@pytest.mark.parametrize("broken", [b"{", b"[]", b'{"questions": 3}', b'{"questions": [[], {"a": 1}]}', b"\xff"])
def test_answers_that_cannot_be_read_are_none(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "questions.json").write_bytes(broken)
    assert read_answers(tmp_path) == []


def test_an_unreadable_file_of_the_release_before_begins_anew(tmp_path: Path) -> None:
    made = home(tmp_path)
    made.house().watch(SHUT, "me")
    made.publish()
    (tmp_path / "published" / "questions.json").write_bytes(b"{")
    made.publish()
    assert [(event["revision"], event["reason"]) for event in made.events("answered")] == [
        (1, "answered first"),
        (2, "answered first"),
    ]


_CRASH = """
import os, sys
from pathlib import Path
from corroborate.wiring import open_house
real = os.replace
def crashing(source, target):
    if Path(target).name == 'published':
        os._exit(9)
    real(source, target)
os.replace = crashing
open_house(Path(sys.argv[1]), environ={}).publish('crashed')
"""


def test_an_answer_that_never_came_into_force_is_told_by_the_next_publish(tmp_path: Path) -> None:
    made = home(tmp_path)
    made.house().watch(SHUT, "me")
    made.publish()
    made.build(counted(example_build(), 1, 1, 1, Verdict.SINGLE_SOURCE))
    done = subprocess.run([sys.executable, "-c", _CRASH, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    assert len(made.events("answered")) == 1
    made.publish()
    assert [event["verified_sources"] for event in made.events("answered")] == [2, 1]
    made.publish()
    assert len(made.events("answered")) == 2


_LIGHT = """
import sys
from pathlib import Path
from corroborate.wiring import open_house
print(open_house(Path(sys.argv[1]), environ={}).publish('light').counts['questions'])
print(sorted({'torch', 'spacy', 'sentence_transformers', 'transformers'} & set(sys.modules)))
"""


def test_a_publish_without_questions_loads_no_model(tmp_path: Path) -> None:
    home(tmp_path)
    done = subprocess.run([sys.executable, "-c", _LIGHT, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:2] == ["0", "[]"], done.stderr
    assert json.loads((tmp_path / "published" / "questions.json").read_bytes()) == {"questions": []}


def test_questions_do_not_enter_the_digest_of_the_views(tmp_path: Path) -> None:
    made = home(tmp_path)
    with made.house().store() as store:
        digest = store.digest()
    made.house().watch(SHUT, "me")
    with made.house().store() as store:
        assert (store.digest(), store.check()) == (digest, [])
