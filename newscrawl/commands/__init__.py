"""The project's `scrapy` commands, one module each, named as the command is typed.

Scrapy imports all of them at every start, so slow imports are made inside `run`.
"""
