"""Links → normalised URLs, the identity of articles; hosts → registrable domains."""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

from newscrawl.i18n import _

TRACKING = (
    *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "spm", "from", "share_token"),
    *("fbclid", "gclid", "bd_vid", "isappinstalled", "nsukey", "wxshare_count", "tdsourcetag", "timestamp", "_t"),
    *("phpsessid", "jsessionid", "sessionid", "aspsessionid"),
)
"""Query parameters that name the referrer or the reader, never the article."""

_ROUTE = re.compile(r"!?/\w")
_UNFILLED = re.compile(
    r"\{\{|\$\{|<[%?]|(?:%7B|\{)(?:%20|\s)?(?![0-9a-fA-F]{32})[a-zA-Z_$][\w.$]{0,60}(?:%20|\s)?(?:%7D|\})", re.I
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.I)


@lru_cache(maxsize=4096)
def normalise(url: str) -> str:
    """Return the normalised form of a URL, which identifies an article.

    Scheme folded to http, host in lower case; default port, fragment, tracking and
    session parameters dropped; query sorted. A fragment that is a path (`#/news/7`)
    names the article on a site of one page, and stays. Raise `ValueError` where it is
    no http(s) URL with a host.

    >>> normalise("HTTPS://www.HXnews.com:443/news/fj/fz/202011/18/1934417.shtml?from=singlemessage#p1")
    'http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml'
    >>> normalise("https://m.a.cn/#/news?id=7&from=timeline"), normalise("http://a.cn/1.shtml#/")
    ('http://m.a.cn/#/news?id=7', 'http://a.cn/1.shtml')
    >>> normalise("javascript:void(0)")
    Traceback (most recent call last):
    ...
    ValueError: not an http(s) address: javascript:void(0)
    """
    url = with_slashes(url.strip())
    parts = urlsplit(url)
    route = _route(parts.fragment) if _ROUTE.match(parts.fragment) else ""
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError(_("not an http(s) address: {url}").format(url=url))
    if parts.query:
        names = [name for name in re.findall(r"(?:^|&)([^=&]+)", parts.query) if name.lower() in TRACKING]
        if names:
            url = url_query_cleaner(url, names, remove=True, unique=False)
    parts = urlsplit(canonicalize_url(_SESSION_IN_PATH.sub("", url)))
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"http://{host}{port}{parts.path or '/'}{query}{route}"


def _route(fragment: str) -> str:
    path, _, query = fragment.partition("?")
    kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0].lower() not in TRACKING]
    return f"#{path}{'?' if kept else ''}{'&'.join(kept)}"


def with_slashes(link: str) -> str:
    r"""Return a link with slashes for the backslashes in front of its query and
    fragment, as browsers read it (WHATWG URL, path state).

    >>> with_slashes(r"http:\\a.cn\fz\1.shtml?back=\fz") == r"http://a.cn/fz/1.shtml?back=\fz"
    True
    """
    if "\\" not in link:
        return link
    end = min(at for at in (link.find("?"), link.find("#"), len(link)) if at >= 0)
    return link[:end].replace("\\", "/") + link[end:]


def is_unfilled(url: str) -> bool:
    """Return whether an address is a template that no script has filled in.

    >>> [is_unfilled(f"http://a.cn/{name}") for name in ("{{item.id}}.html", "${id}", "%7Bid%7D", "1.html?{3F25-04E0}")]
    [True, True, True, False]
    """
    return ("{" in url or "%7" in url or "<" in url) and _UNFILLED.search(url) is not None


def requestable(url: str) -> bool:
    """Return whether a request can be made for an address.

    A link may name a port that is none, an unclosed IPv6 address, or half a character;
    a NUL cannot be stored either.

    >>> [requestable(url) for url in ("http://a.cn/1.shtml", "http://a.cn:99999/1.shtml", "http://[::1/1.shtml")]
    [True, False, False]
    >>> requestable("http://a.cn:８０/1.shtml"), requestable("http://a.cn/\\ud800.shtml")
    (False, False)
    """
    try:
        url.encode()
        normalise(url)
    except ValueError:
        return False
    return "\0" not in url


@lru_cache(maxsize=1024)
def article_id(url: str) -> str:
    """Return the id of an article: 16 hex digits of the SHA-256 of its normalised URL.

    >>> article_id("https://www.hxnews.com/a.shtml") == article_id("http://www.hxnews.com/a.shtml#top")
    True
    """
    return hashlib.sha256(identity(url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def identity(url: str) -> str:
    """Return the normalised form of a URL; another address (of a saved file) as it
    is.
    """
    try:
        return normalise(url)
    except ValueError:
        return url


@lru_cache(maxsize=1024)
def registrable_domain(host: str) -> str:
    """Return the registrable domain of a host by the bundled public-suffix list.

    An address or a bare name is returned as it is.

    >>> [registrable_domain(host) for host in ("news.xmnn.cn", "www.fj.chinanews.com.cn", "127.0.0.1")]
    ['xmnn.cn', 'chinanews.com.cn', '127.0.0.1']
    """
    labels = host.lower().rstrip(".").split(".")
    names = list(map(_decoded, labels)) if "xn--" in host else labels
    rules = _suffixes()
    for at in range(len(names)):
        name = ".".join(names[at:])
        if name in rules or f"*{name[len(names[at]) :]}" in rules:
            return ".".join(labels[at if f"!{name}" in rules else max(at - 1, 0) :])
    return ".".join(labels)


def _decoded(label: str) -> str:
    """Return a label of a host in the letters that it stands for."""
    try:
        return label.encode().decode("idna") if label.startswith("xn--") else label
    except UnicodeError:
        return label


@cache
def _suffixes() -> frozenset[str]:
    """Return the rules of the public-suffix list that `tldextract` brings along,
    without those of companies. The package is slow to import, and to read them.
    """
    package = find_spec("tldextract")
    listed = Path(package.origin if package and package.origin else "").with_name(".tld_set_snapshot")
    if not listed.is_file():  # a file of its own; another version may keep the list elsewhere
        from tldextract import TLDExtract

        return frozenset(TLDExtract(suffix_list_urls=(), cache_dir=None).tlds)
    official = listed.read_text("utf-8").partition("===BEGIN PRIVATE DOMAINS===")[0]
    return frozenset(line for line in official.split("\n") if line and not line.startswith("//"))
