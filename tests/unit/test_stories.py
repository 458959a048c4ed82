"""Stories: which title and lead, the gate, facts that a farm cannot choose, and lines that trace to claims."""

from __future__ import annotations

import pytest
from story_parts import Newsroom

from corroborate.scoring import load_beat
from corroborate.stories import gate_of, tell
from corroborate.stories.headline import fit, tidy
from corroborate.stories.mentions import mentions
from corroborate.types import (
    ClaimCluster,
    ClaimKind,
    Conflict,
    ConflictKind,
    Gate,
    Line,
    Modality,
    OutletKind,
    OutletStatus,
    Story,
    Verdict,
)

BEAT = load_beat("supply-chain")
STRANGER = OutletStatus.PROBATION
STRIKE = "Dock workers walked out at the port of Halden."
SHIPS = "Seventeen ships were waiting off Halden on Monday."


def strike() -> Newsroom:
    """Three origins have the strike, two the talks, one each a detail; Courier copies Wire."""
    room = Newsroom()
    wire = room.article(
        "wire",
        "Dock workers walk out at port of Halden",
        STRIKE,
        "Talks broke off late on Sunday.",
        "About 2,400 workers take part.",
        kind=OutletKind.WIRE,
    )
    times = room.article(
        "harbour-times",
        "Halden port at a standstill",
        STRIKE,
        SHIPS,
        "It was the first strike by dock workers in years.",
    )
    courier = room.article(
        "courier", "Halden dockers walk out", STRIKE, "About 2,400 workers take part.", rests_on="o-a00"
    )
    post = room.article(
        "post",
        "The woman who stopped Halden",
        STRIKE,
        "Talks broke off late on Sunday.",
        'The leader said "we can pay every striker for eight whole weeks" on Monday.',
        "The union will ballot its tug crews on 20 October 2026.",
    )
    room.statement(STRIKE, wire, times, courier, post)
    room.statement("Talks broke off late on Sunday.", wire, post, kind=ClaimKind.DATE)
    room.statement("About 2,400 workers take part.", wire, courier, kind=ClaimKind.QUANTITY)
    room.statement(SHIPS, times)
    room.statement(
        "The union will ballot its tug crews on 20 October 2026.", post, modality=Modality.PLANNED, kind=ClaimKind.DATE
    )
    room.statement(
        'The leader said "we can pay every striker for eight whole weeks".',
        post,
        kind=ClaimKind.QUOTE,
        attributed_to="Ms Hallgarth",
        span="we can pay every striker for eight whole weeks",
    )
    room.mentions += [(wire.article_id, "Halden", "GPE"), (post.article_id, "Lise Hallgarth", "PERSON")]
    room.mentions += [(post.article_id, "Ms Hallgarth", "PERSON"), (wire.article_id, "Monday", "DATE")]
    return room


def update(earlier: ClaimCluster, later: ClaimCluster) -> Conflict:
    return Conflict(
        claim_cluster_a=earlier.claim_cluster_id,
        claim_cluster_b=later.claim_cluster_id,
        kind=ConflictKind.UPDATE,
        claim_a=earlier.claim_ids[0],
        claim_b=later.claim_ids[0],
        explanation="",
    )


def lines(story: Story) -> list[Line]:
    parts = (story.takeaways, story.key_facts, story.analysis, story.timeline, story.watch, story.quotes)
    return [line for part in parts for line in part]


# --- the gate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "verdict", "modality", "anonymous", "gate"),
    [
        (0, Verdict.UNSUPPORTED, Modality.CONFIRMED, False, Gate.HELD),
        (0, Verdict.UNVETTED, Modality.CONFIRMED, False, Gate.HELD),
        (0, Verdict.RETRACTED, Modality.CONFIRMED, False, Gate.HELD),
        (0, Verdict.CANNOT_MEASURE, Modality.CONFIRMED, False, Gate.HELD),
        (1, Verdict.SINGLE_SOURCE, Modality.CONFIRMED, False, Gate.MARKED),
        (1, Verdict.SINGLE_SOURCE, Modality.PLANNED, False, Gate.MARKED),
        (1, Verdict.SINGLE_SOURCE, Modality.ALLEGED, False, Gate.HELD),
        (1, Verdict.SINGLE_SOURCE, Modality.CONFIRMED, True, Gate.HELD),
        (1, Verdict.UNVETTED, Modality.CONFIRMED, False, Gate.HELD),
        (1, Verdict.CONTESTED, Modality.ALLEGED, False, Gate.HELD),
        (1, Verdict.CONTESTED, Modality.CONFIRMED, False, Gate.MARKED),
        (1, Verdict.CANNOT_MEASURE, Modality.CONFIRMED, False, Gate.MARKED),
        (2, Verdict.CONTESTED, Modality.CONFIRMED, False, Gate.MARKED),
        (2, Verdict.CANNOT_MEASURE, Modality.CONFIRMED, False, Gate.MARKED),
        (2, Verdict.CORROBORATED, Modality.CONFIRMED, False, Gate.PUBLISHED),
        (2, Verdict.CORROBORATED, Modality.ALLEGED, True, Gate.PUBLISHED),
        (7, Verdict.CORROBORATED, Modality.CONFIRMED, False, Gate.PUBLISHED),
    ],
)
def test_the_gate_is_the_contracts(n: int, verdict: Verdict, modality: Modality, anonymous: bool, gate: Gate) -> None:
    found, reason = gate_of(n, verdict, modality, anonymous)
    assert found is gate
    assert reason.startswith(gate.value.capitalize() + ":")
    assert reason.endswith(".")


