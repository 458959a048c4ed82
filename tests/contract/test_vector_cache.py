"""One suite for every VectorCache: the two files, and memory; and what only files can suffer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corroborate.embed_cache import FileVectorCache, open_cache
from corroborate.errors import StoreError
from corroborate.ports import VectorCache, Vectors
from corroborate.testing.models import FakeEmbedder, MemoryVectorCache

WIDTH = 4
TEXTS = ["The port closed.", "The port closed. ", "", "🚢 Ærø", "line\nbreak", "\x00", "x" * 10_000]


def rows(count: int, first: float = 0.0) -> Vectors:
    return (np.arange(count * WIDTH, dtype=np.float32).reshape(count, WIDTH) / 7 + np.float32(first)).astype(np.float32)


@pytest.fixture(params=["files", "memory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> VectorCache:
    return MemoryVectorCache(WIDTH) if request.param == "memory" else FileVectorCache(tmp_path, "m@1", WIDTH)


def test_what_was_put_comes_back_bit_for_bit(cache: VectorCache) -> None:
    assert cache.get(TEXTS) == {}
    given = rows(len(TEXTS))
    cache.put(TEXTS, given)
    found = cache.get([*TEXTS, "unknown"])
    assert list(found) == TEXTS
    for text, vector in zip(TEXTS, given, strict=True):
        assert found[text].dtype == np.float32
        assert found[text].tobytes() == vector.tobytes()


def test_texts_that_differ_by_one_space_are_two(cache: VectorCache) -> None:
    cache.put(TEXTS[:1], rows(1))
    assert cache.get([TEXTS[1]]) == {}


def test_what_is_known_is_passed_over(cache: VectorCache) -> None:
    cache.put(["a", "b"], rows(2))
    cache.put(["b", "c", "c"], rows(3, first=100.0))
    found = cache.get(["a", "b", "c"])
    assert found["b"].tobytes() == rows(2)[1].tobytes()
    assert found["c"].tobytes() == rows(3, first=100.0)[1].tobytes()


def test_nothing_put_changes_nothing(cache: VectorCache) -> None:
    cache.put([], np.zeros((0, WIDTH), np.float32))
    assert cache.get([]) == {}
    assert cache.get(["a"]) == {}


def test_what_comes_out_can_be_changed_without_harm(cache: VectorCache) -> None:
    cache.put(["a"], rows(1))
    np.array(cache.get(["a"])["a"])[:] = 0
    assert cache.get(["a"])["a"].tobytes() == rows(1)[0].tobytes()


@pytest.mark.parametrize("shape", [(1, WIDTH + 1), (2, WIDTH), (WIDTH,), (0, WIDTH)])
def test_vectors_of_another_shape_are_refused(cache: VectorCache, shape: tuple[int, ...]) -> None:
    cache.put(["before"], rows(1))
    with pytest.raises(StoreError, match="do not belong"):
        cache.put(["a"], np.ones(shape, np.float32))
    cache.put(["after"], rows(1, first=5.0))
    assert set(cache.get(["before", "a", "after"])) == {"before", "after"}


def test_any_number_type_is_kept_as_float32(cache: VectorCache) -> None:
    cache.put(["a"], rows(1).astype(np.float64))  # type: ignore[arg-type]
    assert cache.get(["a"])["a"].tobytes() == rows(1)[0].tobytes()


# --- files ------------------------------------------------------------------------------------


def files(folder: Path) -> tuple[Path, Path]:
    (keys,), (vectors,) = folder.glob("*.keys"), folder.glob("*.f32")
    return keys, vectors


def test_files_outlive_the_process(tmp_path: Path) -> None:
    FileVectorCache(tmp_path, "m@1", WIDTH).put(TEXTS, rows(len(TEXTS)))
    found = FileVectorCache(tmp_path, "m@1", WIDTH).get(TEXTS)
    assert [found[text].tobytes() for text in TEXTS] == [row.tobytes() for row in rows(len(TEXTS))]


def cut_keys(folder: Path) -> None:
    keys, _ = files(folder)
    keys.write_bytes(keys.read_bytes()[:-5])


def cut_vectors(folder: Path) -> None:
    _, vectors = files(folder)
    vectors.write_bytes(vectors.read_bytes()[:-1])


def lose_last_key(folder: Path) -> None:
    keys, _ = files(folder)
    keys.write_bytes(keys.read_bytes()[:-16])


def add_half_a_vector(folder: Path) -> None:
    _, vectors = files(folder)
    cut_keys(folder)
    with vectors.open("ab") as file:
        file.write(b"\x01" * 7)


@pytest.mark.parametrize("damage", [cut_keys, cut_vectors, lose_last_key, add_half_a_vector])
def test_a_damaged_file_is_cut_to_the_last_whole_row(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    FileVectorCache(tmp_path, "m@1", WIDTH).put(["a", "b", "c"], rows(3))
    damage(tmp_path)
    mended = FileVectorCache(tmp_path, "m@1", WIDTH)
    assert set(mended.get(["a", "b", "c"])) == {"a", "b"}
    keys, vectors = files(tmp_path)
    assert (keys.stat().st_size, vectors.stat().st_size) == (2 * 16, 2 * 4 * WIDTH)
    # What is added after the cut stands in its own row.
    mended.put(["d"], rows(1, first=50.0))
    again = FileVectorCache(tmp_path, "m@1", WIDTH).get(["a", "b", "d"])
    assert [again[key].tobytes() for key in "abd"] == [
        rows(3)[0].tobytes(),
        rows(3)[1].tobytes(),
        rows(1, first=50.0)[0].tobytes(),
    ]


@pytest.mark.parametrize("which", [0, 1])
def test_a_lost_file_is_an_empty_cache(tmp_path: Path, which: int) -> None:
    FileVectorCache(tmp_path, "m@1", WIDTH).put(["a", "b"], rows(2))
    files(tmp_path)[which].unlink()
    mended = FileVectorCache(tmp_path, "m@1", WIDTH)
    assert mended.get(["a", "b"]) == {}
    mended.put(["c"], rows(1))
    assert FileVectorCache(tmp_path, "m@1", WIDTH).get(["c"])["c"].tobytes() == rows(1)[0].tobytes()


def test_each_model_has_files_of_its_own(tmp_path: Path) -> None:
    one, other = FileVectorCache(tmp_path, "m@1", WIDTH), FileVectorCache(tmp_path, "m@2", WIDTH)
    one.put(["a"], rows(1))
    assert other.get(["a"]) == {}


def test_a_models_name_leads_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    FileVectorCache(folder, "../../../etc/x y", WIDTH).put(["a"], rows(1))
    assert sorted(path.parent for path in tmp_path.rglob("*.f32")) == [folder]


def test_a_folder_that_cannot_be_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StoreError, match="vectors cannot be kept"):
        FileVectorCache(tmp_path / "taken", "m", WIDTH)


def test_a_cache_opens_by_its_embedder(tmp_path: Path) -> None:
    embedder = FakeEmbedder(8)
    cache = open_cache(tmp_path, embedder)
    cache.put(["a"], embedder.embed(["a"]))
    assert open_cache(tmp_path, embedder).get(["a"])["a"].tobytes() == embedder.embed(["a"])[0].tobytes()
    assert open_cache(tmp_path, FakeEmbedder(16)).get(["a"]) == {}
