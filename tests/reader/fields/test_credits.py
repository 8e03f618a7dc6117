"""Credits: every line of tests/cases/credits.json, and where on a page they are looked for."""

from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.credits import Credits, read_credits
from newscrawl.reader.page import Page

LEAD = "福州地铁五号线昨日开通初期运营，首日客流超过十二万人次，沿线居民出行时间大为缩短。"
REST = (
    "据市轨道交通部门介绍，全线设二十座车站，连接仓山与金山两个片区，早晚高峰加密班次。",
    "不少市民特意赶来体验，有的还带着孩子合影留念，车厢里一片欢声笑语。",
)


def credits_of(
    info: str = "",
    lead: str = LEAD,
    rest: tuple[str, ...] = REST,
    below: str = "",
    metas: str = "",
    site: str = "海峡网",
) -> Credits:
    paragraphs = "".join(f"<p>{text}</p>" for text in (lead, *rest))
    page = Page.parse(
        f"<html><head><title>福州地铁五号线昨日开通_{site}</title>{metas}</head><body><ul><li><a href=/>首页</a></ul>"
        f"<h1>福州地铁五号线昨日开通</h1><div class=info>{info}</div><div class=content>{paragraphs}</div>{below}"
        "<div class=related><h3>相关新闻</h3><a href=/a/2.html>记者:中国是我的国家</a></div></body></html>",
        "http://news.example.cn/a/1.html",
    )
    return read_credits(page, find_body(page))


def test_roles_stand_apart_when_one_line_has_them_all() -> None:
    credits = credits_of("2020-11-18 09:30 来源：福州晚报 作者：林榕 责任编辑：赵睿")
    assert (credits.authors, credits.editors, credits.source) == (("林榕",), ("赵睿",), "福州晚报")
    assert credits.raw_byline == "作者：林榕"


def test_dateline_and_its_names() -> None:
    credits = credits_of(lead="福州晚报11月18日讯（记者 林榕 通讯员 陈昉）" + LEAD)
    assert (credits.reporters, credits.correspondents) == (("林榕",), ("陈昉",))
    assert credits.dateline == "福州晚报11月18日讯"
    assert credits.evidence["reporters"] == "text:dateline"


def test_bracket_at_the_end() -> None:
    assert credits_of(rest=(*REST, "车站周边配套也在完善之中。（记者 林榕）")).reporters == ("林榕",)


def test_line_of_its_own_leaves_the_text() -> None:
    page = Page.parse(
        f"<title>福州地铁五号线昨日开通</title><h1>福州地铁五号线昨日开通</h1><div><p>本报记者 林榕 文/图</p><p>{LEAD}</p>"
        f"<p>{REST[0]}</p><p>{REST[1]}</p><p>（责任编辑：赵睿）</p></div>",
        "http://news.example.cn/a/1.html",
    )
    body = find_body(page)
    assert body is not None
    assert [block.text for block in body.blocks] == [LEAD, *REST]
    credits = read_credits(page, body)
    assert (credits.reporters, credits.photographers, credits.editors) == (("林榕",), ("林榕",), ("赵睿",))


def test_reporter_told_elsewhere_is_no_author_too() -> None:
    credits = credits_of("2020-11-18 作者：林榕", lead="本报讯（记者林榕 通讯员陈昉）" + LEAD)
    assert (credits.reporters, credits.authors) == (("林榕",), ())


def test_meta_author_that_is_the_editor_is_not_believed() -> None:
    credits = credits_of(metas='<meta name="author" content="赵睿">', below="<div>[ 责编：赵睿 ]</div>")
    assert (credits.authors, credits.editors) == ((), ("赵睿",))


def test_number_in_meta_author_is_nobody() -> None:
    assert credits_of(metas='<meta name="author" content="105464">').authors == ()


def test_name_behind_the_publisher_without_a_label() -> None:
    credits = credits_of("2020-11-18 09:30 全景网 陈祎")
    assert (credits.source, credits.authors) == ("全景网", ("陈祎",))


def test_link_gives_the_source_its_end_and_address() -> None:
    credits = credits_of('2020-11-18 来源：<a href="http://www.fznews.com.cn/">福州新闻网</a>作者林榕')
    assert (credits.source, credits.source_url) == ("福州新闻网", "http://www.fznews.com.cn/")


