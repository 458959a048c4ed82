"""Quantities: each line states a text and all that must be read in it."""

from __future__ import annotations

from math import inf

import pytest

from corroborate.text.quantities import (
    agree,
    comparable,
    contradicts,
    entails,
    find_quantities,
    same_figure,
)
from corroborate.types import Quantity, Token

# text -> (span, low, high, unit, noun, hedge)
CASES: dict[str, list[tuple[str, float, float, str, str, str]]] = {
    # counts and their nouns
    "28 people were killed": [("28", 28, 28, "", "people", "")],
    "The blast killed 28.": [("28", 28, 28, "", "", "")],
    "killed 28 in Athens": [("28", 28, 28, "", "", "")],
    "Police said 28 had died.": [("28", 28, 28, "", "", "")],
    "12 senior officials resigned": [("12", 12, 12, "", "official", "")],
    "15 government soldiers were freed": [("15", 15, 15, "", "soldier", "")],
    "23 Danish and Swedish sailors were held": [("23", 23, 23, "", "sailor", "")],
    "28 men, women and children": [("28", 28, 28, "", "man", "")],
    "28 of the 40 passengers": [("28", 28, 28, "", "passenger", ""), ("40", 40, 40, "", "passenger", "")],
    "12 Danish and 11 Swedish sailors": [("12", 12, 12, "", "sailor", ""), ("11", 11, 11, "", "sailor", "")],
    "three more bodies were found": [("three", 3, 3, "", "body", "")],
    "two other women escaped": [("two", 2, 2, "", "woman", "")],
    "six firefighters and two police officers": [
        ("six", 6, 6, "", "firefighter", ""),
        ("two", 2, 2, "", "officer", ""),
    ],
    "the city's 4,500 homes": [("4,500", 4500, 4500, "", "home", "")],
    "a two-storey building": [("two", 2, 2, "", "storey", "")],
    "a 20-man squad": [("20", 20, 20, "", "man", "")],
    "40 sales jobs will go": [("40", 40, 40, "", "job", "")],
    "2000 people marched": [("2000", 2000, 2000, "", "people", "")],
    "1,234,567 votes": [("1,234,567", 1234567, 1234567, "", "vote", "")],
    "1,50,000 farmers": [("1,50,000", 150000, 150000, "", "farmer", "")],
    "another 20, 000 people marched": [("20, 000", 20000, 20000, "", "people", "")],
    "2, 117 points in all": [("2, 117", 2117, 2117, "", "point", "")],
    "Twelve people died": [("Twelve", 12, 12, "", "people", "")],
    # number words
    "twenty-eight people died": [("twenty-eight", 28, 28, "", "people", "")],
    "twenty eight miners": [("twenty eight", 28, 28, "", "miner", "")],
    "a dozen arrests": [("a dozen", 12, 12, "", "arrest", "")],
    "half a dozen shops": [("half a dozen", 6, 6, "", "shop", "")],
    "two dozen cows": [("two dozen", 24, 24, "", "cow", "")],
    "a hundred miners": [("a hundred", 100, 100, "", "miner", "")],
    "one hundred and one dogs": [("one hundred and one", 101, 101, "", "dog", "")],
    "two hundred and fifty thousand voters": [("two hundred and fifty thousand", 250000, 250000, "", "voter", "")],
    "half a million people": [("half a million", 500000, 500000, "", "people", "")],
    "a quarter of a million people": [("a quarter of a million", 250000, 250000, "", "people", "")],
    "a million and a half users": [("a million and a half", 1.5e6, 1.5e6, "", "user", "")],
    "two and a half million users": [("two and a half million", 2.5e6, 2.5e6, "", "user", "")],
    "2 and a half million users": [("2 and a half million", 2.5e6, 2.5e6, "", "user", "")],
    "nineteen hundred graves": [("nineteen hundred", 1900, 1900, "", "grave", "")],
    "one thousand five hundred seats": [("one thousand five hundred", 1500, 1500, "", "seat", "")],
    "three million, two hundred thousand and five votes": [
        ("three million, two hundred thousand and five", 3200005, 3200005, "", "vote", "")
    ],
    "2½ hours": [("2½ hours", 2.5, 2.5, "hour", "", "")],
    "2 1/2 hours": [("2 1/2 hours", 2.5, 2.5, "hour", "", "")],
    # vague words
    "dozens of people": [("dozens", 24, inf, "", "people", "at_least")],
    "hundreds of homes": [("hundreds", 200, inf, "", "home", "at_least")],
    "Thousands marched.": [("Thousands", 2000, inf, "", "", "at_least")],
    "tens of thousands of protesters": [("tens of thousands", 20000, inf, "", "protester", "at_least")],
    "hundreds of thousands of refugees": [("hundreds of thousands", 200000, inf, "", "refugee", "at_least")],
    "tens of millions of dollars": [("tens of millions of dollars", 2e7, inf, "USD", "", "at_least")],
    "several people": [("several", 2, inf, "", "people", "at_least")],
    "several hundred workers": [("several hundred", 200, inf, "", "worker", "at_least")],
    "a few thousand fans": [("a few thousand", 2000, inf, "", "fan", "at_least")],
    "a couple of days": [("a couple of days", 2, 2, "day", "", "about")],
    "scored three times": [("three", 3, 3, "", "time", "")],
    # magnitudes
    "1.2m people": [("1.2m", 1.2e6, 1.2e6, "", "people", "")],
    "500k users": [("500k", 5e5, 5e5, "", "user", "")],
    "3.4bn messages": [("3.4bn", 3.4e9, 3.4e9, "", "message", "")],
    "75 million people": [("75 million", 7.5e7, 7.5e7, "", "people", "")],
    "30 thousand tents": [("30 thousand", 30000, 30000, "", "tent", "")],
    # money
    "$2.3bn": [("$2.3bn", 2.3e9, 2.3e9, "USD", "", "")],
    "$2.3 billion": [("$2.3 billion", 2.3e9, 2.3e9, "USD", "", "")],
    "$ 2.3 billion": [("$ 2.3 billion", 2.3e9, 2.3e9, "USD", "", "")],
    "$2.3B": [("$2.3B", 2.3e9, 2.3e9, "USD", "", "")],
    "$5m": [("$5m", 5e6, 5e6, "USD", "", "")],
    "$137-million of jewels": [("$137-million", 1.37e8, 1.37e8, "USD", "", "")],
    "£3.4 million": [("£3.4 million", 3.4e6, 3.4e6, "GBP", "", "")],
    "€5bn": [("€5bn", 5e9, 5e9, "EUR", "", "")],
    "US$1.8 million (A$1.94 million)": [
        ("US$1.8 million", 1.8e6, 1.8e6, "USD", "", ""),
        ("A$1.94 million", 1.94e6, 1.94e6, "AUD", "", ""),
    ],
    "$US1.8 million": [("$US1.8 million", 1.8e6, 1.8e6, "USD", "", "")],
    "$A1.94 million": [("$A1.94 million", 1.94e6, 1.94e6, "AUD", "", "")],
    "110 billion euros": [("110 billion euros", 1.1e11, 1.1e11, "EUR", "", "")],
    "40 million yuan": [("40 million yuan", 4e7, 4e7, "CNY", "", "")],
    "100 million Australian dollars": [("100 million Australian dollars", 1e8, 1e8, "AUD", "", "")],
    "5 crore rupees": [("5 crore rupees", 5e7, 5e7, "INR", "", "")],
    "Rs 500 crore": [("Rs 500 crore", 5e9, 5e9, "INR", "", "")],
    "Rs. 2.5 lakh": [("Rs. 2.5 lakh", 2.5e5, 2.5e5, "INR", "", "")],
    "1.5 lakh crore rupees": [("1.5 lakh crore rupees", 1.5e12, 1.5e12, "INR", "", "")],
    "¥300": [("¥300", 300, 300, "JPY", "", "")],
    "CHF 20 million": [("CHF 20 million", 2e7, 2e7, "CHF", "", "")],
    "50 cents": [("50 cents", 0.5, 0.5, "USD", "", "")],
    "75p": [("75p", 0.75, 0.75, "GBP", "", "")],
    "200 million pounds": [("200 million pounds", 2e8, 2e8, "GBP", "", "")],
    "200 pounds of flour": [("200 pounds", 200, 200, "pound", "", "")],
    "$80 a barrel": [("$80", 80, 80, "USD", "per barrel", "")],
    "$1.20 per share": [("$1.20", 1.2, 1.2, "USD", "per share", "")],
    "a $100 million deal": [("$100 million", 1e8, 1e8, "USD", "", "")],
    # shares and points
    "rose 5%": [("5%", 5, 5, "percent", "", "")],
    "65 percent of voters": [("65 percent", 65, 65, "percent", "", "")],
    "65 per cent": [("65 per cent", 65, 65, "percent", "", "")],
    "-0.3%": [("-0.3%", -0.3, -0.3, "percent", "", "")],
    "by 25 basis points": [("25 basis points", 25, 25, "basis point", "", "")],
    "50bp": [("50bp", 50, 50, "basis point", "", "")],
    "0.5 percentage points": [("0.5 percentage points", 0.5, 0.5, "percentage point", "", "")],
    "two-thirds of voters": [("two-thirds", 2 / 3, 2 / 3, "fraction", "", "")],
    "half of the voters": [("half", 0.5, 0.5, "fraction", "voter", "")],
    "three quarters of the owners": [("three quarters", 0.75, 0.75, "fraction", "owner", "")],
    # hedges
    "at least 28 people": [("28", 28, inf, "", "people", "at_least")],
    "more than 20": [("20", 20, inf, "", "", "at_least")],
    "over 40 homes": [("40", 40, inf, "", "home", "at_least")],
    "no fewer than 40 homes": [("40", 40, inf, "", "home", "at_least")],
    "upwards of 300 guests": [("300", 300, inf, "", "guest", "at_least")],
    "well over 300 guests": [("300", 300, inf, "", "guest", "at_least")],
    "20 people or more": [("20", 20, inf, "", "people", "at_least")],
    "50+ guests": [("50", 50, inf, "", "guest", "at_least")],
    "at least another 20 guests": [("20", 20, inf, "", "guest", "at_least")],
    "at least one person": [("one", 1, inf, "", "person", "at_least")],
    "up to 40 homes": [("40", 0, 40, "", "home", "at_most")],
    "as many as 75 guests": [("75", 0, 75, "", "guest", "at_most")],
    "fewer than 20 guests": [("20", 0, 20, "", "guest", "at_most")],
    "no more than 20 guests": [("20", 0, 20, "", "guest", "at_most")],
    "under two hours": [("two hours", 0, 2, "hour", "", "at_most")],
    "slightly less than 65 percent": [("65 percent", 0, 65, "percent", "", "at_most")],
    "slightly more than 65 percent": [("65 percent", 65, inf, "percent", "", "at_least")],
    "more than $1 million in damage": [("$1 million", 1e6, inf, "USD", "", "at_least")],
    "about 60 guests": [("60", 60, 60, "", "guest", "about")],
    "around 60 guests": [("60", 60, 60, "", "guest", "about")],
    "some 930 miles south": [("930 miles", 930, 930, "mile", "", "about")],
    "nearly 300 guests": [("300", 300, 300, "", "guest", "about")],
    "an estimated 300 guests": [("300", 300, 300, "", "guest", "about")],
    "close to 300 guests": [("300", 300, 300, "", "guest", "about")],
    "300 or so guests": [("300", 300, 300, "", "guest", "about")],
    "approximately 300 guests": [("300", 300, 300, "", "guest", "about")],
    "loans over three years": [("three years", 3, 3, "year", "", "")],
    "a film about two sisters": [("two", 2, 2, "", "sister", "")],
    # ranges and changes
    "between six and 75 people": [("six and 75", 6, 75, "", "people", "between")],
    "10-15 people": [("10-15", 10, 15, "", "people", "between")],
    "10 to 15 people": [("10 to 15", 10, 15, "", "people", "between")],
    "two or three men": [("two or three", 2, 3, "", "man", "between")],
    "between 3 and 5 million people": [("3 and 5 million", 3e6, 5e6, "", "people", "between")],
    "$3-5 million": [("$3-5 million", 3e6, 5e6, "USD", "", "between")],
    "$3m to $5m": [("$3m to $5m", 3e6, 5e6, "USD", "", "between")],
    "between $3 million and $5 million": [("$3 million and $5 million", 3e6, 5e6, "USD", "", "between")],
    "from 4% to 4.5%": [("4%", 4, 4, "percent", "", "from"), ("4.5%", 4.5, 4.5, "percent", "", "to")],
    "fell to 4.2% from 4.5%": [("4.2%", 4.2, 4.2, "percent", "", "to"), ("4.5%", 4.5, 4.5, "percent", "", "from")],
    "raised the toll from 20 to 28": [("20", 20, 20, "", "", "from"), ("28", 28, 28, "", "", "to")],
    "prices ranging from $5 to $8": [("$5 to $8", 5, 8, "USD", "", "between")],
    # measures
    "5km": [("5km", 5, 5, "km", "", "")],
    "60 miles away": [("60 miles", 60, 60, "mile", "", "")],
    "a 30 - mile chase": [("30 - mile", 30, 30, "mile", "chase", "")],
    "100 m": [("100 m", 100, 100, "m", "", "")],
    "a 100m sprint": [("100m", 100, 100, "m", "sprint", "")],
    "six feet tall": [("six feet", 6, 6, "foot", "", "")],
    "2.5 tonnes of cocaine": [("2.5 tonnes", 2.5, 2.5, "tonne", "", "")],
    "40 mph winds": [("40 mph", 40, 40, "mph", "", "")],
    "120 kilometres per hour": [("120 kilometres per hour", 120, 120, "km/h", "", "")],
    "40,000 square feet": [("40,000 square feet", 40000, 40000, "square foot", "", "")],
    "20 degrees Celsius": [("20 degrees Celsius", 20, 20, "celsius", "", "")],
    "300 hectares": [("300 hectares", 300, 300, "hectare", "", "")],
    "two and a half hours": [("two and a half hours", 2.5, 2.5, "hour", "", "")],
    "half an hour": [("half an hour", 0.5, 0.5, "hour", "", "")],
    "24 hours later": [("24 hours", 24, 24, "hour", "", "")],
    "a three-year deal": [("three-year", 3, 3, "year", "deal", "")],
    "within 60 days": [("60 days", 60, 60, "day", "", "")],
    "two more weeks": [("two more weeks", 2, 2, "week", "", "")],
    "a magnitude-5.6 tremor": [("5.6", 5.6, 5.6, "magnitude", "", "")],
    "a 5.6-magnitude tremor": [("5.6-magnitude", 5.6, 5.6, "magnitude", "", "")],
    "a 5.6 quake": [("5.6", 5.6, 5.6, "magnitude", "", "")],
    "with a magnitude of 7": [("7", 7, 7, "magnitude", "", "")],
    "a Category 4 hurricane": [("4", 4, 4, "category", "", "")],
    "a week ago": [("a week", 1, 1, "week", "", "")],
    "for more than a month": [("a month", 1, inf, "month", "", "at_least")],
    "hours after the arrest": [("hours", 2, 30, "hour", "", "between")],
    # ages
    "a 23-year-old man": [("23-year-old", 23, 23, "years old", "", "")],
    "36 - year - old Elm": [("36 - year - old", 36, 36, "years old", "", "")],
    "a driver aged 23": [("23", 23, 23, "years old", "", "")],
    "Dr Ann Elm, 43, is missing": [("43", 43, 43, "years old", "", "")],
    "Ann Elm (43) is missing": [("43", 43, 43, "years old", "", "")],
    "told the driver, 36, to stop": [("36", 36, 36, "years old", "", "")],
    "Elm was 75, the paper said": [("75", 75, 75, "years old", "", "")],
    "He died at 94.": [("94", 94, 94, "years old", "", "")],
    "at the age of 16": [("16", 16, 16, "years old", "", "")],
    "She is 43 years old": [("43 years old", 43, 43, "years old", "", "")],
    "18-24-year-olds": [("18-24-year-olds", 18, 24, "years old", "", "between")],
    "in her early 40s": [("early 40s", 40, 43, "years old", "", "between")],
    "in his seventies": [("seventies", 70, 79, "years old", "", "between")],
    "two women, aged 68 and 48": [
        ("two", 2, 2, "", "woman", ""),
        ("68", 68, 68, "years old", "", ""),
        ("48", 48, 48, "years old", "", ""),
    ],
    # scores
    "won 3-1": [("3-1", 1, 3, "score", "", "")],
    "a 15 - 2 run": [("15 - 2", 2, 15, "score", "", "")],
    "a 5-4 ruling": [("5-4", 4, 5, "score", "", "")],
    "beat Elmford, 65–53": [("65–53", 53, 65, "score", "", "")],
    # one
    "one person was killed": [("one", 1, 1, "", "person", "")],
    "One was killed and two were hurt.": [("One", 1, 1, "", "", ""), ("two", 2, 2, "", "", "")],
    # no quantity at all
    "one of the men": [],
    "No one was hurt.": [],
    "this one is better": [],
    "one day he will see": [],
    "in 2008": [],
    "on October 5, 2026 at 6 a.m.": [],
    "at 18:40": [],
    "the 1990s": [],
    "since 1843": [],
    "2026-10-05": [],
    "call 020 7946 0000": [],
    "call 555-1234 or +44 20 7946 0000": [],
    "No. 3 seed": [],
    "Flight 370": [],
    "Boeing 737": [],
    "a Boeing 737-800": [],
    "F-16 jets": [],
    "Covid-19 rules": [],
    "the G20": [],
    "5G phones and 3D films": [],
    "the Big Four": [],
    "Highway 101": [],
    "version 1.2.3": [],
    "https://example.com/2/300": [],
    "write to a4@example.com": [],
    "zero tolerance": [],
    "first of all": [],
    "a split second later": [],
    "": [],
}

