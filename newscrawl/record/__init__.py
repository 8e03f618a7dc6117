"""Lines and outcomes of articles → files on disk and the ledger, a group at a time."""