def test_reprint_is_told_by_the_sites_own_name() -> None:
    assert credits_of("2020-11-18 来源：海峡网").is_reprint is False
    assert credits_of("2020-11-18 来源：福州晚报").is_reprint is True
    assert credits_of("2020-11-18 09:30").is_reprint is None


def test_citation_is_no_source() -> None:
    assert credits_of(lead="据韩联社报道，" + LEAD).source is None


def test_offices_are_flagged() -> None:
    credits = credits_of("2020-11-18 来源：本地网 作者：福州市公安局")
    assert credits.authors == ("福州市公安局",)
    assert "(organisation)" in credits.evidence["authors"]


def test_photographers_of_captions() -> None:
    paragraphs = (
        f"<p>{LEAD}</p><p><img src=/p/1.jpg></p><p align=center>地铁站内。陈昉 摄</p><p>{REST[0]}</p><p>{REST[1]}</p>"
    )
    page = Page.parse(
        f"<title>福州地铁开通</title><h1>福州地铁开通</h1><div>{paragraphs}</div>", "http://a.cn/a/1.html"
    )
    body = find_body(page)
    assert body is not None
    assert [block.kind for block in body.blocks] == ["p", "caption", "p", "p"]
    assert body.images[0].caption == "地铁站内。陈昉 摄"
    assert read_credits(page, body).photographers == ("陈昉",)


def test_an_info_line_of_a_date_and_a_person_names_the_author() -> None:
    for info in ("林晓芳 2020-11-18 09:30", "2020-11-18 09:30 林晓芳", "<p>2020-11-18 09:30</p><p>林晓芳</p>"):
        assert credits_of(info).authors == ("林晓芳",), info
    for info in ("要闻 2020-11-18 09:30", "2020-11-18 09:30 高清", "<p>2020-11-18 09:30</p><p>关注</p>"):
        assert credits_of(info).authors == (), info


def test_persons_before_any_role_are_taken_with_that_of_the_word_behind_them() -> None:
    assert credits_of("林曉芳／核稿編輯 陳昉").authors == ("林曉芳",)
    assert credits_of("林晓芳/文 陈昉/图").photographers == ("陈昉",)
    assert credits_of(lead="本报讯（林晓芳 记者陈昉）" + LEAD).reporters == ("林晓芳", "陈昉")
    assert credits_of("中時新聞網 林曉芳").source == "中時新聞網"


def test_a_reporter_is_no_source_and_a_name_behind_one_is_no_part_of_it() -> None:
    found = credits_of("〔記者林曉芳／台北報導〕")
    assert (found.reporters, found.source) == (("林曉芳",), None)
    assert credits_of("2020-11-18 09:30 来源：福州晚报（林晓芳）").source == "福州晚报"


def test_the_end_of_a_wire_names_its_reporter() -> None:
    assert credits_of(rest=(*REST, "车站周边也在完善。（記者林曉芳）1091118")).reporters == ("林曉芳",)
    assert credits_of(rest=(*REST, "（教育学院 林晓芳 陈昉）")).authors == ("林晓芳", "陈昉")
    assert credits_of(rest=(*REST, "作者简介：林晓芳，福建人。")).authors == ()


def test_a_label_below_counts_before_a_name_above() -> None:
    found = credits_of("2020-11-18 09:30 海峡网", below="<p>（稿件来源：福州晚报）</p>")
    assert found.source == "福州晚报"
    notice = "<p>来源：网络</p><p>声明：凡注明“来源：海峡都市报”的作品，均为转载。</p>"
    assert credits_of("2020-11-18 09:30 海峡网", below=notice).source == "海峡网"


def test_labels_are_read_that_blanks_pad_to_the_width_of_others() -> None:
    found = credits_of("时 间：2020-11-18　来　源：福州晚报　作 者：林晓芳　责 任 编 辑：陈昉")
    assert (found.source, found.authors, found.editors) == ("福州晚报", ("林晓芳",), ("陈昉",))
    below = credits_of(
        "海峡网 www.hxw.example.cn 2020-11-18 09:30",
        below="<div><span>来 源：福州晚报</span> <em>编　辑：陈昉</em></div>",
    )
    assert (below.source, below.editors) == ("福州晚报", ("陈昉",))


