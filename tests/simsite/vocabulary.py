"""The word lists of prose/words.txt, one `name: words` a line."""

from functools import cache
from pathlib import Path

PROSE = Path(__file__).parent / "prose"


@cache
def word_lists() -> dict[str, tuple[str, ...]]:
    """Every list by name; `districts 福州` is one too."""
    lines = (PROSE / "words.txt").read_text(encoding="utf-8").splitlines()
    return {name: tuple(words.split()) for name, _, words in (line.partition(": ") for line in lines)}


def words(name: str) -> tuple[str, ...]:
    return word_lists()[name]
