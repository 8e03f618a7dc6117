"""An article that must go (a court's order, personal data) → no word of it anywhere in the archive, and proof of that.

`words` says by what it is recognised; `warcs` takes it out of captures, `lines` out of the record and its followers,
`search` looks whether anything is left; `order` does all this in a sequence that can be stopped and taken up again.
Files keep their lengths: what is taken out is filled up, so that every place the account names stays true.
"""
