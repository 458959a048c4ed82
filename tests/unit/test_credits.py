"""Credit lines: an agency's copy, its partial help, its photographs, its name in the body."""

from __future__ import annotations

import pytest

from corroborate.copies.credits import own_agency, wire_credit
from corroborate.types import Article, Outlet, OutletKind, OutletStatus

BODY = (
    "Dockers at the port of Halden walked out on Monday after talks collapsed, leaving eleven ships at anchor and "
    "lorries queueing as far as the ring road. The union said the crews would stay away until the new rota was "
    "withdrawn, and the operator called the strike unlawful. Nobody expected a quick end.\n\n"
    "By the afternoon two of the ships had turned back to sea. The harbour master said the channel was clear and that "
    "pilots would be on duty through the night, whatever happened at the gates, while the customs office closed early "
    "and sent its people home for the day because there was nothing left for them to look at in the sheds.\n\n"
    "A hearing is set for Thursday in the district court. Both sides have said that they will attend it with counsel."
)


def outlet(outlet_id: str, kind: OutletKind = OutletKind.OUTLET, **more: object) -> Outlet:
    values = {"name": outlet_id, "domains": (f"{outlet_id}.example",), "status": OutletStatus.VETTED, **more}
    return Outlet(outlet_id=outlet_id, kind=kind, **values)  # type: ignore[arg-type]


OUTLETS = {
    o.outlet_id: o
    for o in (
        outlet("meridian", OutletKind.WIRE, name="Meridian Newswire", credits=("Meridian Newswire", "(Meridian)")),
        outlet("nspa", OutletKind.WIRE, name="North Sea Press Agency", credits=("NSPA",)),
        outlet("tidewater", name="Tidewater Daily"),
        outlet("reuters", OutletKind.WIRE, name="Reuters", domains=("reuters.com",), credits=("Reuters",)),
    )
}


def article(text: str = BODY, outlet_id: str = "tidewater", **more: object) -> Article:
    return Article(article_id="a", url="https://x.example/a", outlet_id=outlet_id, title="Walk-out", text=text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "key", "where"),
    [
        (article(byline="Meridian Newswire"), "outlet:meridian", "byline"),
        (article(byline="By Ina Morell, Meridian Newswire"), "outlet:meridian", "byline"),
        (article(byline="Maria Hale | Associated Press"), "media:ap", "byline"),
        (article(credit="NSPA"), "outlet:nspa", "credit"),
        (article(source_name="Reuters"), "outlet:reuters", "source_name"),
        (article("HALDEN, Oct 5 (Meridian) - " + BODY), "outlet:meridian", "head"),
        (article("Halden (NSPA) — " + BODY), "outlet:nspa", "head"),
        (article("Paris (AFP) — " + BODY), "media:afp", "head"),
        (article("MANAMA, Bahrain (AP) — " + BODY), "media:ap", "head"),
        (article("LONDON (Reuters) - " + BODY), "outlet:reuters", "head"),
        (article("AFP - " + BODY), "media:afp", "head"),
        (article("By The Associated Press\n" + BODY), "media:ap", "head"),
        (article("Source: Xinhua\n" + BODY), "media:xinhua", "head"),
        (article(BODY + "\n- Reuters"), "outlet:reuters", "tail"),
        (article(BODY + " — AFP"), "media:afp", "tail"),
        (article(BODY + "\n\nREUTERS"), "outlet:reuters", "tail"),
        (article(BODY + "\nMeridian Newswire"), "outlet:meridian", "tail"),
        (article(BODY + " (Meridian)"), "outlet:meridian", "tail"),
        (article(BODY + "\nCopyright 2026 The Associated Press. All rights reserved."), "media:ap", "tail"),
        (article(BODY + " (Reporting by Ann Lee in Halden; Editing by Jo Park)"), "outlet:reuters", "tail"),
    ],
)
def test_credits_are_found(made: Article, key: str, where: str) -> None:
    credit = wire_credit(made, OUTLETS)
    assert credit is not None
    assert (credit.key, credit.where, credit.partial) == (key, where, False)
    if credit.span is not None:
        assert credit.words in made.text[credit.span.start : credit.span.end] or where == "tail"


@pytest.mark.parametrize(
    "text",
    [
        BODY + "\nWith inputs from PTI",
        BODY + "\nThe Associated Press contributed to this report.",
        BODY + " (Additional reporting by AFP)",
        BODY + "\nWith files from The Canadian Press",
    ],
)
def test_help_is_a_partial_credit(text: str) -> None:
    credit = wire_credit(article(text), OUTLETS)
    assert credit is not None
    assert credit.partial


@pytest.mark.parametrize(
    "made",
    [
        article(),
        article(byline="By Tom Rusk, staff reporter"),
        article("Photo: Reuters\n" + BODY),
        article("A ship at anchor off Halden. (AP Photo/Lee Marsh)\n" + BODY),
        article(BODY + "\nPicture: AFP"),
        article("The strike cost two million a day, Reuters reported on Sunday, citing the operator. " + BODY),
        article(BODY + " The operator told Reuters that it would appeal."),
        article(BODY.replace("Nobody expected", "According to AFP nobody expected")),
        article(credit="Image: Getty / AFP"),
        article("London (not far from Halden) - " + BODY),
    ],
)
def test_what_is_no_credit(made: Article) -> None:
    assert wire_credit(made, OUTLETS) is None


def test_an_agency_on_its_own_site_is_no_reprint() -> None:
    made = article("HALDEN, Oct 5 (Meridian) - " + BODY, outlet_id="meridian", byline="Meridian Newswire")
    assert wire_credit(made, OUTLETS) is None
    assert own_agency(made, OUTLETS) == "outlet:meridian"
    assert own_agency(article(), OUTLETS) is None


def test_an_agency_that_carries_another_is_its_reprint() -> None:
    credit = wire_credit(article(outlet_id="nspa", byline="Reuters"), OUTLETS)
    assert credit is not None
    assert credit.key == "outlet:reuters"


def test_a_full_credit_outranks_a_partial_one() -> None:
    credit = wire_credit(article(BODY + "\nWith inputs from PTI", byline="NSPA"), OUTLETS)
    assert credit is not None
    assert (credit.key, credit.partial) == ("outlet:nspa", False)
