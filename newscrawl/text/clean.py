"""An `Article` as read → as it is archived: without spare spaces, indents, empty and
boilerplate paragraphs.

`text`, `script` and `content_hash` are made here, since they depend on the cleaned
words. Damage is repaired long before, in `repair.py`; the body was chosen by the
reader. A crawl calls it in a pipeline, `newscrawl.read_article` for users of the
library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

import xxhash

from newscrawl.controls import (
    code_points,
    line_without_controls,
    removed_characters,
    text_without_controls,
    url_without_controls,
    without_invisible,
)
from newscrawl.items import Article, Attachment, Block, Image, changed
from newscrawl.text.script import compare_key, detect_script

_SPACES = re.compile(r"[^\S\n]+")
_FOLDED = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_URLS = frozenset(("url", "canonical_url", "source_url"))
_TEXTS = frozenset(("text", "diff"))
_FIELDS = tuple(field.name for field in fields(Article) if field.name not in ("evidence", "repairs"))
_values_of = attrgetter(*_FIELDS)
_END_MARK = re.compile(r"\s*[(（【](?:完|全文完|本文完|责任编辑[^)）】]{0,20})[)）】]\s*$")

_BOILERPLATE = re.compile(
    r"""
    (?=[上下前后後首尾末共第\d\s\[\]()（）【】<>«»‹›|·….])(?=.*[页頁])
    (?:(?:[上下前后後]一?|首|尾|末|共[ ]?\d+[ ]?|第[ ]?\d+[ ]?)[页頁]|\d{1,3}|[\s\[\]()（）【】<>«»‹›|·….])+
    |返回(?:搜狐|首页|列表)[,，]?\s*(?:查看更多)?
    |(?:点击|长按|扫描?)\S{0,12}(?:二维码|小程序)\S{0,20}
    |(?:更多|精彩)\S{0,14}(?:敬请关注|请关注|尽在)\S{0,30}
    |[(（【\[]?(?:原标题|本文来源|文章来源)\s*[:：]?\s*[)）】\]]?
    |(?:分享到|相关(?:新闻|阅读|链接)|延伸阅读|推荐阅读|热点新闻|打印本页|关闭窗口|我要(?:评论|纠错)|字号)\s*[:：]?
    |(?:版权|免责|本站|郑重)声明\s*[:：].*
    |(?:未经|未獲|未获)\S{0,12}(?:授权|授權|许可|許可|同意)\S{0,30}(?:转载|轉載|使用|复制|摘编)\S{0,30}
    """,
    re.X,
)
"""Whole paragraphs that are furniture on any site; a paragraph that merely contains
such words stays."""


def squeeze(text: str) -> str:
    """Fold every run of blanks (also 　 and no-break space) into one, drop invisible
    characters, trim each line.

    >>> squeeze("　　本报讯\\u00a0\\u00a0（记者 林\\u200b晓芳） ")
    '本报讯 （记者 林晓芳）'
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    text = _SPACES.sub(" ", without_invisible(text).replace("\r", "\n"))
    if "\n" not in text:
        return text.strip()
    return "\n".join(line for line in (line.strip() for line in text.split("\n")) if line)


def is_boilerplate(paragraph: str, drop: Sequence[re.Pattern[str]] = ()) -> bool:
    """Return whether a paragraph is nothing but furniture, by the common list or by the
    site's own `drop` lines.

    >>> is_boilerplate("返回搜狐，查看更多"), is_boilerplate("记者返回搜狐，查看更多细节后写下此文。")
    (True, False)
    """
    head = paragraph[:200]
    return _BOILERPLATE.fullmatch(head) is not None or any(rule.search(head) for rule in drop)


def content_hash(text: str) -> str:
    """Return 16 hex digits over the comparison key: equal for the same text in either
    script, however laid out.

    >>> content_hash("福州台風，停課。") == content_hash(" 福州台风 停课")
    True
    """
    return xxhash.xxh3_64_hexdigest(compare_key(text).encode())


