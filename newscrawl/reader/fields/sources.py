"""A line → 来源, the publisher from whom a page has its text: by a label, or in the info
line beside the date.

The name is returned as the page writes it but for 《》, two levels (人民网－人民日报)
included; 据…报道 is a citation, never a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from newscrawl.late_patterns import late
from newscrawl.reader.fields.date_forms import SELDOM
from newscrawl.reader.fields.marks import any_of
from newscrawl.reader.fields.name_model import is_name
from newscrawl.reader.fields.names import squash
from newscrawl.reader.fields.padded_labels import unpadded
from newscrawl.reader.fields.role_words import EDITOR_LABELS, WRITER_LABELS
from newscrawl.reader.heading import PAPER

_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:文章|信息|稿件|新[闻聞](?:[图圖]片)?|消息|媒体|本文|图文|内容|转载|轉載|原文|素材)?(?:来源|來源|稿源|出处|出處)\s?(?::|于|自|[|丨｜∣│】\]])\s?"
    r"|(?<![\u4e00-\u9fff])(?:来源|來源|稿源)(?=\s?[\u4e00-\u9fffA-Z])"
    r"|(?<=[\u4e00-\u9fff\d])(?:来源|來源|稿源)\s?:\s?"
    r"|(?<![\u4e00-\u9fff])(?:本文|文章|原文|内容)?(?:摘自|转自|轉自|转载自|轉載自|取材自|原[载載]于?)\s?:?\s?"
)
_HAS_LABEL = any_of("来源 來源 稿源 出处 出處 摘自 转自 轉自 转载自 轉載自 取材自 原载 原載")
_FIELD = late(
    rf"(?:{WRITER_LABELS}|{EDITOR_LABELS}|发布[人者]?|發布[人者]?|日期|时间|時間|栏目|分类)\s?:\s?[^，。；:]{{2,16}}$"
)
"""A field of an info line without blanks, in front of the label."""
_WRONG_LABEL = re.compile(
    r"(?:注明|图片|圖片|资料|資料|数据|數據|视频|照片|截图|截圖|消息|收入|资金|财富|贴|车贴)[“「\"《]?$"
)
_PART = r"(?:[^\s|(（【\[\]】),）］〕」。;:<>“”\"!?、]|（[^（）\s]{1,14}）)"
_VALUE = re.compile(rf"《?{_PART}{{1,30}}(?:\s?[-—–－―]{{1,2}}\s?《?{_PART}{{2,20}})?")
_BRACKET_END = re.compile(r"（([^（）]{2,8})）$")
_CUT = re.compile(
    r"作者|记者|記者|(?:责任|責任|[一-龥]{2,3}网)?编辑|編輯|责编|責編|选稿|时间|時間|(?:发布|發布)(?!$)|^(?:发布|發布)|(?<=[网網报報社台臺站视視端])(?:发布|發布)|发表|日期|字号|字號|字体|分享|参与互动|參與|我来说两句|我要"
    r"|微博$|微信$|网友|評論|评论|点击|點擊|浏览|阅读|閱讀|人气|打印|列印|收藏|手机看|扫|查看|栏目|关键[字词]|标签|原标题|投稿|纠错|原创稿|类型|责任"
    r"|(?:19|20)\d\d[-年/.]|\d{1,2}:\d\d|http|www\."
)
_EDITED = re.compile("([一-龥]{2,6}网)(?:编辑|編輯)")
"""An outlet glued to the next label: 东南网编辑：."""
_PLACEHOLDER = re.compile(
    r"(?:未知|网络|網路|網絡|互联网|综合|綜合|原创|原創|转载|本[站网網报報刊台臺社]|本站原创|本网站|不详|其他|其它|无|整理|(?:资料|网络)?[图圖]片?|资料[图圖]?|見圖|来源网络|网络整理|begin.*|admin"
    r"|null|None|投稿|编辑|.{0,2}整理)$",
    re.I,
)
_PUBLISHER = re.compile(
    rf"(?:(?<![落触觸])[网網]|{PAPER}|社|(?<!出)[台臺]|在线|在線|线上|線上|新闻|新聞|日报|晚报|周刊|週刊|杂志|雜誌|雜志|传媒|客户端|频道|頻道|电视|電視|广播|廣播|资讯|資訊|论坛"
    r"|论坛|发布|通讯|通訊|财经|財經|科技|娱乐|体育|健康|[Cc]om|COM|視界|视界|融媒|政务|中心|出版社|研究院|研究会|委员会|学会|协会|集团|(?<![骗騙格布结結大全开開僵])局|人民政府|办公室|辦公室|宣传部|宣傳部|云|网站|网络版|公众号|[民台華华中公卫衛]視|卫视)$"
)
_OUTLET = late(
    rf"[\u4e00-\u9fffA-Za-z0-9·]{{1,12}}(?:[网網社]|{PAPER}|(?:电视|電視|广播|廣播|[卫衛衞])[台臺視视]|在线|在線|新[闻聞]|客户端|周刊|週刊|杂志|雜誌|日报|融媒|融媒体|传媒|发布)"
)
_COLUMN = re.compile(
    "(?:社会|国内|国际|地方|本地|综合|娱乐|体育|财经|科技|最新|今日|热点|图片|视频|即时|滚动|头条|推荐|要闻|时政|民生|教育|健康|军事|汽车|房产|文化"
    "|社會|國內|國際|即時|娛樂|體育|財經|頭條|政治|生活|焦點|焦点|新盤|地產|港聞|兩岸|中國|香港|全球|環球|奇[闻聞]|相[关關]).{0,2}(?:新[闻聞]|[发發]布)$"
)
_BARE_COLUMN = re.compile(
    "(?:[娱娛][乐樂]|[体體]育|[财財][经經]|科技|健康|教育|文化|旅游|旅遊|汽[车車]|房[产產]|时政|時政|社[会會]|国内|國內|国[际際]|國際|地方|本地|生活|[图圖]片|[视視][频頻])?"
    "(?:新[闻聞]|[资資][讯訊]|[频頻]道|[论論][坛壇]|中心|首[页頁]|在[线線]|[电電][视視]|[广廣]播|政[务務]|融媒|[杂雜][志誌])?$"
)
"""A word of a menu, 娱乐 or 科技频道: publishers' names end with it, but are more."""
_FURNITURE = re.compile(
    r"分享|打印|列印|字号|字號|字体|评论|評論|点击|浏览|阅读|正文|首页|首頁|位置|手机|訂閱|订阅|收藏|关注|参与|我来|我要|下载|^(?:手机|新闻|安卓|苹果)*客户端$|投稿|热线|登录|注册|频道[>＞]|更多"
    r"|返回|查看|大$|中$|小$"
)
_DATE_TEXT = re.compile(
    r"[\[(]?\s?(?:19|20)?\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?\s?[\])]?(?:\s?(?:星期.|周.))?"
    r"(?:\s?(?:[AaPp]\.?[Mm]\.?|上午|下午)?\s?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?)?\s?[\])]?|\d{1,2}:\d\d(?::\d\d)?"
    rf"|{SELDOM}"
)
_CLOCKED = r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? \d{1,2}:\d\d(?::\d\d)?"
_ACCOUNT_NAME = "(?:[\u4e00-\u9fff]{4,12}|[A-Za-z][A-Za-z ]{2,18}[A-Za-z])"
_ACCOUNT = re.compile(rf"(?P<before>{_ACCOUNT_NAME}) {_CLOCKED}|{_CLOCKED} (?P<after>{_ACCOUNT_NAME})")
_NEXT_LABEL = re.compile(
    "(?:发布|發布|审核|校对|监制|审稿|[初复终一二三]审|摄影|文字|图片|统筹|策划|撰稿|供稿|上传|录入|[浏访][览问]量?)$"
)
_ACCOUNT_OF = re.compile(r"(?:微信)?公[众眾][号號平][台臺]?\s?:?\s?[“「\"【《]")
"""What stands before the name of an account: 微信公众号“福州晚报”."""
_RIGHTS = re.compile(r"[，。](?:版[权權]|著作[权權]|如|仅|僅|不代表|已获|已獲|转载|轉載)")
_ID = re.compile(r"（(?:ID|微信[号號]|公[众眾][号號])[:：]?[^（）]*）$", re.I)
_FLAG = re.compile(r"^(?:原[创創]|[转轉][载載]|首[发發]|[独獨]家)\s?[·•|:]\s?")
DESK = re.compile("[\u4e00-\u9fff]{2}(?:中心|[组組部])$")
"""A desk of a newsroom, 生活中心: it is no publisher."""
_SIGNED = re.compile(
    r"(.+(?:[网網报報社台臺]|在线|新闻|客户端|中心))((?![\u4e00-\u9fff]{2}[站台社报网部局县市区省])[\u4e00-\u9fff]{3})$"
)
_ADDRESS = re.compile(r"https?://[\w./?=&%-]+|(?:www\.)?[\w-]+\.(?:com|cn|net|org)(?:\.\w\w)?", re.I)


