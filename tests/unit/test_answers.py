"""``ask`` over small stories: the same candidates, scorer and count as the store's own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from counting_parts import Matched, article, asked, origins, read

from corroborate.answers import Answer, StoryView, answer
from corroborate.backing import evidence_for
from corroborate.embed import SentenceEmbedder
from corroborate.nlp import SpacyParser
from corroborate.support.scorer import packaged_forest
from corroborate.types import Outlet, OutletStatus, Verdict

OUTLETS = {
    key: Outlet(outlet_id=key, name=name, domains=(f"{key}.example",), status=OutletStatus.VETTED)
    for key, name in (("a", "Ness Post"), ("b", "Voss Star"), ("c", "Daily Quay"))
} | {"x": Outlet(outlet_id="x", name="Truth Daily", domains=("x.example",))}

BLAST = {
    "a": "A bomb exploded at a market in Halden on Monday. Twenty-eight people were killed in the explosion.",
    "b": "In Halden 28 people were killed when a bomb went off at a market, rescuer Per Holm said.",
    "c": "At least 20 people were killed in the explosion at the market in Halden, nurse Eva Dahl said.",
    "x": "Twenty-eight people were killed in the explosion at the Halden market.",
}
STRIKE = {
    "a-2": "Dockers in Bergen began a strike over pay on Thursday. The union called the offer an insult.",
    "b-2": "Bergen's dockers walked out on Thursday. No ship was unloaded.",
}


@pytest.fixture(scope="module")
def ask(parser: SpacyParser, embedder: SentenceEmbedder) -> Asker:
    return Asker(parser, embedder)


class Asker:
    def __init__(self, parser: SpacyParser, embedder: SentenceEmbedder) -> None:
        self.parser, self.embedder = parser, embedder

    def view(self, texts: Mapping[str, str], question: str, story: str) -> StoryView:
        articles = [
            article(key, text, outlet_id=key.split("-")[0], hours=n) for n, (key, text) in enumerate(texts.items())
        ]
        passages = tuple(p for made in articles for p in read(self.parser, made, OUTLETS).passages())
        vectors = self.embedder.embed([*(p.text for p in passages), question])
        return StoryView(
            known=origins(articles, OUTLETS, story=story),
            passages=passages,
            cosines=np.round(vectors[:-1] @ vectors[-1], 4),
        )

    def __call__(self, question: str, *stories: Mapping[str, str]) -> Answer:
        views = [self.view(texts, question, f"s{n}") for n, texts in enumerate(stories or (BLAST, STRIKE))]
        return answer("q1", asked(self.parser, question), views, packaged_forest())


def test_who_says_it_is_counted_and_named(ask: Asker) -> None:
    found = ask("28 people were killed in the explosion at the market in Halden.")
    assert (found.id, found.verified_sources, found.verdict) == ("q1", 2, Verdict.CORROBORATED)
    assert (found.sources_low, found.sources_high, found.unverified_sources) == (2, 2, 1)
    assert found.story_id == "s0"
    assert found.sentence == "N = 2: Ness Post and Voss Star; 1 unverified not counted"
    assert 0.75 < found.confidence <= 0.99
    assert [(cited.url, cited.counted) for cited in found.supports] == [
        (cited.url, cited.url in ("https://a/a", "https://b/b")) for cited in found.supports
    ]
    assert sum(cited.counted for cited in found.supports) == 2
    assert [cited.counted for cited in found.supports] == sorted((c.counted for c in found.supports), reverse=True)


def test_every_citation_is_a_stretch_of_a_stored_text(ask: Asker) -> None:
    found = ask("28 people were killed in the explosion at the market in Halden.")
    texts = {f"https://{key}/{key}": text for key, text in BLAST.items()}
    for cited in (*found.supports, *found.contradicts):
        assert texts[cited.url][cited.char_start : cited.char_end] == cited.text
        assert cited.reason


def test_a_less_specific_question_has_more_who_say_it(ask: Asker) -> None:
    found = ask("At least 20 people were killed in the explosion at the market in Halden.")
    assert found.verified_sources == 3


def test_another_figure_is_contradicted_and_unsupported(ask: Asker) -> None:
    found = ask("Forty people were killed in the explosion at the market in Halden.")
    assert (found.verified_sources, found.verdict, found.supports) == (0, Verdict.UNSUPPORTED, ())
    assert (found.sources_low, found.sources_high, found.confidence) == (0, 0, 0.01)
    assert found.contradicts
    assert found.sentence.startswith("N = 0: nobody in the store says this; ")
    assert found.sentence.endswith("otherwise")
    assert all("28" in cited.text or "Twenty-eight" in cited.text for cited in found.contradicts)


def test_what_nobody_says_gets_the_nearest_and_what_it_lacks(ask: Asker) -> None:
    found = ask("Jan Lund led the strike of dockers in Bergen over pay.", BLAST, STRIKE)
    assert (found.verified_sources, found.verdict) == (0, Verdict.UNSUPPORTED)
    assert found.nearest
    assert found.nearest[0].url in ("https://a/a-2", "https://b/b-2")
    assert {"Jan", "Lund"} <= set(found.nearest[0].missing)
    assert found.sentence.startswith("N = 0: nobody in the store says this; the nearest lacks Jan, Lund")


def test_a_question_about_nothing_in_the_store(ask: Asker) -> None:
    found = ask("The president of Sudmark married a violinist in secret.")
    assert (found.verified_sources, found.verdict, found.supports, found.contradicts) == (
        0,
        Verdict.UNSUPPORTED,
        (),
        (),
    )
    assert found.story_id is None
    assert found.sentence.startswith("N = 0: nobody in the store says this")


def test_no_stories_no_answer(ask: Asker) -> None:
    found = answer("q", asked(ask.parser, "Anything at all happened."), (), packaged_forest())
    assert (found.verified_sources, found.nearest, found.sentence) == (0, (), "N = 0: nobody in the store says this")


def test_the_story_that_speaks_of_it_answers_whatever_its_place(ask: Asker) -> None:
    question = "Dockers in Bergen walked out on Thursday."
    assert ask(question, BLAST, STRIKE).verified_sources == ask(question, STRIKE, BLAST).verified_sources >= 1
    assert ask(question, BLAST, STRIKE).story_id == "s1"


def test_a_story_that_says_it_outranks_one_that_denies_it(ask: Asker) -> None:
    question = "The council of Voss approved the bridge."
    says = {"a": "The council of Voss approved the bridge."}
    denies = dict.fromkeys(("b-3", "c-3", "x-3"), "The council of Voss did not approve the bridge.")
    for stories in ((says, denies), (denies, says)):
        found = ask(question, *stories)
        assert found.verified_sources == 1
        assert [cited.url for cited in found.supports] == ["https://a/a"]


def test_asking_a_statements_own_text_returns_its_count(parser: SpacyParser, embedder: SentenceEmbedder) -> None:
    # One sentence a claim: nothing is left out of it, so its words are the whole sentence.
    texts = {
        "a": "Twenty-eight people were killed in the explosion at the market.",
        "b": "The council of Halden approved the plan for a bridge.",
        "c": "The explosion at the market killed 28 people, nurse Eva Dahl said.",
    }
    matched = Matched(parser, embedder, texts)
    known = origins(
        [article(key, text, outlet_id=key, hours=n) for n, (key, text) in enumerate(texts.items())], OUTLETS
    )
    asker = Asker(parser, embedder)
    for group in matched.groups:
        if group.statement.text not in texts.values():
            continue
        _, stored = evidence_for(group.claim_cluster_id, group.supports, group.contradicts, known)
        found = asker(group.statement.text, texts)
        assert (found.verified_sources, found.verdict, found.confidence) == (
            stored.verified_sources,
            stored.verdict,
            stored.confidence,
        ), group.statement.text
