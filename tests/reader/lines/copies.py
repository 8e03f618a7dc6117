"""Copies of articles as archives of text hold them: own texts between the furniture of
sites of several makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

PARAGRAPHS = (
    "连江县积极落实海洋强县部署，紧抓“蓝色粮仓”建设的机遇，引导养殖户走向深海，今年前三季度全县水产品产量达到八十四万吨，同比增长百分之五。",
    "记者昨日在黄岐湾看到，三座深海养殖平台一字排开，工人正在起网。平台负责人介绍，每座平台每年可产大黄鱼两百余吨，产值约一千五百万元。",
    "“过去靠天吃饭，现在靠数据养鱼。”养殖户邱大明说，水温、盐度和溶氧都能在手机上看到，遇到赤潮可以提前转移鱼群，去年一场赤潮没有造成损失。",
    "下一步，连江县将加快建设冷链物流中心和水产品交易市场，推动养殖、加工、销售连成一线，争取三年内把全产业链产值提高到六百亿元。",
    "县海洋与渔业局有关负责人表示，将按照规划合理布局养殖海区，坚决清退禁养区内的设施，让渔民增收，也让海水常清。",
)
SUBHEADS = {1: "深海平台一字排开", 3: "建设全产业链"}
BYLINE = "福州晚报记者 邱晓芳 通讯员 林大海 文/摄"
EDITOR = "责任编辑：陈小静"
FURNITURE = (
    "分享",
    "一周热点新闻",
    "进入图片频道最新图文",
    "下载海闻客户端",
    "违法和不良信息举报电话：0591-87000000 举报邮箱：service@example.com",
    "本站部分作品版权归作者所有，如果侵犯了您的版权，请联系我们，本站将在3个工作日内删除。",
    "CopyRight ©2016 某某网 版权所有 闽ICP备15000000号-2 互联网新闻信息服务备案编号：20070000号",
    "版权说明| 网站广告价| 联系我们| 法律顾问| 举报投诉| 跟帖评论自律管理承诺书",
    "友情链接：新闻频道 | 福建频道 | 新闻聚合",
)
HEADS: dict[str, tuple[str, ...]] = {
    "trail": ("您现在的位置：海峡网>新闻中心>福建频道>福州新闻", "分享"),
    "menus": (
        "首页 新闻 财经 体育 娱乐 房产 汽车 教育",
        "繁體中文",
        "登录 注册",
        "首页 / 新闻 / 正文",
        "字号：大 中 小 打印",
    ),
    "buttons": ("分享到", "微信", "微博", "收藏"),
    "none": (),
}
FEET: dict[str, tuple[str, ...]] = {
    "boxes": FURNITURE[1:],
    "turned": tuple(reversed(FURNITURE[1:])),
    "pager": (
        "上一篇：海上稻田喜丰收",
        "下一篇：渔港明日恢复通航",
        "相关新闻",
        "黄岐港迎来开渔后首批渔船",
        "关于我们 联系方式",
        FURNITURE[6],
    ),
    "ranks": ("24小时排行", "1 福州多条道路今起封闭施工", "2 周末天气转凉", "3 地铁延长运营", *FURNITURE[4:]),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a copy is written down."""

    head: str
    foot: str
    blank: str = "\n"
    """What is between two lines."""
    width: int | None = None
    entities: bool = False


def body_lines() -> list[str]:
    lines = []
    for at, paragraph in enumerate(PARAGRAPHS):
        lines += [SUBHEADS[at]] if at in SUBHEADS else []
        lines.append(paragraph)
    return lines


def write_copy(shape: Shape, title: tuple[str, ...] = ()) -> str:
    """Write a copy; `title` holds the lines of its title, in front of all others."""
    lines = [*title, *HEADS[shape.head], *body_lines(), BYLINE, EDITOR, *FEET[shape.foot]]
    if shape.entities:
        lines = [escape(line).replace("“", "&ldquo;").replace("”", "&rdquo;") for line in lines]
    if shape.width:
        lines = [part for line in lines for part in _broken(line, shape.width)]
    return shape.blank.join(lines)


def _broken(line: str, width: int) -> list[str]:
    return [*(line[at : at + width] for at in range(0, len(line), width)), ""]
