"""Looking at a site before (and after) it is in the catalog: what would be read, by which evidence, and does it still.

`fetch` asks for a listing and some articles, as politely as a crawl; `views` says what is read from a page; `selectors`
finds what selects a value on all of some pages; `proposal` writes a site's file from that, `fixtures` keeps the pages
it was made from; `drift` compares what was read with what the file expects. All but `fetch` and `fixtures` are pure.
"""