def test_a_pen_name_between_two_labels_is_an_author_and_a_button_none() -> None:
    found = credits_of("来源：福州晚报 作者：风云　责编：陈昉")
    assert (found.authors, found.editors) == (("风云",), ("陈昉",))
    assert credits_of("作者： 手机版 责任编辑：陈昉").authors == ()
    assert credits_of("采写：海都记者 林晓芳").reporters == ("林晓芳",)


def test_the_end_of_a_story_names_its_writers_though_background_follows() -> None:
    background = (
        "新闻链接",
        "地铁五号线于2017年开工，全长约22公里。",
        "线路由西向东连接两个片区，设车辆段一座。",
        "远期将与六号线换乘。",
    )
    for end in ("（本报记者 林晓芳 通讯员 陈昉 文/图）", "　　记者 林晓芳 通讯员 陈昉"):
        found = credits_of(rest=(*REST, "车站周边配套也在完善之中。" + end, *background))
        assert (found.reporters, found.correspondents) == (("林晓芳",), ("陈昉",)), end
    named = credits_of("记者：林榕", rest=(*REST, "车站周边配套也在完善之中。（记者 林晓芳）", *background))
    assert named.reporters == ("林榕",)


def test_lines_of_the_staff_below_the_text_are_none_of_it() -> None:
    staff = (
        "编辑：陈昉",
        "一校：林建",
        "二校：郑文",
        "审签：黄海燕",
        "统筹 林晓芳",
        "出品：福州市融媒体中心",
        "作者：林榕（福州第三中学）",
    )
    paragraphs = "".join(f"<p>{text}</p>" for text in (LEAD, *REST, *staff))
    page = Page.parse(
        f"<title>福州地铁五号线昨日开通</title><h1>福州地铁五号线昨日开通</h1><div>{paragraphs}</div>",
        "http://news.example.cn/a/1.html",
    )
    body = find_body(page)
    assert body is not None
    assert [block.text for block in body.blocks] == [LEAD, *REST]
    credits = read_credits(page, body)
    assert (credits.editors, credits.authors) == (("陈昉",), ("林榕",))


def test_words_about_the_staff_stay_in_the_text() -> None:
    kept = ("策划：一场为市民准备的体验活动", "制作 精良", "统筹推进城乡发展")
    paragraphs = "".join(f"<p>{text}</p>" for text in (LEAD, *kept, *REST))
    page = Page.parse(
        f"<title>地铁</title><h1>福州地铁五号线昨日开通</h1><div>{paragraphs}</div>", "http://news.example.cn/a/1.html"
    )
    body = find_body(page)
    assert body is not None
    assert [block.text for block in body.blocks] == [LEAD, *kept, *REST]


def test_a_name_and_a_place_in_brackets_begin_a_dispatch() -> None:
    assert credits_of(lead="【林曉芳／高雄報導】" + LEAD).reporters == ("林曉芳",)
    assert credits_of("中央社記者林曉芳高雄6日電 2020/11/18 09:30（11/18 10:00 更新）").reporters == ("林曉芳",)
    both = credits_of(lead="文・圖／林曉芳", rest=(LEAD, *REST))
    assert (both.authors, both.photographers) == (("林曉芳",), ("林曉芳",))


def test_marks_of_words_and_pictures_go_with_the_names_before_or_behind_them() -> None:
    for line in (
        "福州晚报首席记者 林晓芳/文 陈昉/摄",
        "文/本报记者 林晓芳  图/本报记者 陈昉",
        "文：林晓芳　摄影：本报记者 陈昉",
    ):
        found = credits_of(line)
        assert ((*found.reporters, *found.authors), found.photographers) == (("林晓芳",), ("陈昉",)), line


def test_more_ways_to_sign_and_to_name_a_source() -> None:
    assert credits_of(rest=(*REST, "◇林晓芳")).authors == ("林晓芳",)
    assert credits_of(lead="永泰讯（记者 林晓芳 通讯员 陈昉）" + LEAD).correspondents == ("陈昉",)
    assert credits_of(below="<p>网编：陈昉</p>").editors == ("陈昉",)
    assert credits_of("2020-11-18 来源：“福州晚报”微信公众号").source == "福州晚报"
    assert credits_of("2020-11-18 来源：中国新闻网（微博）").source == "中国新闻网"
