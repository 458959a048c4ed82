"""Dates and clock times: each line states a text and all that must be read in it."""

from __future__ import annotations

from datetime import date

import pytest

from corroborate.text.datelines import stated_day
from corroborate.text.dates import dates_agree, dates_conflict, dates_cover, find_dates
from corroborate.types import DateMention

PUBLISHED = date(2026, 10, 7)  # a Wednesday

# text -> (span, kind, value), read without a day of publication
CASES: dict[str, list[tuple[str, str, str]]] = {
    # days
    "on 5 October 2026": [("5 October 2026", "day", "2026-10-05")],
    "on October 5, 2026": [("October 5, 2026", "day", "2026-10-05")],
    "on October 5 2026": [("October 5 2026", "day", "2026-10-05")],
    "March 1,2014": [("March 1,2014", "day", "2014-03-01")],
    "on 5 October": [("5 October", "day", "--10-05")],
    "on October 5": [("October 5", "day", "--10-05")],
    "on October 5th": [("October 5th", "day", "--10-05")],
    "the 5th of October": [("the 5th of October", "day", "--10-05")],
    "5th October 2026": [("5th October 2026", "day", "2026-10-05")],
    "Oct. 5": [("Oct. 5", "day", "--10-05")],
    "Oct 5": [("Oct 5", "day", "--10-05")],
    "5 Oct 2026": [("5 Oct 2026", "day", "2026-10-05")],
    "Sept. 11, 2001": [("Sept. 11, 2001", "day", "2001-09-11")],
    "OCTOBER 5, 2026": [("OCTOBER 5, 2026", "day", "2026-10-05")],
    "the second of March, 2014": [("second of March, 2014", "day", "2014-03-02")],
    "the twenty-first of June": [("twenty-first of June", "day", "--06-21")],
    "2026-10-05": [("2026-10-05", "day", "2026-10-05")],
    "2026/10/05": [("2026/10/05", "day", "2026-10-05")],
    "2026-10-05T06:40:00Z": [("2026-10-05", "day", "2026-10-05"), ("06:40:00Z", "time", "06:40")],
    "25/12/2026": [("25/12/2026", "day", "2026-12-25")],
    "12/25/2026": [("12/25/2026", "day", "2026-12-25")],
    "25.12.2026": [("25.12.2026", "day", "2026-12-25")],
    "05/10/2026": [("05/10/2026", "day", "")],
    "Oct. 5-7": [("Oct. 5", "day", "--10-05"), ("7", "day", "--10-07")],
    "October 5, 6 and 7, 2011": [
        ("October 5", "day", "2011-10-05"),
        ("6", "day", "2011-10-06"),
        ("7, 2011", "day", "2011-10-07"),
    ],
    "5-7 October 2026": [("5", "day", "2026-10-05"), ("7 October 2026", "day", "2026-10-07")],
    "18, 19 and 22 February 2008": [
        ("18", "day", "2008-02-18"),
        ("19", "day", "2008-02-19"),
        ("22 February 2008", "day", "2008-02-22"),
    ],
    "Friday, October 5, 2012": [("Friday", "weekday", "fri"), ("October 5, 2012", "day", "2012-10-05")],
    "Fri, 5 Oct 2012": [("Fri", "weekday", "fri"), ("5 Oct 2012", "day", "2012-10-05")],
    "on May 5": [("May 5", "day", "--05-05")],
    "on March 3, 20 people left": [("March 3", "day", "--03-03")],
    "on May 5 and 20 people left": [("May 5", "day", "--05-05")],
    # months
    "in October": [("October", "month", "10")],
    "in October 2026": [("October 2026", "month", "2026-10")],
    "in March of 2012": [("March of 2012", "month", "2012-03")],
    "since May": [("May", "month", "05")],
    "May 2012": [("May 2012", "month", "2012-05")],
    "in early March": [("March", "month", "03")],
    "the April elections": [("April", "month", "04")],
    "from June to August": [("June", "month", "06"), ("August", "month", "08")],
    # years and decades
    "in 2008": [("2008", "year", "2008")],
    "the 2008 floods": [("2008", "year", "2008")],
    "since 1843": [("1843", "year", "1843")],
    "the 1990s": [("1990s", "year", "1990s")],
    "the '80s": [("'80s", "year", "1980s")],
    "the late Thirties": [("the late Thirties", "year", "1930s")],
    "the 2008-09 season": [("2008", "year", "2008"), ("09", "year", "2009")],
    "in 2020-21, he": [("2020", "year", "2020"), ("21", "year", "2021")],
    "from 2008-2012": [("2008", "year", "2008"), ("2012", "year", "2012")],
    # weekdays
    "on Tuesday": [("Tuesday", "weekday", "tue")],
    "Wednesday's report": [("Wednesday", "weekday", "wed")],
    "Sunday night": [("Sunday", "weekday", "sun"), ("night", "time", "night")],
    "a Friday-morning fire": [("Friday", "weekday", "fri"), ("morning", "time", "morning")],
    # clock times
    "at 6 a.m.": [("6 a.m.", "time", "06:00")],
    "at 6 am": [("6 am", "time", "06:00")],
    "at 6 p.m. EST": [("6 p.m. EST", "time", "18:00")],
    "at 9.10am": [("9.10am", "time", "09:10")],
    "at 9:10 PM": [("9:10 PM", "time", "21:10")],
    "at 12 a.m.": [("12 a.m.", "time", "00:00")],
    "at 12.30pm": [("12.30pm", "time", "12:30")],
    "7 p . m . on": [("7 p . m", "time", "19:00")],
    "at 8: 30pm": [("8: 30pm", "time", "20:30")],
    "at 18:40": [("18:40", "time", "18:40")],
    "at 06:40 GMT": [("06:40 GMT", "time", "06:40")],
    "at 1340 GMT": [("1340 GMT", "time", "13:40")],
    "at noon": [("noon", "time", "12:00")],
    "by midnight": [("midnight", "time", "00:00")],
    "at six o'clock": [("six o'clock", "time", "06:00")],
    "at half past nine.": [("half past nine", "time", "09:30")],
    "at quarter to six on Friday evening": [
        ("quarter to six", "time", "17:45"),
        ("Friday", "weekday", "fri"),
        ("evening", "time", "evening"),
    ],
    "before seven on Friday evening": [
        ("seven", "time", "19:00"),
        ("Friday", "weekday", "fri"),
        ("evening", "time", "evening"),
    ],
    "at 1:35 in the afternoon": [("1:35", "time", "13:35"), ("afternoon", "time", "afternoon")],
    "between 9 and 11 a.m.": [("9", "time", "09:00"), ("11 a.m.", "time", "11:00")],
    "early in the morning": [("morning", "time", "morning")],
    # relative words of an undated text are unknown
    "yesterday": [("yesterday", "day", "")],
    "last week": [("last week", "week", "")],
    # no dates
    "He may march on.": [],
    "Theresa May said so": [],
    "Mrs May will go": [],
    "May said that April Jones left.": [],
    "the March on Washington": [],
    "a Second chance": [],
    "the second man": [],
    "Black Friday sales": [],
    "Sheffield Wednesday won": [],
    "2000 people marched": [],
    "$2012": [],
    "1,990 homes": [],
    "2026 votes": [],
    "won 6-4": [],
    "with 10:03 to play": [],
    "in her 40s": [],
    "on February 30": [("February", "month", "02")],
    "a night club": [],
    "5.10 metres": [],
    "": [],
}

