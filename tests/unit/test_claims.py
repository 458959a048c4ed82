"""Sentences of ours, and the claims they must be cut into."""

from __future__ import annotations

import re

import pytest
from counting_parts import article, claims_of, read

from corroborate.claims import Config, extract_claims, quoted_spans
from corroborate.nlp import SpacyParser
from corroborate.types import Claim, ClaimKind, Modality, Outlet, OutletStatus, Span

# sentence, core claim, claims of its details as "kind: text"
CUT = [
    (
        "Twenty-eight people were killed when a bomb exploded at a market in Halden on Monday, police said.",
        "People were killed.",
        [
            "quantity: Twenty-eight people were killed.",
            "date: People were killed when a bomb exploded at a market on Monday.",
            "place: People were killed when a bomb exploded at a market in Halden.",
        ],
    ),
    (
        "The Norland central bank raised its main interest rate by half a point to 3.25% on Thursday.",
        "The Norland central bank raised its main interest rate.",
        [
            "quantity: The Norland central bank raised its main interest rate by half a point.",
            "quantity: The Norland central bank raised its main interest rate to 3.25%.",
            "date: The Norland central bank raised its main interest rate on Thursday.",
        ],
    ),
    (
        "Corvane Lines filed for bankruptcy in Oslo on 3 March 2026.",
        "Corvane Lines filed for bankruptcy.",
        [
            "date: Corvane Lines filed for bankruptcy on 3 March 2026.",
            "place: Corvane Lines filed for bankruptcy in Oslo.",
        ],
    ),
    (
        "The port of Halden closed on Monday after a crane collapsed.",
        "The port of Halden closed.",
        ["date: The port of Halden closed on Monday."],
    ),
    (
        "A crane collapsed at the port, injuring three workers, according to the harbour master.",
        "A crane collapsed at the port.",
        ["quantity: A crane collapsed at the port, injuring three workers."],
    ),
    (
        "The company plans to open a factory in Malmo next year.",
        "The company plans to open a factory.",
        [
            "date: The company plans to open a factory next year.",
            "place: The company plans to open a factory in Malmo.",
        ],
    ),
    (
        "At least 40 homes were destroyed by the fire, which began late on Sunday.",
        "Homes were destroyed by the fire.",
        [
            "quantity: At least 40 homes were destroyed by the fire.",
            "date: Homes were destroyed by the fire, which began late on Sunday.",
        ],
    ),
    (
        "The airline cancelled 120 flights because of the strike.",
        "The airline cancelled flights because of the strike.",
        ["quantity: The airline cancelled 120 flights because of the strike."],
    ),
    (
        "The storm killed five people in Aland, three in Voss and one in Bergen.",
        "The storm killed people.",
        ["quantity: The storm killed five people.", "place: The storm killed people in Aland."],
    ),
    (
        "Shares in Tellmark fell 12 per cent to 48 kroner.",
        "Shares in Tellmark fell.",
        ["quantity: Shares in Tellmark fell 12 per cent.", "quantity: Shares in Tellmark fell to 48 kroner."],
    ),
    (
        "Regulators fined the bank $2.3bn for failing to stop money laundering.",
        "Regulators fined the bank for failing to stop money laundering.",
        ["quantity: Regulators fined the bank $2.3bn for failing to stop money laundering."],
    ),
    (
        "The train, carrying 200 passengers, derailed near the village of Ness at 6.40am.",
        "The train derailed near the village of Ness.",
        [
            "quantity: The train, carrying 200 passengers, derailed near the village of Ness.",
            "date: The train derailed near the village of Ness at 6.40am.",
        ],
    ),
    (
        "John Hale, 54, was found guilty of fraud on Tuesday.",
        "John Hale was found guilty of fraud.",
        [
            "quantity: John Hale, 54, was found guilty of fraud.",
            "date: John Hale was found guilty of fraud on Tuesday.",
        ],
    ),
    (
        "Hundreds of protesters marched through the capital on Saturday, demanding the release of the journalists.",
        "Protesters marched through the capital.",
        [
            "quantity: Hundreds of protesters marched through the capital.",
            "date: Protesters marched through the capital on Saturday.",
        ],
    ),
    (
        "Mr Hale was arrested at his home in Leeds by officers from the fraud squad.",
        "Mr Hale was arrested at his home by officers from the fraud squad.",
        ["place: Mr Hale was arrested at his home in Leeds by officers from the fraud squad."],
    ),
    (
        "The merger between Tellmark and Orvane, worth 4bn euros, was blocked by the European Commission.",
        "The merger between Tellmark and Orvane was blocked.",
        [
            "quantity: The merger between Tellmark and Orvane, worth 4bn euros, was blocked.",
            "party: The merger between Tellmark and Orvane was blocked by the European Commission.",
        ],
    ),
    (
        "Prices rose in January; wages did not.",
        "Prices rose; wages did not.",
        ["date: Prices rose in January; wages did not."],
    ),
    (
        "The prime minister, who took office in 2024, announced an election for 12 June.",
        "The prime minister announced an election.",
        [
            "date: The prime minister, who took office in 2024, announced an election.",
            "date: The prime minister announced an election for 12 June.",
        ],
    ),
    (
        "The vessel sank 20 miles off the coast of Jutland in heavy seas.",
        "The vessel sank off the coast of Jutland in heavy seas.",
        ["quantity: The vessel sank 20 miles off the coast of Jutland in heavy seas."],
    ),
    (
        "Officials said the death toll had risen to 31 from 28.",
        "The death toll had risen.",
        ["quantity: The death toll had risen to 31.", "quantity: The death toll had risen from 28."],
    ),
    (
        "An earthquake of magnitude 6.1 struck northern Tarn early on Wednesday, killing at least nine people.",
        "An earthquake struck northern Tarn.",
        [
            "quantity: An earthquake of magnitude 6.1 struck northern Tarn.",
            "quantity: An earthquake struck northern Tarn, killing at least nine people.",
            "date: An earthquake struck northern Tarn early on Wednesday.",
        ],
    ),
    (
        "The judge, Maria Lopez, sentenced him to six years in prison.",
        "The judge sentenced him.",
        ["role: The judge, Maria Lopez, sentenced him.", "quantity: The judge sentenced him to six years in prison."],
    ),
    (
        "According to the ministry, exports fell by 4.5% in the first quarter.",
        "Exports fell in the first quarter.",
        ["quantity: Exports fell by 4.5% in the first quarter."],
    ),
    (
        "A man was stabbed to death outside a nightclub in central Bristol in the early hours of Sunday.",
        "A man was stabbed to death outside a nightclub in central Bristol.",
        [
            "date: A man was stabbed to death outside a nightclub in central Bristol in the early hours of Sunday.",
        ],
    ),
    (
        "Norland's parliament passed the bill by 101 votes to 68.",
        "Norland's parliament passed the bill.",
        ["quantity: Norland's parliament passed the bill by 101 votes to 68."],
    ),
    (
        "Two-thirds of the crew have left the ship, its owner said.",
        "The crew have left the ship.",
        ["quantity: Two-thirds of the crew have left the ship."],
    ),
    (
        "Tellmark, based in Oslo, makes valves; it employs 4,000 people.",
        "Tellmark makes valves; it employs people.",
        [
            "quantity: Tellmark makes valves; it employs 4,000 people.",
            "place: Tellmark, based in Oslo, makes valves; it employs people.",
        ],
    ),
    (
        "Fewer than 20 of the 120 sailors have been found, the navy said.",
        "The sailors have been found.",
        ["quantity: Fewer than 20 of the sailors have been found."],
    ),
    (
        "The plant (built in 1974) will close in June.",
        "The plant will close.",
        ["date: The plant (built in 1974) will close.", "date: The plant will close in June."],
    ),
    (
        "The dam – the highest in Norland – burst on Tuesday night.",
        "The dam burst.",
        ["date: The dam burst on Tuesday night.", "place: The dam – the highest in Norland – burst."],
    ),
    (
        "Norland has closed its border with Sudmark, the foreign minister, Ole Dahl, said on Sunday.",
        "Norland has closed its border with Sudmark.",
        [],
    ),
    (
        "More than 300 people, including 12 children, were hurt in the crash.",
        "People, including children, were hurt in the crash.",
        [
            "quantity: More than 300 people, including children, were hurt in the crash.",
            "quantity: People, including 12 children, were hurt in the crash.",
        ],
    ),
    (
        "The company cut 400 jobs, or 6% of its workforce, in January.",
        "The company cut jobs.",
        [
            "quantity: The company cut 400 jobs.",
            "quantity: The company cut jobs, or 6% of its workforce.",
            "date: The company cut jobs in January.",
        ],
    ),
    (
        "Ms Dahl, a former judge, was elected president with 54% of the vote.",
        "Ms Dahl was elected president.",
        [
            "role: Ms Dahl, a former judge, was elected president.",
            "quantity: Ms Dahl was elected president with 54% of the vote.",
        ],
    ),
    ("Ms Dahl took 54% of the vote.", "Ms Dahl took 54% of the vote.", []),
    (
        "Halden won by three goals to one on Saturday.",
        "Halden won.",
        ["quantity: Halden won by three goals to one.", "date: Halden won on Saturday."],
    ),
    ("Three people died and five were injured.", "People died.", ["quantity: Three people died."]),
    (
        "Police found 3kg of cocaine in the lorry.",
        "Police found cocaine in the lorry.",
        ["quantity: Police found 3kg of cocaine in the lorry."],
    ),
    (
        "The judge ruled on Monday that the ban, imposed in 2021, was illegal.",
        "The judge ruled that the ban was illegal.",
        [
            "date: The judge ruled on Monday that the ban was illegal.",
            "date: The judge ruled that the ban, imposed in 2021, was illegal.",
        ],
    ),
    (
        "The ship was carrying 2,000 tonnes of grain from Odessa to Halden.",
        "The ship was carrying grain.",
        [
            "quantity: The ship was carrying 2,000 tonnes of grain.",
            "place: The ship was carrying grain from Odessa.",
            "place: The ship was carrying grain to Halden.",
        ],
    ),
    ("The tanker ran aground off Jutland after its engine failed.", "The tanker ran aground off Jutland.", []),
    ("No one was hurt in the explosion.", "No one was hurt in the explosion.", []),
    ("The council did not approve the plan.", "The council did not approve the plan.", []),
    ("The factory makes batteries for electric buses.", "The factory makes batteries for electric buses.", []),
    (
        'The mayor called the ruling "a disgrace to the whole country" on Friday.',
        'The mayor called the ruling "a disgrace to the whole country".',
        ['date: The mayor called the ruling "a disgrace to the whole country" on Friday.'],
    ),
    (
        'The mayor said the fire was "the worst in the history of Norland".',
        'The fire was "the worst in the history of Norland".',
        [],
    ),
]

