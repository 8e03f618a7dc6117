"""The identity of an article must not depend on how a link to it is written."""

from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from tldextract import TLDExtract

from newscrawl import urls
from newscrawl.urls import article_id, identity, normalise, registrable_domain

ARTICLE = "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml"


@pytest.mark.parametrize(
    "link",
    [
        ARTICLE,
        "https://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml",
        "HTTP://WWW.HXNEWS.COM:80/news/fj/fz/202011/18/1934417.shtml#comments",
        ARTICLE + "?utm_source=weibo&spm=1.2",
        ARTICLE + "?from=timeline&isappinstalled=0",
        "http://www.hxnews.com./news/fj/fz/202011/18/1934417.shtml;jsessionid=ABC",
    ],
)
def test_one_article_has_one_id(link):
    assert article_id(link) == article_id(ARTICLE)


@pytest.mark.parametrize(
    "other",
    [
        "http://m.hxnews.com/news/fj/fz/202011/18/1934417.shtml",
        "http://www.hxnews.com:8080/news/fj/fz/202011/18/1934417.shtml",
        ARTICLE + "?id=2",
        ARTICLE.replace("1934417", "1934417_2"),
    ],
)
def test_different_articles_keep_different_ids(other):
    assert article_id(other) != article_id(ARTICLE)


def test_the_query_that_names_an_article_survives():
    assert normalise("http://a.cn/show.asp?sid=7&ID=3&utm_source=x") == "http://a.cn/show.asp?ID=3&sid=7"


def test_ipv6_hosts_stay_addresses():
    assert normalise("http://[::1]:8000/a") == "http://[::1]:8000/a"


@pytest.mark.parametrize("link", ["mailto:a@b.cn", "javascript:void(0)", "file:///etc/passwd", "//a.cn/1", "http://"])
def test_what_is_no_web_address_is_refused(link):
    with pytest.raises(ValueError, match="not an http"):
        normalise(link)
    assert identity(link) == link


def test_domains_are_those_of_the_list_as_its_own_package_reads_it():
    extract = TLDExtract(suffix_list_urls=(), cache_dir=None)
    own = ("cn", "com.cn", "公司.cn", "xn--55qx5d.cn", "w.ck", "kobe.jp", "city.kobe.jp", "a.kobe.jp")
    suffixes = (*extract.tlds[::40], *own)
    hosts = [f"{front}{suffix}" for suffix in suffixes for front in ("", "fznews.", "www.fznews.")]
    for host in (*hosts, "localhost", "127.0.0.1", "[::1]", "news.unknown", "xn--zz.cn"):
        assert registrable_domain(host) == (extract(host).top_domain_under_public_suffix or host)


def test_the_list_of_suffixes_is_found_where_another_version_of_its_package_keeps_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    near = urls._suffixes()
    urls._suffixes.cache_clear()
    monkeypatch.setattr(urls, "find_spec", lambda name: ModuleSpec(name, None, origin=str(tmp_path / "__init__.py")))
    assert urls._suffixes() == near
