"""Text to marked spans: sentences, quantities, dates, polarity and modality, entities, attribution, language.

Pure functions of strings (and, where a parser was run, of its tokens).
Nothing here knows of articles, outlets or clusters.
"""
