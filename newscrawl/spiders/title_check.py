"""A short page and the title under which it was listed → whether it may be that
article.

Firewalls, error handlers and login forms answer 200 with a heading and a sentence, and
no list of words knows them all. But they have nothing in common with the title in the
listing, and are the same for every address. A short text that its listing does not know
is an article only if it is signed or dated as one, and lasts: if it is there a day
later, and nowhere else. Any other is given up after days, with an alarm, and no junk is
archived.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from newscrawl.china_time import CHINA
from newscrawl.items import Article
from newscrawl.ledger import Ledger
from newscrawl.spiders.article_job import ArticleJob
from newscrawl.text.clean import content_hash
from newscrawl.text.script import compare_key
from newscrawl.urls import article_id

SHORT = 400
"""Length of the comparison key below which a text is compared with its listed title."""
LIKE = 60.0
"""Likeness in percent of two titles from which they are one, shortened."""
SHARED = 0.5
"""Share of a title's pairs of characters that a text about it has."""
REPEATED = 3
"""Addresses of one run with the same short text from which it is no article's."""
LASTING = timedelta(hours=20)
"""How long a text must have been there before it is believed."""
UNLIKE, SAME_TEXT = "unlike_title", "repeated"
"""Reasons of pending articles."""

_CHANGING = re.compile(r"[\w.:/-]*\d[\w.:/-]*", re.ASCII)
"""Numbers of requests, addresses, times: what differs from answer to answer."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """The reason not to believe a page yet."""

    reason: str
    text: str
    """Hash of what it shows, without what changes with every request."""


class TitleCheck:
    """The short texts that a run has seen under titles which do not fit them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen: dict[tuple[str, str], set[str]] = {}

    def doubt(self, job: ArticleJob, article: Article, clock: Callable[[], datetime]) -> Doubt | None:
        """Return why a page is not believed to be the article that was listed; the
        clock is asked about the few that need it."""
        titles = [title for title in (job.title, job.known_title) if title]
        if any(is_title(title, article) for title in titles) or len(compare_key(article.text or "")) >= SHORT:
            return None
        text = shown_hash(article)
        if any(fits_title(title, article) for title in titles):
            return None
        if self._is_another(job, article):
            return None
        group = self._seen.setdefault((job.site.politeness, text), set())
        if is_unnamed(job.title) and not group - {job.id}:
            group.add(job.id)
            return None
        group.add(job.id)
        if len(group) >= REPEATED:
            return Doubt(SAME_TEXT, text)
        now = clock()
        believed = is_signed(article, job.date, now) and self._lasts(job, text, now, alone=len(group) == 1)
        return None if believed else Doubt(UNLIKE, text)

    def _is_another(self, job: ArticleJob, article: Article) -> bool:
        """Return whether the address leads to another listed article, or the page
        declares itself one.
        """
        ids = {article_id(url) for url in (article.url, article.canonical_url)} - {job.id}
        return any(self._ledger.article(id) is not None for id in ids)

    def _lasts(self, job: ArticleJob, text: str, now: datetime, *, alone: bool) -> bool:
        """Return whether the page showed this a day ago, and no other one does."""
        if not alone or job.reason not in (UNLIKE, SAME_TEXT):
            return False
        row, failing = self._ledger.article(job.id), self._ledger.failing(job.id)
        same = row is not None and row.content_hash == text and not failing.alike
        return same and failing.since is not None and now - failing.since >= LASTING


def shown_hash(article: Article) -> str:
    """Return the hash of what a page shows: its text, otherwise its pictures.

    >>> page = Article(id="", url="", canonical_url="", text="请求已被拦截，编号：8f3a-21，时间：09:30:01")
    >>> from dataclasses import replace
    >>> shown_hash(page) == shown_hash(replace(page, text="请求已被拦截，编号：77cd-90，时间：10:02:44"))
    True
    """
    return content_hash(_CHANGING.sub("", article.text or "") or "\n".join(image.url for image in article.images))


def is_signed(article: Article, listed: str | None, now: datetime) -> bool:
    """Return whether a page names its source or who wrote it, or has the date under
    which it was listed.

    Refusals show the time of the request, which is the listed day on that day alone.

    >>> now = datetime.fromisoformat("2020-11-19T10:00:00+08:00")
    >>> page = Article(id="", url="", canonical_url="", text="招聘校对两名。", published="2020-11-18")
    >>> is_signed(page, "2020-11-18T09:30:00+08:00", now), is_signed(page, "2020-11-17", now)
    (True, False)
    """
    people = (article.reporters, article.correspondents, article.photographers, article.authors, article.editors)
    if article.source or any(people):
        return True
    own = (article.evidence or {}).get("published") != "issue"
    day = (article.published or "")[:10] if own else ""
    return bool(day) and day == (listed or "")[:10] and day < now.astimezone(CHINA).date().isoformat()


def is_unnamed(title: str | None) -> bool:
    """Return whether a listing says nothing of an entry: 详细, 更多, or no words.

    >>> is_unnamed("更多>>"), is_unnamed("停水通知")
    (True, False)
    """
    return len(compare_key(title or "")) < 4


def fits_title(listed: str, article: Article) -> bool:
    """Return whether a page may be the one that was listed under this title.

    >>> notice = Article(id="", url="", canonical_url="", title="停水通知", text="鼓楼区今晚九时起停水。")
    >>> fits_title("停水通知", notice), fits_title("鼓楼区今晚停水", notice), fits_title("福州地铁二号线开通", notice)
    (True, True, False)
    """
    if is_title(listed, article):
        return True
    pairs = _pairs(compare_key(listed))
    shown = compare_key(article.title or "") + compare_key(article.text or "")
    return bool(pairs) and len(pairs & _pairs(shown)) >= SHARED * len(pairs)


def is_title(listed: str, article: Article) -> bool:
    """Return whether a page's title is the listed one, or one of the two is the other
    shortened."""
    wanted = compare_key(listed)
    title = wanted if article.title == listed else compare_key(article.title or "")
    return min(len(title), len(wanted)) >= 2 and (title == wanted or fuzz.partial_ratio(wanted, title) >= LIKE)


def _pairs(key: str) -> set[str]:
    return {key[n : n + 2] for n in range(len(key) - 1)}
