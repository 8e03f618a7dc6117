"""The spiders, each a Scrapy spider of its own name, and what they share.

- `channel`    walks listings of channels, newest first
- `newspaper`  walks issues of newspapers by date
- `archive`    reads files that were saved before
- `adopt`      brings what `archive` read into the live archive

`channel` and `newspaper` are `walking` spiders: locks, bans, pending articles and
revisits come first, then their walks. Which page is next is decided in
`newscrawl.walks`; spiders only make requests and enter answers in the ledger. An
article is an `ArticleJob` (`article_job`), fetched page by page by `article_fetch`, and
passes the `pipelines`: clean, validate, revise, deduplicate. `walk_arguments` checks
what a user typed, and selects; `pace` sets the delays; `own_spiders` imports a spider;
`response_facts` reads what a response shows beside its body; in `turns` a back-fill
lets other runs crawl its sites in between. `lean_crawl` takes steps out of Scrapy's
engine that nothing here needs.
"""
