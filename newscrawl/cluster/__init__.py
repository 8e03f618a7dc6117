"""Crawls over many machines: jobs, their schedule, and copies of a ledger."""
