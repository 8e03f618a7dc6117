"""Saved files of this project or of others → pages, read as if just fetched.

`find_files` lists the files meant; `saved_pages` takes the page out of a WARC record or
a saved file, `mhtml` out of one of many parts; `read_pages` scans files and reads
pages, in any process; `reading_order` and `joining` put the pages of one article
together; `resume` remembers what was read; `supply` has `workers` do all this, started
by `forking`, and returns the results in order. What becomes of them is left to the
archive spider.
"""
