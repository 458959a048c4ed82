"""Stories kept between runs: the same again from the store, told anew where they or the rules changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from counting_parts import article

from corroborate.pipeline import build as building
from corroborate.pipeline import kept
from corroborate.pipeline.build import Tools, build, tidy
from corroborate.scoring.beat import load_beat
from corroborate.support.scorer import packaged_forest
from corroborate.testing.memory_store import MemoryStore
from corroborate.types import Article, Outlet
from corroborate.wiring import SystemClock, open_cache, silent

STRIKE = (
    article("a", "At least 20 tugs stayed in port at Ostrand on Monday. The union called the strike on Friday."),
    article("b", "Tug crews at Ostrand went on strike on Monday, and at least 20 tugs stayed in port.", hours=2),
)
FIRE = (article("c", "A fire destroyed the Tolmere chemical depot on Tuesday and killed nine people.", hours=1),)


@pytest.fixture
def tools(parser, embedder, tmp_path: Path) -> Tools:  # type: ignore[no-untyped-def]
    return Tools(
        store=MemoryStore(),
        parser=parser,
        embedder=embedder,
        vectors=open_cache(tmp_path, embedder),
        forest=packaged_forest(),
        beat=load_beat("supply-chain"),
        clock=SystemClock(),
    )


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Name the stories that were really told."""
    names: list[str] = []
    tell = building.tell_story

    def telling(story_id: str, members: Sequence[Article], *rest: object) -> kept.Told:
        names.append("+".join(sorted(each.article_id for each in members)))
        return tell(story_id, members, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "tell_story", telling)
    return names


def test_a_story_comes_back_as_it_was_told(tools: Tools) -> None:
    tools.store.add_articles(STRIKE)
    _, built = build(tools, "r1", silent)
    assert built is not None
    (each,) = built.told
    assert any(math.isinf(q.high) for claim in each.claims for q in claim.quantities)  # "at least 20" stays open
    again = kept.unpack(kept.pack(each), each.known.articles, each.known.outlets)
    assert again == each
    assert again is not None
    assert repr((again.story, again.claim_clusters)) == repr((each.story, each.claim_clusters))  # zones too


def test_what_has_not_changed_is_not_told_again(tools: Tools, told: list[str]) -> None:
    tools.store.add_articles(STRIKE)
    build(tools, "r1", silent)
    tools.store.add_articles(FIRE)
    build(tools, "r2", silent)
    digest = tools.store.digest()
    build(tools, "r3", silent, force=True)
    assert told == ["a+b", "c"]
    assert tools.store.digest() == digest


def test_another_text_or_another_register_is_told_anew(tools: Tools, told: list[str]) -> None:
    tools.store.add_articles(FIRE)
    build(tools, "r1", silent)
    tools.store.add_articles([replace(FIRE[0], text=FIRE[0].text.replace("nine", "eight"))])
    build(tools, "r2", silent)
    tools.store.save_outlets([Outlet(outlet_id="c.example", name="C", domains=("c.example",))])
    build(tools, "r3", silent)
    assert told == ["c", "c", "c"]


@pytest.mark.parametrize("payload", [b"", b"no zlib", b"x\x9c\xabV*K\xcc)MU\xb2R0\xa8\x05\x00\x16\x14\x03\xa1"])
def test_a_payload_that_cannot_be_read_is_no_story(payload: bytes) -> None:
    assert kept.unpack(payload, {}, {}) is None


def test_tidying_forgets_what_the_last_build_did_not_use(tools: Tools, told: list[str]) -> None:
    assert tidy(tools.store).counts == {"forgotten": 0}  # before the first build there is nothing to go by
    tools.store.add_articles(FIRE)
    build(tools, "r1", silent)
    assert tidy(tools.store).counts == {"forgotten": 0}
    tools.store.add_articles([replace(FIRE[0], text=FIRE[0].text.replace("nine", "eight"))])
    build(tools, "r2", silent)
    assert tidy(tools.store).counts == {"forgotten": 2}  # the old text's parse, and the story told from it
    build(tools, "r3", silent, force=True)
    assert told == ["c", "c"]
