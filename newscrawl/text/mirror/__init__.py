"""Damage that mirror copies and wrong codecs leave in a text → the edits that undo it,
one module a kind.

The module of a kind has a `find_…` that decides on the whole document, and returns an
object whose `edits` repair any piece of it; `text/repair.py` calls them, outermost
damage first. The others search what the damaged text was.

- Mirror copies: `gloss` (pinyin put behind characters), `byteshift` (text read one byte
  off; `unshift` searches what it was along `shift_paths`, `hidden` ranks what may have
  stood there).
- Wrong codecs: `mojibake` decides; `misread` (UTF-8 read as GBK), `fallback` (GBK read
  as UTF-8), `other_codecs` (those of other regions).
- Left by converters and editors: `escapes` (`&amp;nbsp;`), `spelt_bytes` (`%E7%A6%8F`),
  `lookalikes` (radicals, zero-width characters).

`bytepairs` has the characters by their GBK bytes, for the searches.
"""
