"""The vector of every distinct sentence ever embedded, in two append-only files a model.

``NAME.keys`` holds 16-byte digests, ``NAME.f32`` the vectors; a write that was cut short leaves one file longer than
the other, and opening goes by the shorter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corroborate import ids
from corroborate.errors import StoreError
from corroborate.ports import Embedder, Vectors

_KEY = 16


class FileVectorCache:
    """Port ``VectorCache`` over two files.

    Args:
        folder: made where it does not exist.
        name: the embedder's name; each name has files of its own.
        dimensions: length of a vector.
    """

    def __init__(self, folder: Path, name: str, dimensions: int) -> None:
        safe = re.sub(r"[^A-Za-z0-9@._-]", "_", name)
        self._keys, self._vectors = folder / f"{safe}.keys", folder / f"{safe}.f32"
        self._dimensions = dimensions
        try:
            folder.mkdir(parents=True, exist_ok=True)
            raw = self._keys.read_bytes() if self._keys.exists() else b""
            stored = self._vectors.stat().st_size if self._vectors.exists() else 0
            count = min(len(raw) // _KEY, stored // (4 * dimensions))
            for path, size in ((self._keys, count * _KEY), (self._vectors, count * 4 * dimensions)):
                if path.exists() and path.stat().st_size != size:
                    with path.open("r+b") as file:
                        file.truncate(size)
        except OSError as error:
            raise StoreError(f"{folder}: vectors cannot be kept: {error.strerror or error}") from error
        self._row = {raw[i * _KEY : (i + 1) * _KEY]: i for i in range(count)}

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors already known, by text."""
        rows = {text: self._row[key] for text in texts if (key := _digest(text)) in self._row}
        if not rows:
            return {}
        table = np.memmap(self._vectors, dtype="<f4", mode="r", shape=(len(self._row), self._dimensions))
        return {text: np.asarray(table[row], dtype=np.float32) for text, row in rows.items()}

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep some more, shape (len(texts), dimensions); those already known are passed over.

        Raises:
            StoreError: where the vectors have another shape, which would shift every later row, or the disk refuses.
        """
        if vectors.shape != (len(texts), self._dimensions):
            raise StoreError(f"{self._vectors}: vectors of shape {vectors.shape} do not belong to this model")
        fresh: dict[bytes, int] = {}
        for index, text in enumerate(texts):
            key = _digest(text)
            if key not in self._row:
                fresh.setdefault(key, index)
        if not fresh:
            return
        try:
            with self._vectors.open("ab") as file:
                file.write(np.ascontiguousarray(vectors[list(fresh.values())], dtype="<f4").tobytes())
            with self._keys.open("ab") as file:
                file.write(b"".join(fresh))
        except OSError as error:
            raise StoreError(f"{self._vectors}: cannot be written: {error.strerror or error}") from error
        for key in fresh:
            self._row[key] = len(self._row)


def _digest(text: str) -> bytes:
    return bytes.fromhex(ids.content_hash(text))


def open_cache(folder: Path, embedder: Embedder) -> FileVectorCache:
    """Open the cache that belongs to an embedder."""
    return FileVectorCache(folder, embedder.name, embedder.dimensions)
