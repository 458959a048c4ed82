"""Packaged data, read in one place.

``data/`` is reviewed data, not code.  In a checkout it stands beside the package; in an installed
wheel it is ``corroborate/_data`` (see ``pyproject.toml``).
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from corroborate.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_dir() -> Path:
    """Find the packaged data.

    Raises:
        ConfigError: if the installation carries none.
    """
    for folder in (_PACKAGE / "_data", _PACKAGE.parent / "data"):
        if (folder / "outlets.toml").is_file():
            return folder
    raise ConfigError("the packaged data folder is missing: reinstall corroborate")


def data_path(*parts: str) -> Path:
    """Name a packaged file or folder."""
    return data_dir().joinpath(*parts)


def read_text(*parts: str) -> str:
    """Read a packaged text file (UTF-8)."""
    return data_path(*parts).read_text(encoding="utf-8")


@cache
def read_toml(*parts: str) -> dict[str, Any]:
    """Read a packaged TOML file; the result is shared, so do not change it."""
    return tomllib.loads(read_text(*parts))


@cache
def rules_digest() -> str:
    """Digest what decides a build besides its articles: the program's own code, its lexicons, models and beats.

    Nobody has to remember to raise a number: a store is built anew after any change of the rules.

    Returns:
        16 hexadecimal digits of BLAKE2b.
    """
    whole = hashlib.blake2b(digest_size=8)
    code = [path for path in _PACKAGE.rglob("*.py") if "_data" not in path.parts]
    data = [path for name in ("lexicons", "models", "beats") for path in data_path(name).rglob("*") if path.is_file()]
    for root, paths in ((_PACKAGE, code), (data_dir(), data)):
        for path in sorted(paths):
            whole.update(str(path.relative_to(root)).encode() + b"\x1f" + path.read_bytes() + b"\x1f")
    return whole.hexdigest()
