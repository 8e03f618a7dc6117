"""A day or a byline that begins a line is found as the plain pattern finds it: else the
model judges lines by other numbers than it was trained on.
"""

import random
import re

from newscrawl.reader.fields.word_marks import DATE_MARK, word_marks

WRITERS = "记者|記者|通讯员|通訊員|作者|撰文|文[/／丨|]|[图圖]文|摄影|攝影|实习生|編譯|编译|报导|報導"
PLAIN = (
    re.compile(r"\n\D{0,14}(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"),
    re.compile(rf"\n[\s\[【(（■●□]*[^，。\n]{{0,16}}(?:{WRITERS})[^，。\n]{{0,40}}$", re.M),
)
PARTS = [
    "记者",
    "【",
    "（",
    "[",
    "■",
    "2020-11-18",
    "2020年",
    "11月",
    "18日",
    "\u3000",
    "，",
    "。",
    "文/",
    "图文",
    "摄",
    "1",
    "首页",
    "来源：",
    "19",
    "20",
    "-",
    "/",
    "A",
]


def test_days_and_bylines_are_marked_as_the_plain_patterns_find_them() -> None:
    chance = random.Random(1)
    for _ in range(500):
        texts = ["".join(chance.choices(PARTS, k=chance.randrange(1, 7))) for _ in range(chance.randrange(1, 7))]
        joined = "\n" + "\n".join(texts)
        for column, pattern in enumerate(PLAIN, DATE_MARK):
            wanted = [0.0] * len(texts)
            for match in pattern.finditer(joined):
                wanted[joined.count("\n", 0, match.start())] = 1.0
            assert word_marks(texts)[:, column].tolist() == wanted, (texts, column)