_LABEL_ALONE = re.compile(
    r"[【\[(（]?(?:文章|信息|稿件|新[闻聞]|消息|本文|内容|轉載|转载|原文|原始)?(?:来源|來源|稿源|出处|出處)[】\])）]?\s*[:：]?"
)
"""A line that is the label of a source and no more."""
_LONGEST_LABEL = 20
_OTHER_LABEL = re.compile(
    r"(?:^|[\s|｜(（\[【])(?:(?:来源|來源|稿源)于?\s*[:：/／丨]|(?:来自|來自|媒体|媒體|供稿|供稿[单單]位|信息提供|(?P<poster>[发發][布佈](?:者|单位|單位|机构|機構|部门|部門)))\s*[:：]"
    r"|(?P<writer>(?:作者|撰文|文|记者|記者)\s*[:：/／]))\s*(?P<name>[^\s|｜/／:：,，。]{2,20})"
)


def is_publisher(name: str) -> bool:
    """Return whether a name reads like a publisher's."""
    return _PUBLISHER.search(name) is not None


def parse_source(text: str) -> str | None:
    """Parse the publisher in one raw string, without its label and what follows it;
    None for placeholders.

    >>> parse_source("来源：福州晚报"), parse_source("来源：人民网－人民日报 2020-11-18")
    ('福州晚报', '人民网－人民日报')
    >>> parse_source("来源：网络") is None, parse_source("海峡都市报")
    (True, '海峡都市报')
    """
    folded = " ".join(text.split()).replace("：", ":")
    match = _LABEL.search(folded)
    if match:
        return _value(folded, match.end())
    return _value(folded, 0) if len(folded) <= 30 else None


