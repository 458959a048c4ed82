"""The pages: their order, their numbers, and nothing on them that runs, loads or lies."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
import snapshot_fixture as fixture
from lxml import etree, html

from corroborate import resources
from corroborate.errors import StoreError
from corroborate.settings import PublishSettings
from corroborate.site import Config, SiteWriter, ledger, words

ORDER = [
    "takeaways", "mentioned", "facts", "affected", "analysis", "quote", "watch", "timeline", "disagreements",
    "covered", "sources",
]  # fmt: skip
VOID = {"meta", "link", "br", "hr", "img", "input"}
# The only places in our own pages that may not hold the hostile text as markup.
LOADERS = ("img", "iframe", "object", "embed", "video", "audio", "source", "frame", "form", "base", "style")


def build(tmp_path: Path, rows: fixture.Tables | None = None, publish_text: str = "spans") -> Path:
    snapshot = fixture.write(tmp_path / "current.duckdb", rows)
    SiteWriter(PublishSettings(publish_text=publish_text), "Supply chain").write(snapshot, tmp_path / "release")
    return tmp_path / "release" / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("site"))


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def read(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_text(encoding="utf-8"))


def story(site: Path, story_id: str = fixture.HALDEN) -> html.HtmlElement:
    return read(site / "stories" / f"{story_id}.html")


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_parts_of_a_story_stand_in_the_order_readers_know(site: Path) -> None:
    page = story(site)
    top = page.xpath("//article/header")[0]
    assert re.search(
        r"Ports & labour.*Bearish.*Impact 7 of 10.*Dockers at Halden.*3 min read.*Verified by 2 sources.*"
        r"Counts independent origins, not truth: between 2 and 3; 1 unverified source not counted",
        text(top),
    )
    assert [section.get("aria-labelledby") for section in page.xpath("//article/section")] == ORDER
    assert [len(page.xpath(f"//h2[@id='{name}']")) for name in ORDER] == [1] * len(ORDER)


def test_every_number_on_every_page_is_the_one_in_the_views(site: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(fixture.write(tmp_path / "views.duckdb"))) as views:
        clusters = {
            row[0]: [str(n) for n in row[1:]]
            for row in views.execute(
                "SELECT claim_cluster_id, verified_sources, sources_low, sources_high, unverified_sources "
                "FROM claim_clusters"
            ).fetchall()
        }
        stories = dict(views.execute("SELECT story_id, verified_sources FROM stories").fetchall())
    seen = 0
    for path in pages(site):
        page = read(path)
        for mark in page.xpath("//*[@data-claim-cluster]"):
            shown = [mark.get(f"data-{name}") for name in ("n", "low", "high", "unverified")]
            assert shown == clusters[mark.get("data-claim-cluster")]
            assert text(mark) == words.verified(int(shown[0]))
            seen += 1
        for mark in page.xpath("//*[@data-story]"):
            assert mark.get("data-n") == str(stories[mark.get("data-story")])
            assert text(mark) == words.verified(stories[mark.get("data-story")])
            seen += 1
    assert seen >= 12


def test_a_key_fact_shows_each_origin_its_words_and_why_it_counts(site: Path) -> None:
    fact = story(site).get_element_by_id("fact-1")
    origins = {text(block.xpath("h3")[0]): block for block in fact.xpath(".//div[@class='origin']")}
    assert list(origins) == ["Harbour Times", "Meridian Newswire", "dockwhisper.example"]
    meridian = origins["Meridian Newswire"]
    assert "Counted first to report" in text(meridian)
    assert "Brackwater Courier (reprint)" in text(meridian)
    assert text(meridian.xpath(".//mark")[0]) == "Dockers at the port of Halden walked out at 6 a.m. on Monday"
    assert meridian.xpath(".//a[@href='https://meridian.example/2026/10/05/halden']")
    assert "Not counted outlet not vetted" in text(origins["dockwhisper.example"])
    relay = story(site).get_element_by_id("fact-2")
    assert "known only through relays" in text(relay)
    assert "Contradicts" in text(relay)


def test_every_line_rests_on_an_article_and_one_that_does_not_is_left_out(site: Path, tmp_path: Path) -> None:
    page = story(site)
    assert "This line rests on nothing." not in text(page)
    assert "Nobody said this." not in text(page)
    for part in ("takeaways", "facts", "affected", "analysis", "quote", "watch", "timeline"):
        block = page.xpath(f"//section[@aria-labelledby='{part}']")[0]
        for item in block.xpath(".//li") or block.xpath(".//figure") or block.xpath(".//p"):
            targets = item.xpath(".//a[starts-with(@href, '#source-')]/@href")
            assert targets, (part, text(item))
            assert all(page.xpath(f"//*[@id='{target[1:]}']") for target in targets)
    snapshot = fixture.write(tmp_path / "s.duckdb")
    report = SiteWriter(PublishSettings(), "Supply chain").write(snapshot, tmp_path)
    assert report.counts["untraced_lines"] == 2
    assert report.total == report.kept + sum(report.dropped_by_reason.values()) == 4


def test_quotations_are_the_words_of_the_article_at_the_given_offsets(site: Path) -> None:
    quoted = [text(block) for block in story(site).xpath("//section[@aria-labelledby='facts']//blockquote")]
    articles = [" ".join(words.clean(body).split()) for body in fixture.TEXTS.values()]
    assert len(quoted) >= 5
    assert all(any(quote in body for body in articles) for quote in quoted)


def test_a_claim_of_an_earlier_revision_is_quoted_from_that_revision(tmp_path: Path) -> None:
    rows = fixture.tables()
    rows["articles"][0] |= {"text": "Everything has been rewritten.", "revision": 2}
    page = story(build(tmp_path, rows))
    assert "About 340 workers joined" in [text(mark) for mark in page.xpath("//mark")]
    assert "in an earlier version" in text(page.get_element_by_id("fact-2"))


def test_a_span_that_is_the_whole_sentence_marks_the_part_that_carries_the_claim(tmp_path: Path) -> None:
    rows = fixture.tables()
    claims = {row["claim_id"]: row for row in rows["claims"]}
    for row in rows["evidence"]:
        claim = claims[row["claim_id"]]
        row |= {"char_start": claim["sentence_start"], "char_end": claim["sentence_end"], "revision": 1}
    fact = story(build(tmp_path, rows)).get_element_by_id("fact-2")
    assert "About 340 workers joined, the Halden Dockers' Union said." in text(fact)
    assert "About 340 workers joined" in [text(mark) for mark in fact.xpath(".//mark")]


def test_spans_outside_the_text_are_not_quoted(tmp_path: Path) -> None:
    rows = fixture.tables()
    for row in rows["evidence"]:
        row |= {"char_start": 5, "char_end": 10**6}
    assert not story(build(tmp_path, rows)).xpath("//mark")


def test_parts_without_data_say_so(site: Path) -> None:
    page = story(site, fixture.SILICA)
    for part, words_for_it in (
        ("takeaways", "No line could be traced"),
        ("mentioned", "No names were found."),
        ("affected", "No source says who is affected."),
        ("analysis", "No source offers an analysis"),
        ("quote", "No quotation was found."),
        ("watch", "No source says what comes next."),
        ("timeline", "No source gives a dated step."),
        ("disagreements", "No disagreement between the sources was found."),
    ):
        assert words_for_it in text(page.xpath(f"//section[@aria-labelledby='{part}']")[0])
    assert "Marked by the gate: feeds were down on 6 October" in text(page)
    assert "Cannot measure" in text(page.xpath("//article/header")[0])


def test_disagreements_show_both_sides_in_words(site: Path) -> None:
    block = story(site).xpath("//section[@aria-labelledby='disagreements']")[0]
    assert "Different figures" in text(block)
    assert [text(mark) for mark in block.xpath(".//mark")] == ["About 340 workers joined", "410 people at the gate"]


def test_sources_say_what_each_contributed(site: Path) -> None:
    blocks = story(site).xpath("//div[@data-source-cluster]")
    said = {block.get("data-source-cluster"): text(block) for block in blocks}
    assert list(said)[:2] == ["o-meridian", "o-harbour"]
    assert "counts for the headline Supports the headline, key fact 1." in said["o-meridian"]
    assert "Contradicts key fact 2." in said["o-harbour"]
    assert "reprint, credits Meridian Newswire" in said["o-meridian"]
    assert "the headline (not counted)" in said["o-whisper"]
    assert "known only through those who cite it" in said["o-union"]


def test_held_stories_are_listed_with_the_reason_and_have_no_page(site: Path) -> None:
    held = read(site / "held.html")
    assert fixture.RUMOUR in held.xpath("//li/@id")
    assert "one origin, anonymous sources" in text(held)
    assert "no statement on this page is put forward as true" in text(held)
    assert not (site / "stories" / f"{fixture.RUMOUR}.html").exists()
    assert "Grenmark" not in (site / "index.html").read_text(encoding="utf-8")
    withdrawn = story(site, fixture.PULLED)
    assert "This story has been withdrawn" in text(withdrawn)
    assert "Pallion" not in text(withdrawn)


def test_the_front_page_puts_impact_and_freshness_first(tmp_path: Path) -> None:
    def order(rows: fixture.Tables, folder: str) -> list[str]:
        page = read(build(tmp_path / folder, rows) / "index.html")
        return [href.split("/")[1].removesuffix(".html") for href in page.xpath("//main//h2/a/@href")]

    rows = fixture.tables()
    assert order(rows, "a") == [fixture.HALDEN, fixture.SILICA]
    rows["stories"][0]["updated_at"] = "2026-10-01T00:00:00Z"
    assert order(rows, "b") == [fixture.SILICA, fixture.HALDEN]


def test_what_the_front_page_has_no_room_for_is_in_the_archive(tmp_path: Path) -> None:
    snapshot = fixture.write(tmp_path / "s.duckdb")
    SiteWriter(PublishSettings(), "Supply chain", Config(front=1)).write(snapshot, tmp_path)
    assert len(read(tmp_path / "site" / "index.html").xpath("//main//h2")) == 1
    archive = read(tmp_path / "site" / "archive.html")
    assert [text(day) for day in archive.xpath("//h2")] == ["6 Oct 2026", "5 Oct 2026"]
    assert len(archive.xpath("//main//li/a")) == 2


def test_nothing_on_a_page_can_run_or_load(site: Path) -> None:
    for path in pages(site):
        page = read(path)
        for script in page.xpath("//script"):
            assert script.get("type") == "application/ld+json"
            assert "<" not in script.text
        assert not page.xpath(" | ".join(f"//{name}" for name in LOADERS))
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //@style | //@srcdoc | //@src | //@action")
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert policy.startswith("default-src 'none'; style-src 'self'")
        for link in page.xpath("//link/@href"):
            assert not re.match(r"[a-z]+:|//", link)
    assert "url(" not in (site / "style.css").read_text(encoding="utf-8")
    assert "@import" not in (site / "style.css").read_text(encoding="utf-8")


def test_links_lead_to_http_or_to_pages_that_exist(site: Path) -> None:
    for path in pages(site):
        page = read(path)
        for link in page.xpath("//a"):
            href = link.get("href")
            if re.match(r"https?://[a-z]", href):
                assert link.get("rel") == "nofollow noopener"
            elif href.startswith("#"):
                assert page.xpath("//*[@id=$name]", name=href[1:])
            elif not href.endswith((".xml", ".json")):
                target = (path.parent / href.split("#")[0]).resolve()
                assert target.is_file(), href


def test_hostile_text_is_shown_as_text(site: Path) -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in pages(site))
    assert "<script>alert" not in everything
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in everything
    assert "javascript:" not in everything
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", everything)
    assert "[31m" not in everything
    assert "Q0" not in everything


class Balance(HTMLParser):
    """Checks that every element that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"circle", "rect", "line"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], self.open
        self.open.pop()


