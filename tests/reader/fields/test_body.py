"""Bodies: short ones and split ones whole, what is no text off, whatever the page is made of."""

from collections.abc import Sequence

import pytest

from newscrawl.reader.fields.body import Body, find_body, read_blocks
from newscrawl.reader.page import Page

TITLE = "福州地铁五号线昨日开通"
TEXT = (
    "福州地铁五号线昨日开通初期运营，首日客流超过十二万人次，沿线居民出行时间大为缩短。",
    "据市轨道交通部门介绍，全线设二十座车站，连接仓山与金山两个片区，早晚高峰加密班次，与一号线、二号线均可换乘。",
    "不少市民特意赶来体验，有的还带着孩子合影留念，车厢里一片欢声笑语。",
    "“以前上班要转两趟公交，现在二十分钟就到了。”在橘园洲附近上班的林女士告诉记者。",
    "下一步，有关部门将根据客流情况优化接驳公交线路，并完善站点周边的慢行系统。",
)
HEADLINES = (
    "闽侯今年新增三所公办幼儿园",
    "长乐机场二期航站楼完成主体施工",
    "永泰李梅迎来丰收季 果农忙采摘",
    "鼓楼区老旧小区改造提前完成",
    "连江开渔首日渔船满载而归",
    "福清核电今年发电量创新高",
    "罗源湾滨海新城配套再升级",
    "平潭两岸市集人气旺",
)
NAVIGATION = "".join(
    f"<li><a href=/c{n}/>{word}</a></li>"
    for n, word in enumerate(["首页", "福州", "厦门", "泉州", "财经", "体育", "图片", "视频"])
)
RELATED = "<div class=xg><h3>相关新闻</h3><ul>{}</ul></div>".format(
    "".join(f"<li><a href=/2020/1117/{n}.html>{title}</a></li>" for n, title in enumerate(HEADLINES))
)
FOOTER = (
    "<div class=ft><p>版权声明：凡注明来源为某某网的作品，均为本网合法拥有版权，未经授权不得转载、摘编。</p>"
    "<p>某某网 版权所有 闽ICP备12345678号 违法和不良信息举报电话：0591-12345678，地址：福州市某某路一号。</p></div>"
)


def document(
    content: str, *, info: str = "2020-11-18 09:30 来源：福州晚报 分享到：微博 微信", title: str = TITLE
) -> Page:
    return Page.parse(
        f"<html><head><title>{title}_某某网</title></head><body><ul class=dh>{NAVIGATION}</ul>"
        f"<div class=wrap><div class=zuo><h1>{title}</h1><div class=xx>{info}</div>{content}{RELATED}</div>"
        f"<div class=you><h3>热点排行</h3><ul>{RELATED}</ul></div></div>{FOOTER}</body></html>",
        "http://news.example.cn/2020/1118/1.html",
    )


def body_of(page: Page) -> Body:
    body = find_body(page)
    assert body is not None
    return body


def texts(body: Body) -> list[str]:
    return [block.text for block in body.blocks]


@pytest.mark.parametrize(
    "content",
    [
        "<div class=nr>" + "".join(f"<p>{text}</p>" for text in TEXT) + "</div>",
        "<div>" + "".join(f"<p>　　{text}</p>\n" for text in TEXT) + "</div>",
        "<div class=nr>" + "<br><br>".join(f"　　{text}" for text in TEXT) + "</div>",
        "<td class=nr>" + "<br/>".join(TEXT) + "</td>",
        "<div>" + "".join(f"<div>{text}</div>" for text in TEXT) + "</div>",
        "<article><section>"
        + "".join(f"<p><span style='x'>{text}</span></p>" for text in TEXT)
        + "</section></article>",
        "<div class=TRS_Editor><style>p{x:y}</style><div class=TRS_Editor>"
        + "".join(f"<p align=justify><font>{text}</font></p>" for text in TEXT)
        + "</div></div>",
        f"<div class=nr><p>{TEXT[0]}</p><div class=rd>- 閱讀更多 -</div><div><p>{TEXT[1]}</p><p>{TEXT[2]}</p></div>"
        f"<div><p>{TEXT[3]}</p></div><p>{TEXT[4]}</p></div>",
        "<div class=nr><p>" + "<p>".join(TEXT) + "</div>",
        "<table><tr><td><table><tr><td>"
        + "".join(f"<p>{text}</p>" for text in TEXT)
        + "</td></tr></table></td></tr></table>",
    ],
    ids=["p", "indented", "br", "td", "div", "section", "trs", "more", "unclosed", "tables"],
)
def test_text_is_found_whole_in_any_markup(content: str) -> None:
    assert texts(body_of(document(content))) == list(TEXT)


