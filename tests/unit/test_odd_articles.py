"""Articles that are no prose: kept, read as far as they can be, and never in the way of the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from counting_parts import article
from hypothesis import given, settings
from hypothesis import strategies as st

from corroborate.nlp import SpacyParser
from corroborate.reading import outline, parsed, unpack
from corroborate.wiring import open_house

FIRE = "A fire closed the ferry terminal in Gulltown on Thursday. Fourteen people were treated for smoke."
ODD = {
    "a sentence of 3,000 words": "The council said "
    + "that the pier near the terminal was closed and " * 330
    + "no more.",
    "no punctuation": "fire closed the ferry terminal on thursday and fourteen people were treated " * 60,
    "a table": "Port\tShips\tTons\nGulltown\t14\t1,200\n" + "\n".join(f"{n}\t{n * n}\t{n / 7:.2f}" for n in range(200)),
    "markdown": "| a | b |\n|---|---|\n| 14 | people |\n",
    "all capitals": FIRE.upper(),
    "numbers in words": "Twenty-eight thousand four hundred and twelve people, a dozen dozen dogs and half a "
    "million and a half birds fled. Nought point five percent stayed. Minus three. The twenty-first century's odd.",
    "impossible dates": "It happened on 31 February 2026, on 2026-13-45, on 32/32/32, on the 99th of Octember, at "
    "25:61 and on 0000-00-00. In year 99999999999999999999 it will again.",
    "punctuation": "?!?!?! ... --- *** ((( ]]] \u2026\u2026",
    "brackets": "(" * 20_000,
    "quotation marks": '"' * 20_000,
    "stops": "." * 20_000,
    "one digit after another": "9" * 19_000 + " people died.",
    "a line of a million characters": "a" * 1_100_000,
    "a line of a million characters in words": "fourteen people " * 70_000,
    "controls": "A\x00B fire\u200b closed\ufeff the \x1b[31mport.",
    "right to left": "\u202eThe port closed\u202c. اندلع حريق.",
    "one letter": "x",
    "chinese": "周四，渡轮码头发生火灾，14人因吸入烟雾接受治疗。",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every odd article and one good one, through the real build."""
    path = tmp_path_factory.mktemp("odd")
    rows = [{"url": "https://post.example/good", "title": "Fire in Gulltown", "text": FIRE}]
    rows += [
        {"url": f"https://odd{n}.example/a", "title": name, "text": text} for n, (name, text) in enumerate(ODD.items())
    ]
    (path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (path / "outlets.toml").write_text(
        '[[outlet]]\nid = "post"\nname = "Post"\ndomains = ["post.example"]\nkind = "outlet"\nstatus = "vetted"\n',
        encoding="utf-8",
    )
    house = open_house(path, environ={})
    [report] = house.import_files([path / "a.jsonl"], "r")
    assert dict(report.dropped_by_reason) == {}
    house.build("r")
    house.publish("r")
    return path


@pytest.mark.slow
def test_all_are_kept_letter_for_letter_and_the_store_is_whole(home: Path) -> None:
    house = open_house(home, environ={})
    rows = {row["title"]: row["text"] for row in house.published().rows("SELECT title, text FROM articles")}
    assert {name: rows[name] for name in ODD} == ODD
    with house.store() as store:
        assert store.check() == []


@pytest.mark.slow
def test_the_good_one_is_counted_as_if_alone(home: Path) -> None:
    [found] = open_house(home, environ={}).published().ask(["14 people were treated for smoke in Gulltown."])
    assert found.verified_sources == 1
    assert "https://post.example/good" in {cited.url for cited in found.supports if cited.counted}
    assert found.contradicts == ()


@pytest.mark.slow
def test_what_is_no_prose_makes_no_claim(home: Path) -> None:
    rows = (
        open_house(home, environ={})
        .published()
        .rows("SELECT DISTINCT title FROM claims JOIN articles USING (article_id)")
    )
    quiet = {"a table", "markdown", "punctuation", "brackets", "quotation marks", "stops", "one letter", "chinese"}
    quiet |= {name for name in ODD if name.startswith(("a line", "a sentence of"))}
    assert not {row["title"] for row in rows} & quiet


def test_a_sentence_beyond_the_limits_keeps_its_place_and_has_no_grammar(parser: SpacyParser) -> None:
    text = "The port closed. " + "X" * 500 + " closed too. It opened again."
    made = article("a", text, title="T" * 30_000)
    read = unpack(made, parsed(made, parser), {})
    assert [bool(sentence.tokens) for sentence in read.sentences] == [True, False, True]
    assert [text[sentence.start : sentence.end] for sentence in read.sentences] == [s.text for s in read.sentences]
    assert read.title is not None
    assert read.title.tokens == ()
    assert len(read.passages()) == 3
    assert outline(made, parsed(made, parser)).sentences == tuple(sentence.text for sentence in read.sentences)


PIECES = st.sampled_from(
    "28 fourteen half dozen million $2.3bn 5% - 2026-02-31 Feb 31 Monday ( ) [ ] \" ' . … ! | \t \n The PORT closed "
    "not said that Jan Lund killed \x00 \x1b[31m \u202e \u200b 漢字 é".split(" ")
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map(" ".join)))
def test_any_text_is_read_to_exact_sentences(parser: SpacyParser, text: str) -> None:
    made = article("a", text, title=text[:40])
    text.encode("utf-8", "surrogatepass")
    read = unpack(made, parsed(made, parser), {})
    for passage in read.passages():
        assert text[passage.start : passage.end] == passage.text
