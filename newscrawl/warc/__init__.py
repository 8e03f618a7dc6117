"""WARC files: captures written, read back and salvaged.

The only folder that knows WARC and HTTP framing. `capture` and `series` write, in the
format of `framing`; `records` reads, past damage with `salvage`; `capture_index` finds
the captures of a request, `kept` the page of a line; `rewrite` replaces records in
their places; `wacz` finds the WARC files in a zip; `http_message` and
`content_coding` take a page out of a response.
"""