@pytest.mark.parametrize("count", [1, 2])
def test_brief_is_not_lost_to_the_footer(count: int) -> None:
    content = "<div class=nr>" + "".join(f"<p>{text}</p>" for text in TEXT[:count]) + "</div>"
    assert texts(body_of(document(content))) == list(TEXT[:count])


def test_furniture_inside_the_container_is_left_out() -> None:
    content = (
        f"<div class=nr><p>{TEXT[0]}</p><p>{TEXT[1]}</p><p>{TEXT[2]}</p><p>{TEXT[3]}</p>"
        "<p>（责任编辑：赵睿）</p><p>扫一扫下载客户端</p><p>分享到：微博 微信</p>"
        "<p><a href=/2020/1117/9.html>延伸阅读：连江开渔首日渔船满载而归</a></p>"
        "<p>声明：本文仅代表作者个人观点，不代表本网立场，未经授权不得转载。</p></div>"
    )
    body = body_of(document(content))
    assert texts(body) == list(TEXT[:4])
    assert body.tail_lines == ("（责任编辑：赵睿）",)


def test_subheads_are_told_from_paragraphs() -> None:
    content = f"<div><p>{TEXT[0]}</p><p><strong>换乘更方便</strong></p><p>{TEXT[1]}</p><h3>市民争相体验</h3><p>{TEXT[2]}</p></div>"
    body = body_of(document(content))
    assert [(block.kind, block.text) for block in body.blocks] == [
        ("p", TEXT[0]),
        ("subhead", "换乘更方便"),
        ("p", TEXT[1]),
        ("subhead", "市民争相体验"),
        ("p", TEXT[2]),
    ]


def test_captions_stand_apart_and_belong_to_their_pictures() -> None:
    content = (
        "<div class=nr><p align=center><img src=/p/1.jpg></p><p align=center>五号线列车驶入车站。陈昉 摄</p>"
        f"<p>{TEXT[0]}</p><p>{TEXT[1]}</p><figure><img data-src=/p/2.jpg src=/img/blank.gif><figcaption>市民在站厅合影</figcaption></figure>"
        f"<p>{TEXT[2]}</p><p><img src=/img/logo.png width=20></p></div>"
    )
    body = body_of(document(content))
    assert body.text.splitlines() == list(TEXT[:3])
    assert [(image.url.rpartition("/")[2], image.caption) for image in body.images] == [
        ("1.jpg", "五号线列车驶入车站。陈昉 摄"),
        ("2.jpg", "市民在站厅合影"),
    ]


def test_photo_news_keeps_the_captions_that_tell_it() -> None:
    caption = "11月18日，市民在福州地铁五号线站厅合影留念。当日，该线路开通初期运营。"
    content = f"<div class=nr><p align=center><img src=/p/1.jpg></p><p class=pictext>{caption}</p></div>"
    assert body_of(document(content)).text == caption


def test_table_of_figures_is_one_block_and_does_not_end_the_text() -> None:
    rows = (
        ("车站", "首班", "末班"),
        ("荆溪厚屿", "6:30", "22:30"),
        ("农林大学", "6:40", "22:40"),
        ("福州南站", "6:30", "22:00"),
    )
    table = "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"
    content = f"<div class=nr><p>{TEXT[0]}</p><p>{TEXT[1]}</p>{table}<p>{TEXT[2]}</p><p>{TEXT[4]}</p></div>"
    body = body_of(document(content))
    assert [block.kind for block in body.blocks] == ["p", "p", "table", "p", "p"]
    assert body.blocks[2].text == "\n".join("\t".join(row) for row in rows)


