"""Shared runs of words: what is caught, what is left out, and that spans are of the original texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corroborate.copies.fingerprints import CONFIG, fold, overlap, prints, same_words

LEAD = "Dockers at Halden walked out before dawn on Monday after talks over night shifts collapsed late on Sunday"
OTHER = "The ferry company said its timetable would not change before the summer although two crossings were full"
THIRD = "Grain prices rose for a fourth week as buyers waited for the harvest figures from the southern provinces"


def shared(one: str, other: str) -> float:
    return overlap(prints(one), prints(other)).containment


def test_the_same_text_is_contained_whole() -> None:
    both = overlap(prints(LEAD), prints(LEAD))
    assert both.containment == 1.0
    assert both.longest == len(LEAD.split())
    assert both.runs[0].span_a == (0, len(LEAD))


def test_texts_that_share_no_run_share_nothing() -> None:
    both = overlap(prints(LEAD), prints(OTHER))
    assert (both.containment, both.runs, both.longest) == (0.0, (), 0)


def test_runs_carry_spans_of_both_originals() -> None:
    one = f"{OTHER}. {LEAD}. Nothing else was known."
    other = f"{LEAD}. {THIRD}."
    run = overlap(prints(one), prints(other)).runs[0]
    assert one[slice(*run.span_a)] == LEAD
    assert other[slice(*run.span_b)] == LEAD


def test_containment_is_that_of_the_shorter_text() -> None:
    both = overlap(prints(LEAD), prints(f"{LEAD}. {OTHER}. {THIRD}."))
    assert both.containment == both.share_a == 1.0
    assert both.share_b < 0.5


@pytest.mark.parametrize(
    "disguised",
    [
        LEAD.upper(),
        LEAD.replace("o", "о").replace("a", "а"),  # Cyrillic look-alikes
        LEAD.replace("e", "е\u200b"),
        "\u00ad".join(LEAD),
        LEAD.replace(" ", "\u00a0 \n"),
        "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in LEAD),  # full width
        LEAD.replace("e", "e\u0301"),
        LEAD.replace("fi", "ﬁ").replace("n", "ո"),
        "\u202e" + LEAD,
    ],
)
def test_disguises_are_seen_through(disguised: str) -> None:
    assert shared(LEAD, disguised) == 1.0


def test_spans_count_code_points_of_a_disguised_text() -> None:
    text = "A ﬁrst — «\u200bword». " + LEAD.replace("walked", "wal\u200bked")
    run = overlap(prints(LEAD), prints(text)).runs[0]
    assert text[slice(*run.span_b)] == LEAD.replace("walked", "wal\u200bked")


def test_shared_quotations_prove_nothing() -> None:
    words = "we have waited for three years and we will not wait for one more night in the cold"
    one = f'{OTHER}. "{words}," the union said.'
    two = f"{THIRD}. “{words},” said its chairman, who had come to the gate."
    assert shared(one, two) == 0.0


def test_quoting_everything_is_no_hiding_place() -> None:
    assert shared(f'"{LEAD}."', LEAD) == 1.0


def test_single_quotation_marks_are_quotations_and_apostrophes_are_not() -> None:
    folded = prints("The dockers' union said 'we won't wait any more' to the port's owner").words
    assert folded == ("the", "dockers", "union", "said", "to", "the", "port", "s", "owner")


def test_page_furniture_is_left_out() -> None:
    furniture = "Sign up for our morning newsletter and never miss a story from the harbour again at all"
    assert shared(f"{LEAD}.\n{furniture}\n", f"{OTHER}.\n{furniture}\n") == 0.0


def test_short_texts_are_compared_whole() -> None:
    assert shared("Port closed until Friday", "PORT closed, until Friday.") == 1.0
    assert shared("Port closed until Friday", "Port closed until Monday") == 0.0


def test_empty_texts_share_nothing() -> None:
    assert shared("", "") == 0.0
    assert prints("").words == ()


def test_whole_names_what_differs_in_form_only() -> None:
    assert prints(LEAD).whole == prints(LEAD.upper() + "!").whole
    assert prints(LEAD).whole != prints(OTHER).whole


def test_repetition_stays_linear_and_right() -> None:
    both = overlap(prints("la " * 30_000), prints("la " * 30_000))
    assert both.containment == 1.0
    assert both.longest == 30_000


def test_same_words_speaks_of_sentences() -> None:
    assert same_words(LEAD, LEAD.replace("Dockers", "Workers"))
    assert not same_words(LEAD, OTHER)


WORDS = st.lists(st.sampled_from("port ship dock crane night union grain price ferry rain".split()), max_size=30)


@settings(max_examples=150, deadline=None)
@given(before=WORDS, after=WORDS, run=st.permutations("one two three four five six seven eight".split()), there=WORDS)
def test_every_shared_run_of_eight_words_leaves_a_common_mark(
    before: list[str], after: list[str], run: list[str], there: list[str]
) -> None:
    one, two = prints(" ".join([*before, *run, *after])), prints(" ".join([*there, *run]))
    assert set(one.marks.tolist()) & set(two.marks.tolist())
    assert overlap(one, two).longest >= CONFIG.run


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared_and_spans_lie_in_it(one: str, two: str) -> None:
    a, b = prints(one), prints(two)
    both = overlap(a, b)
    assert 0.0 <= both.containment <= 1.0
    for run in both.runs:
        assert fold(one[slice(*run.span_a)])[0].split()[0] != ""
        assert 0 <= run.span_b.start < run.span_b.end <= len(two)
    assert overlap(b, a).containment == both.containment
