"""A text → the form in which duplicates are sought: letters and digits, one script, no
pinyin glosses.

The characters come from the one table of `newscrawl.text.script`; this module adds what
belongs to whole texts. Input is a text as in a line of the record (paragraphs joined by
newlines), output a plain string, one canonical character after another. It is never
shown to a reader.
"""

import re
from collections.abc import Iterable

from newscrawl.text.script import compare_key

GLOSS = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜê]{1,6}[)）]")
PARAGRAPH_LEAST = 12  # canonical characters; shorter lines (编辑：…) are too few to recognise a paragraph by
PARAGRAPHS_AT_END = 3  # a site's own words are mostly behind the article
MARK = "ᚠ"  # replaces a newline while a text is made canonical: letters are kept, and no news has runes


def canonical_text(text: str) -> str:
    """Return the canonical characters of a text as one string; equal strings are equal
    texts to a reader.

    Mirror copies gloss hard characters with pinyin. The repair step removes that
    before, but texts of other tools have it. Only lower-case syllables right behind a
    Chinese character are removed, so 人工智能（AI） keeps its letters.

    >>> canonical_text("產(chǎn)業(yè)升級，2020年。") == canonical_text("产业升级2020年")
    True
    >>> canonical_text("人工智能（AI）产业")
    '人工智能ai产业'
    """
    return compare_key(GLOSS.sub("", text) if "(" in text or "（" in text else text)


def canonical_parts(text: str) -> tuple[str, list[str]]:
    """Return the canonical text, and its last paragraphs, where a site's own words
    would be.

    The first paragraph is never among them: something must be left to compare.

    >>> lines = ["地铁今日开通。", "全长二十公里。", "市民纷纷试乘。", "扫描二维码，下载本报客户端看新闻。"]
    >>> canonical_parts("\\n".join(lines))[1]
    ['扫描二维码下载本报客户端看新闻']
    >>> canonical_parts("福州地铁二号线今日正式开通运营。")
    ('福州地铁二号线今日正式开通运营', [])
    """
    parts = [part for part in canonical_text(text.replace("\n", MARK)).split(MARK) if part]
    last = parts[-PARAGRAPHS_AT_END:] if len(parts) > PARAGRAPHS_AT_END else parts[1:]
    return "".join(parts), [paragraph for paragraph in last if len(paragraph) >= PARAGRAPH_LEAST]


def without(text: str, paragraphs: Iterable[str]) -> str:
    """Remove canonical paragraphs from a canonical text, the last occurrence of each.

    >>> without("福州地铁开通扫描二维码", ["扫描二维码"])
    '福州地铁开通'
    """
    for paragraph in paragraphs:
        at = text.rfind(paragraph)
        if at >= 0:
            text = text[:at] + text[at + len(paragraph) :]
    return text