def _value(text: str, at: int) -> str | None:
    """Return the name that begins at a place in a text, up to the next field."""
    while at < len(text) and text[at] in " 【[(“「":
        at += 1
    account = _ACCOUNT_OF.match(text, at)
    match = _VALUE.match(text, account.end() if account else at)
    if match is None:
        return None
    name = match[0]
    if text.startswith(":", match.end()):  # 福州新闻网发布：2020-11-18
        name = _NEXT_LABEL.sub("", name)
    name = _ID.sub("", _FLAG.sub("", name))
    cut = _RIGHTS.search(name) or _CUT.search(name)
    if cut:
        outlet = _EDITED.match(name)
        name = outlet[1] if outlet and cut.start() < 3 else name[: cut.start()]
    name = name.strip(" -—_|/·,，")
    bracket = _BRACKET_END.search(name)
    if bracket and (is_name(bracket[1]) or bracket[1] in ("微博", "微信", "公众号", "客户端")):
        name = name[: bracket.start()]
    signed = _SIGNED.match(name)
    if signed and is_name(signed[2]):  # 福州新闻网林晓芳: two elements without a blank
        name = signed[1]
    if name.startswith("《") and name.find("》") == len(name) - 1:
        name = name[1:-1]
    if len(name) < 2 or _PLACEHOLDER.match(name) or name.isdigit():
        return None
    return name


@lru_cache(maxsize=512)
def labelled_source(text: str) -> tuple[str | None, int] | None:
    """Return the source that a line names by label, and the place where its name
    begins; None where it has no label.

    >>> labelled_source("2020-11-18 09:30 来源：福州晚报 作者：林榕")
    ('福州晚报', 20)
    >>> labelled_source("锦警方追查辱华车贴来源：商家老板及客服被行拘5日") is None
    True
    """
    if (found := _HAS_LABEL.search(text)) is None:
        return None
    folded = text.replace("：", ":").replace("\u3000", " ")
    for match in _LABEL.finditer(folded, max(0, found.start() - 4)):
        before = folded[: match.start()]
        if _WRONG_LABEL.search(before):
            continue
        glued = bool(before) and "\u4e00" <= before[-1] <= "\u9fff"
        if glued and not (re.search(r"\d{4}", before) or _FIELD.match(before)):
            continue
        return _value(folded, match.end()), match.end()
    return None


def named_source(line: str) -> str | None:
    """Return the publisher that a line names by a label, also by one that may stand
    before a person.

    >>> named_source("来自：福州新闻网"), named_source("文 / 福州晚报 2020-11-18"), named_source("作者：林晓芳")
    ('福州新闻网', '福州晚报', None)
    """
    line = unpadded(line)
    found = labelled_source(line)
    if found is not None and found[0]:
        return found[0]
    labels = sorted(_OTHER_LABEL.finditer(line), key=lambda label: label["poster"] is not None)
    if not labels or (name := parse_source(f"来源：{labels[0]['name']}")) is None:
        return None
    if labels[0]["writer"]:
        return name if is_publisher(name) and not is_name(name) else None
    return name if is_publisher(name) or not is_name(name) else None


