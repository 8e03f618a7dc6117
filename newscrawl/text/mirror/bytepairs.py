"""Characters by their GBK bytes, for searching what text was before its bytes were
paired wrongly.

Only characters that news has at all are offered, the commonest first.
"""

from functools import cache, lru_cache

from newscrawl.text.frequency import frequency
from newscrawl.text.gbk import codes, pairs


@cache
def _in_use() -> tuple[tuple[int, int, str], ...]:
    """Return the characters of GBK that news has at all, the commonest first: rank,
    bytes, character.
    """
    costs = frequency()
    used = ((costs.rank.get(costs.fold(char)), code, char) for char, code in codes().items())
    return tuple(sorted((rank, code, char) for rank, code, char in used if rank is not None))


@cache
def by_lead() -> tuple[tuple[tuple[int, str], ...], ...]:
    """Return for each first byte the second bytes and characters, the commonest
    first.
    """
    table: list[list[tuple[int, str]]] = [[] for _ in range(0x100)]
    for _, code, char in _in_use():
        table[code >> 8].append((code & 0xFF, char))
    return tuple(map(tuple, table))


@cache
def by_trail() -> tuple[tuple[tuple[int, str], ...], ...]:
    """Return for each second byte the first bytes and characters, the commonest
    first.
    """
    table: list[list[tuple[int, str]]] = [[] for _ in range(0x100)]
    for _, code, char in _in_use():
        table[code & 0xFF].append((code >> 8, char))
    return tuple(map(tuple, table))


@cache
def vanishing() -> tuple[frozenset[int], ...]:
    """Return for each first byte the second bytes with which GBK assigns no character,
    so that a copy drops the pair.
    """
    plane = pairs()
    table = [frozenset[int]()] * 0x80
    for first in range(0x80, 0x100):
        table.append(frozenset(second for second in range(0x81, 0xFF) if plane[first << 8 | second] is None))
    return tuple(table)


@cache
def vanishing_by_lead() -> tuple[tuple[tuple[int, str], ...], ...]:
    """Return of `by_lead` the characters whose second byte can begin such a pair."""
    return tuple(tuple(pair for pair in row if vanishing()[pair[0]]) for row in by_lead())


@cache
def _forms() -> dict[str, list[str]]:
    """Return every way in which GBK can write a folded character."""
    table: dict[str, list[str]] = {}
    for _, _, char in _in_use():
        table.setdefault(frequency().fold(char), []).append(char)
    return table


@lru_cache(maxsize=4096)
def followers(char: str) -> tuple[tuple[int, int, str], ...]:
    """Return first byte, second byte and character of what news has behind a (folded)
    character.
    """
    forms = (form for follower in frequency().followers(char) for form in _forms().get(follower, ()))
    return tuple((codes()[form] >> 8, codes()[form] & 0xFF, form) for form in forms)


@lru_cache(maxsize=16384)
def likely(char: str, trail: int) -> tuple[tuple[int, str], ...]:
    """Return first byte and character of what may stand behind a (folded) character and
    has this second byte.
    """
    common = by_trail()[trail][:40]
    return common + tuple(
        (lead, form) for lead, end, form in followers(char) if end == trail and (lead, form) not in common
    )
