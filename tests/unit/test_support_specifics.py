"""Typed comparison: what a statement pins down, against what a sentence says."""

from __future__ import annotations

import pytest
from counting_parts import asked, said

from corroborate.nlp import SpacyParser
from corroborate.support.specifics import Comparison, compare
from corroborate.types import ConflictKind


def held(parser: SpacyParser, claim: str, sentence: str, *, title: str = "", at: int = 0) -> Comparison:
    passage = said(parser, sentence, title=title, at=at)
    return compare(asked(parser, claim).specifics, passage.specifics, passage.window)


@pytest.mark.parametrize(
    ("claim", "sentence", "agreed", "missing", "against"),
    [
        ("28 people were killed in Halden.", "28 people were killed in Halden.", 1, 0, 0),
        ("A dozen people were hurt.", "Twelve people were hurt.", 1, 0, 0),
        ("The fine was $2.3bn.", "The fine was 2.31 billion dollars.", 1, 0, 0),
        # From the more specific to the less, never the reverse.
        ("At least 20 people were killed.", "28 people were killed.", 1, 0, 0),
        ("28 people were killed.", "At least 20 people were killed.", 0, 1, 0),
        ("28 people were killed.", "Dozens of people were killed.", 0, 1, 0),
        ("Dozens of people were killed.", "28 people were killed.", 1, 0, 0),
        # A hedge on the same figure counts both ways.
        ("28 people were killed.", "At least 28 people were killed.", 1, 0, 0),
        ("At least 28 people were killed.", "28 people were killed.", 1, 0, 0),
        # Disjoint intervals of one thing contradict; other units and other nouns do not.
        ("Four miners died in Ness.", "Six miners died in Ness.", 0, 0, 1),
        ("At most 20 people were killed.", "More than 30 people were killed.", 0, 0, 1),
        ("Prices rose 5%.", "Prices rose 6%.", 0, 0, 1),
        ("The fine was $2.3bn.", "The fine was 2.3bn euros.", 0, 1, 0),
        ("Four miners died.", "Six boats sank.", 0, 1, 0),
        ("Four miners died and nine were hurt.", "Four miners died.", 1, 1, 0),
        ("Miners died.", "Four miners died.", 0, 0, 0),
        # One figure cannot both stand for "four" and speak against "nine".
        ("Four died and nine were hurt.", "Nine miners were hurt.", 1, 1, 0),
    ],
)
def test_figures_are_compared_as_intervals_with_units(
    parser: SpacyParser, claim: str, sentence: str, agreed: int, missing: int, against: int
) -> None:
    found = held(parser, claim, sentence)
    assert (found.numbers_agreed, found.numbers_missing, found.numbers_contradicted) == (agreed, missing, against)
    assert found.numbers == agreed + missing + against
    assert bool(found.contradicted) == bool(against)


@pytest.mark.parametrize(
    ("claim", "sentence", "agreed", "missing", "against"),
    [
        ("The bomb exploded on Monday.", "On Monday, the bomb exploded.", 1, 0, 0),
        ("The bomb exploded on Monday.", "The bomb exploded on Tuesday.", 0, 0, 1),
        ("The bomb exploded on Monday.", "The bomb exploded in the market.", 0, 1, 0),
        ("The bomb exploded at 6.40am.", "The bomb exploded at 7.10am.", 0, 0, 1),
        ("The bank failed in October.", "The bank failed on 5 October 2026.", 1, 0, 0),
        ("The bank failed on 5 October 2026.", "The bank failed in October.", 0, 1, 0),
        ("The bank failed in October.", "The bank failed in November.", 0, 0, 1),
        ("The bank failed on 24 June 2005.", "The bank failed on June 24.", 1, 0, 0),
        ("The bank failed on 24 June 2005.", "The bank failed on June 25.", 0, 0, 1),
        ("The bank failed on 24 June 2005.", "The bank failed on Friday.", 0, 1, 0),
        ("The bank failed in 2019.", "The bank failed in 2021.", 0, 0, 1),
    ],
)
def test_dates_are_compared_as_dates(
    parser: SpacyParser, claim: str, sentence: str, agreed: int, missing: int, against: int
) -> None:
    found = held(parser, claim, sentence)
    assert (found.dates_agreed, found.dates_contradicted) == (agreed, against)
    assert found.dates_missing + found.dates_vague == missing
    assert found.lacking == bool(missing)


