"""The axioms of counting, over stories of any shape: what N and P must do when something is added or taken away."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from counting_parts import evidence, voice
from hypothesis import assume, given
from hypothesis import strategies as st

from corroborate.confidence import degree
from corroborate.corroboration import Voice, count
from corroborate.types import Corroboration, Evidence, Modality, OutletKind, OutletStatus, Stance, Verdict


@dataclass(frozen=True)
class Row:
    """One article's word for or against, laid at the door of an origin."""

    article: str
    origin: str
    voice: Voice
    stance: Stance = Stance.SUPPORTS


Story = tuple[Row, ...]


def counted(story: Sequence[Row]) -> tuple[tuple[Evidence, ...], Corroboration]:
    made = [evidence(row.article, row.origin, row.stance) for row in story]
    return count(made, {row.article: row.voice for row in story})


def figures(story: Sequence[Row]) -> tuple[int, int, int, float]:
    found = counted(story)[1]
    return found.verified_sources, found.sources_low, found.sources_high, found.confidence


def order(moment: int, article: str) -> tuple[object, ...]:
    return (False, f"{moment:04d}", article, article)


moments = st.integers(0, 30)
modalities = st.sampled_from(list(Modality))
reliabilities = st.sampled_from([0.5, 0.6, 0.8, 0.9, 0.95])
holders = st.sampled_from([None, "police", "anna berg"])
statuses = st.sampled_from([OutletStatus.VETTED, OutletStatus.VETTED, OutletStatus.PROBATION, OutletStatus.BLOCKED])
kinds = st.sampled_from([OutletKind.OUTLET, OutletKind.WIRE, OutletKind.REGULATOR, OutletKind.AGGREGATOR])


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draw up to six origins, each with up to three articles; what belongs to an origin is one for all of them."""
    rows: list[Row] = []
    for n in range(draw(st.integers(0, 6))):
        origin = f"o{n}"
        relayed = draw(st.booleans())
        shared = {
            "of": origin,
            "owner": draw(st.sampled_from([f"owner of {origin}", "Fjord", "Sund"])),
            "relayed": relayed,
            "cluster_counts": draw(st.sampled_from([True, True, True, False])),
            "cluster_reason": "because",
            "low": draw(st.sampled_from([origin, "one", "two"])),
            "modality": draw(modalities),
            "reliability": draw(reliabilities),
            "holder": draw(holders),
        }
        stance = draw(st.sampled_from([Stance.SUPPORTS, Stance.SUPPORTS, Stance.SUPPORTS, Stance.CONTRADICTS]))
        for m in range(draw(st.integers(1, 3))):
            article = f"a{n}{m}"
            mine = voice(
                order=order(draw(moments), article),
                high=f"{origin}/{draw(st.integers(0, 1))}",
                outlet_status=draw(statuses),
                outlet_kind=draw(kinds),
                alive=draw(st.sampled_from([True, True, True, False])),
                digest=draw(st.sampled_from([False, False, False, True])),
                conflict_is_update=draw(st.booleans()),
                **shared,
            )
            rows.append(Row(article, origin, mine, stance))
    return tuple(rows)


@st.composite
def newcomers(draw: st.DrawFn, stance: Stance = Stance.SUPPORTS) -> Row:
    """Draw an article of a vetted outlet, of an origin and an owner that nobody else has."""
    mine = voice(
        of="new",
        order=order(draw(moments), "new"),
        modality=draw(modalities),
        reliability=draw(reliabilities),
        holder=draw(holders),
        outlet_kind=draw(st.sampled_from([OutletKind.OUTLET, OutletKind.WIRE, OutletKind.REGULATOR])),
        relayed=draw(st.booleans()),
    )
    return Row("new", "new", mine, stance)


@st.composite
def strangers(draw: st.DrawFn) -> Story:
    """Draw up to fifty articles of unvetted outlets, on whatever side and of whatever date and origin."""
    rows = []
    patterns = [
        {
            "of": draw(st.sampled_from(["o0", "o1", "o2", f"x{n}", "farm"])),
            "outlet_status": OutletStatus.PROBATION,
            "owner": draw(st.sampled_from(["Fjord", "Sund", f"x{n}"])),
            "low": draw(st.sampled_from(["one", "two", f"x{n}"])),
            "high": f"x{n}",
            "modality": draw(modalities),
            "holder": draw(holders),
            "relayed": draw(st.booleans()),
            "reliability": draw(reliabilities),
        }
        for n in range(draw(st.integers(1, 5)))
    ]
    moment = draw(moments)
    stance = draw(st.sampled_from(list(Stance)))
    for n in range(draw(st.sampled_from([1, 7, 50]))):
        article = f"x{n}"
        pattern = patterns[n % len(patterns)]
        rows.append(Row(article, str(pattern["of"]), voice(order=order(moment, article), **pattern), stance))
    return tuple(rows)


def chosen(story: Story) -> list[Row]:
    """Return, for each supporting origin that counts, the article that stands for it: the earliest that votes."""
    judged, _ = counted(story)
    inside = {e.source_cluster_id for e in judged if e.counted and e.stance is Stance.SUPPORTS}
    found = []
    for origin in sorted(inside):
        members = [row for row in story if row.origin == origin and row.stance is Stance.SUPPORTS and row.voice.votes]
        found.append(min(members, key=lambda row: row.voice.order))
    return found


@given(stories(), newcomers())
def test_an_independent_supporter_raises_n_by_one_and_never_lowers_p(story: Story, new: Row) -> None:
    n, low, high, p = figures(story)
    after = figures((*story, new))
    assert after[0] == n + 1
    assert after[1] == low + 1
    assert after[2] == high + 1
    assert after[3] >= p


@given(stories(), st.data())
def test_copies_change_nothing(story: Story, data: st.DataObject) -> None:
    counting = chosen(story)
    assume(counting)
    copies = []
    for n in range(data.draw(st.integers(1, 20))):
        original = data.draw(st.sampled_from(counting))
        later = data.draw(st.integers(31, 60))
        copy = replace(original.voice, order=order(later, f"copy{n}"), outlet_kind=data.draw(kinds))
        copies.append(Row(f"copy{n}", original.origin, replace(copy, outlet_status=data.draw(statuses))))
    before, after = counted(story)[1], counted((*story, *copies))[1]
    assert figures((*story, *copies)) == figures(story)
    assert (after.unverified_sources, after.verdict, after.single_origin) == (
        before.unverified_sources,
        before.verdict,
        before.single_origin,
    )


@given(stories(), newcomers(Stance.CONTRADICTS))
def test_a_credible_contradiction_never_raises_p(story: Story, new: Row) -> None:
    n, low, high, p = figures(story)
    _, found = counted((*story, new))
    assert (found.verified_sources, found.sources_low, found.sources_high) == (n, low, high)
    assert found.confidence <= p
    assert found.verdict is Verdict.CONTESTED or n == 0


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_evidence_never_matters(story: Story, shuffler: object) -> None:
    mixed = list(story)
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    (judged, found), (judged_mixed, found_mixed) = counted(story), counted(mixed)
    assert found_mixed == found
    assert set(judged_mixed) == set(judged)


@given(stories())
def test_everything_is_bounded(story: Story) -> None:
    judged, found = counted(story)
    n = found.verified_sources
    assert 0 <= found.sources_low <= n <= found.sources_high
    assert (found.sources_low == 0) == (n == 0)
    assert 0.01 <= found.confidence <= 0.99
    if n <= 1 or found.single_origin:
        assert found.confidence <= 0.90
    counting = {e.source_cluster_id for e in judged if e.counted and e.stance is Stance.SUPPORTS}
    assert n == len(counting)
    voting = [row for row in story if row.stance is Stance.SUPPORTS and row.voice.votes]
    assert n <= len({row.voice.owner for row in voting})
    assert found.sources_high <= len({row.voice.high for row in voting})
    assert all(e.gate_reason for e in judged)
    assert not any(e.counted for e in judged if e.stance is Stance.CONTRADICTS)
    assert all(e.weight == 0.0 for e in judged if e.stance is Stance.SUPPORTS and not e.counted)


@given(stories(), strangers())
def test_strangers_change_nothing(story: Story, farm: Story) -> None:
    assume(not {row.origin for row in farm} & {row.origin for row in story if row.stance is not Stance.SUPPORTS})
    before, after = counted(story)[1], counted((*story, *farm))[1]
    assert figures((*story, *farm)) == figures(story)
    assert after.single_origin == before.single_origin
    assert after.terms == before.terms
    if before.verified_sources:
        assert after.verdict is before.verdict


@given(stories(), st.integers(1, 8), st.data())
def test_one_owner_split_into_aliases_changes_nothing(story: Story, k: int, data: st.DataObject) -> None:
    counting = chosen(story)
    assume(counting)
    original = data.draw(st.sampled_from(counting))
    aliases = tuple(
        Row(
            f"alias{n}",
            f"alias{n}",
            replace(original.voice, order=order(40 + n, f"alias{n}"), low=f"alias{n}", high=f"alias{n}"),
        )
        for n in range(k)
    )
    before, after = counted(story)[1], counted((*story, *aliases))[1]
    assert figures((*story, *aliases)) == figures(story)
    assert after.unverified_sources == before.unverified_sources
    assert after.verdict is before.verdict


@given(stories(), st.data())
def test_withdrawing_an_origin_lowers_n_by_one_and_restoring_it_restores_all(story: Story, data: st.DataObject) -> None:
    # Another origin of the same owner would step into its place; that is another axiom's matter.
    counting = [row for row in chosen(story) if row.voice.owner == f"owner of {row.origin}"]
    assume(counting)
    origin = data.draw(st.sampled_from(counting)).origin
    withdrawn = tuple(
        replace(row, voice=replace(row.voice, alive=False)) if row.origin == origin else row for row in story
    )
    n, _, _, p = figures(story)
    after = figures(withdrawn)
    assert after[0] == n - 1
    assert after[3] <= p
    assert after == figures(tuple(row for row in story if row.origin != origin))
    # What counted before and was withdrawn is shown, and counts no longer.
    shown = [e for e in counted(withdrawn)[0] if e.source_cluster_id == origin]
    assert shown
    assert not any(e.counted for e in shown)


@given(stories(), newcomers())
def test_voices_without_evidence_change_nothing(story: Story, new: Row) -> None:
    made = [evidence(row.article, row.origin, row.stance) for row in story]
    voices = {row.article: row.voice for row in story}
    assert count(made, {**voices, new.article: new.voice}) == count(made, voices)


@given(stories())
def test_counting_again_what_was_counted_changes_nothing(story: Story) -> None:
    judged, found = counted(story)
    voices = {row.article: row.voice for row in story}
    assert count(judged, voices) == (judged, found)


weights = st.lists(st.floats(0.0, 3.0), max_size=12)
counts = st.integers(1, 8)


@given(weights, weights, counts, st.booleans(), st.booleans(), st.floats(0.0, 3.0))
def test_more_support_never_lowers_the_degree_and_more_against_never_raises_it(
    support: list[float], against: list[float], n: int, authority: bool, single: bool, more: float
) -> None:
    flags = {"authority": authority, "single_origin": single}
    p = degree(support, against, sources=n, **flags)
    assert 0.01 <= p <= 0.99
    assert degree([*support, more], against, sources=n, **flags) >= p
    assert degree(support, [*against, more], sources=n, **flags) <= p
    assert degree(support[::-1], against[::-1], sources=n, **flags) == p
    assert degree([*support, 0.0], [*against, 0.0], sources=n, **flags) == p


@given(weights, weights)
def test_the_degree_follows_the_log_odds(support: list[float], against: list[float]) -> None:
    odds = math.fsum([*support, *(-w for w in against)])
    p = degree(support, against, sources=2)
    assert abs(p - min(max(1 / (1 + math.exp(-odds)), 0.01), 0.99)) <= 5.1e-5
