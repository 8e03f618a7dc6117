"""Bytes into clean text: decode, repair, tell the script, compare.

`decode` finds the charset by evidence, `repair` undoes damage exactly and reversibly on the whole document's
evidence, `script` tells Simplified from Traditional and gives the one key by which texts are compared,
`clean` drops what is not the article. All of it is pure: nothing here knows Scrapy.
"""
