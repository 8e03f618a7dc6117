"""What happens on the wire: who may be asked, how often, and what is kept of the answer.

`handler.py` fetches: it refuses addresses (`guard.py`) and keeps every exchange (`capture.py`, in the format of
`warc.py`). `robots.py` and `breaker.py` stand before it and hold requests back. `replay.py` takes its place and serves
what was kept (`captured.py`), without any network.
"""
