"""Lines and outcomes of articles → files on disk and the ledger, a group at a time.

The record is the archive itself: `articles/<site>/<yyyy-mm>.jsonl` and `duplicates/…`,
one line an article, revision or tombstone. After a crash at any instant nothing is
lost, written twice or torn.

While a crawl runs:

- `extension`    takes items from the pipelines and decides when to commit
- `outcome`      an item → its ledger outcome and its JSON line
- `group`        the commit: fsync files, then one ledger transaction
- `followers`    `-o`, `-O` and `FEEDS`, which commit with the record
- `formats`      Scrapy's exporters, adapted to the archive's items
- `recover`      cuts files that dead runs left to their committed lengths
- `run_account`  a run's beginning, locks, balance, end and exit code
- `lookup`       what the archive has of an article, for spiders and pipelines
- `revision`, `reread`  an article fetched again → a revision, or no change
- `idle_check`   makes Scrapy notice that a crawl is done

Afterwards, for commands:

- `lines`, `export`, `merge`  read the record, write feeds, merge machines' files
- `search`, `reprints`        find articles by words; everywhere a text appeared
- `verify`, `rebuild`         compare files with the ledger; make a new ledger of them
"""
