"""Chinese that another region's codec made unreadable is taken back; texts of other languages stay."""

import pytest
from rapidfuzz.distance import LCSseq

from newscrawl.text.repair import repair

NEWS = (
    "市气象台今天傍晚发布大风预报，受冷空气影响，沿海地区夜里有七级大风，渔船应当及时回港避风，市民外出要注意安全。\n"
    "城区明天阴天有小雨，气温下降明显，老人和孩子要注意保暖。"
)


@pytest.mark.parametrize("meant", ["gbk", "utf-8"])
@pytest.mark.parametrize("shown", ["koi8_r", "cp437", "cp850"])
def test_letters_of_other_alphabets_are_read_again_as_chinese(shown: str, meant: str) -> None:
    repaired = repair(NEWS.encode(meant).decode(shown))
    assert repaired.text == NEWS
    assert set(repaired.counts) == {"other_codec"}


def test_big5_is_read_again_where_it_was_shown_as_latin_letters() -> None:
    news = "市府發布大風預報，沿海地區夜裡有七級大風，漁船應當及時回港避風，民眾外出要注意安全。"
    assert repair(news.encode("big5hkscs").decode("latin-1")).text == news


@pytest.mark.parametrize(("shown", "least"), [("big5hkscs", 0.85), ("cp949", 0.9), ("euc_jp", 0.8)])
def test_what_another_table_of_characters_left_is_read_and_the_rest_stays_lost(shown: str, least: float) -> None:
    read = repair(NEWS.encode("gbk").decode(shown, "replace")).text
    assert LCSseq.similarity(read, NEWS) >= least * len(NEWS)


@pytest.mark.parametrize(
    "text",
    [
        "おはようございます。今日は東京で会議が開かれました。カタカナも少し混ざっています。",
        "안녕하세요. 서울에서 열린 회의에 참석했습니다. 韓國과 中國의 關係를 논의했습니다.",
        "Здравствуйте, сегодня в Москве прошло совещание по вопросам торговли.",
        "注音：ㄅㄆㄇㄈ ㄓㄨㄥ ㄨㄣˊ，台湾网友爱用ㄏㄏ、ㄛ、ㄉ，读来有趣。",
        "表格：┌─┐│市│└─┘，数据█▌▐░▒▓由各县报送，单位万元。",
        "Łódź, źdźbło, żółć；Škoda、Čapek 和 Đoković 昨天到访本市。",
        "这段文字丢了�几个�字，还有�一处，其余都是好的，请读者谅解。",
    ],
)
def test_other_languages_stay(text: str) -> None:
    assert repair(text).text == text
    assert repair(f"{NEWS}\n{text}").text == f"{NEWS}\n{text}"
