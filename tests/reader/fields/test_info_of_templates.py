"""What article templates write around a text beside the forms of `tests/made/templates`: days in numerals, keywords."""

from __future__ import annotations

from newscrawl import read_article

TITLE = "马尾区举办首届海峡青年音乐周"
PARAGRAPHS = [
    "11月14日晚，首届海峡青年音乐周在马尾船政文化城启幕，来自两岸的十二支乐队轮番登台，现场观众超过三千人。",
    "本届音乐周由区文体局和区台港澳办联合主办，为期七天，除主舞台演出外，还设有原创歌曲征集、音乐市集和校园巡演等活动。",
    "台湾青年周彦廷说，这是他第三次到马尾演出，希望用音乐认识更多朋友，也让更多台湾青年了解这座城市。",
    "主办方介绍，音乐周期间船政文化城将延长开放时间，并增开两条接驳专线，方便市民往返。",
]
TEXT = "".join(f"<p>　　{paragraph}</p>" for paragraph in PARAGRAPHS)
MENU = "<a href=/>首页</a> <a href=/xw/>新闻中心</a> <a href=/zw/>政务公开</a> <a href=/hd/>互动交流</a>"
FOOT = "主办：马尾区人民政府办公室　联系电话：0591-83682000<br>闽ICP备05000001号"
URL = "http://www.mawei.example-gov.cn/xw/202011/t20201115_123.htm"


def page(middle: str) -> bytes:
    head = f"<meta charset=utf-8><title>{TITLE} - 马尾区人民政府网</title>"
    return f"{head}<div>{MENU}</div><h1>{TITLE}</h1><div>{middle}</div><div>{FOOT}</div>".encode()


def test_a_day_in_numerals_beside_an_outlet() -> None:
    article = read_article(page(f"<div>二〇二〇年十一月十五日　福州晚报</div><div>{TEXT}</div>"), url=URL)
    assert (article.title, [block.text for block in article.body]) == (TITLE, PARAGRAPHS)
    assert ((article.published or "")[:10], article.source) == ("2020-11-15", "福州晚报")


def test_keywords_between_paragraphs_are_subheads() -> None:
    heads = ("关键词：船政", "关键词：音乐")
    parts = f"<p><strong>{heads[0]}</strong></p><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    parts += f"<p><strong>{heads[1]}</strong></p><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>"
    texts = [block.text for block in read_article(page(parts), url=URL).body]
    assert [text for text in texts if text in heads] == list(heads)
