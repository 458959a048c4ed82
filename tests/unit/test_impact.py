"""Impact: the rubric's examples, its terms and their spans, and what must not move it."""

from __future__ import annotations

import pytest
from story_parts import cluster, clusters

from corroborate.errors import ConfigError
from corroborate.scoring import impact, load_beat
from corroborate.scoring.beat import MEDIA_TOPICS
from corroborate.scoring.phrases import PhraseBook, words_of
from corroborate.scoring.rubric import rubric
from corroborate.types import Modality

BEAT = load_beat("supply-chain")


@pytest.mark.parametrize(
    ("headline", "text", "low", "high"),
    [
        ("Freight forwarder files for insolvency", "The forwarder filed for insolvency at the commercial court.", 7, 9),
        ("Two countries at war as troops cross the border", "An invasion began at dawn with airstrikes.", 8, 10),
        ("Dockers walk out at three ports", "Dockers went on strike at three ports on Monday.", 6, 7),
        ("Central bank raises interest rate", "The central bank raised its interest rate by half a point.", 6, 8),
        ("Carrier cuts forecast in profit warning", "The shipping line issued a profit warning.", 4, 6),
        ("Maker recalls faulty battery packs", "The product recall covers packs sold since spring.", 4, 6),
        ("Terminal operator appointed new head of sales", "She was appointed as head of sales.", 2, 3),
        ("Striker scores twice as United win cup final", "The striker scored twice in the final.", 1, 2),
        ("Singer dies aged 81", "The singer, known for her first album, has died.", 1, 2),
    ],
)
def test_events_of_each_weight_score_within_the_rubrics_band(headline: str, text: str, low: int, high: int) -> None:
    rows, claims = clusters(text)
    score, _ = impact(headline, rows, claims, BEAT)
    assert low <= score <= high


def test_the_score_is_the_rounded_bounded_sum_of_its_terms_and_each_term_has_a_claim_and_a_span() -> None:
    rows, claims = clusters(
        "A factory fire killed 60 people on Monday.", "Production was brought to a halt and streets were in chaos."
    )
    score, terms = impact("Factory fire kills 60", rows, claims, BEAT)
    assert score == max(1, min(10, int(sum(term.value for term in terms) + 0.5)))
    assert terms[0].kind == "base"
    assert {"base", "magnitude", "immediacy"} <= {term.kind for term in terms}
    for term in terms:
        assert term.claim_id in claims
        assert term.char_start is not None
        assert term.char_end is not None
        assert term.char_start < term.char_end


def test_more_deaths_weigh_more_and_the_wounded_are_not_the_dead() -> None:
    def score(text: str) -> float:
        rows, claims = clusters(text)
        return sum(t.value for t in impact("Bus crash", rows, claims, BEAT)[1] if t.kind == "magnitude")

    assert score("The bus crash killed 3 people.") == 0
    assert score("The bus crash killed 12 people.") < score("The bus crash killed 300 people.")
    assert score("The bus crash left 300 people bruised and frightened at the roadside.") == 0


def test_what_is_alleged_or_planned_weighs_less_than_what_happened() -> None:
    def score(modality: Modality) -> float:
        row, claim = cluster("The line will be taken over by a rival in a merger.", modality=modality)
        return sum(t.value for t in impact("Merger of two lines", [row], {claim.claim_id: claim}, BEAT)[1])

    assert score(Modality.DENIED) < score(Modality.ALLEGED) < score(Modality.PLANNED) < score(Modality.CONFIRMED)


def test_the_same_statement_in_many_clusters_has_one_vote() -> None:
    rows, claims = clusters("Dockers went on strike at the port.", "A jury found the smuggler guilty.")
    more, more_claims = clusters("Dockers went on strike at the port.", *["A jury found the smuggler guilty."] * 9)
    once = impact("Port news", rows, claims, BEAT)
    again = impact("Port news", more, more_claims, BEAT)
    assert once[0] == again[0]
    assert [(t.term, t.value) for t in once[1]] == [(t.term, t.value) for t in again[1]]


def test_nothing_known_still_scores() -> None:
    score, terms = impact("", (), {}, BEAT)
    assert 1 <= score <= 10
    assert len(terms) == 1
    assert terms[0].claim_id is None


def test_the_rubric_is_sound_data() -> None:
    table = rubric()
    assert len(table.events) >= 40
    for event in table.events.values():
        assert 1 <= event.base <= 10
        assert event.tone in (-1, 0, 1)
        assert set(event.topics) <= set(MEDIA_TOPICS)
        assert set(event.takes) <= set(table.magnitudes)
    assert set(table.topic_base) == {*MEDIA_TOPICS, ""}
    assert table.events["insolvency"].base == 8
    assert table.events["curiosity or opinion"].base == 1


def test_phrases_match_by_inflection_and_never_by_a_shared_stem_alone() -> None:
    book = PhraseBook.of({"trade": ["imports", "customs"], "ruin": ["=administrators"], "gap": ["expel ... envoy"]})
    assert [hit.key for hit in book.find(words_of("The import of grain"))] == ["trade"]
    assert not book.find(words_of("An important customer of the administration"))
    assert [hit.key for hit in book.find(words_of("They expelled the old and tired envoy"))] == ["gap"]
    assert not book.find(words_of("They expelled the old and tired and very weary envoy"))


def test_an_unknown_beat_is_one_clear_line() -> None:
    with pytest.raises(ConfigError, match=r"no beat is called 'nowhere' \(known: general, supply-chain\)"):
        load_beat("nowhere")
    with pytest.raises(ConfigError):
        load_beat("../lexicons/impact")
