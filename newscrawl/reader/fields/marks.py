"""Patterns of words and names by which a line is recognised: furniture, credit, caption
or running text.

How much a mark counts is weighed by `line_features` and its model, or decided by
`body`. Simplified and Traditional forms stand side by side.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CLASS = re.compile(r"\[([^]\\^-]+)\]([^?*+{].*)")


def any_of(branches: str) -> re.Pattern[str]:
    """Compile a pattern of the alternatives in `branches`, which are separated by white
    space.

    Alternatives begin with a plain character wherever they can: only then does `re`
    skip ahead to where one may begin, which is ten times as fast as trying each at
    every place. One that begins with a class is made one for each of its characters.

    >>> any_of("来源[:：] [稿来]源").pattern
    '来源[:：]|稿源|来源'
    """
    plain = (
        begin + match[2] if match is not None else branch
        for branch in branches.split()
        for match in [_CLASS.fullmatch(branch)]
        for begin in (match[1] if match is not None else ("",))
    )
    return re.compile("|".join(plain), re.M)


SENTENCE_END = frozenset("。！？!?…”」』")
"""How lines of a text end, and headlines and labels hardly do."""
LEGAL = any_of(r"""
    版权所有 版權所有 版权均?属 版權屬 著作權 Copyright copyright © ICP[备備证證] 许可证 許可證 All\s[Rr]ights
    公网安备 增值电信 免责声明 免責聲明 版权声明 真实性负责 法律责任 本[网站](?:赞同|转载|注明|所有)
    不代表(?:本[网站]|赞同|证实) 不表明 并不意味着(?:本[网站]|赞同|证实) 未经[^。]{0,12}(?:许可|授权|同意|允许)
    未經[^。]{0,12}(?:許可|授權|同意|允許) 转载(?:请|必须|须|自|目的|此文|上述|内容) 轉載(?:請|必須|須|自|目的)
    不得(?:以任何|转载|轉載|复制) 侵权 侵權 请(?:即|及时)?与[^。]{0,8}联系 不构成[^。]{0,6}建议 仅供(?:参考|投资者)
    僅供參考 风险自担 据此操作 稿件来源 凡(?:本网)?(?:注明|标注|註明) 观点(?:仅|不) Cookie 隐私(?:权|政策) 隱私
""")
NOTICE = any_of(r"""
    版权(?:均?属|所有|声明) 版權(?:屬|所有|聲明) 著作權 免责声明 免責聲明 Copyright copyright © ICP备 All\s[Rr]ights
    本[网站](?:赞同|转载|注明|登载) 登载此文 不代表本[网站报] 不代表[^。]{0,6}(?:观点|立场)
    并不意味着(?:本|赞同|证实) 未经[^。]{0,12}(?:许可|授权|同意|允许)[^。]{0,24}(?:转载|使用|复制|镜像|摘编)
    未經[^。]{0,12}(?:許可|授權|同意|允許) 转载(?:请注明|请联系|目的在于|上述内容) 轉載請
    请(?:即|及时)?与[^。]{0,8}联系 不构成[^。]{0,8}建议 仅供(?:参考|投资者) 僅供參考 风险自担 据此操作
    凡(?:本网)?(?:注明|标注|註明)[^。]{0,4}来源 真实性负责
    遵守中华人民共和国有关法律 管理(?:笔名和)?留言的一切权[利力] [您你]在[^，。]{2,14}发表的(?:言论|作品|评论)，本网
    未征得本站 未徵得本站 禁止复制、?盗用
    仅(?:提供|限于|为)信息(?:存储|发布|交流) 不代表[^。]{0,12}(?:观点|立场) 仅代表[^。]{0,12}(?:观点|立场)
    用户上传并发布 转载(?:此文|本文)[^。]{0,4}出于传递
""")
"""Phrases of legal notices that hardly occur in news."""
RELATED = any_of(r"""
    相关(?:新闻|阅读|文章|报道|链接|资讯|专题|推荐|主题|内容|热词) 相關(?:新聞|閱讀|文章|報導|報道|連結|標) 推荐
    推薦 延伸阅读 延伸閱讀 更多 热门 熱門 排行 上一[篇则則條条页] 下一[篇则則條条页] 猜你喜欢 往下看 同场加映
    同場加映 精彩 专题 專題 最新 关键[字词] 關鍵[字詞] 标签 標籤 Tags?[:：] 所属分类 点击进入 點擊進入 频道精选 看过
    热点 焦点 焦點 返回 首页 首頁 其他[^。]{0,6}新[闻聞]
