"""The same crawl over many machines: jobs, their schedule, and moving a ledger between databases."""
