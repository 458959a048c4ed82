"""The same articles give the same store: twice, in another order, and piece by piece."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corroborate.sample import load_world
from corroborate.wiring import open_house

_STORIES = ("halden-strike", "ostrand-strike", "depot-collapse", "karst-tunnel")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return [
        json.dumps(
            {
                "url": piece.url,
                "outlet": piece.outlet,
                "title": piece.title,
                "text": piece.body,
                "byline": piece.byline,
                "published_at": piece.published.isoformat() if piece.published else None,
            }
        )
        for piece in load_world().pieces
        if piece.story in _STORIES
    ]


def built(home: Path, *portions: list[str]) -> str:
    """Import each portion and build after it; return the digest of all analyst views."""
    home.mkdir()
    (home / "outlets.toml").write_text(
        (Path(__file__).resolve().parents[2] / "data" / "sample" / "outlets.toml").read_text()
    )
    house = open_house(home, environ={})
    for number, portion in enumerate(portions):
        file = home / f"{number}.jsonl"
        file.write_text("\n".join(portion))
        house.import_files([file], f"import-{number}")
        house.build(f"build-{number}")
    with house.store() as store:
        assert store.check() == []
        return store.digest()


@pytest.mark.slow
def test_order_portions_and_repetition_change_nothing(tmp_path: Path, lines: list[str]) -> None:
    assert len(lines) > 15
    whole = built(tmp_path / "whole", lines)
    assert built(tmp_path / "reversed", lines[::-1]) == whole
    half = len(lines) // 2
    assert built(tmp_path / "portions", lines[half:], lines[:half]) == whole
    house = open_house(tmp_path / "whole", environ={})
    assert house.build("again").counts == {"unchanged": 1}
    assert house.build("forced", force=True).counts["stories"] >= len(_STORIES) - 1
    with house.store() as store:
        assert store.digest() == whole
