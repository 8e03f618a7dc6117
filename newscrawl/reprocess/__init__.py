"""What was saved before, by this project or by others → pages that can be read, as if they had just been fetched.

`finding` says what lies in the files named; `records` reads WARC records, and tells of damaged ones; `pages` makes a
page of a record or of a saved file; `reading` looks files through and reads pages, in any process; `index` and
`joining` put the pages of one article together again; `resume` remembers what was read; `supply` sets `workers` to all
this and gives what they read in order. The archive spider has the rest.
"""
