"""A word → how much it reads like a person's name: the model of names, whose numbers
are data (`names.json`, made by `scripts/build_name_model.py`).

A Chinese name is a surname and one or two characters. What speaks for a name is how
often people have this surname and these characters; what speaks against it is how often
news has the same characters one after the other (关注, 专辑, 石油). A name of another
tongue is known by the characters that transliterate and by `·` between its parts.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from newscrawl.text.frequency import frequency

_PARTS = re.compile("[·-]")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0002ffff〇]+")
NOT_A_NAME = -99.0
"""Score of what has no form of a name."""


@dataclass(frozen=True, slots=True, eq=False)
class NameModel:
    """The numbers of the model: costs in nats."""

    surnames: dict[str, float]
    """Cost of each surname; compound ones have two characters."""
    given: dict[str, float]
    unseen: float
    """Cost of a character that no given name had."""
    foreign: frozenset[str]
    """Characters with which names of other tongues are written."""
    labelled: float
    """Least score of a name that stands behind a role (作者：)."""
    alone: float
    """Least score of a name without a role: in a box, beside a date, at the end."""
    alone_of_three: float
    """The same for three characters, of which fewer words are made."""

    @classmethod
    def load(cls, text: str) -> NameModel:
        """Load the model from its file."""
        data = json.loads(text)
        surnames = {name: 1.4 + math.log(rank + 3) for rank, name in enumerate(data["surnames"])}
        surnames.update((name, 9.0) for name in data["rare"] if name not in surnames)
        surnames.update((name, 8.0) for name in data["compound"])
        counts = {char: int(count) for count, chars in data["given"].items() for char in chars}
        total, once = sum(counts.values()), len(data["given"].get("1", ""))
        seen = 1 - once / total
        given = {char: -math.log(seen * count / total) for char, count in counts.items()}
        unseen = -math.log((1 - seen) / 3000)
        least = data["least"]
        return cls(
            surnames,
            given,
            unseen,
            frozenset(data["foreign"]),
            least["labelled"],
            least["alone"],
            least["alone_of_three"],
        )


@cache
def shipped() -> NameModel:
    """Return the model of the package."""
    return NameModel.load(files("newscrawl.reader.fields").joinpath("names.json").read_text(encoding="utf-8"))


def is_name(word: str, *, labelled: bool = False) -> bool:
    """Return whether a word is a person's name; `labelled`: a role stands before it.

    >>> [is_name(word) for word in ("林晓芳", "欧阳建国", "让-皮埃尔·杜邦", "关注", "专辑", "头类型", "石油")]
    [True, True, True, False, False, False, False]
    """
    return name_score(word) >= least_score(word, labelled, shipped())


def least_score(word: str, labelled: bool, model: NameModel) -> float:
    """Return the score from which a word is taken for a name."""
    return model.labelled if labelled else model.alone_of_three if len(word) == 3 else model.alone


def has_surname(word: str, size: int) -> bool:
    """Return whether a word begins with a surname of one character, or of two."""
    return "".join(map(frequency().fold, word[:size])) in shipped().surnames


@lru_cache(maxsize=4096)
def name_score(word: str, model: NameModel | None = None) -> float:
    """Return by how many nats a word is likelier as a name than as words of news;
    `NOT_A_NAME` for what has no form of a name.
    """
    model = model or shipped()
    if "·" in word or "-" in word:
        return _foreign(word, model)
    if not _HAN.fullmatch(word):
        return NOT_A_NAME
    if not 2 <= len(word) <= 4:
        return _foreign(word, model) - 4 if 4 < len(word) <= 7 else NOT_A_NAME
    text = frequency()
    as_words = text.alone_cost(word[0]) + sum(text.cost(word[at - 1], word[at]) for at in range(1, len(word)))
    return as_words - _name_cost(word, model)


def _name_cost(word: str, model: NameModel) -> float:
    """Return the cost of a name: its surname and what is left, which is one character
    of three times as often two."""
    folded = "".join(map(frequency().fold, word))
    costs = [50.0]
    for size in (1, 2):
        rest = folded[size:]
        surname = model.surnames.get(folded[:size], 13.0 if size == 1 else None)
        if surname is None and size == 2 and len(folded) == 4 and all(char in model.surnames for char in folded[:2]):
            surname = model.surnames[folded[0]] + model.surnames[folded[1]] + 2  # both of a couple
        if surname is not None and 1 <= len(rest) <= 2:
            length = 1.6 if len(rest) == 1 else 0.3
            costs.append(surname + length + sum(model.given.get(char, model.unseen) for char in rest))
    return min(costs)


def _foreign(word: str, model: NameModel) -> float:
    """Return the score of a name in parts: each character that transliterates speaks
    for it, each other one against it."""
    parts = _PARTS.split(word)
    if not all(part and _HAN.fullmatch(part) for part in parts):
        initials = all(len(part) == 1 for part in parts[:-1]) and _HAN.fullmatch(parts[-1])  # J·K·罗琳
        return 3.0 if "·" in word and initials else NOT_A_NAME
    if any(len(part) > 8 for part in parts) or len(parts) > 5:
        return NOT_A_NAME
    fold = frequency().fold
    chars = [fold(char) for part in parts for char in part]
    return 2.5 * ("·" in word) + sum(1.0 if char in model.foreign else -1.5 for char in chars)
