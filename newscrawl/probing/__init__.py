"""Read a few pages of a site, without an archive: try a page, propose a site, check it.

- `fetch`     fetches a listing and some articles, as politely as a crawl
- `views`     reads one page as what it is, with the evidence (`scrapy probe`)
- `proposal`  makes the file of a new site (`scrapy newsite`): `selectors` finds rules,
              `address_patterns` the shape of article addresses, `naming` the names;
              `site_file` writes the TOML, `fixtures` keeps the pages it was made from
- `drift`     compares a site's file with its pages (`scrapy checksites`)

All but `fetch` and `fixtures` are pure.
"""