""")
TOOL = any_of(r"""
    分享 收藏 打印 列印 转寄 轉寄 字号 字號 字体 字體 评论 評論 留言 登录 登入 注册 註冊 点击 點擊 扫码 扫一扫 掃
    二维码 关注 關注 下载 下載 客户端 APP App 微信 微博 投稿 热线 熱線 举报 舉報 纠错 糾錯 订阅 訂閱 加载 載入 按讚
    打赏 点赞 关闭 手机看 手机报 Facebook facebook 公众号 Email E-mail email 邮箱 郵箱 传真 傳真 爆料 参与互动
    我来说两句 我要 网友 會員 会员 论坛 投票 感受 播放 视频
""")
EDITOR = any_of(r"""
    责任?编辑 責任?編輯 責編 责编 编辑\s*[:：/] 編輯\s*[:：/] 校对 校對 选稿 审核 一审 二审 三审 初审 终审
""")
SOURCE = any_of(r"""
    来源\s*[:：] 來源\s*[:：] 稿源 作者\s*[:：] 发布时间 发表于 時間\s*[:：] 时间\s*[:：] 日期\s*[:：] 摘自
    更新[:：]
""")
_PHOTO_WORDS = "摄 攝 供图 供圖 截图 截圖 资料图片? 资料照片? 資料圖片? 資料照片? 新华社发 制图 製圖 翻拍 视觉中国"
PHOTO = any_of(
    "[)）\\]】」。]?$ ".join([*_PHOTO_WORDS.split(), ""])
    + "图片来源 圖片來源 摄[)）] 攝[)）] 图[／/╱] 圖[／/╱] 攝影[／/╱] （(?:资料|資料|来源) \\((?:资料|資料|来源)"
)
PHOTO_LEAD = any_of(r"(?:[▲■◆△▼◎↑↓←→]|[图圖][为為:：一二三四五六七八九十\d/／])")
"""How a caption begins; to be matched."""
NEWS = any_of(r"""
    本报讯 本報訊 本网讯 新华[社网] 中新[网社] 日电 日電 日讯 日訊 消息 报道 報導 報道 记者 記者 表示 指出 认为 認為
    称， 稱， 获悉 獲悉 介绍 介紹 昨日 今日 今天 昨天 昨晚 目前 日前 近日 据 據
