"""Who a sentence says says so, and which origin a relayed support belongs to.  Every sentence is our own."""

from __future__ import annotations

import pytest

from corroborate.text.attribution import (
    document_origin,
    document_said,
    find_attribution,
    find_attributions,
    origin_of,
    slug,
)
from corroborate.types import Attribution, Outlet, OutletKind, OutletStatus, Token


def outlet(outlet_id: str, name: str, kind: OutletKind = OutletKind.OUTLET, *domains: str) -> Outlet:
    return Outlet(
        outlet_id=outlet_id,
        name=name,
        domains=domains or (f"{outlet_id}.example",),
        kind=kind,
        status=OutletStatus.VETTED,
    )


OUTLETS = {
    o.outlet_id: o
    for o in (
        outlet("bbc", "BBC News", OutletKind.OUTLET, "bbc.co.uk", "bbc.com"),
        outlet("harbour-times", "Harbour Times"),
        outlet("tidewater", "Tidewater Daily"),
        outlet("meridian", "Meridian Newswire", OutletKind.WIRE),
        outlet("corvane", "Corvane Lines newsroom", OutletKind.COMPANY, "newsroom.corvane.example"),
        outlet("reuters", "Reuters", OutletKind.WIRE, "reuters.com"),
    )
}
OWN = OUTLETS["harbour-times"]

RELAYS = [
    # another medium or agency
    ("The BBC reported on Monday that the port would stay closed.", "outlet:bbc"),
    ("Eleven ships were waiting, BBC News said.", "outlet:bbc"),
    ('"We were given no notice at all," she told the BBC.', "outlet:bbc"),
    ("In an interview with the BBC, the harbour master blamed the fog.", "outlet:bbc"),
    ("The minister, speaking to BBC Radio 4, ruled out a subsidy.", "outlet:bbc"),
    ("According to Reuters, the talks broke down over overtime.", "outlet:reuters"),
    ("The talks broke down over overtime, Reuters reported.", "outlet:reuters"),
    ("The yard owes its suppliers 40 million, sources told Reuters.", "outlet:reuters"),
    ("The lender has called in its loan, reported Reuters.", "outlet:reuters"),
    ("Two tugs were sent from Velden, Meridian Newswire said on Tuesday.", "outlet:meridian"),
    ("A Meridian Newswire report put the loss at 3 million a day.", "outlet:meridian"),
    ("Citing people close to the talks, Tidewater Daily said a deal was near.", "outlet:tidewater"),
    ("The purchase was first reported by Tidewater Daily.", "outlet:tidewater"),
    ("As quoted by Tidewater Daily, the captain said the engine had stalled twice.", "outlet:tidewater"),
    ("The Associated Press reported that three crew were in hospital.", "media:ap"),
    ("Three crew were in hospital (AP).", "media:ap"),
    ("Three crew were in hospital, the official told AFP.", "media:afp"),
    ("The reactor was shut on Friday, IRNA said.", "media:irna"),
    ("The reactor was shut on Friday, the Islamic Republic News Agency said.", "media:irna"),
    ("State news agency IRNA said the reactor was shut on Friday.", "media:irna"),
    ("The levy will rise in May, Xinhua reported.", "media:xinhua"),
    ("China's official news agency said the levy will rise in May.", "media:xinhua"),
    ("The deal is worth 2bn, the Financial Times reported, citing two bankers.", "media:ft"),
    ("The fund holds a tenth of the shares, according to Bloomberg.", "media:bloomberg"),
    ("CNN quoted a neighbour as saying the shed had burned for hours.", "media:cnn"),
    ("A pilot told CNN that the channel was clear.", "media:cnn"),
    ("TMZ broke the news of the arrest.", "media:tmz"),
    ("The crane had failed before, the Velden Gazette reported.", "media:velden-gazette"),
    ("The mayor told the Osterby Herald that she would resign.", "media:osterby-herald"),
    ("A spokesman told WKRV, a local station, that the road was open.", "media:wkrv"),
    ("The weekly newspaper Kystbladet said the ferry was sold.", "media:kystbladet"),
    ("Al-Nahar newspaper reported that the cabinet had met twice.", "media:al-nahar"),
    ("The strike is over, state media said.", "media:state-media:e1"),
    ("Local media reported a second blast at the depot.", "media:local-media:e1"),
    ("State television said the bridge had been reopened.", "media:state-television:e1"),
    # a document
    ("Corvane Lines said in a statement that it would reroute four ships.", "document:corvane-lines"),
    ("In a statement, Corvane Lines blamed the weather.", "document:corvane-lines"),
    ("In a statement on Tuesday, Corvane Lines said nobody was hurt.", "document:corvane-lines"),
    ("Corvane Lines issued a statement saying nobody was hurt.", "document:corvane-lines"),
    ("A statement from Corvane Lines said nobody was hurt.", "document:corvane-lines"),
    ("Corvane's statement said nobody was hurt.", "document:corvane"),
    ("According to a filing by Halvex Semiconductors, the plant will close in June.", "document:halvex-semiconductors"),
    ("Halvex Semiconductors said in a stock exchange filing that it will close.", "document:halvex-semiconductors"),
    ("Halvex Semiconductors Inc. said in a press release that output fell 4%.", "document:halvex-semiconductors"),
    ("The ruling says the carrier broke the terms of its licence.", "document:ruling:e1"),
    ("The indictment alleges that the two men forged the bills of lading.", "document:indictment:e1"),
    ("According to court documents, the two men met in Velden.", "document:court-documents:e1"),
    ("The 90-page judgment found that the notice came too late.", "document:judgment:e1"),
    ("Dana Whitlock confirmed the move in a blog post.", "document:dana-whitlock"),
    ("In a letter to members, the Dockers Union said the offer was an insult.", "document:dockers-union"),
    # documents that one medium got
    ("According to documents seen by Reuters, the bank knew in March.", "outlet:reuters"),
    ("A memo obtained by Tidewater Daily says the bolts were never tested.", "outlet:tidewater"),
]  # fmt: skip

