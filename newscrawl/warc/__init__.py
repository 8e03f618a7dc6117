"""Captures in WARC files: written, read back, salvaged. The only place that knows WARC and HTTP framing."""
