"""Build `newscrawl/text/tables/readings.txt`: the one reading by which mirror copies
gloss each Traditional character.

Run `python scripts/build_gloss_table.py` after `pip install pypinyin`. The mirrors use
the default single-character reading of pypinyin, blind to context, for characters that
Simplified-to-Traditional conversion changed and that GBK can write.
tables/gloss_order.txt, beside it, is kept by hand: one line for each group of
characters that 29 copies cannot tell apart, in the one order of which every copy
glosses the first so-many.
"""

from pypinyin.constants import PINYIN_DICT

from newscrawl.text.script import TABLES, fold_table


def main() -> None:
    by_reading: dict[str, list[str]] = {}
    for code in sorted(fold_table()):
        char = chr(code)
        try:
            char.encode("gbk")
        except UnicodeEncodeError:
            continue
        readings = PINYIN_DICT.get(code)
        if readings:
            by_reading.setdefault(readings.split(",")[0], []).append(char)
    lines = [f"{reading}\t{''.join(chars)}\n" for reading, chars in sorted(by_reading.items())]
    (TABLES / "readings.txt").write_text("".join(lines), encoding="utf-8")
    print(f"{sum(map(len, by_reading.values()))} characters, {len(lines)} readings")


if __name__ == "__main__":
    main()