OWN_SUPPORT = [
    "Police said the driver was 42.",
    "She said the ship had been late all week.",
    '"Nothing will move before Friday," the harbour master said.',
    "According to the mayor, the road will reopen at noon.",
    "Olav Brand, who runs the yard, told reporters that the crane was old.",
    "The port handled four million boxes last year.",
    "Ships waited off Halden on Tuesday.",
    "Reuters could not verify the claim.",
    "The union's chairman told Harbour Times that the offer was an insult.",
    "Harbour Times reported in May that the bolts were never tested.",
    "According to documents seen by Harbour Times, the bank knew in March.",
    "Neither side has said what it will do next.",
    "The findings will be published in the Journal of Marine Science.",
    "The company made a statement of intent last spring.",
]


@pytest.mark.parametrize(("sentence", "origin"), RELAYS)
def test_relays_belong_to_their_origin(sentence: str, origin: str) -> None:
    found = find_attribution(sentence, (), OUTLETS)
    assert found is not None
    assert found.kind in ("outlet", "document")
    assert sentence[found.start : found.end].strip()
    assert origin_of(found, OWN, OUTLETS, "e1") == origin


@pytest.mark.parametrize("sentence", OWN_SUPPORT)
def test_what_the_paper_found_or_was_told_stays_its_own(sentence: str) -> None:
    found = find_attribution(sentence, (), OUTLETS)
    assert found is None or origin_of(found, OWN, OUTLETS, "e1") is None


@pytest.mark.parametrize(
    ("sentence", "kind", "holder"),
    [
        ("Police said the driver was 42.", "person", "Police"),
        ("Olav Brand said the crane was old.", "person", "Olav Brand"),
        ("The crane was old, according to Olav Brand.", "person", "Olav Brand"),
        ("The BBC reported that the port was shut.", "outlet", "BBC"),
        ("Corvane Lines said in a statement that it was sorry.", "document", "Corvane Lines"),
    ],
)
def test_kind_and_holder(sentence: str, kind: str, holder: str) -> None:
    found = find_attribution(sentence, (), OUTLETS)
    assert found is not None
    assert (found.kind, found.holder) == (kind, holder)


def test_tokenised_text_is_read_too() -> None:
    sentence = '" We closed the gates , " Brand told Reuters , a day after the blast .'
    found = find_attribution(sentence, (), OUTLETS)
    assert found is not None
    assert found.outlet_id == "reuters"
    assert sentence[found.start : found.end] == "told Reuters"


def test_one_outlet_citing_itself_under_another_spelling_is_its_own() -> None:
    found = find_attribution("She told the BBC that the gates were shut.", (), OUTLETS)
    assert found is not None
    assert origin_of(found, OUTLETS["bbc"], OUTLETS, "e1") is None
    assert origin_of(found, OWN, OUTLETS, "e1") == "outlet:bbc"


def test_a_company_telling_its_own_statement_relays_nobody() -> None:
    found = find_attribution("Corvane Lines said in a statement that it was sorry.", (), OUTLETS)
    assert found is not None
    assert origin_of(found, OUTLETS["corvane"], OUTLETS, "e1") is None
    assert document_origin(OUTLETS["corvane"]) == origin_of(found, OWN, OUTLETS, "e1") == "document:corvane-lines"


def test_an_organisation_among_the_tokens_names_the_document() -> None:
    sentence = "it would appeal, the firm said in a statement about Halvex."
    at = sentence.index("Halvex")
    token = Token(at, at + 6, "Halvex", "Halvex", "PROPN", "NNP", "pobj", 0, "B-ORG")
    found = find_attribution(sentence, (token,), OUTLETS)
    assert found is not None
    assert origin_of(found, OWN, OUTLETS, "e1") == "document:halvex"


def test_what_only_goes_on_is_carried_over() -> None:
    sentences = [
        '"We found the bolts loose," Corvane Lines said in a statement.',
        '"They had never been tested," it added.',
        "The ship was built in 1998.",
        "He said the yard had closed.",
    ]
    found = find_attributions(sentences, OUTLETS)
    origins = [origin_of(a, OWN, OUTLETS, "e1") if a else None for a in found]
    assert origins == ["document:corvane-lines", "document:corvane-lines", None, None]


def test_a_plain_said_is_the_known_document_of_its_speaker() -> None:
    found = find_attribution("The plant will stay shut, Corvane said.", (), OUTLETS)
    assert found is not None
    assert document_said(found, ["document:corvane-lines", "document:halvex"]) == "document:corvane-lines"
    assert document_said(found, ["document:corvanelines"]) is None


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("The Corvane Lines", "corvane-lines"),
        ("Halvex Semiconductors, Inc.", "halvex-semiconductors"),
        ("World Health Organisation", "world-health-organization"),
        ("Société Générale SA", "societe-generale"),
        ("Lloyd's List", "lloyd-list"),
        ("", ""),
    ],
)
def test_slug_has_one_form(name: str, written: str) -> None:
    assert slug(name) == written


@pytest.mark.parametrize("sentence", ["", " ", "said", "\x1b[31m", '"' * 500, "according to " * 300, "A " * 3000])
def test_odd_sentences_do_no_harm(sentence: str) -> None:
    found = find_attribution(sentence, (), OUTLETS)
    assert found is None or isinstance(found, Attribution)
