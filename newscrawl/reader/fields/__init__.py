"""The generic reader: fields of any Chinese news page, read without a rule for its
site.

One entry module a field; all take a `reader.page.Page` and most return
`Found(value, evidence)` or None, so that every value names where it was read.

- Is it an article: `page_kind`. Body: `body` (lines chosen by `body_lines` with
  `line_model` over `line_features`; `short_lines` adds those that are text by their
  make; made into blocks by `blocks`, `tables`). Title: `title`.
- Times: `dates` weighs all dates of a page, `times` parses one.
- Credits: `credits` visits the places, `gathering` collects; `bylines`, `datelines`,
  `sources`, `names`, `own_names` parse what stands there; `name_model` decides what
  is a person's name.
- The rest: `metadata` (canonical address, breadcrumbs, keywords), `pager` (next page of
  an article).
- Listings: `links` (entries), `next_listing` (next page). Addresses alone: `addresses`.

`marks` holds the words that all of them recognise (记者, 来源, 版权声明 …).
"""
