"""Count how many independent sources really say it."""

__version__ = "0.1.0"