def test_names_are_compared_by_their_words(parser: SpacyParser) -> None:
    same = held(parser, "Anna Berg resigned as mayor of Halden.", "Anna Berg resigned as mayor of Halden.")
    assert (same.names, same.missing) == (1.0, ())
    other = held(parser, "Anna Berg resigned as mayor of Halden.", "Ole Dahl resigned as mayor of Halden.")
    assert other.names < 0.5
    assert other.missing == ("Anna", "Berg")
    place = held(parser, "The ferry sank off Halden.", "The ferry sank off Bergen.")
    assert (place.names, place.missing) == (0.0, ("Halden",))


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The council approved the plan.", "The council did not approve the plan."),
        ("The council did not approve the plan.", "The council approved the plan."),
        ("The council approved the plan.", "The council failed to approve the plan."),
        ("Nobody was hurt in the fire.", "Three people were hurt in the fire."),
    ],
)
def test_negation_of_the_same_act_contradicts(parser: SpacyParser, claim: str, sentence: str) -> None:
    found = held(parser, claim, sentence)
    assert found.polarity_differs
    assert [kind for kind, _ in found.contradicted] == [ConflictKind.POLARITY]


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The council approved the plan.", "The council approved the plan, although it did not like the cost."),
        ("The council did not approve the plan.", "The council never approved the plan."),
        ("The mayor praised the crews.", "The council did not approve the plan."),
    ],
)
def test_negation_of_another_act_does_not(parser: SpacyParser, claim: str, sentence: str) -> None:
    found = held(parser, claim, sentence)
    assert not found.polarity_differs
    assert found.contradicted == ()


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Prices rose 5%.", "Prices fell 5%."),
        ("The council approved the plan.", "The council rejected the plan."),
        ("The bridge opened.", "The bridge closed."),
        ("The ship sank after the storm.", "The ship sank before the storm."),
        ("The storm hit northern Tarn.", "The storm hit southern Tarn."),
    ],
)
def test_opposites_are_seen_by_axis(parser: SpacyParser, claim: str, sentence: str) -> None:
    assert held(parser, claim, sentence).opposed == 1
    assert held(parser, claim, claim).opposed == 0


def test_the_points_of_the_compass_contradict(parser: SpacyParser) -> None:
    found = held(parser, "The storm hit northern Tarn.", "The storm hit southern Tarn.")
    assert found.contradicted == ((ConflictKind.POLARITY, "opposite sides of compass north-south"),)


def test_a_sentence_that_has_both_sides_does_not_contradict(parser: SpacyParser) -> None:
    assert held(parser, "Shares rose.", "Shares fell before they rose.").opposed == 0


def test_a_hedge_is_no_word_of_its_own(parser: SpacyParser) -> None:
    # "at least" against "most" would else be an opposite, and "least" a word that is missing.
    found = held(parser, "At least 20 people were killed.", "28 people, most of them children, were killed.")
    assert found.contradicted == ()
    assert (found.cover, found.missing) == (1.0, ())
    assert "least" not in asked(parser, "Nearly 20 people or at least 15 people died.").specifics.words


@pytest.mark.parametrize(
    ("claim", "sentence", "swapped"),
    [
        ("Tellmark bought Orvane.", "Tellmark bought Orvane.", False),
        ("Tellmark bought Orvane.", "Orvane was bought by Tellmark.", False),
        ("Tellmark bought Orvane.", "Orvane bought Tellmark.", True),
        ("Tellmark bought Orvane.", "Tellmark was bought by Orvane.", True),
        ("The soldiers attacked the rebels.", "The rebels attacked the soldiers.", True),
    ],
)
def test_swapped_roles_contradict(parser: SpacyParser, claim: str, sentence: str, swapped: bool) -> None:
    found = held(parser, claim, sentence)
    assert found.swapped is swapped
    assert bool(found.contradicted) is swapped


@pytest.mark.parametrize(
    ("claim", "sentence", "weaker"),
    [
        ("The company closed the plant.", "The company closed the plant.", 0),
        ("The company closed the plant.", "The company plans to close the plant.", 1),
        ("The minister took bribes.", "The minister allegedly took bribes.", 2),
        ("The minister took bribes.", "The minister denied taking bribes.", 3),
        ("The company plans to close the plant.", "The company closed the plant.", 0),
    ],
)
def test_a_weaker_modality_is_measured_not_vetoed(parser: SpacyParser, claim: str, sentence: str, weaker: int) -> None:
    found = held(parser, claim, sentence)
    assert found.weaker == weaker
    assert found.contradicted == ()


