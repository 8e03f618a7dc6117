"""Pages of a walk, in order → go on with this address, stop, or broken. Pure.

A *walk* is one run's way through one channel: its listing pages from the newest down,
or the issues of a newspaper day by day. Nothing here fetches, stores or reads a clock.
A spider fetches a page, the ledger returns what it knew of each entry (`EntryState`),
and a walk decides what comes next.

Where each decision is made:

- `listing_walk`   which listing page comes next (feeds, sitemaps and APIs are listings,
                   too)
- `closing`        what a walk covers when it ends, or where it stays open
- `ended`          whether a listing has ended: the evidence of a page, and the verdict
- `counting`       which address lies behind a missing page, where pages are counted
- `page_sequence`  whether pages in a row are known, older than `since`, or repeat
- `seen_texts`     which entries and addresses were seen, in eight bytes each
- `entry_dates`    whether an entry lies within the bounds, is re-dated or pinned
- `ages`           whether a listing without dates is down to `since`: its articles tell
- `edition_walk`   which day of a newspaper comes next, and what all days came to
- `issue_walk`     which page of one issue comes next, and the outcome of the issue
- `issue_days`     which days are due to be looked at again

`walk_state`, `listing_values` and `issue_values` are the values that go in and out.
`docs/ledger.md` explains the rules and why they hold.
"""