RESOLVED: dict[str, list[str | None]] = {
    "on Tuesday": ["2026-10-06"],
    "on Wednesday": ["2026-10-07"],
    "last Wednesday": ["2026-09-30"],
    "next Tuesday": ["2026-10-13"],
    "will meet on Friday": ["2026-10-09"],
    "met on Friday": ["2026-10-02"],
    "He will go. They met on Friday": ["2026-10-02"],
    "today": ["2026-10-07"],
    "yesterday": ["2026-10-06"],
    "tomorrow": ["2026-10-08"],
    "the day before yesterday": ["2026-10-05"],
    "tonight": ["2026-10-07"],
    "last night": ["2026-10-06", None],
    "this morning": ["2026-10-07", None],
    "on 5 October": ["2026-10-05"],
    "on 30 December": ["2026-12-30"],
    "on 3 January": ["2027-01-03"],
    "on 5 October 2012": ["2012-10-05"],
    "on 08/10/2026": ["2026-10-08"],
    "Friday, October 5, 2012": ["2012-10-05", "2012-10-05"],
    "Friday, October 9": ["2026-10-09", "2026-10-09"],
    "in October": [None],
    "last year": [None],
}


@pytest.mark.parametrize("text", CASES)
def test_find(text: str) -> None:
    found = find_dates(text)
    assert [(m.text, m.kind, m.value) for m in found] == CASES[text]
    assert all(text[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize("text", RESOLVED)
def test_resolve(text: str) -> None:
    found = find_dates(text, PUBLISHED)
    assert [m.resolved.isoformat() if m.resolved else None for m in found] == RESOLVED[text]


def test_periods_of_a_dated_text_have_values() -> None:
    values = {
        text: find_dates(text, PUBLISHED)[0].value for text in ("last week", "next month", "last month", "last year")
    }
    assert values == {"last week": "2026-W40", "next month": "2026-11", "last month": "2026-09", "last year": "2025"}


def test_nothing_is_resolved_without_publication_but_full_days() -> None:
    found = find_dates("on Tuesday, 5 October, yesterday, in May and on 6 October 2012")
    assert [m.resolved for m in found if m.resolved] == [date(2012, 10, 6)]


def only(text: str, published: date | None = None) -> DateMention:
    (found,) = find_dates(text, published)
    return found


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("5 October 2026", "October 5"),
        ("5 October 2026", "October 2026"),
        ("5 October 2026", "2026"),
        ("5 October 2026", "Monday"),
        ("in October", "on 5 October"),
        ("1990s", "in 1994"),
        ("on Tuesday", "Tuesday's talks"),
        ("at 6 a.m.", "at 06:00"),
        ("at 18:40", "at 6.40pm"),
        ("in the morning", "at 6.40am"),
        ("at noon", "at 12:00"),
        ("at 2 a.m.", "that night"),
    ],
)
def test_agree(a: str, b: str) -> None:
    x, y = only(a), only(b)
    assert dates_agree(x, y)
    assert dates_agree(y, x)
    assert not dates_conflict(x, y)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("5 October", "6 October"),
        ("5 October 2026", "5 October 2025"),
        ("5 October 2026", "November"),
        ("5 October 2026", "2025"),
        ("5 October 2026", "Tuesday"),
        ("in October", "in November"),
        ("in 1994", "in 1995"),
        ("1990s", "in 2004"),
        ("on Tuesday", "on Wednesday"),
        ("at 6 a.m.", "at 6 p.m."),
        ("at 8.40pm", "at 8.50pm"),
        ("at 8.40pm", "in the morning"),
        ("in the morning", "in the afternoon"),
        ("at 7 p.m.", "at 9 p.m."),
    ],
)
def test_conflict(a: str, b: str) -> None:
    x, y = only(a), only(b)
    assert dates_conflict(x, y)
    assert dates_conflict(y, x)
    assert not dates_agree(x, y)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("5 October", "2026"),
        ("on Tuesday", "on 5 October"),
        ("on Tuesday", "at 6 a.m."),
        ("yesterday", "on Tuesday"),
        ("05/10/2026", "6 October 2026"),
        ("at 6 a.m. EST", "at 11:00 GMT"),
        ("at 7 p.m.", "at 7.10pm"),
        ("in the evening", "at night"),
    ],
)
def test_an_unknown_neither_agrees_nor_conflicts(a: str, b: str) -> None:
    x, y = only(a), only(b)
    assert not dates_conflict(x, y)
    assert not dates_agree(x, y)