# sentence, core claim without who said it, whom the claims are attributed to
SAID = [
    (
        "Police said that two men had been arrested in connection with the theft.",
        "Men had been arrested in connection with the theft.",
        "Police",
    ),
    ("The Daily Quay reported that the talks had collapsed.", "The talks had collapsed.", "Daily Quay"),
    ("The BBC reported on Tuesday that the deal had been signed.", "The deal had been signed.", "BBC"),
    ("It said the plant would close.", "The plant would close.", "It"),
    ('"The fire is under control," said Anna Berg, the mayor of Halden.', "The fire is under control.", "Anna Berg"),
    ("The government will not raise taxes, Anna Berg said.", "The government will not raise taxes.", "Anna Berg"),
    ("The Daily Quay, citing two officials, said that the talks had failed.", "The talks had failed.", "Daily Quay"),
]

# Saying it is the act itself, so it stays.
KEPT = [
    "The court ruled that the ban was unlawful.",
    "The minister denied that he had taken bribes.",
]

DROPPED = [
    ("What did the minister know?", "question"),
    ('"Why did nobody act?" asked the union leader Per Holm.', "question"),
    ("I was on the bridge when it fell.", "first person"),
    ("We think the bridge is unsafe.", "first person"),
    ("Photo by Jan Lund.", "too short"),
    ("Home, weather, sport and all other news.", "no verb"),
]


