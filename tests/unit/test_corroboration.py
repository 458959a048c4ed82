"""The counting rule, case by case."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from counting_parts import evidence, voice

from corroborate.corroboration import Voice, count
from corroborate.types import Corroboration, Evidence, Modality, OutletKind, OutletStatus, Stance, Verdict

FOR, AGAINST = Stance.SUPPORTS, Stance.CONTRADICTS
STRANGER = {"outlet_status": OutletStatus.PROBATION, "reliability": 0.5}


def counted(
    *rows: tuple[str, str, Voice], against: tuple[tuple[str, str, Voice], ...] = ()
) -> tuple[Mapping[str, Evidence], Corroboration]:
    """Count rows of (article, origin, voice); the evidence comes back by article."""
    made = [evidence(a, o) for a, o, _ in rows] + [evidence(a, o, AGAINST) for a, o, _ in against]
    judged, found = count(made, {a: v for a, _, v in (*rows, *against)})
    return {e.article_id: e for e in judged}, found


def test_nobody_says_it() -> None:
    judged, found = counted()
    assert judged == {}
    assert (found.verified_sources, found.verdict, found.confidence) == (0, Verdict.UNSUPPORTED, 0.01)
    assert found.reason == "N = 0: no vetted source says this"


def test_one_origin_is_a_single_source() -> None:
    judged, found = counted(("a", "p", voice(of="p")))
    assert (found.verified_sources, found.sources_low, found.sources_high) == (1, 1, 1)
    assert found.verdict is Verdict.SINGLE_SOURCE
    assert judged["a"].counted
    assert judged["a"].gate_reason == "its own report"
    assert found.reason == "N = 1: P"


def test_two_independent_origins_corroborate() -> None:
    _, one = counted(("a", "p", voice(of="p")))
    _, found = counted(("a", "p", voice(of="p")), ("b", "q", voice(of="q")))
    assert (found.verified_sources, found.verdict) == (2, Verdict.CORROBORATED)
    assert found.confidence > one.confidence
    assert found.reason == "N = 2: P and Q"
    assert [(term.source_cluster_id, term.sign, term.reliability) for term in found.terms] == [
        ("p", 1, 0.8),
        ("q", 1, 0.8),
    ]


def test_copies_are_shown_and_not_counted() -> None:
    judged, found = counted(
        ("a", "p", voice(of="p")),
        ("b", "p", voice(of="p", order=(False, "2027", "b", "b"))),
        ("c", "p", voice(of="p", order=(False, "2028", "c", "c"), **STRANGER)),
    )
    assert found.verified_sources == 1
    assert [judged[key].gate_reason for key in "abc"] == ["its own report", "same origin: P", "same origin: P"]
    assert found.reason == "N = 1: P (2 more articles)"


def test_strangers_never_vote() -> None:
    judged, found = counted(("a", "p", voice(of="p", **STRANGER)), ("b", "q", voice(of="q", **STRANGER)))
    assert (found.verified_sources, found.unverified_sources, found.verdict) == (0, 2, Verdict.UNVETTED)
    assert not judged["a"].counted
    assert judged["a"].gate_reason == "no vetted outlet carries it"
    assert found.reason == "N = 0: no vetted source says this; 2 unverified not counted"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"outlet_status": OutletStatus.BLOCKED}, "no vetted outlet carries it"),
        ({"outlet_kind": OutletKind.AGGREGATOR}, "only an aggregator carries it"),
        ({"digest": True}, "only a digest of others' reports carries it"),
        ({"cluster_counts": False, "cluster_reason": "Nothing in it is its own."}, "Nothing in it is its own."),
        ({"alive": False}, "withdrawn, or the report it rests on was"),
    ],
)
def test_who_has_no_vote_is_told_why(parts: dict[str, object], reason: str) -> None:
    judged, found = counted(("a", "p", voice(of="p")), ("b", "q", voice(of="q", **parts)))
    assert found.verified_sources == 1
    assert judged["b"].counted is False
    assert judged["b"].weight == 0.0
    assert judged["b"].gate_reason == reason


def test_an_aggregator_beside_a_paper_leaves_the_papers_origin_counted() -> None:
    _, found = counted(
        ("a", "p", voice(of="p", outlet_kind=OutletKind.AGGREGATOR, order=(False, "2020", "", ""))),
        ("b", "p", voice(of="p")),
    )
    assert found.verified_sources == 1


def test_one_owner_counts_once_and_is_not_unverified() -> None:
    judged, found = counted(
        ("a", "p", voice(of="p", owner="Fjord", order=(False, "2026-01", "", ""))),
        ("b", "q", voice(of="q", owner="Fjord", order=(False, "2026-02", "", ""))),
        ("c", "r", voice(of="r", owner="Sund", order=(False, "2026-03", "", ""))),
    )
    assert (found.verified_sources, found.unverified_sources) == (2, 0)
    assert judged["b"].gate_reason == "same owner as P (Fjord), counted once"


def test_a_strangers_early_copy_does_not_choose_which_of_one_owners_origins_counts() -> None:
    rows = (
        ("a", "p", voice(of="p", owner="Fjord", order=(False, "2026-01", "", ""))),
        ("b", "q", voice(of="q", owner="Fjord", order=(False, "2026-02", "", ""), modality=Modality.ALLEGED)),
    )
    _, before = counted(*rows)
    judged, after = counted(*rows, ("x", "q", voice(of="q", order=(False, "2020", "", ""), **STRANGER)))
    assert judged["a"].counted
    assert after == before


def test_a_relayed_origin_counts_once_however_many_relay_it() -> None:
    relay = {"relayed": True, "owner": None}
    judged, found = counted(("a", "bbc", voice(of="bbc", **relay)), ("b", "bbc", voice(of="bbc", **relay)))
    assert found.verified_sources == 1
    assert judged["a"].gate_reason == "relays BBC"
    assert judged["b"].gate_reason == "same origin: BBC"


def test_a_relay_by_a_stranger_is_no_vote() -> None:
    _, found = counted(("a", "bbc", voice(of="bbc", relayed=True, owner=None, **STRANGER)))
    assert (found.verified_sources, found.verdict) == (0, Verdict.UNVETTED)


def test_everything_withdrawn_is_retracted() -> None:
    judged, found = counted(("a", "p", voice(of="p", alive=False)), ("b", "q", voice(of="q", alive=False)))
    assert (found.verified_sources, found.unverified_sources, found.verdict) == (0, 0, Verdict.RETRACTED)
    assert found.reason == "N = 0: every report of it was withdrawn"
    assert not any(e.counted for e in judged.values())


def test_a_contradiction_by_a_vetted_origin_contests() -> None:
    _, before = counted(("a", "p", voice(of="p")), ("b", "q", voice(of="q")))
    judged, found = counted(("a", "p", voice(of="p")), ("b", "q", voice(of="q")), against=(("c", "r", voice(of="r")),))
    assert (found.verified_sources, found.verdict) == (2, Verdict.CONTESTED)
    assert found.confidence < before.confidence
    assert (judged["c"].stance, judged["c"].counted, judged["c"].gate_reason) == (AGAINST, False, "its own report")
    assert found.reason == "N = 2: P and Q; contradicted by R"


def test_a_strangers_contradiction_changes_nothing() -> None:
    rows = (("a", "p", voice(of="p")), ("b", "q", voice(of="q")))
    _, before = counted(*rows)
    _, after = counted(*rows, against=tuple((f"x{n}", f"x{n}", voice(of=f"x{n}", **STRANGER)) for n in range(50)))
    assert after == before


def test_a_later_count_is_an_update_and_contests_nothing() -> None:
    _, found = counted(
        ("a", "p", voice(of="p")),
        ("b", "q", voice(of="q")),
        against=(("c", "r", voice(of="r", conflict_is_update=True)),),
    )
    assert found.verdict is Verdict.CORROBORATED


def test_bounds_come_from_weak_and_strong_edges() -> None:
    _, found = counted(
        ("a", "p", voice(of="p", low="one", high="p")),
        ("b", "q", voice(of="q", low="one", high="q")),
        ("c", "q", voice(of="q", low="one", high="q apart", order=(False, "2027", "", ""))),
    )
    assert (found.sources_low, found.verified_sources, found.sources_high) == (1, 2, 3)


def test_what_does_not_count_widens_no_bounds() -> None:
    _, found = counted(
        ("a", "p", voice(of="p")),
        ("x", "p", voice(of="p", high="x", **STRANGER)),
        ("y", "y", voice(of="y", **STRANGER)),
        ("z", "z", voice(of="z", alive=False)),
    )
    assert (found.sources_low, found.verified_sources, found.sources_high) == (1, 1, 1)


def test_several_who_quote_one_person_are_a_single_origin() -> None:
    rows = (("a", "p", voice(of="p", holder="anna berg")), ("b", "q", voice(of="q", holder="anna berg")))
    _, found = counted(*rows)
    assert (found.verified_sources, found.single_origin, found.confidence) == (2, True, 0.75)
    _, other = counted(*rows[:1], ("b", "q", voice(of="q", holder="ole dahl")))
    assert not other.single_origin
    _, hidden = counted(*rows, ("x", "p", voice(of="p", order=(False, "2020", "", ""), **STRANGER)))
    assert hidden.single_origin


def test_a_regulator_is_the_authority_for_its_own_ruling() -> None:
    strong = {"reliability": 0.95}
    _, paper = counted(("a", "p", voice(of="p", **strong)))
    _, regulator = counted(("a", "p", voice(of="p", outlet_kind=OutletKind.REGULATOR, **strong)))
    assert (paper.confidence, regulator.confidence) == (0.75, 0.854)


def test_a_hedged_report_weighs_half() -> None:
    judged, _ = counted(("a", "p", voice(of="p")), ("b", "q", voice(of="q", modality=Modality.ALLEGED)))
    assert judged["b"].weight == pytest.approx(judged["a"].weight / 2, abs=1e-6)


def test_names_in_the_sentence_read_as_a_list() -> None:
    _, found = counted(*((key, key, voice(of=key)) for key in "pqr"), ("x", "x", voice(of="x", **STRANGER)))
    assert found.reason == "N = 3: P, Q and R; 1 unverified not counted"
