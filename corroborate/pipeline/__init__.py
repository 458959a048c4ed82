"""Stages: thin, over ports; each takes its tools as arguments and returns a report."""
