"""A simulated regional news site: a deterministic model, ten makes of markup, a real HTTP server on loopback.

    site = SimSite(seed=1, articles=60, listings=4, multipage=2, reprint=3, weather=5, missing=1)
    with serve(site) as server:                      # own port, own thread; also `python -m tests.simsite --help`
        crawl(server.url + "/news/fj/fz/")           # server.host, server.port, server.reset()
        server.requests                              # [(time.monotonic(), method, path, status), …]
        change = site.advance(days=1, new=4, edit=2, withdraw=1, change_template=True)

`articles` counts listed articles, of which the knobs turn some into something special; the main channel (the first)
fills `listings` pages. Same seed and knobs, same bytes. No clock is read: the site's day is `today` (2020-11-18).

`site.articles` (newest first) is the truth: every field a reader should find, `kind`, `fault`, `of` and `group`
(copies and their originals) and the `outcome` to expect. `paragraphs` is the text as printed, datelines and brackets
included; byline lines, captions, tables, 原标题 and （完） are left out (`body` has them, by kind of block).
`is_reprint` says that it is credited to somebody else than the site.

Of a group of copies a crawl exports whichever it judges first: expect one exported and the others duplicates, of each
other; but both originals of a merge are exported if they are judged before it. For exact directions let the copies
come later: `site.advance(reprint=2, cut=1)`. `SimSite(originals=other_site, reprint=5)` copies another site.

`site.unlisted` stand in side boxes only, `site.canaries` are paths behind hostile links: neither may ever be asked
for. `site.channels`, `site.entries(channel, page)`, `site.listing_count(channel)` say what listings show.
`Knobs` documents every knob; `site.turn(listing_500=(3,))` turns those of the answers later, `site.heal()` mends
transient faults, `Replies(site, base).reply(path)` gives an answer without a server (to make captures of
`http://www.hxnews.com/…`). A server answers for the host it is asked for, also as a proxy, with links to that host;
`serve(site_a, site_b)` tells two sites apart by `site.family.host`.
"""

from .holdings import Article, Change, Entry, Knobs
from .model import SimSite
from .replies import Replies, Reply
from .server import Request, Server, serve
from .texts import Block

__all__ = ["Article", "Block", "Change", "Entry", "Knobs", "Replies", "Reply", "Request", "Server", "SimSite", "serve"]
