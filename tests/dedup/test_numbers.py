"""If these fail, tomorrow's report is a copy of today's, or a copy with a lost digit is another report."""

import pytest

from newscrawl.dedup.numbers import compare_numbers, number_value


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("0", 0),
        ("08", 8),
        ("2020", 2020),
        ("二〇二〇", 2020),
        ("十", 10),
        ("二十", 20),
        ("一百零八", 108),
        ("三千五百", 3500),
        ("两万", 20_000),
        ("3万", 30_000),
        ("1亿2000万", 120_000_000),
        ("一亿两千万", 120_000_000),
        ("十二亿", 1_200_000_000),
    ],
)
def test_values(numeral: str, value: int) -> None:
    assert number_value(numeral) == value


@pytest.mark.parametrize("numeral", ["", "万", "千百", "1一", "18十三", "一2", "十5"])
def test_what_nobody_writes_has_no_value(numeral: str) -> None:
    assert number_value(numeral) is None


@pytest.mark.parametrize(
    ("one", "other", "change"),
    [
        ("五", "5", "same"),
        ("两", "2", "same"),
        ("18", "18", "same"),
        ("18", "19", "changed"),
        ("二", "三", "changed"),
        ("2023", "2024", "changed"),
        ("27", "2", "damaged"),
        ("1", "11", "damaged"),
        ("10", "1一", "damaged"),
    ],
)
def test_changes(one: str, other: str, change: str) -> None:
    assert compare_numbers(one, other) == compare_numbers(other, one) == change
