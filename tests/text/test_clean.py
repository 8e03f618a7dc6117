"""Cleaning must take furniture off and nothing else."""

import re

import pytest

from newscrawl.items import Article, Block, Image
from newscrawl.text.clean import clean, content_hash, is_boilerplate, squeeze


def article(*paragraphs: str, **fields: object) -> Article:
    body = tuple(Block("p", text) for text in paragraphs)
    return Article(id="0" * 16, url="u", canonical_url="u", body=body, **fields)


@pytest.mark.parametrize(
    "line",
    [
        "返回搜狐，查看更多",
        "未经授权禁止转载、摘编、复制",
        "版权声明：本网所有内容版权均属本社所有",
        "长按二维码关注我们",
        "相关新闻",
        "分享到：",
        "上一页 1 2 3 下一页",
        "[1] 2 下一页 尾页",
        "共3页 第1页 下一页",
    ],
)
def test_furniture_goes(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "市民长按二维码付款时被骗两万元，警方提醒谨慎扫码。",
        "该公司未经授权转载他人作品，被判赔偿三万元，法院昨日公布了判决。",
        "相关新闻发布会将于明日在福州举行。",
        "版权声明引发争议，双方各执一词。",
        "120",
        "这本书共300页，第1页写着献词。",
    ],
)
def test_a_sentence_with_such_words_stays(line):
    assert not is_boilerplate(line)


def test_the_sites_own_lines_go():
    cleaned = clean(article("正文第一段，说的是天气。", "海都微信：hxdushi"), [re.compile("^海都微信")])
    assert [block.text for block in cleaned.body] == ["正文第一段，说的是天气。"]


def test_end_marks_go_and_their_paragraph_stays():
    assert clean(article("会议昨日闭幕。（完）")).text == "会议昨日闭幕。"
    assert clean(article("会议昨日闭幕。", "(完)")).text == "会议昨日闭幕。"


def test_text_is_paragraphs_and_subheads_only():
    body = (Block("p", "一"), Block("caption", "图"), Block("subhead", "二"), Block("table", "甲\t乙"))
    assert clean(Article(id="0", url="u", canonical_url="u", body=body)).text == "一\n二"


def test_cleaning_twice_changes_nothing():
    once = clean(article("　　本报讯\u00a0（记者 林\u200b晓芳）", "　", "昨日降雨。（完）", title=" 标\u3000题 "))
    assert clean(once) == once


def test_nothing_left_is_absent_not_empty():
    cleaned = clean(article("　", "分享到"))
    assert (cleaned.text, cleaned.content_hash, cleaned.script, cleaned.body) == (None, None, None, ())


def test_the_hash_is_one_over_both_scripts_and_any_layout():
    assert content_hash("福州颱風停課") == content_hash("福 州\n台风，停课。")
    assert content_hash("福州明日停课") != content_hash("福州今日停课")


def test_lines_of_a_table_stay_apart():
    assert squeeze(" 甲 \t 乙 \n\n 丙 ") == "甲 乙\n丙"


def test_cells_of_a_table_stay_apart():
    table = Block("table", "区县\t 气温 \n鼓楼\t18　度\n\t")
    cleaned = clean(Article(id="0", url="u", canonical_url="u", body=(table,)))
    assert cleaned.body[0].text == "区县\t气温\n鼓楼\t18 度"


def test_no_field_has_controls_and_the_line_shows_which_there_were():
    evil = "\x1b[31m闽江\u202e水位\x9f\ud800"
    image = Image("http://www.hxnews.com/\u202ea.jpg", evil)
    before = article(
        evil,
        "晴\u2028雨\x0b雪",
        title=evil,
        editors=(evil,),
        images=(image,),
        source="海峡都市报",
        evidence={"title": "h1"},
    )
    cleaned = clean(before)
    shown = "[31m闽江水位"
    assert (cleaned.title, cleaned.editors, cleaned.images[0].caption) == (shown, (shown,), shown)
    assert cleaned.images[0].url == "http://www.hxnews.com/%E2%80%AEa.jpg"
    assert cleaned.text == "[31m闽江\u202e水位\n晴 雨 雪"  # a text keeps the marks of its direction
    assert cleaned.evidence is not None
    assert cleaned.evidence["title"] == "h1; without U+001B U+202E U+009F U+D800"
    assert set(cleaned.evidence) == {"title", "body", "editors", "images"}
    assert cleaned.repairs == {"control_character": 15}


def test_an_article_without_controls_is_not_touched():
    before = article("昨日，全市普降大雨。", title="福州降雨", repairs={"pinyin_gloss": 2}, evidence={"title": "h1"})
    after = clean(before)
    assert (after.repairs, after.evidence) == ({"pinyin_gloss": 2}, {"title": "h1"})


def test_joiners_stay_where_letters_join():
    assert squeeze("شىنجاڭ\u200cخەۋەر 👩\u200d🌾") == "شىنجاڭ\u200cخەۋەر 👩\u200d🌾"
    assert squeeze("\u200d福\u200c州\u200b") == "福州"
