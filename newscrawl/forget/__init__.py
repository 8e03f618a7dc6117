"""An article that must go (a court's order, personal data) → proof that it is gone.

`trace` has the words it is recognised by; `captures` removes it from WARC files,
`record_lines` from the record and its followers, with `splice`; `proof` searches for
anything left; `order` does all this in steps that can be resumed after a kill. Files
keep their lengths: what is removed is replaced by filling, so that every place in the
ledger stays true.
"""
