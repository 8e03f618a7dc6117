"""Titles without the names of site and channel."""

import pytest

from newscrawl.reader.heading import strip_site


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("闽江之心今日开放_福州新闻_海峡网", "闽江之心今日开放"),
        ("闽江之心今日开放-福州新闻网", "闽江之心今日开放"),
        ("闽江之心今日开放--时政--人民网", "闽江之心今日开放"),
        ("闽江之心今日开放 | 生活 | 即時 | 聯合新聞網", "闽江之心今日开放"),
        ("闽江之心今日开放 - 海峡网", "闽江之心今日开放"),
        ("海峡网 - 闽江之心今日开放", "闽江之心今日开放"),
        ("闽江之心今日开放", "闽江之心今日开放"),
        ("2020-2021赛季CBA今晚开赛", "2020-2021赛季CBA今晚开赛"),
        ("“质升量稳”动能增强——前4个月外贸观察_新华网", "“质升量稳”动能增强——前4个月外贸观察"),
        ("福州—厦门高铁开通_海峡网", "福州—厦门高铁开通"),
        ("中国网", "中国网"),
    ],
)
def test_names_of_site_and_channel_are_taken_off(stated: str, title: str) -> None:
    assert strip_site(stated) == title
