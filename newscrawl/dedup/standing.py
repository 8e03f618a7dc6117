"""Two texts → what is left of them without the standing words that both have at an
edge.

A site's claim of copyright, its hotline, the advice under every warning are longer than
a bulletin of one sentence, and would make copies of all bulletins above them. Words
stand if several texts of the site hold them, if they speak of reprinting, scanning and
telephoning, or if they are short and say nothing of what the rest of the text is about.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from newscrawl.dedup.align import Alignment

SHARED_LEAST = 8  # canonical characters of a sentence that both texts have other than by chance
LEFT_LEAST = 5  # characters of news that must be left of both texts
STRANGE_MOST = 6, 350  # sentences and characters of standing words that are known by being about something else
BULLETIN = 80  # characters of news at most, beside words that stand there by being about something else
ALIKE = 0.5  # of the shorter bulletin in the other: the two are one bulletin, damaged or cut
ABOUT = 0.2  # share of the pairs of letters of the rest from which the standing words are about it
CREDIT_LONGEST = 48
FRAMES_KEPT = 32

_SMALL_PRINT = re.compile(
    "版权|转载|侵权|免责|凡注明|注明来源|并注明|不代表|不表明|扫描|扫码|二维码|客户端|公众号|官方微信|官方微博|新闻热线|新闻线索"
    "|报料|爆料|投稿|稿酬|法律责任|本网立场|本报立场|授权"
)
_CREDIT = re.compile(
    r"^(?:原标题|完$|责任编辑|责编|编辑|审核|校对|来源|作者|摄影|供稿|供图|制图|[本记]者.{2,4}$)"
    r"|(?:[讯电]|消息|报道|(?:记者|通讯员|作者|摄影).{2,4}(?:报道|摄)?)$|^据.{2,10}(?:消息|报道).{0,6}$"
)
"""What begins with who edited a text, or ends with who reported it."""


def without_standing(sentences: Sequence[str], own_words: Sequence[str], other: str) -> tuple[str, str] | None:
    """Return what is left of a text, given by its canonical sentences, and of another
    canonical text; None where they are compared as they are.

    `own_words` are paragraphs known to be the site's own.

    >>> closing = ["有奖征集老照片活动仍在进行", "参加者可将照片寄至活动组委会"]
    >>> without_standing(["台江区明日停水", *closing], [], "仓山区招聘教师" + "".join(closing))
    ('台江区明日停水', '仓山区招聘教师')
    >>> without_standing(["台江区明日停水", *closing], [], "台江区明日停水" + "".join(closing)) is None
    True
    """
    head, tail = _shared_run(sentences, other), _shared_run(reversed(sentences), other)
    if head + tail == 0:
        return None
    known = [_stands(sentence, own_words) for sentence in sentences]
    if head + tail >= len(sentences):
        return _rest(sentences, len(sentences), 0, other, bare=True) if all(known) else None
    first, last = _run(known[:head]), _run(known[::-1][:tail])
    strange = [*range(first, head), *range(len(sentences) - tail, len(sentences) - last)]
    size = sum(len(sentences[at]) for at in strange)
    one_sided = first == head or last == tail
    if strange and one_sided and len(strange) <= STRANGE_MOST[0] and size <= STRANGE_MOST[1]:
        rest = _rest(sentences, head, tail, other)
        standing = "".join(sentences[at] for at in strange)
        if rest and _are_bulletins(*rest) and all(_about(left, standing) < ABOUT for left in rest):
            return rest
    return _rest(sentences, first, last, other, bare=True) if first + last else None


def _rest(sentences: Sequence[str], head: int, tail: int, other: str, *, bare: bool = False) -> tuple[str, str] | None:
    """Remove sentences at both edges from both texts; None where no news is left of
    one, unless `bare` small print, without any news, may be one of them."""
    end = len(sentences) - tail
    left = "".join(sentences[head:end])
    for sentence in (*sentences[:head], *sentences[end:]):
        at = other.rfind(sentence)
        if at >= 0:
            other = f"{other[:at]}\n{other[at + len(sentence) :]}"
    other = "".join(part for part in other.split("\n") if not is_credit(part))
    frames = _is_frame(left), _is_frame(other)
    return None if all(frames) or (any(frames) and not (bare and "" in (left, other))) else (left, other)


def _shared_run(sentences: Iterable[str], other: str) -> int:
    """Count the sentences at the beginning that both have, credits between them
    included."""
    run = 0
    for place, sentence in enumerate(sentences, start=1):
        if sentence in other:
            if len(sentence) >= SHARED_LEAST:
                run = place
        elif not _is_frame(sentence):
            break
    return run


def _stands(sentence: str, own_words: Sequence[str]) -> bool:
    return any(sentence in paragraph for paragraph in own_words) or bool(_SMALL_PRINT.search(sentence))


def _run(known: Sequence[bool]) -> int:
    return next((place for place, stands in enumerate(known) if not stands), len(known))


@lru_cache(FRAMES_KEPT)
def _is_frame(text: str) -> bool:
    """Check whether a text is no news: too short, or only who wrote it or may reprint
    it. The outer sentences of a text are asked about for each it is compared with."""
    if len(text) < LEFT_LEAST or len(_SMALL_PRINT.findall(text)) > 1:
        return True
    return is_credit(text)


def is_credit(text: str) -> bool:
    """Check whether the beginning or the end of a text only says who wrote it.

    >>> is_credit("本报讯记者林晓东"), is_credit("责任编辑黄海燕"), is_credit("记者从市水务局获悉")
    (True, True, False)
    """
    return len(text) <= CREDIT_LONGEST and _CREDIT.search(text) is not None


def without_credits(found: Alignment) -> tuple[str, str]:
    """Remove from two texts the credits around what they share."""
    (before, other_before), (behind, other_behind) = found.before, found.behind
    return _between(found.text, before, behind), _between(found.other, other_before, other_behind)


def _between(text: str, before: int, behind: int) -> str:
    end = len(text) - behind
    start = before if is_credit(text[:before]) else 0
    return text[start:end] if _is_frame(text[end:]) else text[start:]


def _are_bulletins(one: str, other: str) -> bool:
    """Check whether two short texts are two pieces of news, not one that was damaged or
    cut."""
    shorter, longer = sorted(map(len, (one, other)))
    return longer <= BULLETIN and LCSseq.similarity(one, other) < ALIKE * shorter


def _about(rest: str, standing: str) -> float:
    """Return the share of the pairs of letters of one text that the other has too."""
    pairs = {rest[at : at + 2] for at in range(len(rest) - 1)}
    return sum(pair in standing for pair in pairs) / max(1, len(pairs))