# --- headline and lead ------------------------------------------------------------------------


def test_the_storys_count_is_its_leads_and_the_lead_is_what_the_headline_states() -> None:
    room = strike()
    story = tell(room.inputs(), BEAT)
    assert story.headline == "Dock workers walk out at port of Halden"
    assert story.lead_claim_cluster_id == "k000"
    assert (story.verified_sources, story.verdict, story.gate) == (3, Verdict.CORROBORATED, Gate.PUBLISHED)
    assert story.confidence == room.clusters[0].corroboration.confidence
    assert story.category == "Labour and strikes"


def test_the_lead_is_never_simply_the_highest_count_of_the_story() -> None:
    room = Newsroom()
    first = room.article("times", "Grenmark buys Tessel Terminals", "Grenmark buys Tessel Terminals.")
    others = [room.article(f"paper-{i}", "Grenmark buys Tessel Terminals", "Ferries carry cars.") for i in range(4)]
    stated = room.statement("Grenmark buys Tessel Terminals.", first)
    room.statement("Ferries carry cars across the sound.", first, *others)
    story = tell(room.inputs(), BEAT)
    assert story.lead_claim_cluster_id == stated.claim_cluster_id
    assert (story.verified_sources, story.gate) == (1, Gate.MARKED)


def test_a_farm_cannot_choose_headline_lead_or_facts() -> None:
    honest = tell(strike().inputs(), BEAT)
    room = strike()
    farm = [
        room.article(
            f"blog-{i}",
            "Poison spilled in Halden harbour",
            "Poison spilled in the Halden harbour basin.",
            status=OutletStatus.PROBATION,
            hours=-5,
        )
        for i in range(50)
    ]
    room.statement("Poison spilled in the Halden harbour basin.", *farm)
    story = tell(room.inputs(), BEAT)
    assert story.headline == honest.headline
    assert story.lead_claim_cluster_id == honest.lead_claim_cluster_id
    assert story.key_facts == honest.key_facts
    assert story.takeaways == honest.takeaways
    assert not any("Poison" in line.text for line in lines(story))


def test_where_only_strangers_report_the_story_is_held() -> None:
    room = Newsroom()
    blogs = [
        room.article(f"blog-{i}", "Seed grain at Ostrand poisoned", "Seed grain at Ostrand was poisoned.",
                     status=OutletStatus.PROBATION)
        for i in range(6)
    ]  # fmt: skip
    room.statement("Seed grain at Ostrand was poisoned.", *blogs)
    story = tell(room.inputs(), BEAT)
    assert (story.verified_sources, story.gate) == (0, Gate.HELD)


def test_one_origin_on_somebody_unnamed_is_held() -> None:
    room = Newsroom()
    text = "Grenmark is in talks to buy Tessel Terminals, two people familiar with the matter said."
    room.statement(
        "Grenmark is in talks to buy Tessel Terminals.",
        room.article("cargo-monitor", "Grenmark in talks to buy Tessel Terminals", text),
        span=text,
    )
    story = tell(room.inputs(), BEAT)
    assert story.gate is Gate.HELD
    assert "unnamed" in story.gate_reason


