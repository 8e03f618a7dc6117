"""Bytes → clean text: decode, repair, clean; and the key by which texts are compared.
Pure: nothing here knows Scrapy.

- `decode` finds the charset (`damaged_bytes`, `byte_pairs` and `lost_bytes` where no
  codec fits; `reading_cost` and `plausible` to judge a reading, `gbk` for the tables).
- `characters` is the one look at a text: which characters beyond ASCII, and where.
- `repair` undoes damage to plain text, `html_repair` to the source of a page, exactly
  and reversibly (`edits`); `undamaged` decides quickly that a page has none, by the
  kinds of its characters (`census`) and the signs in its source (`page_signs`). The
  kinds of damage are in `mirror/`, one module each.
- `script` recognises Simplified and Traditional, folds one to the other, and makes the
  key by which texts are compared.
- `clean` removes boilerplate and spare white space from an article that was read.
- `frequency` is the table of how likely characters follow each other, used by all that
  choose between readings; tables are data in `tables/`.
"""