def cut(parser: SpacyParser, text: str) -> tuple[str, tuple[Claim, ...]]:
    reading = read(parser, article("a", text, title="Halden"))
    return text, extract_claims(reading.article, reading.sentences)


@pytest.mark.parametrize(("sentence", "core", "details"), CUT, ids=[row[0][:40] for row in CUT])
def test_a_sentence_is_cut_into_its_core_and_its_details(
    parser: SpacyParser, sentence: str, core: str, details: list[str]
) -> None:
    text, claims = cut(parser, sentence)
    assert claims[0].kind is ClaimKind.CORE
    assert claims[0].text == core
    assert sorted(f"{claim.kind.value}: {claim.text}" for claim in claims[1:]) == sorted(details)
    assert len({claim.claim_id for claim in claims}) == len(claims)
    for claim in claims:
        assert (claim.sentence_start, claim.sentence_end) == (0, len(text))
        assert 0 <= claim.char_start < claim.char_end <= len(text)


@pytest.mark.parametrize(("sentence", "core", "holder"), SAID, ids=[row[0][:40] for row in SAID])
def test_who_said_it_is_no_part_of_the_claim(parser: SpacyParser, sentence: str, core: str, holder: str) -> None:
    _, claims = cut(parser, sentence)
    assert claims[0].text == core
    assert {claim.attributed_to for claim in claims} == {holder}