def test_pages_are_well_formed(site: Path) -> None:
    assert len(pages(site)) == 9
    for path in pages(site):
        source = path.read_text(encoding="utf-8")
        assert source.startswith("<!doctype html>")
        balance = Balance()
        balance.feed(source)
        assert balance.open == []
        html.fromstring(source, parser=html.HTMLParser(recover=True))
        ids = read(path).xpath("//@id")
        assert len(ids) == len(set(ids)), path
    etree.fromstring((site / "icon.svg").read_bytes())


def test_pages_can_be_read_by_everyone(site: Path) -> None:
    for path in pages(site):
        page = read(path)
        assert page.get("lang") == "en"
        assert len(page.xpath("//main")) == len(page.xpath("//h1")) == len(page.xpath("//nav[@aria-label]")) == 1
        assert page.xpath("//title")[0].text.strip()
        assert page.xpath("//a[@href='#main']")
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)
        for drawing in page.xpath("//*[local-name()='svg']"):
            assert drawing.get("aria-hidden") == "true" or drawing.get("role") == "img"


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_meet_wcag_aa_on_both_grounds(site: Path) -> None:
    sheet = (site / "style.css").read_text(encoding="utf-8")
    grounds = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{([^}]*)\}", sheet)
    ]
    assert len(grounds) == 2
    pairs = [
        (ink, ground) for ink in ("ink", "soft", "link", "many", "one", "up", "down") for ground in ("paper", "lit")
    ]
    pairs += [("mark-ink", "mark-ground"), ("ink", "wash")]
    for colours in grounds:
        for ink, ground in pairs:
            light, dark = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_linked_data_names_sources_and_cannot_leave_its_script(site: Path) -> None:
    record = json.loads(story(site).xpath("//script")[0].text)
    assert record["@type"] == "NewsArticle"
    assert record["headline"] == 'Dockers at Halden walk out & "stop" <the port>'
    assert "https://meridian.example/2026/10/05/halden" in [cited["url"] for cited in record["citation"]]
    assert "https://brackwatercourier.example/halden-walkout" not in record["isBasedOn"]
    assert record["dateModified"] == "2026-10-05T11:00:00Z"
    assert all(cited["url"].startswith("https://") for cited in record["citation"])


