"""Prompts, buttons and counters set like paragraphs are no text; sentences about the same things are."""

import pytest

from newscrawl import read_article, read_document
from newscrawl.items import Article

PARAGRAPHS = (
    "7月6日上午，福州上下杭街区提升工程正式启动，市商务局有关负责人介绍了相关情况，不少市民前来打卡。",
    "据了解，街区占地约12万平方米，改造后将新增商铺120余间，预计年底前全部完工并对外开放。",
    "“今后每个周末，我们都会在这里举办主题集市。”街区负责人说，项目已带动周边300多名居民就业。",
)
ABOVE = (
    "AI朗读",
    "语音播报",
    "收听本文 00:03/04:20",
    "点击蓝字，关注我们",
    "微信扫一扫，分享给好友",
    "阅读 1.2万",
    "已有 12 人参与评论",
    "IP属地：福建",
    "福州发布 2022-07-06 09:12 发表于福建",
    "小 中 大",
    "AI摘要",
    "语音阅读",
    "T|T",
    "1.0x",
    "分享到朋友圈",
    "（上接第1版）",
    "您当前的浏览器不支持 HTML5 视频播放",
)
BELOW = (
    "图片来自网络，侵删",
    "了解更多资讯，请关注“福州发布”微信公众号",
    "点击“阅读原文”查看更多",
    "觉得不错，请点个赞",
    "报料热线：95060",
    "【纠错】",
    "生成海报",
    "【打印】【关闭】",
    "请登录后发表评论",
    "举报/反馈",
    "责任编辑：",
    "（下转A03版）",
    "看更多相關新聞",
    "加入LINE好友，新聞不漏接",
    "※ 提醒您：飲酒過量，有害健康",
    "＃夜市 ＃福州",
    "扫一扫在手机打开当前页",
    "打开APP阅读全文",
    "下一篇：没有了",
    "上一篇：全市召开防汛工作会议",
    "标签：夜经济 集市",
    "综合：央视新闻、福州日报",
    "福州市融媒体中心出品",
    "特别声明：本文经“榕城号”入驻单位授权发布，仅代表该入驻单位观点，平台仅为信息发布平台，如认为侵犯权益请联系删除！",
)
KEPT = (
    "他说，阅读1.2万字后再作决定，这是给自己的功课。",
    "关注",
    "编者按：",
    "#夜市#",
    "图片均来自福州市档案馆馆藏。",
    "市民点击“阅读原文”便可报名，现场还有二维码可以扫描。",
    "纠错，是编辑部每天的第一件事。",
)


def of_page(above: tuple[str, ...], below: tuple[str, ...]) -> Article:
    inner = "".join(f"<p>{text}</p>" for text in (*above, *PARAGRAPHS, *below))
    page = (
        "<html><title>上下杭街区提升工程启动 - 福州网</title><div class=nav><a href=/>首页</a><a href=/n/>新闻</a></div>"
        f"<h1>上下杭街区提升工程启动</h1><div class=info>2022-07-06 09:12 来源：福州日报</div><div class=content>{inner}</div>"
    )
    article = read_article(page.encode(), "http://www.example.cn/a/1.html")
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(("above", "below"), [*(((line,), ()) for line in ABOVE), *(((), (line,)) for line in BELOW)])
def test_one_of_them_is_no_line_of_the_text(above: tuple[str, ...], below: tuple[str, ...]) -> None:
    assert of_page(above, below).text.split("\n") == list(PARAGRAPHS)


def test_all_of_them_in_a_copy_without_markup() -> None:
    head = ("上下杭街区提升工程启动", "2022-07-06 09:12 来源：福州日报")
    article = read_document("\n".join((*head, *ABOVE[:8], *PARAGRAPHS, *BELOW[:8])), "http://www.example.cn/a/1.html")
    assert isinstance(article, Article)
    assert article.text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize("line", KEPT)
def test_words_that_say_something_stay(line: str) -> None:
    inner = "".join(f"<p>{text}</p>" for text in (PARAGRAPHS[0], line, *PARAGRAPHS[1:]))
    page = f"<title>上下杭</title><h1>上下杭街区提升工程启动</h1><div class=content>{inner}</div>"
    article = read_article(page.encode(), "http://www.example.cn/a/1.html")
    assert isinstance(article, Article)
    assert line in article.text.split("\n")
