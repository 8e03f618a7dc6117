"""Strings of names become persons."""

import pytest

from newscrawl.reader.fields.credits import parse_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("责任编辑：赵睿_NN2587", ("赵睿",)),
        ("作者：林 榕 陈昉", ("林榕", "陈昉")),
        ("林榕、陈昉", ("林榕", "陈昉")),
        ("作者：佚名", ()),
        ("编辑：newsroom", ()),
        ("作者：网络整理", ()),
        ("记者吴泽民陈凌霄", ("吴泽民", "陈凌霄")),
        ("作者：福州市公安局", ("福州市公安局",)),
    ],
)
def test_names_of_a_layouts_field(text: str, names: tuple[str, ...]) -> None:
    assert parse_names(text) == names
