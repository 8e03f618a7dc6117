"""The model of names: people's names of our own making are taken, words of pages are not, whatever their surname."""

import pytest

from newscrawl.reader.fields.name_model import is_name

PEOPLE = [
    "林晓芳",
    "陈建国",
    "王丽",
    "欧阳志远",
    "范姜小梅",
    "阿卜杜拉·买买提",
    "让-皮埃尔·杜邦",
    "卓玛次仁·多吉",
    "弗拉基米尔·伊万诺夫",
    "訾谦",
    "覃海燕",
    "陳淑芬",
    "郭偉",
    "諸葛文軒",
    "张王小琳",
]
WORDS = [
    "关注",
    "专辑",
    "头类型",
    "个人意见",
    "编发",
    "编辑器",
    "石油",
    "江苏",
    "安全",
    "时政",
    "连线",
    "应对",
    "房产",
    "和谐",
    "温馨",
    "方便",
    "高端",
    "马上",
    "成都",
    "万达",
    "全部",
    "单位",
    "易购",
    "鲁迅文学奖",
    "丰台区",
    "展开全文",
    "返回首页",
    "關於我們",
    "熱門",
    "應用",
    "時間",
    "東方",
    "图片新闻",
]


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_is_one(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_no_person(word: str) -> None:
    assert not is_name(word)


def test_behind_a_role_less_is_asked_but_not_nothing() -> None:
    assert [is_name(word, labelled=True) for word in ("叶青", "初墨", "林青松", "关注", "编辑器")] == [
        True,
        True,
        True,
        False,
        False,
    ]
