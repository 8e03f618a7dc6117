"""A seed → words by chance: headlines, sentences, names. The same pool serves articles
and refusal pages.

Two characters that stand together in the simulated site's prose make a word, so that
the text looks like Chinese to what counts characters; what it says is chance.
Characters of which notices are made are left out of the pool: a reader that tells a
refusal page from an article by its words finds nothing here.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import accumulate
from random import Random

from tests.simsite.vocabulary import PROSE

NOTICES = frozenset(
    "验证码删撤拒绝拦截防火墙攻击错误失效滑块访问频繁页面存在请求登录维护升级暂停找不到您稍后再试异常安全"
)
"""Characters of 访问验证, 页面不存在, 系统维护 and their like."""


@cache
def _pool() -> tuple[tuple[str, ...], tuple[float, ...]]:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(PROSE.glob("*.txt")))
    counts: Counter[str] = Counter()
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", text):
        counts.update(run[place : place + 2] for place in range(0, len(run) - 1, 2))
    found = {word: count for word, count in sorted(counts.items()) if not NOTICES & set(word)}
    return tuple(found), tuple(accumulate(count**0.8 for count in found.values()))


class Wording:
    """Words of one seed, in the order in which they are asked for.

    >>> Wording("a").words(4) == Wording("a").words(4) != Wording("b").words(4)
    True
    """

    def __init__(self, *seed: object) -> None:
        self.random = Random("/".join(map(str, seed)))

    def words(self, count: int) -> str:
        """Return so many words of two characters, without a gap."""
        pool, weights = _pool()
        return "".join(self.random.choices(pool, cum_weights=weights, k=count))

    def title(self) -> str:
        """Return a headline of 12 to 20 characters."""
        return self.words(self.random.randint(6, 10))

    def sentence(self, low: int = 8, high: int = 16) -> str:
        """Return a sentence of two or three clauses, so many words each."""
        clauses = [self.words(self.random.randint(low, high)) for _ in range(self.random.randint(2, 3))]
        return "，".join(clauses) + "。"

    def paragraph(self) -> str:
        """Return two or three sentences."""
        return "".join(self.sentence() for _ in range(self.random.randint(2, 3)))

    def latin(self, low: int = 3, high: int = 9) -> str:
        """Return a word of Latin letters that is in no dictionary.

        >>> Wording("a").latin().isascii()
        True
        """
        return "".join(self.random.choices("bcdfghjklmnprstvwz", k=self.random.randint(low, high)))

    def code(self, digits: int = 16) -> str:
        """Return a number in hexadecimal: a request's, a token's."""
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"
