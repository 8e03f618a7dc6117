"""Bytes of a page that is mostly in UTF-8, but not valid → places in the stretches that
must be examined: what is not valid, and what reads better in GB 18030.

Doubtful stretches are found by each character's bytes (`utf8_gains`), without pairing
the page; only these few are paired and compared.
"""

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.byte_pairs import Places, pair_up, regions, stretches_of, utf8_codes, utf8_lengths
from newscrawl.text.frequency import rarity_table
from newscrawl.text.reading_cost import utf8_gains

OTHER = 8  # nats by which a stretch must read better in another charset than that of the page


def odd_in_utf8(body: bytes) -> Places:
    """Return places in all stretches that are not valid UTF-8, or read much better in
    GB 18030.
    """
    parts = doubtful_parts(body)
    lengths = [end - begin + 1 for begin, end in parts]
    found = _odd_in_any(b"\n".join(body[begin:end] for begin, end in parts))
    moved = np.array([begin for begin, _ in parts], dtype=np.intp) - np.cumsum([0, *lengths])[:-1]
    places: Places = found + np.repeat(moved, lengths)[found]
    return places


def doubtful_parts(body: bytes) -> list[tuple[int, int]]:
    """Return the parts of a page that are not valid UTF-8 or may read better in GB
    18030.

    >>> doubtful_parts("<p>福州</p><p>新闻".encode()[:-1])
    [(16, 21)]
    """
    values = np.frombuffer(body, dtype=np.uint8)
    return list(regions(body, _doubtful(values, np.flatnonzero(values > 0x7F))))


def _doubtful(values: NDArray[np.uint8], high: Places) -> Places:
    """Return places in all stretches that are not valid UTF-8 or may read better in
    GB 18030; most of them do not, but they are few.
    """
    starts, lengths = utf8_lengths(values, high)
    if not starts.size:
        return high
    at = high[starts]
    gains = utf8_gains()[utf8_codes(values, at, lengths)]
    gains[lengths == 4] = 4 * int(rarity_table()[0xD800])  # of two surrogates
    begins = values.take(at - 1, mode="clip") < 0x80
    begins[0] = True
    run = np.flatnonzero(begins)
    return np.concatenate((at[lengths == 0], at[run[np.add.reduceat(gains, run) > 0]]))


def _odd_in_any(body: bytes) -> Places:
    """Return places in all stretches that are not valid UTF-8, or read much better in
    GB 18030.
    """
    paired = pair_up(body, "gb18030")
    stretch, first = stretches_of(paired)
    valid, costs = _in_utf8(paired.values, paired.high, stretch, first.size)
    number = stretch[np.searchsorted(paired.high, paired.leads)]
    in_gb = np.bincount(number, rarity_table()[paired.codes], first.size)
    fits = np.ones(first.size, dtype=np.bool_)
    fits[number[paired.codes == 0]] = False
    fits[stretch[np.searchsorted(paired.high, paired.alone)]] = False
    return paired.high[first[~valid | (fits & (in_gb + 10 * OTHER <= costs))]]


def _in_utf8(
    values: NDArray[np.uint8], high: Places, number: Places, size: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return whether each stretch, or run, is valid UTF-8, and what it costs, in tenths
    of a nat; `number` is that of each byte.
    """
    starts, lengths = utf8_lengths(values, high)
    rarity = rarity_table()
    costs = rarity[utf8_codes(values, high[starts], lengths)].astype(np.float64)
    costs[lengths == 4] = 2 * int(rarity[0xD800])  # of two surrogates
    valid: NDArray[np.bool_] = np.ones(size, dtype=np.bool_)
    valid[number[starts[lengths == 0]]] = False
    return valid, np.bincount(number[starts], costs, size).astype(np.float64)
