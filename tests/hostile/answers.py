"""A request, the time, and the troubles under way → the answer. Pure: the same request
at the same time, the same bytes.

Of several troubles that meet a request those of looks are put together; of those of the
answer the last to begin wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from tests.hostile import wire
from tests.hostile.pages import HTML
from tests.hostile.refusals import refusal
from tests.hostile.troubles import OF_LOOKS, Trouble
from tests.hostile.web import Look, Web
from tests.hostile.wording import Wording
from tests.simsite import Reply

WRONG_DATES = ("1970-01-01", "0001-01-01", "2099-12-31", "2019-11-16")
POISON = (
    "http://{host}:99999/content_1000001.html",
    "http://{host}:８０/content_1000001.html",
    "http://{host}:80:80/content_1000001.html",
    "http://{host}/content_\ud800\udc41\ud801.html",
    "http://[::1/content_1000001.html",
    "javascript:void(0)",
)


def answer(
    web: Web, troubles: Iterable[Trouble], site: str, path: str, now: datetime, base: str
) -> tuple[Reply, Trouble | None]:
    """Return the answer, and the trouble that is to blame where it is no healthy
    one.
    """
    place = web.locate(site, path)
    met = [trouble for trouble in troubles if trouble.hits(site, path, place, now)]
    looks = [trouble for trouble in met if trouble.kind in OF_LOOKS]
    worst = max((trouble for trouble in met if trouble.kind not in OF_LOOKS), key=lambda each: each.begin, default=None)
    look = Look()
    for trouble in looks:
        look = changed(look, trouble, base)
    page = web.page(site, place, now, base, look)
    if worst is not None:
        body, content_type = (page.body, page.content_type) if page else (b"", HTML)
        if page is None and worst.kind.startswith("cut_"):
            worst = None
        else:
            return instead(worst, body, content_type, path, now, base), worst
    if page is None:
        return Reply(404, b"<html><body><h1>404</h1></body></html>", (("Content-Type", HTML),)), None
    return Reply(200, page.body, (("Content-Type", page.content_type),)), looks[-1] if looks else None


def changed(look: Look, trouble: Trouble, base: str) -> Look:
    """Return how pages look under a trouble."""
    random = Random(trouble.seed)
    match trouble.kind:
        case "no_pager":
            return replace(look, pager=False)
        case "shifted":
            return replace(look, skip=random.randint(1, 11))
        case "stale":
            return replace(look, old=timedelta(hours=random.randint(6, 48)))
        case "redated":
            return replace(look, redated=True)
        case "emptied":
            return replace(look, emptied=True)
        case "poisoned":
            return replace(look, poison=random.choice(POISON).format(host=base.partition("://")[2].partition(":")[0]))
        case "wrong_date":
            return replace(look, date=random.choice(WRONG_DATES))
        case _:
            return replace(look, template=1)


def instead(trouble: Trouble, body: bytes, content_type: str, path: str, now: datetime, base: str) -> Reply:
    """Return what is answered in the place of a page."""
    random, kind = Random(trouble.seed), trouble.kind
    html = (("Content-Type", HTML),)
    if kind.startswith("http_"):
        status = random.choice((500, 502, 503, 504)) if kind == "http_5xx" else int(kind.removeprefix("http_"))
        text = Wording(trouble.seed).words(3)
        return Reply(status, f"<html><body><h1>{status} {text}</h1></body></html>".encode(), html)
    if kind.startswith("cut_"):
        share, honest = random.uniform(0.25, 0.9), random.random() < 0.5
        raw = wire.cut(body, kind.removeprefix("cut_"), share, content_type, honest=honest)
        return Reply(200, raw=raw)
    if kind == "empty_200":
        return Reply(200, random.choice((b"", b"", b"\n", b"<html></html>")), html)
    if kind == "to_portal":
        return Reply(302, b"", (*html, ("Location", f"http://portal.example/?from={path}")))
    if kind in ("to_login", "to_front"):
        to = f"/u/{Wording(trouble.seed).latin()}?from={path}" if kind == "to_login" else "/"
        return Reply(302, b"", (*html, ("Location", base + to)))
    page = refusal(kind, trouble.seed, path, now)
    return Reply(page.status, page.body, html)