ORDINALS: dict[str, list[tuple[str, float, str]]] = {
    "the third man": [("third", 3, "man")],
    "the 21st floor": [("21st", 21, "floor")],
    "the twenty-first floor": [("twenty-first", 21, "floor")],
    "for the second time": [("second", 2, "time")],
    "third-quarter profit": [("third", 3, "quarter")],
    "the 85th awards": [("85th", 85, "award")],
    "in round six": [("six", 6, "round")],
    "in Week 16": [("16", 16, "week")],
}


def as_rows(found: tuple[Quantity, ...]) -> list[tuple[str, float, float, str, str, str]]:
    return [(q.text, q.low, q.high, q.unit, q.noun, q.hedge) for q in found]


@pytest.mark.parametrize("text", CASES)
def test_find(text: str) -> None:
    found = find_quantities(text)
    expected = [(t, pytest.approx(lo), pytest.approx(hi), u, n, h) for t, lo, hi, u, n, h in CASES[text]]
    assert as_rows(found) == expected
    assert all(text[q.start : q.end] == q.text for q in found)


@pytest.mark.parametrize("text", ORDINALS)
def test_find_ordinals(text: str) -> None:
    found = find_quantities(text)
    assert [(q.text, q.low, q.noun) for q in found] == ORDINALS[text]
    assert all(q.ordinal for q in found)


