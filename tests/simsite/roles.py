"""Counts of special articles turn into what each place of a site is to hold."""

from random import Random

from .holdings import COPIES, FAULTS

Role = tuple[str, str | None]
"""(kind, fault) of one article."""


def roles(random: Random, count: int, counts: dict[str, int], have_originals: bool) -> list[Role]:
    """The roles of `count` articles, oldest first, by chance; copies not before there is something to copy."""
    special: list[Role] = []
    copies: list[Role] = []
    for name, number in counts.items():
        role: Role = ("news", name) if name in FAULTS else (name, None)
        (copies if name in COPIES else special).extend([role] * number)
    plain = count - len(special) - len(copies)
    if plain < 0:
        raise ValueError(f"{len(special) + len(copies)} articles of special kinds do not fit into {count}")
    placed = special + [("news", None)] * plain
    random.shuffle(placed)
    random.shuffle(copies)
    first = 0 if have_originals else max(6, len(placed) // 3)
    for role in copies:
        placed.insert(random.randint(min(first, len(placed)), len(placed)), role)
    return placed