@pytest.mark.parametrize("sentence", KEPT)
def test_a_ruling_or_a_denial_is_the_act_itself(parser: SpacyParser, sentence: str) -> None:
    _, claims = cut(parser, sentence)
    assert [claim.text for claim in claims] == [sentence]


@pytest.mark.parametrize(("sentence", "reason"), DROPPED)
def test_what_cannot_be_checked_makes_no_claim(parser: SpacyParser, sentence: str, reason: str) -> None:
    reading = read(parser, article("a", sentence))
    assert [s.dropped for s in reading.sentences] == [reason]
    assert extract_claims(reading.article, reading.sentences) == ()


def test_a_sentence_longer_than_any_prose_makes_no_claim(parser: SpacyParser) -> None:
    reading = read(parser, article("a", "The bank closed " + "and the port closed " * 30 + "."))
    assert [s.dropped for s in reading.sentences] == ["too long"]


def test_a_detail_points_at_the_words_that_carry_it(parser: SpacyParser) -> None:
    text, claims = cut(parser, "The port reopened. Corvane Lines filed for bankruptcy in Oslo on 3 March 2026.")
    spans = {claim.kind: text[claim.char_start : claim.char_end] for claim in claims}
    assert spans[ClaimKind.DATE] == "3 March 2026"
    assert spans[ClaimKind.PLACE] == "Oslo"
    assert spans[ClaimKind.CORE] == "Corvane Lines filed for bankruptcy"
    assert {(claim.sentence_start, claim.sentence_end) for claim in claims} == {(19, len(text))}


def test_spans_are_code_points_of_the_stored_text(parser: SpacyParser) -> None:
    text, claims = cut(parser, "🚢  Ærø ferries stopped.\n\nThe storm hurt 12 sailors near Ærø, the navy said. ")
    figure = next(claim for claim in claims if claim.kind is ClaimKind.QUANTITY)
    assert text[figure.char_start : figure.char_end] == "12"
    assert text[figure.sentence_start : figure.sentence_end] == "The storm hurt 12 sailors near Ærø, the navy said."


def test_a_claim_keeps_only_the_figures_it_speaks_of(parser: SpacyParser) -> None:
    _, claims = cut(parser, "Officials said the death toll had risen to 31 from 28.")
    assert [[q.text for q in claim.quantities] for claim in claims] == [[], ["31"], ["28"]]


