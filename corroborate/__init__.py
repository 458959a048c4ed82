"""Count how many independent sources really say it.

``corroborate.open(HOME)`` opens what a home has published, with ``ask``, ``explain`` and ``sql``.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corroborate.published import Published

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(home: str | PathLike[str]) -> Published:  # noqa: A001 - the contract's name: corroborate.open(HOME)
    """Open what a home has published, for reading.

    Args:
        home: the folder given to ``--home``.

    Returns:
        One release, with ``ask``, ``explain`` and ``sql``.

    Raises:
        StoreError: where nothing is published there.
    """
    from corroborate.wiring import open_published

    return open_published(Path(home))
