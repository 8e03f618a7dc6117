"""The generic reader: what any Chinese news page tells, without a rule for its site.

`page.Page` parses once and holds what every reader shares; `outline` lists the page's lines of text. On it stand one
reader a field: `body`, `title`, `dates`, `credits`, `metadata`, and `page_kind`, which says whether there is an article
at all. `links` and `next_listing` read listings, `pager` finds the next page of an article. Each reader answers
`Found(value, evidence)` or None: nothing is guessed without saying from what.
"""
