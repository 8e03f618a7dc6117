"""A text → what it costs as a sequence of words, in nats.

The table (tables/words.txt, built by scripts/build_word_table.py) has the words of
jieba with their counts. `frequency` judges a character by the two before it; words say
more where news has one seldom, and where its characters stand far apart.
"""

from functools import cache

from newscrawl.text.script import TABLES

UNKNOWN = 16.0  # cost of a character that is no word
LONGEST = 4


def words_cost(text: str) -> float:
    """Return the cost of the cheapest words that make up a text, folded to Simplified.
    Whatever is not Chinese costs nothing, and is in no word.

    >>> words_cost("死亡之海的塔里木") < words_cost("死亡之危的水里木")
    True
    """
    cost_of = words().get
    costs = [0.0]
    first = 0  # where the Chinese characters at hand begin
    for end, char in enumerate(text, 1):
        if not is_word(char):
            costs.append(costs[-1])
            first = end
            continue
        best = costs[-1] + cost_of(char, UNKNOWN)
        for begin in range(max(first, end - LONGEST), end - 1):
            word = cost_of(text[begin:end])
            if word is not None and costs[begin] + word < best:
                best = costs[begin] + word
        costs.append(best)
    return costs[-1]


def is_word(char: str) -> bool:
    """Return whether a character can be part of a word."""
    return "\u3400" <= char <= "\u9fff"


@cache
def words() -> dict[str, float]:
    """Read the table, once, and only where a text is damaged."""
    table: dict[str, float] = {}
    for line in (TABLES / "words.txt").read_text(encoding="utf-8").splitlines():
        cost, row = line.split("\t")
        table.update(dict.fromkeys(row.split(" "), int(cost) / 5))
    return table
