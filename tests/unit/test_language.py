"""Which language a text is in, and that two languages never meet in one story or one answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from counting_parts import article
from hypothesis import given
from hypothesis import strategies as st

from corroborate.events import group
from corroborate.text.language import tell_language, tongue
from corroborate.wiring import open_house

DE = (
    "Ein Feuer hat am Donnerstag das Fährterminal in Gulltown geschlossen. 14 Menschen wurden wegen "
    "Rauchvergiftung behandelt, sagte die Hafenmeisterin Oda Lind. Zwei Fähren wurden an den Nordkai verlegt."
)
PROSE = {
    "de": DE,
    "fr": "Un incendie a fermé le terminal des ferries jeudi. Quatorze personnes ont été soignées, selon la capitaine "
    "du port. Deux ferries sont partis vers le quai nord, et les autres attendent dans la baie.",
    "es": "Un incendio cerró el jueves la terminal de transbordadores. Catorce personas fueron atendidas por el humo, "
    "según la capitana del puerto, que habló con los periodistas.",
    "it": "Un incendio ha chiuso il terminal dei traghetti giovedì. Quattordici persone sono state curate per il fumo, "
    "ha detto la comandante del porto. Il sindaco è sul posto con gli uomini della guardia.",
    "nl": "Een brand heeft donderdag de veerterminal gesloten. Veertien mensen werden behandeld voor rook, zei de "
    "havenmeester. Het vuur is niet meer te zien van de kade.",
    "pl": "W czwartek pożar zamknął terminal promowy. Kapitan portu powiedziała, że czternaście osób było leczonych, "
    "ale nie jest jasne, jak się to stało.",
    "sv": "En brand stängde färjeterminalen på torsdagen. Hamnkaptenen sade att fjorton personer fick vård för rök och "
    "att det inte är klart om färjorna ska gå till norra kajen.",
    "tr": "Perşembe günü bir yangın feribot terminalini kapattı. Liman müdürü, on dört kişinin tedavi edildiğini ve "
    "iki feribotun kuzey rıhtımı için ayrıldığını söyledi, ancak neden belli değil.",
    "zh": "周四，古尔镇渡轮码头发生火灾，14人因吸入烟雾接受治疗。",
    "ja": "木曜日にガルタウンのフェリーターミナルで火災があり、14人が手当てを受けた。",
    "ko": "목요일 걸타운 여객선 터미널에서 불이 나 14명이 치료를 받았다.",
    "el": "Πυρκαγιά έκλεισε την Πέμπτη τον σταθμό των πλοίων και 14 άνθρωποι νοσηλεύτηκαν.",
    "und-Cyrl": "В четверг пожар закрыл паромный терминал, 14 человек обратились за помощью.",
    "und-Arab": "اندلع حريق في محطة العبارات يوم الخميس وعولج 14 شخصا.",
}
ENGLISH = [
    "A fire closed the Gulltown ferry terminal on Thursday. Fourteen people were treated for smoke.",
    "A FIRE CLOSED THE GULLTOWN FERRY TERMINAL ON THURSDAY AND 14 PEOPLE WERE TREATED FOR SMOKE.",
    "El Salvador, Los Angeles, Las Vegas and La Paz sent mayors; Der Spiegel, Die Zeit and Le Monde reported.",
    "El Nino hits Los Angeles, Las Palmas",
    "Der Spiegel, Le Monde, Il Giornale, El Pais",
    "Nadia Łukaszewska of Gdańsk told Süddeutsche Zeitung that the Škoda plant in Mladá Boleslav would close.",
    "The word for fire in Russian is пожар, and in Greek it is πυρκαγιά.",
    "Port\tShips\tTons\nGulltown\t14\t1,200\nSandbay\t9\t800",
    "1,200 3.4 5% 2026-10-01",
    "Strike",
    "",
]


@pytest.mark.parametrize("code", sorted(PROSE))
def test_running_prose_shows_its_language(code: str) -> None:
    assert tell_language(PROSE[code]) == code
    assert tongue(PROSE[code], "en") == code
    assert tongue(PROSE[code].upper()) == code


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_never_foreign(text: str) -> None:
    assert tell_language(text) in ("en", None)
    assert tongue(text) == "en"


def test_what_is_declared_rules_where_nothing_shows() -> None:
    assert tongue("Streik", "de-AT") == "de"
    assert tongue("Streik", " DE_at ") == "de"
    assert tongue(PROSE["und-Cyrl"], "uk") == "uk"
    assert tongue(ENGLISH[0], "de") == "en"


@given(st.text(max_size=300))
def test_any_text_has_a_language(text: str) -> None:
    assert tongue(text)
    assert tongue(text) == tongue(text)
    assert tell_language("") is None


def test_two_languages_are_never_one_story() -> None:
    names = "Oda Lind Gulltown Nordkai Hafen Kapitan Voss Star"
    one = article("a", f"{names}. {DE}", title=names)
    two = article("b", f"{names}. {ENGLISH[0]} {names}", title=names)
    three = article("c", f"{names}. {DE}", title=names)
    stories = group([one, two, three])
    assert stories["a"] == stories["c"] != stories["b"]


@pytest.mark.shared
def test_no_labelled_english_article_is_taken_for_another_language() -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "data" / "articles.jsonl"
    if not path.exists():
        pytest.skip("the labelled news is not there")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 1000
    assert {tongue(row["text"], row["language"]) for row in rows} == {"en"}


@pytest.mark.slow
def test_foreign_articles_are_kept_marked_and_never_answer_or_contradict_english(tmp_path: Path) -> None:
    outlets = "".join(
        f'[[outlet]]\nid = "{key}"\nname = "{key}"\ndomains = ["{key}.example"]\nowner = "{key}"\nkind = "outlet"\n'
        'status = "vetted"\n'
        for key in ("post", "kurier")
    )
    rows = [
        {"url": "https://post.example/a", "title": "Fire", "text": ENGLISH[0]},
        {
            "url": "https://kurier.example/a",
            "title": "Gulltown",
            "text": DE.replace("14 Menschen", "1.200 Menschen") + " Fourteen people were treated for smoke.",
        },
    ]
    (tmp_path / "outlets.toml").write_text(outlets, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    house = open_house(tmp_path, environ={})
    house.import_files([tmp_path / "a.jsonl"], "r")
    house.build("r")
    house.publish("r")
    published = house.published()
    assert published.rows("SELECT url, language FROM articles ORDER BY url") == [
        {"url": "https://kurier.example/a", "language": "de"},
        {"url": "https://post.example/a", "language": "en"},
    ]
    [n] = published.rows("SELECT count(DISTINCT story_id) AS n FROM story_articles")
    assert n == {"n": 2}
    [found] = published.ask(["14 people were treated for smoke after a fire in Gulltown."])
    assert (found.verified_sources, [cited.url for cited in found.supports]) == (1, ["https://post.example/a"])
    assert found.contradicts == ()
    assert published.rows("SELECT * FROM conflicts") == []
