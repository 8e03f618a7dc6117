"""What ends a text and what stands in it of other stories → the lines without.

The line of the editor, 上一篇, 相关阅读 or a notice ends a text most of which is above it, an
info line begins one; the name of another story between two paragraphs does neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from newscrawl.reader.fields.best_stretch import SHORT
from newscrawl.reader.fields.letter_parts import signs
from newscrawl.reader.fields.marks import ELSEWHERE, SENTENCE_END, heads_others, heads_profile
from newscrawl.reader.fields.prompts import is_prompt
from newscrawl.reader.fields.role_words import EDITOR_LABELS

LITTLE = 0.15
"""Share of a headline's words of which a text that has less is another story's."""
NO_SUBHEAD_END = frozenset("。！？!?…，、；,;：:”」』")
LONGEST_MARK = 70
"""Characters of the longest line that ends a text."""
_NEAR_HEADLINE = 6
"""Lines between headline and text."""
_LONGEST_HEAD = 40
_CARD = 3
"""Lines of a card."""
_READ_ON = re.compile(r"[\[【（(](?:详细|[詳详]情|全文|查看全文|[阅閱][读讀]全文|更多)[\]】）)]$")
"""The end of a lead, with a link to its story."""
_CARD_DATE = re.compile(
    r"(?:[\u4e00-\u9fffA-Za-z]{2,12}[\s|·]{1,3})?(?:(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s\d{1,2}:\d\d)?|\d{1,2}\s?(?:小[时時]|分[钟鐘]|天)前)"
    r"(?P<next>\s.{4,40})?"
)
_ENDS = re.compile(
    rf"[\s\[【(（·•■>]*(?:{EDITOR_LABELS})\s*[:：/]"
    r"|[\s\[【(（·•■>]*(?:相关(?:新闻|阅读|报道|链接|文章|资讯|专题)|相關(?:新聞|閱讀|報導|報道|連結)|延伸[阅閱][读讀]|推[荐薦][阅閱][读讀]|猜你喜[欢歡]"
    r"|[标標][签籤]\s*[:：]?|关键[字词]\s*[:：]|關鍵[字詞]|[上下]一[篇则則條条页頁]|网友评论|網友評論|小编最近文章|热门推荐|熱門推薦|更多|返回.{0,6}首[页頁])"
    r"|.{0,8}(?:声明|聲明)\s*[:：]|版[权權](?:均?[属屬]|所有)|转发请注明|未[经經](?:书面|書面)?授[权權]|[来來]源\s*[:：]\s*\S{2,12}$"
    r"|[（(—\-\s]*(?:完|END)[）)—\-\s]*$"
    r"|[*＊※▲▌■]?\s*(?:本文|文章|稿件|素材)(?:[来來]源|[转轉](?:[载載])?自)|[（(]?(?:[转轉][载載]?自|摘自|原[载載]于?)\s*[:：《“]"
)
_FILE = re.compile(r"附件\s*[\d一二三四五]*\s*[:：.、].{0,60}\.(?:docx?|xlsx?|pdf|wps|et|zip|rar)$", re.I)
LONGEST_INSET = 4
"""Lines of a list of other stories that may stand in a text, its label among them."""
_INSET = re.compile(r"\W*(?:相[关關](?:[阅閱][读讀]|新[闻聞]|[报報][道導]|文章)|延伸[阅閱][读讀])\W*")
"""The label of other stories that may stand between paragraphs."""
_SPAN = re.compile(
    r"\d日?(?:\s?\d{1,2}[:：]\d\d)?\s?(?:至|到|—|–|~|～|-)\s?(?:\d{4}\s?[-/.年]|\d{1,2}\s?月|\d{1,2}\s?日)"
)
"""From one day to another: when something takes place, not when it was published."""
INFO = re.compile(r"\D{0,20}(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")


def ends_text(line: str) -> bool:
    """Return whether a line ends a text, or what stands below one begins with it.

    >>> ends_text("责任编辑：林小红"), ends_text("推荐阅读"), ends_text("相关部门介绍")
    (True, True, False)
    """
    return len(line) < LONGEST_MARK and (_ENDS.match(line) is not None or heads_others(line))


def has_share(words: set[str], text: str, least: float, known: Collection[str] = ()) -> bool:
    """Return whether a text has such a share of some pairs of characters; it has those
    in `known`. Mostly the first few of them say so.

    >>> has_share({"福州", "今日"}, "福州今日", 0.5), has_share({"福州", "今日"}, "福州", 0.5)
    (True, False)
    """
    number, found = len(words) + 2, 0
    for left, pair in zip(range(len(words) - 1, -1, -1), words, strict=True):
        found += pair in text or pair in known
        if found / number >= least:
            return True
        if (found + left) / number < least:
            break
    return False


def within_marks(lines: Sequence[str], kept: list[int], shown: int) -> list[int]:
    """Cut the text at a line that ends texts once two fifths are passed, and at an info
    line in its first quarter; leave out names of other stories in it.

    The label of a box of other stories ends it behind its first line already, if the
    headline, line `shown`, stands over it.
    """
    insets = _insets(lines, kept)
    kept = [i for i in kept if i not in insets] or kept
    size = {i: len(lines[i]) for i in kept}
    passed, total = 0, sum(size.values())
    headed = 0 < shown < kept[0] <= shown + _NEAR_HEADLINE
    for i in range(kept[0], kept[-1] + 1):
        line = lines[i]
        late = passed > 0.4 * total
        short = len(line) < LONGEST_MARK and i not in insets
        if short and (
            (late and (_ENDS.match(line) or heads_profile(line)))
            or (passed and (late or headed) and heads_others(line))
        ):
            kept = [j for j in kept if j < i]
            break
        passed += size.get(i, 0)
    kept = _above_cards(lines, kept)
    passed, total = 0, sum(size[i] for i in kept)
    for i in range(kept[0], kept[-1] + 1):
        if passed > 0.25 * total:
            break
        line = lines[i]
        if (
            len(line) < LONGEST_MARK
            and line[-1] not in "。！"
            and INFO.match(line)
            and not (signs(lines, i) or _SPAN.search(line))
        ):
            kept = [j for j in kept if j > i] or kept
        passed += size.get(i, 0)
    return kept


def without_last(lines: Sequence[str], kept: list[int]) -> list[int]:
    """Leave out a file below the text, and a headline above a prompt or a lead."""
    while len(kept) > 1:
        line, below = lines[kept[-1]], lines[kept[-1] + 1 : kept[-1] + 2]
        led = _leads_on(lines, kept[-1] + 1) or (len(line) <= SHORT and below and is_prompt(below[0]))
        heads = led and line[-1] not in NO_SUBHEAD_END and line[-1] not in "）)"
        if not heads and not _FILE.match(line):
            break
        kept = kept[:-1]
    return kept


def _leads_on(lines: Sequence[str], at: int) -> bool:
    """Return whether a line ends with a link to its story, whose headline is above."""
    if at >= len(lines) or lines[at][-1] not in "]】）)" or not _READ_ON.search(lines[at]):
        return False
    return len(lines[at - 1]) <= _LONGEST_HEAD and lines[at - 1][-1] not in NO_SUBHEAD_END


def _above_cards(lines: Sequence[str], kept: list[int]) -> list[int]:
    """Cut the text above a lead that ends with a link to its story, and above two cards
    of other stories: headline, lead, and outlet with date; on the same line may stand
    the headline of the next."""
    read_on = next((i for i in kept[2:] if _leads_on(lines, i)), None)
    if read_on is not None:
        kept = [i for i in kept if i < read_on - 1] or kept
    span = range(kept[len(kept) // 2], min(kept[-1] + _CARD + 2, len(lines)))
    dated = [(i, match["next"] is not None) for i in span if (match := _CARD_DATE.fullmatch(lines[i]))]
    for (one, joined), (other, _) in pairwise(dated):
        lead, head = lines[one - 1], lines[one - 2]
        if other - one == _CARD - joined and lead[-1] in SENTENCE_END and head[-1] not in NO_SUBHEAD_END:
            return [i for i in kept if i < one - 2] or kept
    return kept


def _insets(lines: Sequence[str], kept: Sequence[int]) -> set[int]:
    """Return the lines of other stories in a text: by label and title on one line, or
    some headlines below a label with two paragraphs behind them."""
    held, found = set(kept), set[int]()
    for at in range(kept[0], kept[-1] + 1):
        if _is_inset(lines, at):
            found.add(at)
        elif len(lines[at]) <= 12 and _INSET.fullmatch(lines[at]):
            below = range(at + 1, min(at + 2 + LONGEST_INSET, len(lines)))
            text = next((i for i in below if lines[i][-1] in SENTENCE_END), None)
            if text is not None and text > at + 1 and {text, text + 1} <= held and lines[text + 1][-1] in SENTENCE_END:
                found.update(range(at, text))
    return found


def _is_inset(lines: Sequence[str], at: int) -> bool:
    """Return whether a line names another story by label and title, and the text goes
    on below: with a paragraph that says nothing of that title.
    """
    label = ELSEWHERE.match(lines[at])
    if label is None or at + 1 == len(lines) or lines[at][-1] in SENTENCE_END:
        return False
    if len(title := lines[at][label.end() :]) < 4:
        return False
    below = lines[at + 1]
    words = {one + other for one, other in pairwise(title)}
    return len(below) >= SHORT and below[-1] in SENTENCE_END and not has_share(words, below, LITTLE)
