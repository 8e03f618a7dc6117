"""Find reprints and keep series apart: is this text a copy of one in the archive?

`Index` answers it in two stages. A few fingerprints of each text are stored as postings
and name candidates. Each candidate's text is then compared with the new one in full,
because no similarity alone tells a damaged copy from tomorrow's weather report. The
`Verdict` is the relation of the two texts, with the evidence in words.

- `canonical`       a text → its letters and digits, in one script
- `fingerprint`     canonical text → 4-grams and fingerprints; `prepared` joins the two
- `candidates`      postings → the few texts worth comparing
- `align`           two texts → the stretch they share, and where they differ inside it
- `differences`     those places → changed numbers, replaced words, damage; with
                    `numbers`, `replaced_words`, `changed_words` and `other_names`
- `standing`        two texts → what is left of them without a site's closings
- `comparison`      two texts → a copy or not
- `verdict`         a comparison, and the days between → relation and evidence
- `index`           all of these together, over a store
- `store`           what a store must do; `sqlite` and `postgres` do it; `texts`
                    compresses the texts
- `buckets`         postings in SQLite; `recent`, `last_used`: what is kept in memory
- `archived_texts`  the index of a running crawl, in the ledger's transactions
- `offline`         the lines of any JSONL files, for `scrapy dedup`
"""

from newscrawl.dedup.index import Index
from newscrawl.dedup.verdict import Evidence, Relation, Verdict

__all__ = ["Evidence", "Index", "Relation", "Verdict"]
