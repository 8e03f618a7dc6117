"""The project's `scrapy` commands, one module each, named as it is typed.

Scrapy imports all of them at every start, so whatever is heavy is imported inside `run`.
"""