def test_polarity_and_modality_come_from_the_main_act(parser: SpacyParser) -> None:
    _, (plain, *_) = cut(parser, "The council did not approve the plan.")
    assert (plain.negated, plain.modality) == (True, Modality.CONFIRMED)
    _, (planned, *_) = cut(parser, "The company plans to open a factory in Malmo.")
    assert (planned.negated, planned.modality) == (False, Modality.PLANNED)


@pytest.mark.parametrize(
    ("text", "claim", "founds"),
    [
        # One person named before: he is meant.
        ("John Hale led the bank. He was found guilty of fraud.", "John Hale was found guilty of fraud.", True),
        # Two: which of them?
        ("John Hale met Anna Berg in Oslo. He was found guilty of fraud.", "He was found guilty of fraud.", False),
        ("She was appointed chief executive yesterday.", "She was appointed chief executive.", False),
        ("They blocked the main road all day.", "They blocked the main road all day.", False),
        ("Its owner sold the yard to a rival.", "Its owner sold the yard to a rival.", False),
        ("The owner said its ferries would sail again.", "Its ferries would sail again.", False),
        ("It said the plant would close.", "The plant would close.", True),
        ("The bank cut its dividend after losses.", "The bank cut its dividend after losses.", True),
        ("When he arrived, the minister resigned from the cabinet.", "The minister resigned from the cabinet.", True),
    ],
)
def test_an_unresolved_pronoun_founds_nothing(parser: SpacyParser, text: str, claim: str, founds: bool) -> None:
    _, claims = cut(parser, text)
    last = [c for c in claims if c.kind is ClaimKind.CORE][-1]
    assert (last.text, last.founds) == (claim, founds)


def test_claims_read_as_sentences(parser: SpacyParser) -> None:
    texts = [claim.text for row in CUT for claim in cut(parser, row[0])[1]]
    assert len(texts) > 100
    for text in texts:
        assert re.fullmatch(r"[\"“]?[A-Z0-9].*[^\s,;:]\.", text), text
        assert "  " not in text
        assert ",," not in text
        assert " ," not in text
        assert text.count('"') % 2 == 0
        assert not re.search(r"\b(?:to|by|from|of|at|for)\.$", text), text


def test_ids_depend_on_the_text_alone(parser: SpacyParser) -> None:
    sentence = CUT[0][0]
    alone = {claim.claim_id for claim in cut(parser, sentence)[1]}
    _, claims = cut(parser, f"{sentence} The port of Halden closed on Monday.")
    assert alone < {claim.claim_id for claim in claims}


def test_the_number_of_details_is_bounded(parser: SpacyParser) -> None:
    reading = read(parser, article("a", CUT[0][0]))
    claims = extract_claims(reading.article, reading.sentences, Config(max_details=1))
    assert claims[0].kind is ClaimKind.CORE
    assert len(claims) == 2


def test_every_claim_has_a_statement(parser: SpacyParser) -> None:
    claims, statements = claims_of([read(parser, article("a", " ".join(row[0] for row in CUT)))])
    assert set(statements) == {claim.claim_id for claim in claims}
    assert all(statements[claim.claim_id].specifics.words for claim in claims)


def test_quoted_stretches_are_found_without_their_marks() -> None:
    text = 'He said "not now" and “not ever”, and "'
    assert [text[span.start : span.end] for span in quoted_spans(text)] == ["not now", "not ever"]
    assert quoted_spans("nothing quoted") == ()
    assert quoted_spans('"x"') == (Span(1, 2),)


def test_a_registered_outlet_is_known_by_name(parser: SpacyParser) -> None:
    outlet = Outlet(outlet_id="q", name="Daily Quay", domains=("quay.example",), status=OutletStatus.VETTED)
    reading = read(parser, article("a", "The Daily Quay reported that the talks had collapsed."), {"q": outlet})
    said_by = reading.sentences[0].attribution
    assert said_by is not None
    assert (said_by.kind, said_by.outlet_id) == ("outlet", "q")
