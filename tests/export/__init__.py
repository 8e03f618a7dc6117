"""Tests of `newscrawl/export`; `archives.py` makes the records they export."""
