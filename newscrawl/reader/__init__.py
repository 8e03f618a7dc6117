"""Bytes of a page → values: articles, listings, issue pages, feeds and list APIs. Pure."""
