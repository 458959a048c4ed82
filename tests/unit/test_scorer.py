"""The trees are walked as the library that grew them walks them, and typed comparison has the last word."""

from __future__ import annotations

import json

import numpy as np
import pytest
from counting_parts import asked, said
from sklearn.ensemble import HistGradientBoostingClassifier

from corroborate.errors import ModelError
from corroborate.nlp import SpacyParser
from corroborate.support.scorer import FEATURES, Config, Forest, features, judge, read_forest
from corroborate.types import ConflictKind, Stance


def grown() -> tuple[HistGradientBoostingClassifier, np.ndarray]:
    rows = np.random.default_rng(7).random((300, len(FEATURES))).round(3)
    labels = (rows[:, 0] + rows[:, 1] - rows[:, 10] > 0.6).astype(int)
    return HistGradientBoostingClassifier(max_iter=25, max_depth=3, min_samples_leaf=10).fit(rows, labels), rows


def written(model: HistGradientBoostingClassifier, names: tuple[str, ...] = FEATURES) -> str:
    nodes: list[list[float]] = []
    roots, depth = [], 0
    for (tree,) in model._predictors:
        base = len(nodes)
        roots.append(base)
        for i, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            depth = max(depth, int(node["depth"]))
            nodes.append(
                [
                    0 if leaf else int(node["feature_idx"]),
                    0.0 if leaf else float(node["num_threshold"]),
                    base + i if leaf else base + int(node["left"]),
                    base + i if leaf else base + int(node["right"]),
                    float(node["value"]) if leaf else 0.0,
                ]
            )
    prediction = float(model._baseline_prediction.ravel()[0])
    return json.dumps({"features": names, "base": prediction, "depth": depth, "roots": roots, "nodes": nodes})


def leaf(raw: float) -> Forest:
    """Return a forest of one leaf: every row gets the same score."""
    model = {"features": FEATURES, "base": raw, "depth": 1, "roots": [0], "nodes": [[0, 0.0, 0, 0, 0.0]]}
    return read_forest(json.dumps(model))


def test_the_walk_gives_what_the_library_gives() -> None:
    model, rows = grown()
    forest = read_forest(written(model))
    expected = model.predict_proba(rows)[:, 1]
    assert np.ptp(expected) > 0.5  # the model tells rows apart
    np.testing.assert_allclose(forest.score(rows.tolist()), expected, atol=5.1e-5)


def test_a_row_scores_the_same_alone_and_in_company() -> None:
    model, rows = grown()
    forest = read_forest(written(model))
    together = forest.score(rows.tolist())
    assert [float(forest.score([row])[0]) for row in rows[:20].tolist()] == together[:20].tolist()
    assert forest.score([]).shape == (0,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[]",
        "{}",
        json.dumps({"features": FEATURES}),
        json.dumps({"features": FEATURES, "base": 0, "depth": 1, "roots": [0], "nodes": [[0, 1]]}),
        json.dumps({"features": FEATURES, "base": "x", "depth": 1, "roots": [0], "nodes": []}),
    ],
)
def test_a_damaged_model_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_forest(text)


@pytest.mark.parametrize("names", [FEATURES[:-1], (*FEATURES, "another"), FEATURES[::-1]])
def test_a_model_for_other_features_is_refused(names: tuple[str, ...]) -> None:
    model, _ = grown()
    with pytest.raises(ModelError, match="other features"):
        read_forest(written(model, names))


def test_the_row_follows_the_names(parser: SpacyParser) -> None:
    row, found = features(asked(parser, "Four miners died in Ness."), said(parser, "Four miners died in Ness."), 0.9)
    by_name = dict(zip(FEATURES, row, strict=True))
    assert by_name["cosine"] == 0.9
    assert by_name["cover"] == found.cover == 1.0
    assert by_name["numbers"] == by_name["numbers_agreed"] == 1.0
    assert by_name["token_ratio"] == 1.0
    assert by_name["missing_weight"] == 0.0
    assert all(isinstance(value, float) for value in row)


def test_a_high_score_alone_is_support(parser: SpacyParser) -> None:
    statement, passage = asked(parser, "Four miners died in Ness."), said(parser, "Four miners died in Ness.")
    (yes,) = judge(statement, [(passage, 0.9)], leaf(3.0))
    (no,) = judge(statement, [(passage, 0.9)], leaf(-3.0))
    assert (yes.stance, yes.score) == (Stance.SUPPORTS, 0.9526)
    assert (no.stance, no.score) == (None, 0.0474)
    assert judge(statement, [], leaf(3.0)) == []


def test_what_contradicts_a_specific_is_never_support_however_high_the_score(parser: SpacyParser) -> None:
    statement, passage = asked(parser, "Four miners died in Ness."), said(parser, "Six miners died in Ness.")
    (found,) = judge(statement, [(passage, 0.95)], leaf(9.0))
    assert (found.stance, found.conflict) == (Stance.CONTRADICTS, ConflictKind.NUMBER)
    assert found.contradicted == ("Four against Six",)


def test_another_figure_about_something_else_is_no_contradiction(parser: SpacyParser) -> None:
    statement, passage = asked(parser, "Four miners died in Ness."), said(parser, "Six miners died in Ness.")
    (unlike,) = judge(statement, [(passage, 0.30)], leaf(9.0))
    assert unlike.stance is None
    other = said(parser, "Six miners bought a boat with their winnings.")
    (elsewhere,) = judge(statement, [(other, 0.60)], leaf(9.0))
    assert elsewhere.stance is None
    (strict,) = judge(statement, [(passage, 0.95)], leaf(9.0), Config(same_topic_cosine=0.99))
    assert strict.stance is None
