"""来源: the publisher that a line names."""

import pytest

from newscrawl.reader.fields.credits import parse_source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("来源：福州晚报", "福州晚报"),
        ("福州晚报", "福州晚报"),
        ("来源：海峡网 责任编辑：赵睿", "海峡网"),
        ("来源：人民网－人民日报", "人民网－人民日报"),
        ("来源： 福建日报 | 字号", "福建日报"),
        ("2020-11-18 09:30来源:新华社", "新华社"),
        ("来源：未知", None),
        ("来源：", None),
        ("稿源：泉州晚报社", "泉州晚报社"),
    ],
)
def test_publisher_of_a_layouts_field(text: str, source: str | None) -> None:
    assert parse_source(text) == source