def clean(article: Article, drop: Sequence[re.Pattern[str]] = ()) -> Article:
    """Return the article as it is archived; `drop` are the site's own boilerplate
    lines.

    >>> from newscrawl.items import Block
    >>> raw = Article(id="0", url="u", canonical_url="u", title=" 福州 ", body=(
    ...     Block("p", "　　昨日，全市普降大雨，学校停课。"), Block("p", "\\u3000"), Block("p", "返回搜狐，查看更多")))
    >>> cleaned = clean(raw)
    >>> cleaned.title, cleaned.text, cleaned.script
    ('福州', '昨日，全市普降大雨，学校停课。', 'zh-Hans')
    """
    article = without_controls(article)
    blocks = [Block(block.kind, _words(block)) for block in article.body]
    blocks = [block for block in blocks if block.text and not is_boilerplate(block.text, drop)]
    while blocks and blocks[-1].kind == "p" and (mark := _END_MARK.search(blocks[-1].text)):
        last = blocks[-1].text[: mark.start()]
        blocks[-1:] = [Block("p", last)] if last else []
    text = "\n".join(block.text for block in blocks if block.kind in ("p", "subhead")) or None
    images = tuple(
        Image(image.url, squeeze(image.caption) or None if image.caption else None) for image in article.images
    )
    return changed(
        article,
        title=_squeezed(article.title),
        kicker=_squeezed(article.kicker),
        subtitle=_squeezed(article.subtitle),
        original_title=_squeezed(article.original_title),
        body=tuple(blocks),
        images=images,
        text=text,
        script=detect_script(text) if text else None,
        content_hash=content_hash(text) if text else None,
    )


def without_controls(article: Article) -> Article:
    """Return the article without controls, in lines also without bidi marks; what was
    taken out is in `repairs` (how many) and `evidence` (which, field by field).

    >>> seen = without_controls(Article(id="0", url="u", canonical_url="u", title="\\x1b[2J福州\\u202e新闻"))
    >>> seen.title, seen.repairs, seen.evidence
    ('[2J福州新闻', {'control_character': 2}, {'title': 'without U+001B U+202E'})
    """
    if _is_printable(article):
        return article
    cleaned: dict[str, Any] = {}
    evidence = {name: line_without_controls(words) for name, words in (article.evidence or {}).items()}
    total = 0
    for name in _FIELDS:
        value = getattr(article, name)
        removed: dict[str, int] = {}
        kept = _kept(value, name, removed)
        if kept == value:
            continue
        cleaned[name] = kept
        if removed:
            total += sum(removed.values())
            evidence[name] = "; ".join(filter(None, (evidence.get(name), code_points(removed))))
    if not cleaned and evidence == (article.evidence or {}):
        return article
    repairs = {**(article.repairs or {}), **({"control_character": total} if total else {})}
    return changed(article, **cleaned, evidence=evidence or None, repairs=repairs or None)


def _is_printable(article: Article) -> bool:
    """Return whether an article has nothing to take out: all its characters are
    printable, but for line breaks and tabs in texts. Its `text` is made from `body`.
    """
    texts: list[str] = []
    words: list[str] = []
    for name, value in zip(_FIELDS, _values_of(article), strict=True):
        if not value or (name == "text" and article.body):
            continue
        if isinstance(value, str):
            (texts if name in _TEXTS else words).append(value)
        elif isinstance(value, tuple):
            for each in value:
                if isinstance(each, Block):
                    texts.append(each.text)
                elif isinstance(each, Image):
                    words += (each.url, each.caption or "")
                elif isinstance(each, str):
                    words.append(each)
                else:
                    return False
    words += (article.evidence or {}).values()
    return "".join(words).isprintable() and "".join(texts).replace("\n", "").replace("\t", "").isprintable()


def _kept(value: Any, name: str, removed: dict[str, int]) -> Any:
    """Return the value of a field, and of the fields inside it, without controls; count
    what was taken out.
    """
    if isinstance(value, str):
        rule = (
            url_without_controls
            if name in _URLS
            else text_without_controls
            if name in _TEXTS
            else line_without_controls
        )
        kept = rule(value)
        if kept != value and name not in _URLS:
            for point, count in removed_characters(value, kept).items():
                removed[point] = removed.get(point, 0) + count
        return kept
    if isinstance(value, Block):
        return Block(value.kind, _kept(_FOLDED.sub(" ", value.text), "text", removed))
    if isinstance(value, tuple):
        return tuple(_kept(each, name, removed) for each in value)
    if isinstance(value, Image | Attachment):
        return replace(
            value, **{each.name: _kept(getattr(value, each.name), each.name, removed) for each in fields(value)}
        )
    return value


def _words(block: Block) -> str:
    if block.kind != "table":
        return squeeze(block.text)
    rows = ("\t".join(squeeze(cell) for cell in row.split("\t")).rstrip() for row in block.text.split("\n"))
    return "\n".join(row for row in rows if row)


def _squeezed(text: str | None) -> str | None:
    return " ".join(squeeze(text).split("\n")) or None if text else None