@pytest.mark.parametrize(
    ("setting", "spans", "whole"), [("full", True, True), ("spans", True, False), ("none", False, False)]
)
def test_publish_text_rules_how_much_of_others_text_leaves(
    tmp_path: Path, setting: str, spans: bool, whole: bool
) -> None:
    page = text(story(build(tmp_path, publish_text=setting)))
    assert ("I stood on Quay 7 before dawn" in page) is spans
    assert ("We load in the dark so that others may sleep" in page) is spans
    assert ("Ferries were not touched." in page) is whole
    assert "Verified by 2 sources" in page


def test_a_sentence_that_is_a_whole_article_is_cut(tmp_path: Path) -> None:
    rows = fixture.tables()
    claim = next(row for row in rows["claims"] if row["claim_id"] == "c-340")
    article = rows["articles"][0]
    article["text"] = str(article["text"]) + " more" * 2000
    claim |= {"sentence_start": 0, "sentence_end": len(str(article["text"]))}
    quote = text(story(build(tmp_path, rows)).get_element_by_id("fact-2").xpath(".//blockquote")[0])
    assert "About 340 workers joined" in quote
    assert len(quote) < 500


def test_corrections_list_falls_and_withdrawn_articles(site: Path) -> None:
    page = text(read(site / "corrections.html"))
    assert "The Pallion yard closed. fell from 1 to 0 independent sources: withdrawn by its publisher" in page
    assert "Velden Standard withdrew Withdrawn: Pallion yard" in page
    assert "No cited article was corrected." in page