def test_a_reports_title_goes_before_a_documents_and_a_superseded_one_last() -> None:
    room = Newsroom()
    early = room.article("times", "Four dead in Aurelia fire", "Four crew died in the Aurelia fire.")
    late = room.article("agency", "Six dead in Aurelia fire", "Six crew died in the Aurelia fire.")
    paper = room.article("carrier", "Six dead in Aurelia fire: statement", "Six crew died in the Aurelia fire.",
                         kind=OutletKind.COMPANY)  # fmt: skip
    four = room.statement("Four crew died in the Aurelia fire.", early)
    six = room.statement("Six crew died in the Aurelia fire.", late, paper)
    room.conflicts.append(update(four, six))
    story = tell(room.inputs(), BEAT)
    assert story.headline == "Six dead in Aurelia fire"
    assert story.lead_claim_cluster_id == six.claim_cluster_id
    assert any("replaces" in line.text and len(line.claim_ids) >= 2 for line in story.analysis)


def test_an_authoritys_notice_heads_a_story_that_only_strangers_tell_otherwise() -> None:
    room = Newsroom()
    blogs = [
        room.article(
            f"blog-{i}", "Seed grain poisoned at Ostrand", "Seed grain at Ostrand was poisoned.", status=STRANGER
        )
        for i in range(5)
    ]
    notice = room.article(
        "authority", "Inspection of seed grain at Ostrand", "Inspectors found no trace in the seed grain at Ostrand.",
        kind=OutletKind.REGULATOR,
    )  # fmt: skip
    room.statement("Seed grain at Ostrand was poisoned.", *blogs)
    room.statement("Inspectors found no trace in the seed grain at Ostrand.", notice)
    story = tell(room.inputs(), BEAT)
    assert story.headline == "Inspection of seed grain at Ostrand"
    assert (story.lead_claim_cluster_id, story.gate) == ("k001", Gate.MARKED)


def test_a_superseded_figure_is_no_lead_even_where_more_origins_gave_it() -> None:
    room = Newsroom()
    early = room.article("times", "Four crew dead in Aurelia fire", "Four crew died in the Aurelia fire.")
    late = room.article(
        "agency",
        "Crew die in Aurelia fire",
        "Six crew died in the Aurelia fire.",
        "Four crew died in the Aurelia fire.",
    )
    four = room.statement("Four crew died in the Aurelia fire.", early, late)
    six = room.statement("Six crew died in the Aurelia fire.", late)
    room.conflicts.append(update(four, six))
    story = tell(room.inputs(), BEAT)
    assert story.headline == "Crew die in Aurelia fire"
    assert story.lead_claim_cluster_id == six.claim_cluster_id


@pytest.mark.parametrize(
    "title",
    [
        "You won't believe what this docker did",
        "Is Halden finished?",
        "DOCKERS WALK OUT AT THE PORT OF HALDEN",
        "<script>alert(1)</script> Dockers walk out at Halden",
        "Dockers walk out \x1b[31m at Halden port",
        "Dockers walk out \u202eat Halden port",
        "10 things to know about the strike",
        "Live: dockers walk out at Halden",
        "Shocking!! Dockers walk out at Halden",
        "Halden",
        "word " * 60,
    ],
)
def test_bait_and_hostile_titles_head_no_story_where_another_can(title: str) -> None:
    assert not fit(title)
    room = Newsroom()
    bait = room.article("first", title, STRIKE)
    plain = room.article("second", "Dock workers walk out at Halden", STRIKE)
    room.statement(STRIKE, bait, plain)
    assert tell(room.inputs(), BEAT).headline == "Dock workers walk out at Halden"


def test_a_hostile_title_that_stands_alone_is_made_harmless() -> None:
    room = Newsroom()
    room.statement(STRIKE, room.article("only", "<b>Dockers</b> walk\x1b out <script src=x>at Halden", STRIKE))
    headline = tell(room.inputs(), BEAT).headline
    assert "<" not in headline
    assert "\x1b" not in headline
    assert "Dockers" in headline
    assert tidy("Port shut | The Daily Ledger") == "Port shut"


def test_a_story_without_titles_or_claims_is_still_told() -> None:
    room = Newsroom()
    room.article("times", "", "Nothing here.")
    story = tell(room.inputs(), BEAT)
    assert (story.lead_claim_cluster_id, story.verified_sources, story.verdict) == (None, 0, Verdict.UNSUPPORTED)
    assert story.gate is Gate.HELD
    assert story.headline
    named = Newsroom()
    named.statement(STRIKE, named.article("times", "", STRIKE))
    assert tell(named.inputs(), BEAT).headline == STRIKE.rstrip(".")


# --- lines ------------------------------------------------------------------------------------


def test_every_line_traces_to_claims_of_the_story() -> None:
    room = strike()
    known = {claim.claim_id for claim in room.claims}
    story = tell(room.inputs(), BEAT)
    found = lines(story)
    assert found
    for line in found:
        assert line.claim_ids
        assert set(line.claim_ids) <= known
    texts = {cluster.claim_cluster_id: cluster.text for cluster in room.clusters}
    for line in (*story.key_facts, *story.timeline, *story.watch):
        assert line.text == texts[line.claim_cluster_id or ""]


