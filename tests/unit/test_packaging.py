"""What the wheel must carry."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_package_and_the_data_folder_go_into_the_wheel() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    there = {str(p.parent.relative_to(ROOT)).replace("/", ".") for p in (ROOT / "corroborate").rglob("__init__.py")}
    assert set(table["packages"]) == there | {"corroborate._data", "flows"}
    assert table["package-dir"] == {"corroborate._data": "data"}


def test_every_pinned_dependency_is_named_once() -> None:
    names = [line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().split()]
    assert len(names) == len(set(names))