def test_a_recount_that_lowers_n_is_a_fall_and_a_recount_of_the_past_is_not() -> None:
    def row(valid: int, recorded: int, n: int) -> dict[str, object]:
        at = datetime(2026, 10, valid, tzinfo=UTC)
        return {
            "claim_cluster_id": "k", "valid_at": at, "recorded_at": datetime(2026, 11, recorded, tzinfo=UTC),
            "verified_sources": n, "cluster_text": "It burned.", "story_id": "s", "reason": "",
        }  # fmt: skip

    growing = [row(1, 1, 1), row(2, 1, 3), row(1, 2, 1), row(2, 2, 3)]
    assert ledger.falls(growing, frozenset()) == []
    lowered = [*growing, row(1, 3, 1), row(2, 3, 2)]
    assert [(fall.before, fall.after) for fall in ledger.falls(lowered, frozenset("s"))] == [(3, 2)]


def test_trends_have_a_table_and_bars(site: Path) -> None:
    page = read(site / "trends.html")
    rows = [[text(cell) for cell in row.xpath("td")] for row in page.xpath("//tbody/tr")]
    assert ["5 Oct 2026", "Ports & labour", "3", "2", "6.5", "-0.40"] in rows
    bars = page.xpath("//*[local-name()='rect' and @class='bar']")
    assert [float(bar.get("height")) for bar in bars] == [72.0, 120.0]


