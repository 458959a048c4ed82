"""Bad input to ``ask``: a defined answer and one clear line, and the good questions are answered all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from watch_parts import SHUT, home

from corroborate.cli import main
from corroborate.published import Published
from corroborate.reading import MOST_WORDS, unanswerable
from corroborate.types import Verdict

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


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Two articles through the real build, from the odd inputs' home."""
    from test_watch_real import GAZETTE, HERALD, OUTLETS, add

    from corroborate.wiring import open_house

    path = tmp_path_factory.mktemp("odd")
    (path / "outlets.toml").write_text(OUTLETS, encoding="utf-8")
    house = open_house(path, environ={})
    add(house, GAZETTE, "r1")
    add(house, HERALD, "r2")
    house.publish("r2")
    return house.published()


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "?!...", "\u202e", "---"])
def test_no_words_no_claim(text: str) -> None:
    assert unanswerable(text) == "it has no words"


@pytest.mark.parametrize("text", ["word " * MOST_WORDS, "x " * 300, "x" * 400, "Yes.", "14", "漢字", "14人"])
def test_short_and_long_claims_are_let_in(text: str) -> None:
    assert unanswerable(text) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it has no words"),
        ("?!", "it has no words"),
        ("word " * 10_000, "it has 10,000 words; a claim has at most 300 words and 3,000 characters"),
        ("(" * 500 + "a", "it has more than 400 characters without a blank"),
        ("a" * 100_000, "it has 100,000 characters; a claim has at most 300 words and 3,000 characters"),
    ],
)
def test_what_is_no_claim_has_a_defined_answer(published: Published, text: str, says: str) -> None:
    [found] = published.ask([("q", text)])
    assert (found.id, found.text, found.verified_sources, found.verdict) == ("q", text, 0, Verdict.UNSUPPORTED)
    assert (found.sources_low, found.sources_high, found.supports, found.contradicts) == (0, 0, (), ())
    assert found.sentence == f"N = 0: this is no claim that can be asked: {says}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "It happened on 31 February 2026, on 2026-13-45, on 32/32/32, on the 99th of Octember and at 25:61.",
        "In year 99999999999999999999 the fire will close the terminal.",
        "14人因吸入烟雾接受治疗",
        "اندلع حريق في محطة العبارات",
        "\ud800 horses were painted",
        "people \x00 were \x1b[31mtreated\u202e",
        "((((((((((((( ]]]]]]] x",
        "a|b|c\n1|2|3",
        "half a million and a half birds, a dozen dozen dogs, minus three cats",
    ],
)
def test_odd_questions_have_an_answer_and_no_false_source(published: Published, text: str) -> None:
    [found] = published.ask([text])
    assert (found.verified_sources, found.verdict) == (0, Verdict.UNSUPPORTED)
    assert found.sentence.startswith("N = 0: nobody in the store says this")
    json.dumps(found.text).encode()
    found.text.encode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "14 PEOPLE WERE TREATED FOR SMOKE",
        "fourteen people were treated for smoke",
        "  14\tpeople\nwere treated for smoke",
        "Fourteen people were treated for smoke!!!",
        "14 people were treated for smoke. " * 40,
    ],
)
def test_the_same_claim_written_otherwise_has_the_same_count(published: Published, text: str) -> None:
    assert published.ask([text])[0].verified_sources == 2


@pytest.mark.slow
def test_good_questions_among_bad_ones_and_of_one_id(published: Published) -> None:
    asked = [
        ("q", "14 people were treated for smoke"),
        ("q", ""),
        ("r", "word " * 5000),
        ("q", "A bridge was painted."),
    ]
    found = published.ask(asked)
    assert [(each.id, each.text, each.verified_sources) for each in found] == [
        (key, text, number) for (key, text), number in zip(asked, (2, 0, 0, 0), strict=True)
    ]


def test_bad_lines_of_a_file_are_named_and_the_rest_is_answered(cli: Cli, tmp_path: Path) -> None:
    made = home(tmp_path / "home")
    made.publish()
    lines = [
        json.dumps({"id": "good", "text": SHUT}),
        '{"id": "torn", "text": ',
        "",
        "[]",
        '{"id": "null", "text": null}',
        '{"id": 3}',
        json.dumps({"text": SHUT.upper()}),
        '{"text": "lone \\ud800"}',
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    code, out, err = cli("--home", str(made.path), "ask", "--file", str(file), "--json")
    assert code == 1
    answers = [json.loads(line) for line in out.splitlines()]
    assert [(answer["id"], answer["verified_sources"]) for answer in answers] == [("good", 2), ("7", 2)]
    told = err.splitlines()
    assert [line.split(": ")[1].rpartition(":")[2] for line in told[:-1]] == ["2", "4", "5", "6", "8"]
    assert told[-1] == "corroborate: 5 of 7 questions could not be read"