def test_publication_lets_kinds_meet() -> None:
    weekday, day = only("on Monday", PUBLISHED), only("on 5 October", PUBLISHED)
    assert dates_agree(weekday, day)
    assert dates_conflict(weekday, only("yesterday", PUBLISHED))


def test_weekdays_compare_as_names() -> None:
    a, b = only("on Friday", date(2026, 10, 7)), only("on Friday", date(2026, 10, 9))
    assert a.resolved != b.resolved
    assert not dates_conflict(a, b)
    assert not dates_agree(a, b)


def test_cover_runs_from_the_more_specific() -> None:
    assert dates_cover(only("5 October 2026"), only("in October"))
    assert not dates_cover(only("in October"), only("5 October 2026"))
    assert dates_cover(only("at 6.40am"), only("in the morning"))
    assert not dates_cover(only("in the morning"), only("at 6.40am"))
    assert not dates_cover(only("5 October"), only("6 October"))


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["Published: April 10, 2007", "A man was shot."], date(2007, 4, 10)),
        (["UPDATED : FRIDAY , MAY 3 , 2013 , 9 : 56 AM", "She left."], date(2013, 5, 3)),
        (["Tugs stay in port", "Jan 05 , 2011", "More."], date(2011, 1, 5)),
        (["The bank failed on 5 October 2026.", "It had lost money."], None),
        (["Published in May", "On 3 May 2013 and 4 May 2013"], None),
        ([], None),
    ],
)
def test_a_line_that_is_nothing_but_a_date_dates_the_page(lines: list[str], day: date | None) -> None:
    assert stated_day(lines) == day