def test_there_are_enough_cases() -> None:
    assert len(CASES) + len(ORDINALS) >= 150


def only(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


AGREE = [
    ("28 people", "more than 20 people"),
    ("15 people", "at least 15 people"),
    ("up to 75 guests", "75 guests"),
    ("about 60 guests", "57 guests"),
    ("about 60 guests", "60 guests"),
    ("$2.3bn", "$2.31 billion"),
    ("28 people", "28 persons"),
    ("40 homes", "40 houses"),
    ("a dozen arrests", "12 arrests"),
    ("dozens of guests", "40 guests"),
    ("dozens of guests", "20 guests"),
    ("60 miles", "97 km"),
    ("two weeks", "14 days"),
    ("half of the voters", "50% of voters"),
    ("25 basis points", "0.25 percentage points"),
    ("between six and 75 people", "28 people"),
    ("a 23-year-old man", "aged 23"),
    ("won 3-1", "a 3-1 victory"),
    ("killed 28", "28 people"),
    ("nearly 300 guests", "297 guests"),
    ("1.2m people", "1,200,000 people"),
    ("in her early 40s", "aged 42"),
]

CONTRADICT = [
    ("28 people", "33 people"),
    ("5%", "6%"),
    ("$1.8 million", "$2.8 million"),
    ("more than $1 million", "less than $1 million"),
    ("more than 20 people", "18 people"),
    ("up to 75 guests", "90 guests"),
    ("about 60 guests", "80 guests"),
    ("a 5.6 quake", "a 5.9 quake"),
    ("a 23-year-old man", "aged 32"),
    ("won 3-1", "won 3-2"),
    ("110 billion euros", "120 billion euros"),
    ("dozens of guests", "hundreds of guests"),
    ("dozens of guests", "5,000 guests"),
    ("hours after the arrest", "weeks after the arrest"),
    ("the third man", "the second man"),
    ("28 people", "killed 33"),
]

INCOMPARABLE = [
    ("28 people", "28 homes"),
    ("$5", "£5"),
    ("5%", "5 percentage points"),
    ("three years", "aged three"),
    ("the third man", "three men"),
    ("5 km", "5 hours"),
    ("$5 per share", "$5 per barrel"),
]


@pytest.mark.parametrize(("a", "b"), AGREE)
def test_agree(a: str, b: str) -> None:
    x, y = only(a), only(b)
    assert agree(x, y)
    assert agree(y, x)
    assert not contradicts(x, y)
    assert not contradicts(y, x)


@pytest.mark.parametrize(("a", "b"), CONTRADICT)
def test_contradict(a: str, b: str) -> None:
    x, y = only(a), only(b)
    assert comparable(x, y)
    assert contradicts(x, y)
    assert contradicts(y, x)
    assert not agree(x, y)


@pytest.mark.parametrize(("a", "b"), INCOMPARABLE)
def test_incomparable(a: str, b: str) -> None:
    x, y = only(a), only(b)
    assert not comparable(x, y)
    assert not agree(x, y)
    assert not contradicts(x, y)


def test_two_ends_of_a_change_are_not_one_figure() -> None:
    old, new = find_quantities("cut from 4% to 3%")
    assert not comparable(old, new)


def test_entails_runs_from_the_more_specific() -> None:
    assert entails(only("28 people"), only("at least 20 people"))
    assert not entails(only("at least 20 people"), only("28 people"))
    assert entails(only("at least 15 people"), only("15 people"))
    assert entails(only("15 people"), only("at least 15 people"))
    assert not entails(only("dozens of people"), only("24 people"))
    assert entails(only("40 people"), only("dozens of people"))
    assert not entails(only("more than 80 percent"), only("more than 90 percent"))


def test_same_figure_leaves_the_noun_aside() -> None:
    a, b = only("four gunmen"), only("four robbers")
    assert not agree(a, b)
    assert same_figure(a, b)
    assert not same_figure(a, only("five robbers"))


def token(start: int, text: str, pos: str, dep: str, head: int) -> Token:
    return Token(start, start + len(text), text, text.lower(), pos, "", dep, head, "")


def test_tokens_name_what_is_counted() -> None:
    text = "40 volunteer fire brigade helpers came"
    tokens = (
        token(0, "40", "NUM", "nummod", 4),
        token(3, "volunteer", "NOUN", "compound", 4),
        token(13, "fire", "NOUN", "compound", 3),
        token(18, "brigade", "NOUN", "compound", 4),
        token(26, "helpers", "NOUN", "nsubj", 5),
        token(34, "came", "VERB", "ROOT", 5),
    )
    (found,) = find_quantities(text, tokens)
    assert found.noun == "helper"


def test_tokens_of_a_broken_parse_do_no_harm() -> None:
    tokens = (token(0, "40", "NUM", "nummod", 99), token(3, "homes", "NOUN", "nsubj", -1))
    (found,) = find_quantities("40 homes", tokens)
    assert (found.low, found.noun) == (40, "home")
