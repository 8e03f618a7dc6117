"""Show people how crawls and archives are doing: progress, summary, alarms, coverage.

Four questions, four groups of modules:

- How is this run doing? `watch` shows `progress` while it runs, `summary` at its end,
  with what bounds `left_out`; `log_lines` keeps texts out of the log.
- Is something wrong with a channel? `observing` collects what a run saw of each
  channel, `alarms` (with `rhythm` and `days`, the calendar of workdays and holidays)
  judges it, `host_alarms` judges what the channels of a host have in common (`causes`
  has the words, `advice` what to do); `reachability` knows whether the machine has a
  network at all. `messages` words what `sending` sends by mail, webhook or chat
  (`chats`).
- Does the account add up, and what does it lack? `account_lines` has the lines of
  `scrapy audit`.
- What does the archive hold? `coverage` (with `gaps`) finds complete days, gaps and
  dead channels in the ledger's counts, `field_fills` how many articles have each field;
  `web` shows them, `week_strip` is for terminals.

Only `watch`, `summary`, `observing`, `reachability` and `log_lines` plug into Scrapy;
only `sending` (and a look-up of `reachability`) uses the network. The rest are pure
functions.
"""
