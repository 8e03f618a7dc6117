"""The reading room: ledger, record, captures and search index → pages that people read.

`newscrawl serve` answers with them; `coverage --html` writes those about the state of
the archive as files, from the same templates. Nothing here writes to an archive, but
for the search index, which holds what the record says.

- `application`         routes → a Starlette application; `safety` stands before it
- `reading_room`        what a request reads with: connections, names, deadlines
- `parameters`, `answers`   typed parameters in; HTML, JSON, CSV and Atom out
- `templating`, `room_links`   templates with the words and links of a page
- `search_page`, `article_page`, `captured_page`, `table_pages`, `state_pages`,
  `issue_pages`, `room_health`   the views
- `searching`, `index_keeper`   the index read within bounds, and kept up to date
- `article_evidence`, `capture_rewriting`, `attempt_captures`   pure parts of the views
- `channel_state`, `state_values`, `table_values`, `calendar_years`   what pages show of
  the ledger, without a server
- `static_report`       the state pages as files
"""
