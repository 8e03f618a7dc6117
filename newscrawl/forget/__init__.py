"""An article that must go (a court's order, personal data) → proof that it is gone.

`trace` has the words it is recognised by, `own_addresses` its addresses; `captures`
removes it from WARC files and `record_lines` from the record, with `splice`;
`other_files` from feeds, exports and logs; `proof` searches for anything left; `order`
does all this in steps that can be resumed after a kill. The archive's files keep their
lengths: what is removed is replaced by filling, so that every place in the ledger stays
true.
"""
