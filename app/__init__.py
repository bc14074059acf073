"""Storywire: record ids in, a story out in which every sentence rests on quotes found in the records."""

__version__ = "0.1.0"
