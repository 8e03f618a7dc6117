"""Numbers in Chinese numerals → numbers."""

from __future__ import annotations

NUMERAL = "〇○零ＯO一二三四五六七八九十廿卅"
_DIGITS = {
    **dict(zip("〇一二三四五六七八九", "0123456789", strict=True)),
    "零": "0",
    "○": "0",
    "Ｏ": "0",
    "O": "0",
    "壹": "1",
}


def numeral(text: str) -> int:
    """Parse a number in Chinese numerals, by place (二〇二〇) or by name (十八, 廿一, 一百零九).

    >>> numeral("二〇二〇"), numeral("十八"), numeral("廿一"), numeral("一百零九"), numeral("元")
    (2020, 18, 21, 109, 1)
    """
    if text in ("元", "正"):
        return 1
    if not any(char in text for char in "十廿卅百"):
        digits = "".join(_DIGITS.get(char, "") for char in text)
        return int(digits) if digits else 0
    total = 0
    hundred, _, rest = text.rpartition("百")
    if hundred or "百" in text:
        total += 100 * (numeral(hundred) if hundred else 1)
    rest = rest.lstrip("零〇○")
    for sign, value in (("廿", 20), ("卅", 30)):
        if rest.startswith(sign):
            return total + value + numeral(rest[1:] or "零")
    tens, ten, ones = rest.rpartition("十")
    if ten:
        total += 10 * (numeral(tens) if tens else 1)
        rest = ones
    return total + (numeral(rest) if rest else 0)
