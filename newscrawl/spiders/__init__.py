"""The spiders: `channel` walks listings, `newspaper` issues by date, `archive` reads what was saved, `adopt` adopts it.

`fetching.py` is what they share: one article from request to item, its further pages, and what becomes of a failure.
"""
