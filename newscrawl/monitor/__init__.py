"""Show people how crawls and archives are doing: progress, summary, alarms, coverage.

Three questions, three groups of modules:

- How is this run doing? `watch` shows `progress` while it runs, `summary` at its end.
- Is something wrong with a channel? `observing` collects what a run saw of each
  channel, `alarms` (with `rhythm` and `days`, the calendar of workdays and holidays)
  judges it, `sending` sends the alarms by mail, webhook or chat.
- What does the archive hold? `coverage` (with `gaps`) finds complete days, gaps and
  dead channels in the ledger's counts; `report` (with `heatmap` and `labels`) writes
  them as a folder of static pages.

Only `watch`, `summary` and `observing` are Scrapy extensions; only `sending` uses the
network, only `report` writes files. The rest are pure functions.
"""
