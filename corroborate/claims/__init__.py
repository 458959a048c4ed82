"""Articles to atomic claims: a core claim for each checkable sentence and one more for each detail.

A sentence's grammar tree has subtrees that can be left out and still leave a statement: dates,
places, figures, appositions, subordinate clauses, "police said".  The core claim leaves all of them
out; the claim of a detail keeps only the subtrees on the way to it.  "28 people were killed on Monday, police said"
gives "people were killed", "28 people were killed" and "people were killed on Monday".
"""

from corroborate.claims.cutting import extract_claims, kept_tokens, wording
from corroborate.claims.sentence import CONFIG, Config, Sentence, entities_of, quoted_spans, read_sentences

__all__ = [
    "CONFIG",
    "Config",
    "Sentence",
    "entities_of",
    "extract_claims",
    "kept_tokens",
    "quoted_spans",
    "read_sentences",
    "wording",
]
