"""Find reprints and keep series apart: is this text a copy of one that the archive has?

Two stages. A few fingerprints of each text (`fingerprint`) stand as postings in a store (`store`, `sqlite`) and name
candidates; each candidate's stored text is then laid beside the new one and compared (`verify`), because no similarity
alone tells a damaged copy from tomorrow's weather report. `Index` brings the two together; its `Verdict` says what the
text is to the archive, and the evidence in words.
"""

from newscrawl.dedup.index import Index
from newscrawl.dedup.verdict import Evidence, Relation, Verdict

__all__ = ["Evidence", "Index", "Relation", "Verdict"]
