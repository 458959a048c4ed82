"""Polarity and modality: each line states a sentence, its polarity and its modality, read with a parse and without."""

from __future__ import annotations

import pytest

from corroborate.nlp import SpacyParser
from corroborate.text.polarity import Polarity, read_polarity, read_predicates
from corroborate.types import Modality, Token

YES, NO = False, True
CONFIRMED, PLANNED, ALLEGED, DENIED = Modality.CONFIRMED, Modality.PLANNED, Modality.ALLEGED, Modality.DENIED

CASES: dict[str, tuple[bool, Modality]] = {
    # plain
    "The bank cut rates.": (YES, CONFIRMED),
    "Twenty people died, police said.": (YES, CONFIRMED),
    "The minister said the factory closed.": (YES, CONFIRMED),
    "The club won the match.": (YES, CONFIRMED),
    "The company rejected the offer.": (YES, CONFIRMED),
    "The government has banned smoking.": (YES, CONFIRMED),
    "Not only did he win, he broke the record.": (YES, CONFIRMED),
    "No fewer than 20 people died.": (YES, CONFIRMED),
    "The ship sank without warning.": (YES, CONFIRMED),
    "The fire began on Friday.": (YES, CONFIRMED),
    "The firm managed to repay its loan.": (YES, CONFIRMED),
    # negated
    "The court did not overturn the ban.": (NO, CONFIRMED),
    "The court didn't overturn the ban.": (NO, CONFIRMED),
    "The court didn’t overturn the ban.": (NO, CONFIRMED),
    "He has never been arrested.": (NO, CONFIRMED),
    "No one was killed.": (NO, CONFIRMED),
    "Nobody was hurt.": (NO, CONFIRMED),
    "Police said nobody was hurt.": (NO, CONFIRMED),
    "No injuries were reported.": (NO, CONFIRMED),
    "There were no survivors.": (NO, CONFIRMED),
    "Neither side won.": (NO, CONFIRMED),
    "None of the passengers survived.": (NO, CONFIRMED),
    "The company failed to pay.": (NO, CONFIRMED),
    "He refused to resign.": (NO, CONFIRMED),
    "She declined to comment.": (NO, CONFIRMED),
    "Officials ruled out arson.": (NO, CONFIRMED),
    "He was prevented from leaving.": (NO, CONFIRMED),
    "The firm no longer sells cars.": (NO, CONFIRMED),
    "The Senate has yet to approve the bill.": (NO, CONFIRMED),
    "The plant is not open.": (NO, CONFIRMED),
    "He was unable to walk.": (NO, CONFIRMED),
    # two negations
    "He did not fail to pay.": (YES, CONFIRMED),
    "He never refused to help.": (YES, CONFIRMED),
    # denied
    "The minister denied taking bribes.": (YES, DENIED),
    "The mayor denied that he had lied.": (YES, DENIED),
    "He denies the charges.": (YES, DENIED),
    "He pleaded not guilty.": (YES, DENIED),
    # alleged
    "The fire may have been set by an arsonist.": (YES, ALLEGED),
    "The fire might have been set by a guest.": (YES, ALLEGED),
    "The firm could sell the unit.": (YES, ALLEGED),
    "He allegedly stole the car.": (YES, ALLEGED),
    "The deal was reportedly signed.": (YES, ALLEGED),
    "He is accused of murder.": (YES, ALLEGED),
    "She was charged with fraud.": (YES, ALLEGED),
    "The man is believed to have died.": (YES, ALLEGED),
    "The man is thought to have died.": (YES, ALLEGED),
    "The suspect claims he was asleep.": (YES, ALLEGED),
    "The suspect claimed that he was asleep.": (YES, ALLEGED),
    "He is presumed dead.": (YES, ALLEGED),
    "The engine appears to have failed.": (YES, ALLEGED),
    "Officials have not ruled out arson.": (YES, ALLEGED),
    "The plan might not work.": (NO, ALLEGED),
    # planned
    "The bank will cut rates.": (YES, PLANNED),
    "The bank plans to cut rates.": (YES, PLANNED),
    "The bank is planning to cut rates.": (YES, PLANNED),
    "The bank is going to cut rates.": (YES, PLANNED),
    "The council is considering a ban.": (YES, PLANNED),
    "The president is expected to sign the bill.": (YES, PLANNED),
    "Talks are set to resume.": (YES, PLANNED),
    "The sale is likely to close in May.": (YES, PLANNED),
    "The company agreed to buy its rival.": (YES, PLANNED),
    "Demonstrators tried to storm parliament.": (YES, PLANNED),
    "The rule would ban phones.": (YES, PLANNED),
    "The union threatened to strike.": (YES, PLANNED),
    "The team won't travel.": (NO, PLANNED),
    "The team will not travel.": (NO, PLANNED),
    "He said he would not resign.": (NO, PLANNED),
    "The bank does not plan to cut rates.": (NO, PLANNED),
}

