"""One story in the charsets that sites declare, rightly, wrongly and not at all."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from .stories import story
from .truths import ArticleTruth, Case

_URL = "http://www.mdnews.example/xw/{0:%Y%m}/t{0:%Y%m%d}_1.htm"
_META = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
_HANT_TITLE = "連江縣推進海上養殖綜合治理"
_HANT = (
    "5月12日上午，連江縣海上養殖綜合治理現場會在連江召開，沿海十二個鄉鎮負責人參加會議。",
    "會議要求，各鄉鎮要對照清單逐戶核實養殖面積，依法清退禁養區內的設施，同時做好漁民轉產的補償和培訓。",
    "截至目前，全縣已清退傳統網箱八千餘口，改造升級塑膠網箱三千二百口。",
)


class Form(NamedTuple):
    """A charset and what is said of it."""

    codec: str
    metas: tuple[str, ...] = ()
    header: str | None = None
    before: str = ""
    """What stands in front of the metas."""
    hant: bool = False


FORMS = {
    "utf-8": Form("utf-8", ("utf-8",)),
    "gb2312": Form("gb18030", ("gb2312",)),
    "utf-8 said to be gb2312": Form("utf-8", ("gb2312",)),
    "gbk said to be utf-8": Form("gb18030", ("utf-8",)),
    "header gbk, is utf-8": Form("utf-8", ("utf-8",), "text/html; charset=gbk"),
    "header utf-8, is gbk": Form("gb18030", ("gbk",), "text/html; charset=utf-8"),
    "header latin, is utf-8": Form("utf-8", (), "text/html; charset=ISO-8859-1"),
    "header latin, is gbk": Form("gb18030", (), "text/html; charset=ISO-8859-1"),
    "gbk, unsaid": Form("gb18030"),
    "utf-8, unsaid": Form("utf-8"),
    "utf-8 with a mark, said to be gb2312": Form("utf-8-sig", ("gb2312",)),
    "utf-16": Form("utf-16"),
    "utf-16 without a mark": Form("utf-16-le", ("utf-16",)),
    "gbk said late": Form("gb18030", ("gbk",), before=f"<!--{'x' * 5000}-->"),
    "big5": Form("big5hkscs", ("big5",), hant=True),
    "big5, unsaid": Form("big5hkscs", hant=True),
    "big5 said to be utf-8": Form("big5hkscs", ("utf-8",), hant=True),
    "big5 said to be gb2312": Form("big5hkscs", ("gb2312",), hant=True),
    "x-gbk": Form("gb18030", ("x-gbk",)),
    "no name of a charset": Form("gb18030", ("chinese",)),
    "two metas": Form("gb18030", ("utf-8", "gb2312")),
    "XML declaration": Form("gb18030", before='<?xml version="1.0" encoding="gb2312"?>'),
}
DAMAGE: dict[str, tuple[bytes, bytes]] = {
    "menu in another charset": ("首页".encode("gb18030"), "首页".encode()),
    "footer in another charset": ("版权所有".encode(), "版权所有".encode("gb18030")),
    "NUL": (b"<body>", b"<body>\0\0"),
    "euro sign in one byte": (b"&copy;", b"\x80"),
    "lines of Windows": (b"<p>", b"\r\n<p>"),
}


def charsets(random: Random, count: int) -> Iterator[Case]:
    """Yield each charset once, then each damage, then references and double UTF-8."""
    for name, form in FORMS.items():
        yield _case(random, name, form)
    for name, (old, new) in DAMAGE.items():
        form = FORMS["gb2312" if name.startswith(("menu", "euro")) else "utf-8"]
        case = _case(random, name, form)
        assert old in case.page, name
        yield Case(name, case.page.replace(old, new), case.url, case.truth)
    case = _case(random, "references", FORMS["utf-8"])
    yield Case(case.name, case.page.decode().encode("ascii", "xmlcharrefreplace"), case.url, case.truth)
    case = _case(random, "encoded twice", FORMS["utf-8"])
    yield Case(case.name, case.page.decode("latin-1").encode(), case.url, case.truth)


def _case(random: Random, name: str, form: Form) -> Case:
    told = story(random)
    title, texts, source = told.title, told.paragraphs, told.source
    words = "首页 来源 版权所有"
    if form.hant:
        title, texts, source, words = _HANT_TITLE, _HANT, "聯合報", "首頁 來源 版權所有"
    home, label, rights = words.split()
    head = form.before + "".join(_META.format(charset) for charset in form.metas)
    page = (
        f"<html><head>{head}<title>{title}_闽东</title></head><body><a href=/>{home}</a><h1>{title}</h1>"
        f"<p>{told.day} {label}：{source}</p><div>{''.join(f'<p>{text}</p>' for text in texts)}</div><p>&copy; 2023 {rights}</p></body></html>"
    )
    truth = ArticleTruth(title, texts, f"{told.day}", source, ways=("page",))
    data = page.replace("闽东", "閩東").encode(form.codec, "ignore") if form.hant else page.encode(form.codec)
    return Case(name, data, _URL.format(told.day), truth, form.header)
