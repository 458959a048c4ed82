"""Sentences: each case states the text as the list of its sentences."""

from __future__ import annotations

import re

import pytest

from corroborate.text.sentences import Config, split_sentences

CASES = [
    ["The bank cut rates.", "Shares rose."],
    ["Mr. Elm of the U.S. Army said no.", '"I won\'t go," he said.', "Then he left."],
    ["It was Jan. 5 at 6 a.m. when No. 3 fell.", "He ran."],
    ["He left the U.S.", "The rest stayed."],
    ["U.S. President Ann Elm spoke."],
    ["Elm Inc. Chief Executive Ann Oak spoke at 7 p.m. Wednesday.", "She left at 7 p.m.", "The show went on."],
    ["Then J. K. Oak left.", "Nobody saw it."],
    ["It was plan B.", "He knew."],
    ['"Go now!" he said.', '"Really?" Mr. Elm asked.', '"We lost."', "The man wept."],
    ["“Go now!” he said.", "“We lost.”", "The man wept."],
    ["“We lost. We go home,” he said."[:10], "We go home,” he said."],
    ["He said . ", '" We are here . "', "She left ."],
    ["He waited...", "And then it came."],
    ["He waited... and then it came."],
    ["He waited… and then it came.", "She did not."],
    ["Is it?", "Yes.", "No.", "Never!"],
    ["(He left.)", "Then it rained."],
    ["They left Tuesday.", "28 people stayed."],
    ["Prices rose 5.4%.", "Costs fell."],
    ["See example.com or v1.2 for more.", "It is free."],
    ["Gov. Elm met Sen. Oak and Dr. Ash.", "They talked."],
    ["It cost approx. 20 pounds vs. 30 before."],
    ["In Elm v. Oak the court ruled.", "It was close."],
    ["The deal (Art. 5) stands.", "It holds."],
    ["She lives in Washington, D.C., with him.", "He works."],
    ["He was born on Sept. 3.", "In May he left."],
    ["Police found drugs, guns, etc.", "The man fled."],
    ["The pact held in Homs.", "Nobody broke it.", "The name is apt.", "It stuck."],
    ["`` We go home . ''", "She left ."],
    ["One word"],
    ["word"],
    ["¿Qué pasó?", "Nadie sabe."],
]


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize("sentences", CASES, ids=lambda s: s[0][:30])
def test_split(sentences: list[str]) -> None:
    expected = [sentence.strip() for sentence in sentences]
    assert pieces(" ".join(expected)) == expected


def test_a_line_break_always_ends_a_sentence() -> None:
    assert pieces("A headline without a stop\nThe first\r\n\r\nline of Mr.\nElm") == [
        "A headline without a stop",
        "The first",
        "line of Mr.",
        "Elm",
    ]
    assert pieces("one\u2028two\u2029three\x0bfour\x0cfive\x85six") == ["one", "two", "three", "four", "five", "six"]


def test_bullets_begin_sentences_and_stay_with_them() -> None:
    assert pieces("Bullets: • one thing • another thing") == ["Bullets:", "• one thing", "• another thing"]
    assert pieces("1. First item\n2. Second item") == ["1. First item", "2. Second item"]


def test_glued_sentences_come_apart_but_names_do_not() -> None:
    assert pieces("They left Tuesday.The police came.") == ["They left Tuesday.", "The police came."]
    assert pieces("Node.JS and Yahoo.Com merged.") == ["Node.JS and Yahoo.Com merged."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \r\n ", "\x1c\x1d"])
def test_nothing_gives_nothing(text: str) -> None:
    assert split_sentences(text) == ()


def test_offsets_are_into_the_text_given() -> None:
    text = "  One.  Two!\n\n  Three?  "
    assert [tuple(span) for span in split_sentences(text)] == [(2, 6), (8, 12), (16, 22)]


def covers(text: str) -> bool:
    spans = split_sentences(text)
    inside = "".join(text[start:end] for start, end in spans)
    return re.sub(r"\s", "", inside) == re.sub(r"\s", "", text) and all(
        text[start:end].strip() == text[start:end] != "" for start, end in spans
    )


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01. \x02A\x7f. B\ufeff. \u200b",
        "a" * 300_000,
        "A. " * 20_000,
        '". ' * 20_000,
        "." * 100_000,
        "The company said it would cut jobs. " * 3_000,
        "\ud800 lone. Surrogate.",
        "😀. 😀! \U0001f468\u200d\U0001f469. ok",
    ],
    ids=["control", "word", "initials", "quotes", "stops", "line", "surrogate", "emoji"],
)
def test_hostile_text_is_covered(text: str) -> None:
    assert covers(text)


@pytest.mark.slow
def test_five_megabytes_of_lines() -> None:
    line = "The company said it would cut jobs. Mr. Elm left.\n"
    count = 5_000_000 // len(line)
    assert len(split_sentences(line * count)) == 2 * count


def test_long_lines_are_split_by_rules_alone() -> None:
    text = "The company cut jobs. Mr. Elm left."
    assert split_sentences(text, Config(max_line=5)) == split_sentences(text)