""")

BACK = re.compile(r"\s*(?:返回|回到)[\u4e00-\u9fff]{2,6}[,，\s]*(?:查看|阅读)更多\s*$")
"""A link back to the portal at the end of the last line."""

ELSEWHERE = re.compile(
    r"[\s【\[（(▲▼●■◆>»]*(?:(?:相关|相關|更多|推荐|推薦|延伸|延展|热门|熱門|最新)(?:新闻|新聞|阅读|閱讀|报道|報道|報導|链接|連結|文章|内容|推荐)"
    r"|点击(?:进入|查看)|[上下]一[篇则則條条])(?:[】\]）)]\s*[:：>»|]?|\s*[:：>»|])"
)
"""A label such as 相关新闻, with the title of another story behind it in the line; to be
matched."""
_OTHERS = re.compile(
    r"\W*(?:(?:本[周月日站]|今日|\d+小[时時]|一[周週]|全站|站[内內]|编辑|小编|[为為]您|精彩|最新)?"
    r"(?:[热熱][点點门門文读讀帖]|新[闻聞]|文章|图文|[资資][讯訊]|[阅閱][读讀]|[点點][击擊]|[视視][频頻]|[专專][题題]){0,2}"
    r"(?:排行榜?|推[荐薦]|[热熱][点點门門文]|精[选選]|更新)(?:新[闻聞]|文章|图文|[资資][讯訊]|[阅閱][读讀]|[视視][频頻])?"
    r"|最新(?:新[闻聞]|文章|[资資][讯訊]|[发發]布)|[图圖]片新[闻聞]|大家都?在看|看了又看|猜你喜[欢歡]"
    r"|(?:最新|[热熱][门門]|精彩|全部|[网網]友|[发發]表)?(?:[评評][论論]|跟[帖贴])(?:[区區]|列表)?)\s?(?:更多|[(（]?\d+[)）条條]?)?\W*"
)

_COMMENTS = re.compile(
    r"\W*(?:(?:全部|最新|精彩|[热熱][门門]|[网網]友|用[户戶])(?:[评評][论論]|跟[帖貼]|留言)(?:列表|[区區])?\s?(?:[（(]\s?\d*\s?[)）])?"
    r"|(?:[评評][论論]|跟[帖貼]|留言)\s?[（(]\s?\d+\s?[)）])\W*"
)
_PROFILE = re.compile(r"\W*(?:作者|[记記]者)(?:[简簡]介|介[绍紹])\W*")
_BETWEEN = re.compile(r"[\s：，。、|/·:,]+")
_LONG_WORD = re.compile(r"[^\s：，。、|/·:,]{9}")
_BUTTON = re.compile(r"赞|讚|在看|听过|小程序|赏|踩|分享|收藏|留言|取消|允许|知道了|扫一扫|" + TOOL.pattern)


def leads_away(text: str, link_chars: int) -> bool:
    """Return whether a line is a link to another article, with words such as 相关新闻 in
    front of it.
    """
    label = ELSEWHERE.match(text) if link_chars else None
    return label is not None and link_chars * 5 >= (len(text) - label.end()) * 4


def heads_comments(line: str) -> bool:
    """Return whether a line is the label of what readers wrote.

    >>> heads_comments("全部评论（2）"), heads_comments("评论(3)"), heads_comments("评论")
    (True, True, False)
    """
    return _COMMENTS.fullmatch(line) is not None


def heads_profile(line: str) -> bool:
    """Return whether a line is the label of what is said of the writer.

    >>> heads_profile("【作者简介】"), heads_profile("作者简介：林榕，记者")
    (True, False)
    """
    return len(line) < 12 and _PROFILE.fullmatch(line) is not None


def heads_others(line: str) -> bool:
    """Return whether a line, or the last word of a menu, is what stands over a box of
    stories that were chosen without regard to this one. Under 相关链接, however, papers
    print what belongs to a story.

    >>> heads_others("热点排行"), heads_others("分享到： 微信 推荐阅读"), heads_others("相关链接")
    (True, True, False)
    """
    return _OTHERS.fullmatch(line) is not None or _OTHERS.fullmatch(line.rsplit(" ", 1)[-1]) is not None


def is_toolbar(text: str) -> bool:
    """Return whether a line is the words of buttons, with the marks between them that
    are read out to the blind; or marks alone.

    >>> is_toolbar("： ， ， 。 视频 小程序 赞 ，轻点两下取消赞 在看"), is_toolbar("分享，是一种快乐。")
    (True, False)
    """
    if _LONG_WORD.search(text):
        return False
    words = [word for word in _BETWEEN.split(text) if word]
    return not words or (len(words) > 2 and sum(_BUTTON.search(word) is not None for word in words) * 2 > len(words))


_TEXT_NAME = any_of(r"""
    content articl text zoom detail body story paragraph main entry post\b news cont\b con(?<=\bcon)\b _con\b zw
    wz wenzhang zhengwen
""")
_FURNITURE_NAME = any_of(r"""
    comment foot copyright relat recom hot rank share nav menu side right ad(?<=\bad)s?\b ad_ _ad adv tool
    bottom crumb tag keyword editor edit\b author list top(?<=\btop) head login search popup hide banner info
    source more link discl state promo qr code app\b download vote mood reply declar tips?\b subscri pinglun
    fenxiang tuijian xiangguan biaoqian zebian bianji pl\b function bar\b
""")
_BODY_NAME = any_of(r"""
    trs_editor trs_preappend custom_unionstyle founder-content ozoom enpcontent article-?_?content articlebody
    article-?_?body article-?_?text content-?_?article artibody(?<=\bartibody) endtext p-detail rwb_zw
    rm_txt_con left_zw cnt_bd box_con fontzoom ctrlfscont zoom(?<=\bzoom)\b entry-content post-content
    post_content news-?_?content newscontent contenttext ucap-content maincontent(?<=\bmaincontent)
    main-?content p_content(?<=\bp_content) js_content detail-?content text-?content story-?body article_main
    news(?<=\bnews)_?txt
""")
_CAPTION_NAME = any_of(r"""
    caption pictext pic_?text pic-?info img-?desc photo-?desc pic-?desc descr\b img_?title tuzhu pic_?desc
    zhaiyao_pic
""")


@lru_cache(maxsize=8192)
def name_marks(name: str) -> tuple[float, float, float, float, float]:
    """Return the marks of an element's id and class: named at all, of text, of
    furniture, known for bodies, of captions.

    >>> name_marks("foot copyright")
    (1.0, 0.0, 1.0, 0.0, 0.0)
    """
    if name == " ":
        return (0.0, 0.0, 0.0, 0.0, 0.0)
    return (
        1.0,
        1.0 if _TEXT_NAME.search(name) else 0.0,
        1.0 if _FURNITURE_NAME.search(name) else 0.0,
        1.0 if _BODY_NAME.search(name) else 0.0,
        1.0 if _CAPTION_NAME.search(name) else 0.0,
    )
