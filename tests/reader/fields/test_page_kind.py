"""What is no article is told apart, and an article never mistaken for it."""

import pytest

from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.page_kind import page_kind
from newscrawl.reader.page import Page

PARAGRAPHS = "".join(
    f"<p>{text}</p>"
    for text in (
        "福州地铁五号线昨日开通初期运营，首日客流超过十二万人次，沿线居民出行时间大为缩短。",
        "据市轨道交通部门介绍，全线设二十座车站，连接仓山与金山两个片区，早晚高峰加密班次。",
    )
)
LINKS = "".join(f"<li><a href=/2020/1118/{n}.html>福州某区新建口袋公园{n}处今日开放</a></li>" for n in range(30))
ARTICLE = "http://news.example.cn/2020/1118/1.html"


def kind(html: str, url: str = ARTICLE) -> str:
    page = Page.parse(html, url)
    return page_kind(page, find_body(page)).value


@pytest.mark.parametrize(
    ("html", "url", "expected"),
    [
        (f"<title>福州地铁开通</title><h1>福州地铁开通</h1><div>{PARAGRAPHS}</div>", ARTICLE, "article"),
        (f"<title>福州地铁开通</title><h1>福州地铁开通</h1><div>{PARAGRAPHS}</div><ul>{LINKS}</ul>", ARTICLE, "article"),
        ("<title>一家人</title><h1>福州发布大风蓝色预警</h1><p>福州市气象台今晨发布大风蓝色预警，沿海阵风可达八级。</p>", ARTICLE, "article"),
        (f"<title>福州新闻</title><ul>{LINKS}</ul>", "http://news.example.cn/fz/", "listing"),
        (f"<title>某某网</title><ul>{LINKS}</ul>", "http://news.example.cn/", "front"),
        ("<title>404</title><h1>对不起，您访问的页面不存在</h1><p>请返回首页。</p>", ARTICLE, "soft404"),
        ("<title>404 Not Found</title><center>nginx</center>", ARTICLE, "soft404"),
        ("<title>某某网</title><p>抱歉，该文章已被删除。</p>", ARTICLE, "withdrawn"),
        ("<title>提示</title><div>您访问的内容已下线</div>", ARTICLE, "withdrawn"),
        ("<title>访问验证</title><p>您的访问过于频繁，请输入验证码后继续访问</p>", ARTICLE, "verification"),
        ("<title>Just a moment...</title><p>Checking your browser before accessing</p>", ARTICLE, "verification"),
        ("<script>document.cookie='a=1';location.reload()</script>", ARTICLE, "verification"),
        ("<meta http-equiv=refresh content='0; url=http://live.example.cn/9'>", ARTICLE, "redirect"),
        ("<title>视频：闽江夜景</title><h1>闽江夜景</h1><video src=/v/1.mp4></video>", ARTICLE, "video"),
        ("<title>组图</title><h1>闽江夜景</h1>" + "<img src=/p/1.jpg><img src=/p/2.jpg><img src=/p/3.jpg>", ARTICLE, "gallery"),
        ("<h1>网站已过期</h1><p>该网站因未续费已被暂停服务，请联系网站管理员及时续费以恢复访问。</p>", ARTICLE, "shell"),
        ("<h1>提示</h1><p>部分内容未予显示。您所在的地区暂时无法访问该页面，敬请谅解。</p>", ARTICLE, "shell"),
        ("<h3>打开某某新闻APP查看全文</h3><p>下载客户端，体验更流畅、更精彩的资讯服务</p>", ARTICLE, "shell"),
        ("<title>跳转中</title><p>正在为您跳转到目标页面，请稍候……如果没有自动跳转，请点击这里。</p>", ARTICLE, "shell"),
        ("<meta http-equiv=refresh content='1; url=/2'><p>页面正在跳转，如果没有自动跳转，请点击这里</p>", ARTICLE, "redirect"),
        ("<title>闽江夜景</title><p>正在跳转，请稍候…</p><script>setTimeout(function(){top.location.href='/2'},500)</script>", ARTICLE, "redirect"),
        ("<h1>闽江夜景</h1><p>页面加载中...</p><script>var url='/2'; location.href=url;</script>", ARTICLE, "redirect"),
        ("<script>window.open('/2', '_self')</script>", ARTICLE, "redirect"),
        ("<h1>闽江夜景</h1><p>2020-11-18</p><p>内容正在加载，请稍候……</p>", ARTICLE, "empty"),
        ("<script>alert('对不起，您访问的文章不存在！');history.back()</script>", ARTICLE, "soft404"),
        ('<script>alert("该信息已被删除");window.close()</script>', ARTICLE, "withdrawn"),
        ("", ARTICLE, "empty"),
        ("<title>某某网</title><div></div>", ARTICLE, "empty"),
    ],
)  # fmt: skip
def test_kind_of_page(html: str, url: str, expected: str) -> None:
    assert kind(html, url) == expected


@pytest.mark.parametrize(
    "word",
    ["访问验证", "该文章已被删除", "页面不存在", "请输入验证码"],
)
def test_article_about_such_notices_is_still_an_article(word: str) -> None:
    text = f"<p>网络安全专家介绍，网页提示“{word}”时，网民应当核对网址，切勿随意填写个人信息，以免落入骗局。</p>"
    html = f"<title>警惕新型网络骗局_某某网</title><h1>警惕新型网络骗局</h1><div>2020-11-18</div><div>{text * 2}{PARAGRAPHS}{PARAGRAPHS}{PARAGRAPHS}</div>"
    assert kind(html) == "article"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "某应用宣布暂停海外版服务",
            "5月12日，该公司宣布，部分服务将于6月1日起暂停。用户所在地区无法访问时可申请退款。",
        ),
        (
            "论坛欠费被关停 数据丢失",
            "据报道，一家本地论坛网站因欠费已被关停，数万名用户的数据丢失。市网信办表示正在调查。",
        ),
        ("新闻客户端上线", "某某新闻客户端12日上线，市民打开某某新闻客户端查看全文、图片和视频，更加方便。"),
    ],
)
def test_short_news_of_such_things_is_news(title: str, text: str) -> None:
    html = (
        f"<title>{title}_某某网</title><h1>{title}</h1><p>2020-11-18 09:20 来源：某某日报</p><div><p>{text}</p></div>"
    )
    assert kind(html) == "article"


@pytest.mark.parametrize(
    "words", ["请输入验证码", "登录后查看评论", "提交后内容审核中，请耐心等待", "您没有权限查看评论", "视频已下架"]
)
def test_a_form_or_box_below_a_short_dated_article_says_nothing_of_it(words: str) -> None:
    head = "<title>福州地铁开通</title><h1>福州地铁开通</h1><p>2020-11-18 09:30 来源：福州晚报</p>"
    assert kind(f"{head}<div>{PARAGRAPHS}</div><div class=form><span>{words}</span></div>") == "article"
    assert kind(f"<title>福州地铁开通</title><div><span>{words}</span></div>") != "article"
