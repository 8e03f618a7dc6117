"""Bytes of a page → values: articles, listings, pages of newspapers. Pure: no network,
no files, no clock.

Start at the module of the value you want:

- `article` reads one page of an article, `joined_pages` joins the pages of one article,
  `documents` reads plain text (WET, `.txt`).
- `listing` reads a listing, also one from `feed_xml` (RSS, Atom, sitemaps) or
  `list_api` (JSON).
- `issue_page` reads a page (版) of a newspaper's issue.

All begin with `open_page` (bytes → decoded, repaired, parsed), which returns a
`page.Page`: the tree, its metadata, its lines (`outline`), the line of its title
(`heading`), and what the state in its scripts says (`page_state`, `state_article`;
parsed, never run). The readers of single fields, which need no rule for a site, are in
`fields/`; rules of a site come from `newscrawl.catalog` and win over them.
"""