def test_the_window_supplies_who_and_when(parser: SpacyParser) -> None:
    claim = "Corvane Lines cancelled 120 flights on Monday."
    alone = held(parser, claim, "It cancelled 120 flights.")
    assert alone.missing == ("Corvane", "Lines", "Monday")
    text = "Corvane Lines struck trouble on Monday. It cancelled 120 flights."
    near = held(parser, claim, text, at=1)
    assert near.missing == ()
    assert (near.dates_agreed, near.window_names, near.window_cover) == (1, 1.0, 1.0)
    assert near.names == 0.0  # the sentence itself names nobody
    headline = held(
        parser, claim, "It cancelled 120 flights on Monday.", title="Corvane Lines cuts its winter timetable"
    )
    assert headline.missing == ()


def test_the_window_never_contradicts(parser: SpacyParser) -> None:
    text = "The company had 80 flights on Sunday. It cancelled 120 flights on Monday."
    found = held(parser, "It cancelled 120 flights on Monday.", text, at=1)
    assert found.contradicted == ()
    assert (found.numbers_agreed, found.dates_agreed) == (1, 1)


def test_words_far_off_in_the_article_are_seen_but_not_enough(parser: SpacyParser) -> None:
    text = "The port closed. Ferries stopped. Lorries queued. Shops shut. Anna Berg resigned."
    found = held(parser, "The port closed when Berg resigned.", text, at=0)
    assert found.article_cover > found.window_cover
    assert "Berg" in found.missing


def test_missing_and_asserted_name_words_as_written(parser: SpacyParser) -> None:
    found = held(parser, "The council approved the harbour budget.", "The council met at the harbour.")
    assert found.missing == ("approved", "budget")
    assert found.asserted == ("council", "harbour")


def test_the_comparison_of_a_sentence_with_itself_is_whole(parser: SpacyParser) -> None:
    text = "Anna Berg, 54, did not approve the $3m plan in Halden on 5 October 2026."
    found = held(parser, text, text)
    assert (found.cover, found.back_cover, found.names, found.verbs) == (1.0, 1.0, 1.0, 1.0)
    assert (found.missing, found.contradicted, found.weaker) == ((), (), 0)


def test_two_sentences_of_a_question_are_asked_together(parser: SpacyParser) -> None:
    statement = asked(parser, "Four miners died. Anna Berg resigned.")
    assert {"miner", "berg"} <= set(statement.specifics.words)
    assert [q.text for q in statement.specifics.quantities] == ["Four"]
    assert compare(statement.specifics, said(parser, "Four miners died.").specifics, said(parser, "x").window).missing


def around(parser: SpacyParser, claim: str, *sentences: str) -> Comparison:
    """Compare a claim with the first sentence of an article."""
    return held(parser, claim, " ".join(sentences))


def test_a_number_that_belongs_to_a_name_must_be_given(parser: SpacyParser) -> None:
    said = "Microsoft mended Internet Explorer 8 and 9 on Tuesday."
    assert around(parser, "Microsoft mended Internet Explorer 9.", said).codes_missing == 0
    wrong = around(parser, "Microsoft mended Internet Explorer 22.", said)
    assert (wrong.codes_missing, wrong.lacking) == (1, True)
    near = ("It leaves that section alone.", "Section 702 stays.")
    assert around(parser, "The act leaves Section 702 alone.", *near).codes_missing == 0


def test_around_a_sentence_only_the_very_figure_will_do(parser: SpacyParser) -> None:
    crash = ("More than 30 others were injured in the crash.", "The bus had carried about 60 girls to the coast.")
    assert around(parser, "More than 36 people were injured in the crash.", *crash).numbers_agreed == 0
    assert around(parser, "About 60 girls were in the crash.", *crash).numbers_agreed == 1


def test_a_day_without_its_year_gives_the_day_unless_another_year_is_named(parser: SpacyParser) -> None:
    claim = "The bank failed on 24 June 2005."
    assert around(parser, claim, "The bank failed on June 24.").dates_agreed == 1
    assert around(parser, claim, "The bank failed on June 24.", "It was founded in 2005.").dates_agreed == 1
    assert around(parser, claim, "The bank failed on June 24.", "It was founded in 2009.").lacking