def test_the_glossary_has_our_words_and_its_neighbours_exist(site: Path) -> None:
    page = read(site / "glossary.html")
    terms = [term.text for term in page.xpath("//dt")]
    assert len(terms) >= 20
    assert {
        "Source cluster",
        "Origin",
        "Verified",
        "Single source",
        "Reprint",
        "Relay",
        "Containment",
        "Stance",
    } <= set(terms)


def test_the_methodology_says_how_and_how_well(site: Path) -> None:
    page = text(read(site / "methodology.html"))
    for words_for_it in (
        "counts independent origins, not truth",
        "Counting rule".lower(),
        "Measured error rates",
        "Held",
    ):
        assert words_for_it in page
    events = resources.read_toml("lexicons", "impact.toml")["event"]
    shown = {
        tuple(text(cell) for cell in row.xpath("td")) for row in read(site / "methodology.html").xpath("//tbody/tr")
    }
    assert {(event["type"].capitalize(), f"{event['base']:g}") for event in events} <= shown


def test_the_same_snapshot_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = build(tmp_path / "one"), build(tmp_path / "two")
    names = [path.relative_to(one) for path in sorted(one.rglob("*")) if path.is_file()]
    assert names == [path.relative_to(two) for path in sorted(two.rglob("*")) if path.is_file()]
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names)


def test_an_empty_snapshot_has_honest_pages(tmp_path: Path) -> None:
    site = build(tmp_path, {})
    assert "No story has passed the gate yet." in text(read(site / "index.html"))
    assert "Nothing is held." in text(read(site / "held.html"))
    assert "No day has been counted yet." in text(read(site / "trends.html"))


def test_ids_that_are_paths_make_no_file(tmp_path: Path) -> None:
    rows = fixture.tables()
    rows["stories"][1]["story_id"] = "../../evil"
    snapshot = fixture.write(tmp_path / "s.duckdb", rows)
    report = SiteWriter(PublishSettings(), "Supply chain").write(snapshot, tmp_path / "release")
    assert report.dropped_by_reason["unsafe id"] == 1
    assert not list(tmp_path.rglob("*evil*"))


def test_a_file_that_is_no_snapshot_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "no.duckdb").write_bytes(b"not a database at all")
    with pytest.raises(StoreError, match=r"no\.duckdb: cannot open the snapshot"):
        SiteWriter(PublishSettings(), "Supply chain").write(tmp_path / "no.duckdb", tmp_path)
    with pytest.raises(StoreError, match="cannot open the snapshot"):
        SiteWriter(PublishSettings(), "Supply chain").write(tmp_path / "absent.duckdb", tmp_path)