# What only a parse can tell.
PARSED: dict[str, tuple[bool, Modality]] = {
    "The company rejected the allegations.": (YES, DENIED),
    "A spokesman said the firm had no plans to sell.": (NO, PLANNED),
    "He was denied bail.": (NO, CONFIRMED),
    "The man, who was not named, was arrested.": (YES, CONFIRMED),
    "The deal that nobody wanted was signed.": (YES, CONFIRMED),
    "The director is close to signing.": (YES, PLANNED),
    "The team had to leave its hotel.": (YES, CONFIRMED),
    "The players have to leave their hotel.": (YES, PLANNED),
    "The league table has claimed another coach.": (YES, CONFIRMED),
    "Police have not confirmed that he died.": (NO, CONFIRMED),
    "The pastor would not say whether the church had been threatened.": (NO, PLANNED),
    "An attack is unlikely.": (NO, ALLEGED),
    "I must announce that my friend died.": (YES, CONFIRMED),
    "It was wise to release the fix.": (YES, CONFIRMED),
    "The firm stopped paying rent.": (NO, CONFIRMED),
    "Nobody denied the charges.": (YES, ALLEGED),
}


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return SpacyParser()


@pytest.fixture(scope="module")
def parses(parser: SpacyParser) -> dict[str, tuple[Token, ...]]:
    texts = [*CASES, *PARSED, *PREDICATES]
    return dict(zip(texts, parser.parse(texts), strict=True))


def judged(read: Polarity) -> tuple[bool, Modality]:
    return (read.negated, read.modality)


@pytest.mark.parametrize("text", CASES)
def test_by_words_alone(text: str) -> None:
    assert judged(read_polarity(text)) == CASES[text]


@pytest.mark.parametrize("text", [*CASES, *PARSED])
def test_by_parse(text: str, parses: dict[str, tuple[Token, ...]]) -> None:
    assert judged(read_polarity(text, parses[text])) == {**CASES, **PARSED}[text]


def test_there_are_enough_cases() -> None:
    assert len(CASES) + len(PARSED) >= 80


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("The court did not overturn the ban.", ("overturn",)),
        ("The company failed to pay.", ("pay",)),
        ("Officials ruled out arson.", ("arson",)),
        ("Police said nobody was hurt.", ("hurt",)),
        ("The minister denied taking bribes.", ("take",)),
        ("The bank cut rates.", ()),
    ],
)
def test_what_is_negated(text: str, heads: tuple[str, ...], parses: dict[str, tuple[Token, ...]]) -> None:
    assert read_polarity(text, parses[text]).negated_heads == heads


def test_cues_are_spans_of_the_words_that_decided(parses: dict[str, tuple[Token, ...]]) -> None:
    text = "The team will not travel."
    for read in (read_polarity(text), read_polarity(text, parses[text])):
        assert [text[start:end] for start, end in read.cues] == ["will", "not"]


def test_without_negates_its_own_noun_only(parses: dict[str, tuple[Token, ...]]) -> None:
    text = "The ship sank without warning."
    assert read_polarity(text).negated_heads == ("warning",)
    assert not read_polarity(text, parses[text]).negated


PREDICATES: dict[str, list[tuple[str, bool, Modality]]] = {
    "Youths threw stones and demonstrators tried to storm parliament.": [
        ("throw", YES, CONFIRMED),
        ("storm", YES, PLANNED),
    ],
    "He will not face charges and was released.": [("face", NO, PLANNED), ("release", YES, CONFIRMED)],
    "The fire wrecked the church, and officials are considering arson.": [
        ("wreck", YES, CONFIRMED),
        ("consider", YES, PLANNED),
    ],
    "The bank will cut rates and sell its unit.": [("cut", YES, PLANNED), ("sell", YES, PLANNED)],
    "The company did not stop or help.": [("stop", NO, CONFIRMED), ("help", NO, CONFIRMED)],
}


@pytest.mark.parametrize("text", PREDICATES)
def test_every_predicate_is_read(text: str, parses: dict[str, tuple[Token, ...]]) -> None:
    found = read_predicates(parses[text])
    assert [(p.lemma, p.negated, p.modality) for p in found] == PREDICATES[text]
    assert [p.main for p in found].count(True) == 1


def test_a_broken_parse_does_no_harm() -> None:
    loop = (
        Token(0, 2, "He", "he", "PRON", "PRP", "nsubj", 1, ""),
        Token(3, 7, "said", "say", "VERB", "VBD", "ccomp", 2, ""),
        Token(8, 12, "left", "leave", "VERB", "VBD", "ccomp", 1, ""),
        Token(12, 13, ".", ".", "PUNCT", ".", "punct", 40, ""),
    )
    assert read_polarity("He said left.", loop).modality is Modality.CONFIRMED
    assert read_predicates(loop) == read_predicates(loop)
    assert read_predicates(()) == ()


def test_no_text_asserts_nothing_odd() -> None:
    assert read_polarity("") == Polarity()
    assert read_polarity("...") == Polarity()