def test_takeaways_put_what_several_origins_give_first_and_name_who_stands_alone() -> None:
    story = tell(strike().inputs(), BEAT)
    assert 2 <= len(story.takeaways) <= 4
    assert story.takeaways[0].text == STRIKE
    assert all(line.claim_cluster_id in ("k000", "k001") for line in story.takeaways[:2])
    told = [line.text for line in story.analysis]
    assert "Three independent origins agree that dock workers walked out at the port of Halden." in told
    assert any(text.startswith("Wire stands alone as an origin, though another outlet carries it too") for text in told)
    assert any(text.startswith("Harbour Times stands alone with the report that") for text in told)


def test_a_takeaway_of_one_origin_is_given_as_that_outlets() -> None:
    room = Newsroom()
    room.statement(SHIPS, room.article("harbour-times", "Seventeen ships wait off Halden", SHIPS))
    (line,) = tell(room.inputs(), BEAT).takeaways
    assert line.text == f"Harbour Times reports that {SHIPS}"


def test_the_timeline_is_in_order_and_the_future_is_to_be_watched() -> None:
    story = tell(strike().inputs(), BEAT)
    at = [line.at for line in story.timeline]
    assert at == sorted(at, key=str)
    assert "2026-10-05" in at
    assert "2026-10-20" not in at
    assert [(line.at, line.claim_cluster_id) for line in story.watch] == [("2026-10-20", "k004")]


def test_a_page_with_a_stray_date_does_not_date_the_story() -> None:
    room = Newsroom()
    pages = [room.article(f"paper-{i}", "Tunnel shut at Karst", "The tunnel was shut on Friday.") for i in range(3)]
    stray = room.article("stray", "Tunnel shut at Karst", "The tunnel was closed to trains on Friday.", hours=-24 * 700)
    room.statement("The tunnel was shut on Friday.", *pages)
    room.statement("The tunnel was closed to trains on Friday.", stray)
    assert all((line.at or "")[:4] == "2026" for line in tell(room.inputs(), BEAT).timeline)


def test_a_pull_quote_has_the_exact_words_and_their_speaker() -> None:
    (quote,) = tell(strike().inputs(), BEAT).quotes
    assert quote.text == "“we can pay every striker for eight whole weeks” — Ms Hallgarth"
    assert len(quote.claim_ids) == 1


def test_the_order_of_the_input_makes_no_difference() -> None:
    assert tell(strike().inputs(), BEAT) == tell(strike().inputs(backwards=True), BEAT)


def test_times_come_from_the_articles() -> None:
    room = strike()
    story = tell(room.inputs(), BEAT)
    assert story.first_seen_at == room.articles[0].first_seen_at
    assert story.updated_at == room.articles[-1].first_seen_at
    assert story.article_ids == ("a00", "a01", "a02", "a03")
    assert story.read_minutes >= 1


# --- mentions ---------------------------------------------------------------------------------


def test_names_are_merged_whatever_they_are_written_like() -> None:
    rows = [
        ("a1", "Barack Obama", "PERSON"),
        ("a1", "Obama", "PERSON"),
        ("a2", "President Obama's", "PERSON"),
        ("a1", "the International Monetary Fund", "ORG"),
        ("a1", "IMF", "ORG"),
        ("a1", "U.S.", "GPE"),
        ("a2", "the United States", "GPE"),
        ("a2", "US", "GPE"),
        ("a1", "Tuesday", "DATE"),
        ("a1", "<b>", "ORG"),
        ("a1", "Allied Dock and", "ORG"),
        ("a1", "Flames", "ORG"),
        ("a1", "Marrow", "ORG"),
    ]
    found = mentions(rows, BEAT, ["He lives in Marrow. The flames spread in Marrow."])
    assert [(m.entity, m.kind, m.count) for m in found] == [
        ("Barack Obama", "person", 3),
        ("United States", "place", 3),
        ("International Monetary Fund", "organisation", 2),
        ("Marrow", "place", 1),
    ]
    assert all(m.wikidata_id is None for m in found)


def test_a_last_name_that_fits_two_people_stays_by_itself() -> None:
    rows = [("a", "Ann Bell", "PERSON"), ("a", "Tom Bell", "PERSON"), ("a", "Bell", "PERSON")]
    assert sorted(m.entity for m in mentions(rows, BEAT)) == ["Ann Bell", "Bell", "Tom Bell"]
