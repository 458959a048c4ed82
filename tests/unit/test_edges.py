"""Dependence inside one story: each rule, its direction, and what must not make an edge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from corroborate.copies.edges import CONFIG, find_dependence
from corroborate.types import (
    Article,
    Dependence,
    DependenceKind,
    Outlet,
    OutletKind,
    OutletStatus,
    OwnerSpell,
    Strength,
)

T0 = datetime(2026, 10, 5, 6, tzinfo=UTC)
FILL = {
    "a": "Dockers at Halden walked out before dawn after talks over the new rota collapsed late on Sunday evening. "
    "Eleven ships lay at anchor by noon and the queue of lorries reached the ring road beyond the old brewery. "
    "The operator called the strike unlawful and went to the district court, which will hear both sides on Thursday.",
    "b": "Retailers in the capital warned that shelves would thin within ten days if the cranes stayed idle longer. "
    "A toy importer counted forty boxes stuck behind the gates and said its autumn catalogue had already gone out. "
    "Hauliers have begun to send trailers through Velden instead, two hours further south along the coast road.",
    "c": "Ministers met twice over the weekend without naming a mediator, according to two people in the room. "
    "The opposition asked why the arbitration board had not sat since spring although three seats were filled. "
    "Economists at the central bank put the cost of a week without the port at a tenth of a point of output.",
}


def outlet(
    outlet_id: str, *, owner: str | None = None, kind: OutletKind = OutletKind.OUTLET, vetted: bool = True
) -> Outlet:
    return Outlet(
        outlet_id=outlet_id,
        name=outlet_id.title() + " Paper",
        domains=(f"{outlet_id}.example",),
        owners=(OwnerSpell(owner=owner),) if owner else (),
        kind=kind,
        status=OutletStatus.VETTED if vetted else OutletStatus.PROBATION,
    )


OUTLETS = {
    o.outlet_id: o
    for o in (
        outlet("one"),
        outlet("two"),
        outlet("three"),
        outlet("tide", owner="Brackwater Media"),
        outlet("courier", owner="Brackwater Media"),
        outlet("meridian", kind=OutletKind.WIRE),
    )
}


def article(name: str, outlet_id: str, text: str, hours: float | None = 0, **more: object) -> Article:
    seen = None if hours is None else T0 + timedelta(hours=hours)
    values = {
        "title": name,
        "first_seen_at": seen,
        "published_at": seen,
        "url": f"https://{outlet_id}.example/{name}",
        **more,
    }
    return Article(article_id=name, outlet_id=outlet_id, text=text, **values)  # type: ignore[arg-type]


def edges(*articles: Article) -> list[tuple[str, str, str, str]]:
    found = find_dependence(articles, OUTLETS)
    assert all(edge.article_a < edge.article_b for edge in found)
    return [(edge.article_a, edge.article_b, edge.strength.value, edge.kind.value) for edge in found]


def kinds(*articles: Article) -> set[DependenceKind]:
    return {edge.kind for edge in find_dependence(articles, OUTLETS)}


def words(text: str, first: int, count: int) -> str:
    return " ".join(text.split()[first : first + count])


def test_independent_reports_have_no_edge() -> None:
    assert edges(article("a", "one", FILL["a"]), article("b", "two", FILL["b"])) == []


def test_a_reprint_is_a_strong_copy_with_spans() -> None:
    a, b = article("a", "one", FILL["a"]), article("b", "two", "Latest. " + FILL["a"], 1)
    found: tuple[Dependence, ...] = find_dependence([a, b], OUTLETS)
    assert [(e.strength, e.kind) for e in found] == [(Strength.STRONG, DependenceKind.COPY)]
    assert found[0].score == 1.0
    assert found[0].span_a is not None
    assert a.text[slice(*found[0].span_a)] == b.text[slice(*found[0].span_b or (0, 0))] == FILL["a"].rstrip(".")


def test_a_trimmed_reprint_is_strong() -> None:
    trimmed = FILL["a"].split(". ")[0] + ". " + FILL["b"].split(". ")[0] + "."
    assert edges(article("a", "one", FILL["a"]), article("b", "two", trimmed, 1)) == [("a", "b", "strong", "copy")]


def test_a_long_run_in_a_long_piece_is_strong() -> None:
    run = words(FILL["a"], 0, CONFIG.copy_run + 2)
    long = " ".join(
        (FILL["b"], FILL["c"], FILL["b"].replace("in", "near").replace("the", "a"), FILL["c"].replace("the", "a"))
    )
    mixed = f"{long} {run} {long.replace('a', 'o')}"
    other = f"{run} {FILL['c'].replace('e', 'u')} {FILL['b'].replace('e', 'i')} {FILL['c'].replace('a', 'y')}"
    assert ("a", "b", "strong", "copy") in edges(article("a", "one", mixed), article("b", "two", other, 1))


def test_a_borrowed_sentence_is_weak() -> None:
    borrowed = FILL["b"] + " " + FILL["c"] + " " + words(FILL["a"], 0, 18) + "."
    assert edges(article("a", "one", FILL["a"]), article("b", "two", borrowed, 1)) == [("a", "b", "weak", "copy")]


def test_two_runs_of_twelve_words_are_weak() -> None:
    tail = " ".join(f"word{n}" for n in range(900))
    one = f"{words(FILL['a'], 0, 12)} {tail}"
    two = f"{words(FILL['a'], 0, 6)} {words(FILL['a'], 6, 6)} filler {' '.join(f'other{n}' for n in range(900))}"
    assert edges(article("a", "one", one), article("b", "two", two, 1)) == []
    more = f"{two} {words(tail, 100, 12)}"
    assert edges(article("a", "one", one), article("b", "two", more, 1)) == [("a", "b", "weak", "copy")]


def test_shared_quotations_make_no_edge() -> None:
    quote = '"we have waited three years for this day and we will wait no longer than we must, whatever they offer us"'
    assert edges(article("a", "one", FILL["a"] + quote), article("b", "two", FILL["b"] + quote)) == []


def test_carriers_of_one_credit_are_one_origin_whatever_their_words() -> None:
    a = article("a", "one", FILL["a"], byline="Meridian Paper")
    b = article("b", "two", FILL["b"], byline="By Jo Lane, Meridian Paper")
    assert edges(a, b) == [("a", "b", "strong", "credit")]


def test_the_agencys_own_piece_is_the_centre_of_its_carriers() -> None:
    home = article("z", "meridian", FILL["c"], 5)
    carriers = [article(name, o, FILL[name], byline="Meridian Paper") for name, o in (("a", "one"), ("b", "two"))]
    assert edges(home, *carriers) == [("a", "z", "strong", "credit"), ("b", "z", "strong", "credit")]


def test_partial_credit_makes_no_edge() -> None:
    a = article("a", "one", FILL["a"] + "\nWith inputs from PTI")
    b = article("b", "two", FILL["b"] + "\nWith inputs from PTI")
    assert edges(a, b) == []


def test_canonical_to_another_article_is_strong() -> None:
    a = article("a", "one", FILL["a"])
    b = article("b", "two", FILL["b"], canonical_url="https://one.example/a?utm_source=x")
    assert edges(a, b) == [("a", "b", "strong", "canonical")]


def test_two_that_point_at_one_unseen_page_are_one_origin() -> None:
    there = "https://elsewhere.example/story"
    a, b = (article(n, o, FILL[n], canonical_url=there) for n, o in (("a", "one"), ("b", "two")))
    assert edges(a, b) == [("a", "b", "strong", "canonical")]


def test_own_canonical_is_no_edge() -> None:
    assert (
        edges(article("a", "one", FILL["a"], canonical_url="https://one.example/other"), article("b", "two", FILL["b"]))
        == []
    )


def test_two_pieces_of_one_outlet_are_one_origin() -> None:
    assert edges(article("a", "one", FILL["a"]), article("b", "one", FILL["b"], 3)) == [("a", "b", "strong", "owner")]


def test_one_owner_is_one_origin() -> None:
    assert edges(article("a", "tide", FILL["a"]), article("b", "courier", FILL["b"])) == [("a", "b", "strong", "owner")]


def test_a_reprint_does_not_tie_its_house_to_what_it_copies() -> None:
    wire = article("w", "one", FILL["a"], 0)
    reprint = article("r", "tide", FILL["a"], 1)
    own = article("o", "courier", FILL["b"], 2)
    assert edges(wire, reprint, own) == [("r", "w", "strong", "copy")]


def test_a_house_that_was_copied_is_still_one_house() -> None:
    first, copy, second = (
        article("f", "tide", FILL["a"], 0),
        article("g", "one", FILL["a"], 1),
        article("h", "courier", FILL["b"], 2),
    )
    assert edges(first, copy, second) == [("f", "g", "strong", "copy"), ("f", "h", "strong", "owner")]


def test_ownership_is_judged_on_the_day() -> None:
    sold = Outlet(
        outlet_id="sold", name="Sold", domains=("sold.example",), status=OutletStatus.VETTED,
        owners=(OwnerSpell(owner="Brackwater Media", end=T0.date()), OwnerSpell(owner="Else", start=T0.date())),
    )  # fmt: skip
    outlets = {**OUTLETS, "sold": sold}
    before = [article("a", "tide", FILL["a"], -48), article("b", "sold", FILL["b"], -48)]
    after = [article("a", "tide", FILL["a"], 48), article("b", "sold", FILL["b"], 48)]
    assert len(find_dependence(before, outlets)) == 1
    assert find_dependence(after, outlets) == ()


def test_a_stranger_is_not_of_a_house() -> None:
    outlets = {**OUTLETS, "fake": outlet("fake", owner="Brackwater Media", vetted=False)}
    assert find_dependence([article("a", "tide", FILL["a"]), article("b", "fake", FILL["b"])], outlets) == ()


def test_a_link_is_weak() -> None:
    a = article("a", "one", FILL["a"])
    b = article("b", "two", FILL["b"], 1, links=("https://one.example/a#top", "https://else.example/"))
    assert edges(a, b) == [("a", "b", "weak", "link")]


def test_order_of_input_changes_nothing() -> None:
    made = [article("a", "one", FILL["a"]), article("b", "two", FILL["a"], 1), article("c", "tide", FILL["b"]),
            article("d", "courier", FILL["c"], None), article("e", "three", FILL["b"], None)]  # fmt: skip
    assert edges(*made) == edges(*reversed(made))


def test_ten_thousand_copies_make_as_many_edges() -> None:
    made = [article(f"n{n:05d}", f"blog{n}", FILL["a"] + (" Share." if n % 2 else ""), n) for n in range(10_000)]
    assert len(find_dependence(made, OUTLETS)) == 9_999


def test_nothing_of_nothing() -> None:
    assert find_dependence([], OUTLETS) == ()
    assert kinds(article("a", "one", "")) == set()
