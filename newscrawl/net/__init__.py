"""Requests → responses: which may be sent, when, and in which order a replay answers.

`handler` fetches, through connections of `connections` that refuse the addresses which
`guard` forbids, and hands every exchange to `newscrawl.warc.capture`. The downloader
middlewares before it: `robots` and `breaker` hold requests back, `offsite` refuses
them, `cookies` keeps those of sites that want them, `unpacking` tells a body that was
cut, `decoding` finds charsets. `replay` replaces the handler and answers from WARC
files, in the order of `in_order`. `failures` and `failure_names` name what went wrong.
"""