def test_attachments_are_kept() -> None:
    content = f"<div class=nr><p>{TEXT[0]}</p><p>{TEXT[1]}</p><p>附件：<a href=/f/1.pdf>运营时刻表.pdf</a></p><p>{TEXT[2]}</p></div>"
    attachments = body_of(document(content)).attachments
    assert [(a.url, a.text) for a in attachments] == [("http://news.example.cn/f/1.pdf", "运营时刻表.pdf")]


def test_traditional_pages_read_as_well() -> None:
    text = (
        "捷運環狀線東環段昨日動工，市府表示，全線預計八年後完工，將串連內湖與木柵。",
        "居民代表指出，施工期間交通維持計畫應更為周延，希望市府說到做到。",
    )
    content = "<div class=story><p>〔記者林小文／台北報導〕" + text[0] + f"</p><p>{text[1]}</p></div>"
    body = body_of(document(content, info="2020-11-18 09:30", title="捷運環狀線東環段昨日動工"))
    assert body.text.endswith(text[1])
    assert text[0] in body.text


def test_page_of_links_has_no_body() -> None:
    links = "".join(f"<li><a href=/2020/1118/{n}.html>{title}</a></li>" for n, title in enumerate(HEADLINES * 3))
    page = Page.parse(
        f"<title>福州新闻_某某网</title><ul>{NAVIGATION}</ul><ul>{links}</ul>", "http://news.example.cn/fz/"
    )
    assert find_body(page) is None


def chosen(page: Page, xpath: str) -> Sequence[object]:
    found = page.root.xpath(xpath)
    assert isinstance(found, list)
    return found


def test_layouts_choice_is_believed_but_for_links_and_notices() -> None:
    content = f"<div id=zw><h1>{TITLE}</h1><p>{TEXT[0]}</p><p>短句</p><p><a href=/2020/1117/9.html>{HEADLINES[0]}</a></p><p>责任编辑：赵睿</p></div>"
    page = document(content)
    body = read_blocks(chosen(page, "//div[@id='zw']"), page, TITLE)  # type: ignore[arg-type]
    assert texts(body) == [TEXT[0], "短句"]
    assert body.tail_lines == ("责任编辑：赵睿",)
    assert body.element is not None


def test_layout_may_choose_several_elements_one_inside_another() -> None:
    page = document(f"<div class=a><p>{TEXT[0]}</p></div><div class=ad>广告</div><div class=a><p>{TEXT[1]}</p></div>")
    body = read_blocks(chosen(page, "//div[@class='a'] | //div[@class='a']/p"), page)  # type: ignore[arg-type]
    assert texts(body) == [TEXT[0], TEXT[1]]


def test_blanks_and_invisible_characters_are_gone() -> None:
    content = f"<div><p>\u3000\u3000{TEXT[0][:10]}\u200b{TEXT[0][10:]}&nbsp;</p><p>{TEXT[1]}</p></div>"
    assert texts(body_of(document(content)))[0] == TEXT[0]


def test_unclosed_link_over_the_article_does_not_make_it_a_list() -> None:
    content = "<dl><a href=/x.html>" + "".join(f"{text}<br>" for text in TEXT * 2) + "</dl>"
    assert body_of(document(content)).text.count("\n") >= 8


def test_a_layout_may_name_an_inline_element_that_holds_the_whole_text():
    page = Page.parse(
        "<p>首页</p><font id=zoom>　　地铁开通。<br><img src='/1.jpg'><br>　　票价两元。</font>", "http://a.cn/1.html"
    )
    body = read_blocks(page.root.findall(".//font"), page)
    assert body.text == "地铁开通。\n票价两元。"


@pytest.mark.parametrize("body", ["", "<img src='a.jpg'>", "<p></p>", "<script>x()</script>"])
@pytest.mark.parametrize("after", ["", "<p>版权所有 榕城日报</p>"])
def test_an_element_that_a_layout_names_may_be_empty(body: str, after: str) -> None:
    page = Page.parse(
        f"<html><body><h2>天气</h2><div id='ozoom'>{body}</div>{after}</body></html>", "http://a.cn/1.htm"
    )
    elements = page.root.xpath("//*[@id='ozoom']")
    page.narrow(elements[0])
    assert read_blocks(elements, page).text == ""
