"""Words for who wrote, edited, photographed or published something, in both scripts.

Labels are alternatives for the patterns of other modules: what stands before the colon
in 责编：陈静 and 来源：福州晚报. Leads are the words before names anywhere in a credit, also
without a colon: 福州晚报记者 徐文宇.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from newscrawl.reader.fields.marks import any_of
from newscrawl.reader.fields.padded_labels import unpadded

Role = Literal["reporters", "correspondents", "photographers", "authors", "editors", "ignored"]
ROLES: tuple[Role, ...] = ("reporters", "correspondents", "photographers", "authors", "editors")

SOURCE_LABELS = "来源|來源|稿源"
EDITOR_LABELS = (
    "(?:责任?|責任?|值班|本期|网络|網絡)?(?:编辑|編輯)|责编|責編|网编|责校|責校|编审|編審|编发|編發|选稿|選稿|校对|校對|审[核校]|審[核校]"
    "|录入|錄入|监制|監製|签发|簽發|[一二三初复終终]审|[一二三初複終]審"
)
WRITER_LABELS = "记者|記者|通讯员|通訊員|作者|撰[稿文]|供稿|文字"
PHOTO_LABELS = "摄影|攝影"

_MODIFIER = (
    "(?:本报|本網|本网|本刊|本台|本社|特约|特約|见习|見習|实习|實習|全媒体|融媒体?|首席|驻站|參與|参与|执笔|文字|视频|资深"
    "|高级|职工|专职|特派|随军|青年|生活|財經|综合|主任|专题|专栏|專欄)"
)
# behind 记者, these begin running text or a column's name, not a name
_NOT_A_NAME = (
    "(?!们|們|从|從|会|會|站|证|證|节|節|连线|連線|手记|手記|观察|调查|直击|走访|体验|在|了解|瞭解|获悉|獲悉|发现|發現|看到"
    "|注意|采访|採訪|来到|來到|日前|昨|今|近|问|問|协会|團|团|朋友|就|通过|通過|随|隨|与|與|也|将|將|已|还|還|表示|查询|得知"
    "|随机|致电|拨打|再次|第一|点评|说|說)"
)
LEADS: tuple[tuple[Role, str], ...] = (
    (
        "photographers",
        rf"{_MODIFIER}*(?:图片|摄影|攝影)(?:记者|記者|师|師|通讯员)?(?!报道|報導|展|大|家|作品|艺术)"
        r"|摄像|(?:航拍|拍摄)(?=\s?[:/|])|(?<![\u4e00-\u9fff])供图|(?<![\u4e00-\u9fff])[图圖](?=\s?[:/|])",
    ),
    ("correspondents", rf"{_MODIFIER}*(?:通讯员|通訊員|通信员|特約通訊)|信息员(?=\s?[:/|])"),
    ("reporters", rf"{_MODIFIER}*(?:记者|記者|报道员|報導員|实习生|實習生|采写){_NOT_A_NAME}|采编(?=\s?[:/|])"),
    (
        "authors",
        rf"执笔人?|執筆人?|作者(?!简介|介绍|单位|系|为|是|授权|簡介)|(?:供稿|投稿|来稿)[人者]?(?=\s?[:/|])|供稿(?=\s*$)|(?:文字|文稿|编写|拟稿人?)(?=\s?[:/|])|撰文|撰稿人?|专栏作[者家]|主笔|{_MODIFIER}*(?:评论员|評論員)|(?:实习)?(?:编译|編譯|翻译|翻譯|译者)"
        r"|(?<![\u4e00-\u9fff])[文译](?=\s?[:/|])|\bBy(?= )|\bby(?= [\u4e00-\u9fff])",
    ),
    (
        "editors",
        "(?:责任|責任|值班|本期|执行|网络|網絡|新媒体|核稿|(?<![一-龥])[一-龥]{1,4}网)?(?:编辑|編輯|编缉)|责编|責編|网编|编审|審稿"
        "|审稿|主编|选稿|编发|編發|(?:文章|信息)?录入(?:员|人)?|[一二三初复终]审",
    ),
    (
        "ignored",
        "校对|校對|审[核校]|審[核校]|监制|監製|统筹|策划|剪辑|制片主任|制作|配音|美编|视觉|设计|排版|出品|总编|来源|來源|稿源"
        "|时间|時間|日期|发布|点击|點擊|浏览|瀏覽|阅读|閱讀|人气|字[体號号體]|评论(?!员)|評論(?!員)|打印|听新闻|纠错|关键[字词]|标签",
    ),
)
_LEAD_BEGINS = (
    "[本特见見实實全融首驻參参执執文视资高职专專随青生財综主图圖摄攝供通记記报報采作投来來撰翻译编編评評责責值网網新核审審稿"
    "选发录信一二三初复终校监監统策剪制配美设排出总時时日点點浏瀏阅閱人字打听纠关标信航拍拟Bb]"
)
"""The first characters of roles; an office, 福州新闻网编辑, may begin with any."""
LEAD = re.compile(
    rf"(?={_LEAD_BEGINS}|(?<![一-龥])[一-龥]{{1,4}}网)(?:"
    + "|".join(f"(?P<r{number}>{pattern})" for number, (_, pattern) in enumerate(LEADS))
    + ")"
)
ROLE_OF = tuple(role for role, _ in LEADS)
_HAS_ROLE = any_of(r"""
    记者 記者 通讯员 通訊員 通信员 作者 撰文 撰稿 编辑 編輯 编缉 责编 責編 网编 编审 审稿 选稿 主编 执笔 執筆 编译 編譯
    编发 編發 录入 供稿 投稿[人者]?[:：] 来稿[:：] 文字[:：丨|／/] /\s?[文图圖] ／\s?[文图圖] ╱\s?[文图圖]
    图片[:：丨|／/] 圖片[:：丨|／/]
    供图\s?[:：丨|／/] 供圖\s?[:：丨|／/] 文稿\s?[:：丨|／/] 采编\s?[:：丨|／/] 信息员\s?[:：丨|／/]
    编写\s?[:：丨|／/] 拟稿人?\s?[:：丨|／/] 航拍\s?[:：丨|／/]
    翻译 摄 攝 一审 二审 三审 初审 复审 终审 评论员 評論員 实习生 實習生 采写 报道员 報導 文[/|／丨:：] 图[/|／:：]
    圖[/|／:：] 校对 校對 审核 监制 报道$ 报导$ By\s by\s[\u4e00-\u9fff]
""")


@lru_cache(maxsize=2048)
def has_role(text: str) -> bool:
    """Return whether a text may hold credits at all; several readers look at one
    line."""
    return _HAS_ROLE.search(unpadded(text)) is not None
