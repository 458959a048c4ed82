"""Properties of the readers of text: spans are exact, nothing raises, comparison is symmetric."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from corroborate.text.dates import dates_agree, dates_conflict, dates_cover, find_dates
from corroborate.text.polarity import read_polarity
from corroborate.text.quantities import agree, comparable, contradicts, entails, find_quantities
from corroborate.text.sentences import split_sentences

# Pieces that the readers react to, so that random texts are not all noise.
PIECES = st.sampled_from(
    (
        """28 twenty-eight a dozen half million $2.3bn £5 5% per cent basis points between and from to 10-15 3-1 """
        """at least more than about up to 23-year-old aged , . ... ! ? " ” “ ( ) ' \n • U.S. Mr. Jan. No. a.m. 6 """
        """p.m. 18:40 October 5 2026 2026-10-05 Tuesday May March the 1990s first second 21st people homes km """
        """hours not n't no never may will denied said that who police one of ½ 1,234 5, 000 -3 +44 20 7946 0000 """
        """http://a.b @ é 漢字 \x00 \u200b \ud83d """
    ).split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES, max_size=15).map("".join)
)
DAYS = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
QUIET = settings(max_examples=150, deadline=None)


@QUIET
@given(TEXTS)
def test_sentences_cover_all_and_nothing_twice(text: str) -> None:
    spans = split_sentences(text)
    assert all(text[start:end] and text[start:end].strip() == text[start:end] for start, end in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    inside = "".join(text[start:end] for start, end in spans)
    assert re.sub(r"\s", "", inside) == re.sub(r"\s", "", text)
    assert all("\n" not in text[start:end] for start, end in spans)


@QUIET
@given(TEXTS, TEXTS)
def test_lines_are_split_apart_from_each_other(a: str, b: str) -> None:
    first = split_sentences(a)
    together = split_sentences(a + "\n" + b)
    assert together[: len(first)] == first
    assert len(together) == len(first) + len(split_sentences(b))


@QUIET
@given(TEXTS)
def test_quantities_are_exact_disjoint_intervals(text: str) -> None:
    found = find_quantities(text)
    assert all(text[q.start : q.end] == q.text and q.text.strip() for q in found)
    assert all(q.low <= q.high for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@QUIET
@given(TEXTS, TEXTS)
def test_quantities_compare_alike_both_ways(a: str, b: str) -> None:
    for x in find_quantities(a)[:4]:
        assert agree(x, x)
        assert entails(x, x)
        assert not contradicts(x, x)
        for y in find_quantities(b)[:4]:
            assert comparable(x, y) == comparable(y, x)
            assert agree(x, y) == agree(y, x)
            assert contradicts(x, y) == contradicts(y, x)
            assert comparable(x, y) == (agree(x, y) or contradicts(x, y))
            assert agree(x, y) or not entails(x, y)


@QUIET
@given(st.integers(2, 1800), st.sampled_from(["people", "homes", "%", "km", "-year-old"]))
def test_a_plain_figure_is_read_as_itself(value: int, unit: str) -> None:
    text = f"It was {value}{'' if unit[0] in '%-' else ' '}{unit} there"
    (found,) = find_quantities(text)
    assert (found.low, found.high, found.hedge) == (value, value, "")


@QUIET
@given(st.integers(2, 999), st.integers(2, 999))
def test_different_plain_counts_contradict(a: int, b: int) -> None:
    (x,) = find_quantities(f"They counted {a} people")
    (y,) = find_quantities(f"They counted {b} people")
    assert contradicts(x, y) == (a != b)


@QUIET
@given(TEXTS, DAYS)
def test_dates_are_exact_and_disjoint(text: str, published: date | None) -> None:
    found = find_dates(text, published)
    assert all(text[m.start : m.end] == m.text and m.text for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert {m.kind for m in found} <= {"weekday", "day", "month", "year", "time", "week"}


@QUIET
@given(TEXTS, TEXTS, DAYS, DAYS)
def test_dates_compare_alike_both_ways(a: str, b: str, day_a: date | None, day_b: date | None) -> None:
    for x in find_dates(a, day_a)[:4]:
        assert not dates_conflict(x, x)
        for y in find_dates(b, day_b)[:4]:
            assert dates_conflict(x, y) == dates_conflict(y, x)
            assert dates_agree(x, y) == dates_agree(y, x)
            assert not (dates_conflict(x, y) and dates_agree(x, y))
            assert dates_agree(x, y) or not dates_cover(x, y)


@QUIET
@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)), DAYS)
def test_a_full_day_is_read_in_every_order(day: date, published: date | None) -> None:
    month = day.strftime("%B")
    for text in (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"the {day.day}th of {month} {day.year}",
    ):
        (found,) = find_dates(text, published)
        assert found.resolved == day


@QUIET
@given(TEXTS)
def test_polarity_never_raises_and_its_cues_are_spans(text: str) -> None:
    read = read_polarity(text)
    assert all(0 <= start < end <= len(text) for start, end in read.cues)
