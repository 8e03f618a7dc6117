"""A page → the address to which it sends a browser on: by `<meta http-equiv=refresh>`,
or by a script of a line or two.
"""

from __future__ import annotations

import re

from newscrawl.reader.page import Found, Page

_REFRESH = re.compile(r"\s*(\d*)(?:\.\d*)?\s*[;,]?\s*(?:url\s*=)?\s*['\"]?\s*([^'\"\s>]+)", re.I)
_LOCATION = re.compile(
    r"""\blocation(?:\s*\.\s*href|\[['"]href['"]\])?\s*(?:=|\.\s*(?:replace|assign)\s*\()\s*(["'])([^"'\s<>]{1,500})\1\s*(?!\s*\+)"""
)
_NAVIGATE = re.compile(r"""\bwindow\s*\.\s*navigate\s*\(\s*(["'])([^"'\s<>]{1,500})\1\s*\)""")
_OPEN_HERE = re.compile(
    r"""\bwindow\s*\.\s*open\s*\(\s*(["'])([^"'\s<>]{1,500})\1\s*,\s*["']_(?:self|top|parent)["']"""
)
_BY_NAME = re.compile(r"\blocation(?:\s*\.\s*href)?\s*(?:=|\.\s*(?:replace|assign)\s*\()\s*(\w{1,40})\s*[;)}\n]")
_WRITTEN = re.compile(r"""\bhttp-equiv=\\?["']?refresh\b[^<>]{0,60}?\burl=\s?\\?["']?([^"'\s<>\\]{1,500})""", re.I)
_MOBILE = re.compile(r"://(?:m|wap|3g|touch|i)\.")
_FOR_TELEPHONES = re.compile(r"mobile|wap|phone|touch", re.I)
_RELOAD = re.compile(r"\blocation\s*\.\s*reload\b|\blocation(?:\.href)?\s*=\s*(?:\w+\s*\.\s*)?location\b|\.submit\s*\(")
_COOKIE = re.compile(r"\bcookie\b", re.I)
PATIENCE = 15
"""Seconds after which a refresh is no redirect, but keeps a page new."""
_LONGEST = 4000
"""Characters of the scripts of a page that does nothing but lead on."""


def redirect_target(page: Page) -> Found[str] | None:
    """Return where a page sends its reader on, if elsewhere.

    >>> page = Page.parse('<meta content="0;url=/2.html" http-equiv=Refresh>', "http://a.cn/1.html")
    >>> redirect_target(page)
    Found(value='http://a.cn/2.html', evidence='meta refresh')
    >>> redirect_target(Page.parse("<script>location.replace('/2.html')</script>", "http://a.cn/1.html"))
    Found(value='http://a.cn/2.html', evidence='script')
    """
    return refresh_target(page) or _script_target(page)


def own_redirect(page: Page) -> Found[str] | None:
    """Return where a page without a text sends its reader on, also by an address that
    its script keeps under a name; not to the site for telephones, which any page has.

    >>> page = Page.parse("<script>var u='/2.html'; location.href = u;</script>", "http://a.cn/1.html")
    >>> own_redirect(page)
    Found(value='http://a.cn/2.html', evidence='script')
    """
    found = redirect_target(page) or _named_target(page) or _written_refresh(page)
    return None if found is None or _MOBILE.search(found.value) else found


def _named_target(page: Page) -> Found[str] | None:
    script = _inline_script(page)
    match = _BY_NAME.search(script) if len(script) <= _LONGEST else None
    if match and _FOR_TELEPHONES.search(match[1]):
        return None
    kept = re.search(rf"""\b{match[1]}\s*=\s*(["'])([^"'\s<>]{{1,500}})\1\s*(?!\s*\+)""", script) if match else None
    url = page.absolute(kept[2].replace("\\/", "/")) if kept else None
    return Found(url, "script") if url and not _is_same(page, url) else None


def _written_refresh(page: Page) -> Found[str] | None:
    """Return where a refresh leads that a script writes into the page."""
    script = _inline_script(page)
    found = {match[1] for match in _WRITTEN.finditer(script)} if len(script) <= _LONGEST else set()
    url = page.absolute(next(iter(found))) if len(found) == 1 else None
    return Found(url, "script") if url and not _is_same(page, url) else None


def refresh_target(page: Page) -> Found[str] | None:
    """Return where a `<meta http-equiv=refresh>` leads soon, if elsewhere."""
    for element in page.head["meta"]:
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            content = element.get("content") or ""
            match = _REFRESH.match(content) if "url" in content.lower() else None
            url = page.absolute(match[2]) if match else None
            if match and url and not _is_same(page, url) and int(match[1] or 0) <= PATIENCE:
                return Found(url, "meta refresh")
    return None


def _script_target(page: Page) -> Found[str] | None:
    """Return the address that a script assigns to `location`, written out.

    A page for several devices names the one for telephones, too.
    """
    if not any(map(page.mentions, (b"location", b"navigate", b"_self", b"_top", b"_parent"))):
        return None
    script = _inline_script(page)
    if len(script) > _LONGEST:
        return None
    urls = []
    for pattern in (_LOCATION, _NAVIGATE, _OPEN_HERE):
        for match in pattern.finditer(script):
            url = page.absolute(match[2].replace("\\/", "/"))
            if url and not _is_same(page, url):
                urls.append(url)
    if not urls:
        return None
    return Found(next((url for url in urls if not _MOBILE.search(url)), urls[0]), "script")


def asks_for_browser(page: Page) -> str | None:
    """Return what shows that a script would prove its browser and ask again: it sets a
    cookie, or asks elsewhere and reloads.
    """
    script = _inline_script(page)
    if _COOKIE.search(script) and "location" in script:
        return "script sets a cookie and reloads"
    return "script reloads" if _RELOAD.search(script) else None


def _inline_script(page: Page) -> str:
    return "\n".join(element.text for element in page.head["script"] if element.text)


def _is_same(page: Page, url: str) -> bool:
    return url.partition("#")[0] == page.url.partition("#")[0]
