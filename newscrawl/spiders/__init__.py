"""The spiders: `channel` walks listings, `archive` reads what was saved before, `adopt` brings that home.

`fetching.py` is what they share: one article from request to item, its further pages, and what becomes of a failure.
"""
