"""The index of ``ask``: sentences, vectors and origins of one build, in one folder that is published with it.

``vectors.npy`` holds a row a sentence, ``rows.npy`` its (article, sentence), ``parses.bin`` each article's kept parse,
``context.json`` the articles, outlets and source clusters.  A folder is of one build and never changed.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from corroborate.answers import Answer, StoryView, answer, unread
from corroborate.backing import Independence
from corroborate.errors import StoreError
from corroborate.ports import Embedder, Parser, Vectors
from corroborate.reading import question, unanswerable, unpack
from corroborate.support.passages import Passage, statement
from corroborate.support.scorer import Forest
from corroborate.types import (
    Article,
    FirstSeenBasis,
    Member,
    Outlet,
    OutletKind,
    OutletStatus,
    OwnerSpell,
    Role,
    SourceCluster,
)

_FORMAT = 1
_STORIES = 4  # stories a question is held against: those of its likeliest sentences
_LIKELIEST = 40  # sentences looked at to find them


def write_index(
    folder: Path,
    known: Sequence[Independence],
    parses: Mapping[str, bytes],
    sentences: Mapping[str, Sequence[str]],
    vectors: Mapping[str, Vectors],
    *,
    embedder: str,
    parser: str,
    input_digest: str,
) -> None:
    """Write the index of one build beside its final place, then move it there.

    Args:
        folder: its final place; replaced where it exists.
        known: the origins of every story.
        parses: kept parse by article id.
        sentences: the sentences' texts by article id, in order.
        vectors: by sentence text.
        embedder, parser: names of the models, so that others are refused.
        input_digest: which build this is.

    Raises:
        StoreError: if the disk refuses.
    """
    making = folder.with_name(folder.name + ".making")
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        articles = [(story, article) for story in known for article in story.articles.values()]
        rows = [(n, i) for n, (_, a) in enumerate(articles) for i in range(len(sentences[a.article_id]))]
        texts = [sentences[articles[n][1].article_id][i] for n, i in rows]
        table = np.stack([vectors[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)
        np.save(making / "vectors.npy", table)
        np.save(making / "rows.npy", np.asarray(rows, dtype=np.int32).reshape(-1, 2))
        payloads = [parses[article.article_id] for _, article in articles]
        np.save(making / "offsets.npy", np.cumsum([0, *map(len, payloads)], dtype=np.int64))
        (making / "parses.bin").write_bytes(b"".join(payloads))
        outlets = known[0].outlets if known else {}
        context = {
            "format": _FORMAT,
            "embedder": embedder,
            "parser": parser,
            "input_digest": input_digest,
            "outlets": [dataclasses.asdict(outlet) for outlet in outlets.values()],
            "stories": [_story(story) for story in known],
        }
        (making / "context.json").write_bytes(orjson.dumps(context))
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    except OSError as error:
        raise StoreError(f"{folder}: the index cannot be written: {error.strerror or error}") from error


def _story(story: Independence) -> dict[str, Any]:
    return {
        "story_id": story.story_id,
        "articles": [dataclasses.asdict(article) for article in story.articles.values()],
        "source_clusters": [dataclasses.asdict(cluster) for cluster in story.source_clusters.values()],
        "cluster_of": dict(story.cluster_of),
        "low_of": dict(story.low_of),
        "high_of": dict(story.high_of),
        "keys": dict(story.keys),
    }


class Index:
    """An index opened for questions.

    Args:
        folder: as :func:`write_index` left it.
        parser, embedder: the models it was made with.
        forest: the support scorer.

    Raises:
        StoreError: if it is absent, unreadable or made with other models.
    """

    def __init__(self, folder: Path, parser: Parser, embedder: Embedder, forest: Forest) -> None:
        self._parser, self._embedder, self._forest = parser, embedder, forest
        try:
            context = orjson.loads((folder / "context.json").read_bytes())
            self._vectors = np.load(folder / "vectors.npy", mmap_mode="r")
            self._rows = np.load(folder / "rows.npy")
            self._offsets = np.load(folder / "offsets.npy")
            self._parses = np.memmap(folder / "parses.bin", dtype=np.uint8, mode="r") if self._offsets[-1] else None
        except (OSError, ValueError) as error:
            raise StoreError(f"{folder}: no readable index (run: corroborate publish)") from error
        if context["format"] != _FORMAT or (context["embedder"], context["parser"]) != (embedder.name, parser.name):
            raise StoreError(f"{folder}: the index was made with other models (run: corroborate build, then publish)")
        outlets = {row["outlet_id"]: _outlet(row) for row in context["outlets"]}
        self._stories: list[Independence] = []
        self._story_of_article: list[int] = []
        self._first: list[int] = []
        for row in context["stories"]:
            self._first.append(len(self._story_of_article))
            self._story_of_article += [len(self._stories)] * len(row["articles"])
            self._stories.append(_independence(row, outlets))
        # Rows stand story by story, article by article.
        of_rows = (
            np.asarray(self._story_of_article, dtype=np.int64)[self._rows[:, 0]]
            if len(self._rows)
            else self._rows[:, 0]
        )
        self._story_rows = np.searchsorted(of_rows, np.arange(len(self._stories) + 1))
        self._row_story = of_rows
        self._passages_of = lru_cache(maxsize=512)(self._read)

    def _read(self, story: int) -> tuple[Passage, ...]:
        known = self._stories[story]
        out: list[Passage] = []
        for position, article in enumerate(known.articles.values(), start=self._first[story]):
            begin, end = int(self._offsets[position]), int(self._offsets[position + 1])
            payload = self._parses[begin:end].tobytes() if self._parses is not None else b""
            out.extend(unpack(article, payload, known.outlets).passages())
        return tuple(out)

    def ask(self, questions: Sequence[tuple[str, str]]) -> list[Answer]:
        """Answer (id, text) questions, in their order."""
        faults = [unanswerable(text) for _, text in questions]
        vectors = iter(
            self._embedder.embed([text for (_, text), f in zip(questions, faults, strict=True) if f is None])
        )
        return [
            self._ask(key, text, next(vectors)) if fault is None else unread(key, text, fault)
            for (key, text), fault in zip(questions, faults, strict=True)
        ]

    def _ask(self, key: str, text: str, vector: Vectors) -> Answer:
        asked = statement(question(text, self._parser), text)
        if not len(self._rows):
            return answer(key, asked, (), self._forest)
        cosines = np.round(self._vectors @ vector, 4)
        take = min(_LIKELIEST, len(cosines))
        top = np.argpartition(-cosines, take - 1)[:take]
        top = top[np.lexsort((top, -cosines[top]))]
        stories = list(dict.fromkeys(int(story) for story in self._row_story[top]))[:_STORIES]
        views = [
            StoryView(
                known=self._stories[story],
                passages=self._passages_of(story),
                cosines=cosines[self._story_rows[story] : self._story_rows[story + 1]],
            )
            for story in stories
        ]
        return answer(key, asked, views, self._forest)


def _outlet(row: Mapping[str, Any]) -> Outlet:
    values = dict(row)
    values["domains"], values["credits"] = tuple(row["domains"]), tuple(row["credits"])
    values["owners"] = tuple(
        OwnerSpell(owner=o["owner"], start=_day(o["start"]), end=_day(o["end"])) for o in row["owners"]
    )
    values["kind"], values["status"] = OutletKind(row["kind"]), OutletStatus(row["status"])
    return Outlet(**{key: values[key] for key in Outlet.__dataclass_fields__})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _independence(row: Mapping[str, Any], outlets: Mapping[str, Outlet]) -> Independence:
    clusters = [
        SourceCluster(
            **{
                **c,
                "members": tuple(
                    Member(article_id=m["article_id"], role=Role(m["role"]), reason=m["reason"]) for m in c["members"]
                ),
                "outlets": tuple(c["outlets"]),
            }
        )
        for c in row["source_clusters"]
    ]
    return Independence(
        story_id=row["story_id"],
        articles={a["article_id"]: _article(a) for a in row["articles"]},
        outlets=outlets,
        source_clusters={cluster.source_cluster_id: cluster for cluster in clusters},
        cluster_of=row["cluster_of"],
        low_of=row["low_of"],
        high_of=row["high_of"],
        keys=row["keys"],
    )


def _article(row: Mapping[str, Any]) -> Article:
    values = dict(row)
    for key in ("published_at", "first_seen_at", "seen_at"):
        values[key] = datetime.fromisoformat(row[key]) if row[key] else None
    values["first_seen_basis"] = FirstSeenBasis(row["first_seen_basis"])
    values["links"] = tuple(row["links"])
    return Article(**values)