def source_below_label(lines: Sequence[str]) -> str | None:
    """Return the source that stands in the line behind its label, as cells of a table
    and items of a list do.

    >>> source_below_label(["2020-11-18", "来源：", "福州晚报", "字号"])
    '福州晚报'
    """
    for _, behind in behind_labels(lines, _LABEL_ALONE, 24):
        if (name := parse_source(f"来源：{behind}")) and not is_name(name):
            return name
    return None


def behind_labels(lines: Sequence[str], label: re.Pattern[str], longest: int) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the lines that are a label and no more, each with the line behind it, or
    behind a colon of its own.
    """
    for at, line in enumerate(lines[:-1]):
        if len(line) <= _LONGEST_LABEL and (match := label.fullmatch(line.strip())) is not None:
            behind = next((other for other in lines[at + 1 : at + 3] if other.strip(" :：")), "")
            if len(behind) <= longest:
                yield match, behind


def lone_publisher(text: str) -> str | None:
    """Return the publisher that a text is, where it is one and nothing more.

    >>> lone_publisher("福州晚报"), lone_publisher("返回首页新闻"), lone_publisher("社会新闻")
    ('福州晚报', None, None)
    """
    name = text.strip("[]()【】《》|/· ")
    if not 3 <= len(name) <= 14 or _OUTLET.fullmatch(name) is None or is_column(name):
        return None
    return None if _PLACEHOLDER.match(name) else name


def is_column(name: str) -> bool:
    """Return whether a name is a column's, 社会新闻 or 娱乐, or a button's."""
    if _COLUMN.match(name) is not None or _BARE_COLUMN.match(name) is not None:
        return True
    return _FURNITURE.search(name) is not None or _CUT.search(name) is not None


def is_info_line(text: str) -> bool:
    """Return whether a line is a publisher beside a date with a clock, or in a bracket
    with a date, and no more.

    >>> is_info_line("北京新浪網 (2012-01-16 15:10)"), is_info_line("海峡网2012年1月16日15:10开通")
    (True, False)
    """
    bracketed = text[:1] in "（(" and text[-1:] in "）)"
    if len(text) > 40 or not (bracketed or ":" in text or "：" in text):
        return False
    name, dates = _DATE_TEXT.subn(" ", squash(text))
    return dates == 1 and is_publisher(name.strip(" ()（）[]【】|/·，,"))


def account_source(text: str) -> str | None:
    """Return the account whose name stands alone beside a date with a clock, as in
    apps; a person's name is none.

    >>> account_source("鹭岛人文 2020-11-18 09:30:21"), account_source("林榕 2020-11-18 09:30")
    ('鹭岛人文', None)
    """
    match = _ACCOUNT.fullmatch(squash(text))
    name = match["before"] or match["after"] if match is not None else None
    if name is None or _PLACEHOLDER.match(name) or _FURNITURE.search(name) or _CUT.search(name):
        return None
    return name


def begins_with_label(text: str) -> bool:
    """Return whether a line begins with the label of a source, in brackets or not."""
    match = _LABEL.search(text.replace("：", ":"))
    return match is not None and not text[: match.start()].strip(" \u3000\xa0（(【[")


def unlabelled_source(text: str, own_names: frozenset[str]) -> tuple[str, str] | None:
    """Return the publisher that stands beside the date without a label, and what is
    left of the line. On one side of the date, another one's name counts more than the
    site's own.

    >>> unlabelled_source("2012年01月12日 17:55 人民网 微博", frozenset())[0]
    '人民网'
    """
    parts = _ADDRESS.sub(" ", _DATE_TEXT.sub("\n", squash(text))).split("\n")
    for number, part in enumerate(parts):
        tokens = _tokens(part)
        own: tuple[str, str] | None = None
        for at, word in enumerate(tokens):
            token = _FLAG.sub("", word)
            cut = _CUT.search(token)
            name = token[: cut.start()] if cut else token
            if (
                not 2 <= len(name) <= 18
                or ":" in name
                or _PLACEHOLDER.match(name)
                or DESK.match(name)
                or is_column(name)
            ):
                continue
            is_own = name in own_names
            if (own is None and is_own) or (not is_own and _PUBLISHER.search(name)):
                rest = [*tokens[at + 1 :], *(other for later in parts[number + 1 :] for other in _tokens(later))]
                own = (name, " ".join(rest))
                if not is_own:
                    break
        if own is not None:
            return own
    return None


def _tokens(part: str) -> list[str]:
    tokens = (token.strip("[]()【】《》,，:：/·") for token in re.split(r"[\s|/╱【】\[\]()]+", part))
    return [token for token in tokens if token]
