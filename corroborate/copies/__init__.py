"""Articles to dependence: shared words, credit lines, owners, canonical addresses and links."""

from __future__ import annotations

from corroborate.copies.credits import Credit, own_agency, wire_credit
from corroborate.copies.edges import find_dependence
from corroborate.copies.fingerprints import Overlap, Prints, Run, overlap, prints, same_words

__all__ = [
    "Credit",
    "Overlap",
    "Prints",
    "Run",
    "find_dependence",
    "overlap",
    "own_agency",
    "prints",
    "same_words",
    "wire_credit",
]
