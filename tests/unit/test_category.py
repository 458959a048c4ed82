"""Category: any news gets a topic, the beat gives its own names, and volume changes nothing."""

from __future__ import annotations

import pytest
from story_parts import clusters

from corroborate.scoring import category, load_beat
from corroborate.scoring.beat import MEDIA_TOPICS

GENERAL, CHAIN = load_beat("general"), load_beat("supply-chain")


@pytest.mark.parametrize(
    ("headline", "text", "topic"),
    [
        ("Earthquake shakes coastal towns", "Rescuers searched the rubble after the earthquake.", "disaster"),
        ("Striker scores twice in cup final", "The football club won the championship.", "sport"),
        ("Parliament passes budget", "Lawmakers voted for the bill by a narrow majority.", "politics"),
        ("Shelling resumes along the front", "Troops and rebels traded artillery fire.", "conflict"),
        ("Man jailed for murder", "The jury convicted him and the judge sentenced him.", "crime"),
        ("Chipmaker profit jumps", "Quarterly earnings rose and shares gained.", "economy"),
        ("Measles outbreak closes wards", "Doctors vaccinated patients at the hospital.", "health"),
        ("New album from folk singer", "The singer's band recorded the album last year.", "arts"),
        ("Telescope finds planet", "Astronomers discovered a planet beyond the solar system.", "science"),
        ("Nurses on strike over pay", "The trade union called a walkout.", "labour"),
        ("Snowfall and gales forecast", "The forecasters issued a weather warning for snow.", "weather"),
        ("Pope names new cardinals", "The Vatican said the archbishop would be a cardinal.", "religion"),
        ("Tuition fees to rise", "The university said students would pay more tuition.", "education"),
        ("Emissions target missed", "Carbon emissions rose as forests were lost to deforestation.", "environment"),
    ],
)
def test_any_news_gets_its_topic(headline: str, text: str, topic: str) -> None:
    rows, _ = clusters(text)
    for beat in (GENERAL, CHAIN):
        name, found = category(headline, rows, beat)
        assert found is not None
        assert found.startswith(topic)
        assert name


def test_the_beat_names_finer_categories() -> None:
    rows, _ = clusters("Container ships wait off the port and the terminal has shut its quay.")
    assert category("Port terminal backlog delays cargo", rows, CHAIN) == (
        "Ports and shipping",
        "economy, business and finance",
    )
    assert category("Port terminal backlog delays cargo", rows, GENERAL)[0] == "Markets and companies"


def test_words_that_say_nothing_give_no_topic() -> None:
    assert category("Something about it", (), GENERAL) == ("General", None)


def test_every_topic_has_a_name_and_words() -> None:
    for beat in (GENERAL, CHAIN):
        assert set(beat.display) == set(MEDIA_TOPICS)
    keys = {pattern.key for patterns in GENERAL.topics.by_first.values() for pattern in patterns}
    assert keys == set(MEDIA_TOPICS)


def test_the_order_of_statements_makes_no_difference() -> None:
    rows, _ = clusters("The jury convicted him.", "The storm brought snowfall.", "Shares fell on the stock market.")
    assert category("A day of news", rows, CHAIN) == category("A day of news", rows[::-1], CHAIN)
