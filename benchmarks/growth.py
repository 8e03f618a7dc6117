"""Time of reading a page of n and of 2n of each construct: 2 is linear, 4 is quadratic.

    python benchmarks/growth.py [CONSTRUCT …] [--size N] [--seconds S]

Prints CPU seconds of `read_article` and `read_listing` for a page of n, and the ratio of
2n to n; exits with 1 where a page takes longer than S seconds (2 unless given).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from newscrawl import read_article, read_listing

URL = "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml"
HEAD = (
    '<html><head><meta charset="utf-8"><title>福州普降大雨学校停课一天_海峡网</title></head><body>'
    "<h1>福州普降大雨学校停课一天</h1><div>2020-11-18 09:30 来源：福州晚报</div><div>"
)
TEXT = "<p>昨日，福州全市普降大雨，学校停课。市民从气象台获悉，本次降雨将持续三天，请注意防范。</p>" * 4

CONSTRUCTS: dict[str, Callable[[int], str]] = {
    "nested_div": lambda n: "<div>" * n + "文字",
    "nested_span": lambda n: "<span>" * n + "文字",
    "nested_list": lambda n: "<ul><li>" * (n // 2) + "文字",
    "nested_table": lambda n: "<table><tr><td>" * (n // 3) + "文字",
    "unclosed_p": lambda n: "".join(f"<p>第{i}段，天气晴好。" for i in range(n)),
    "unclosed_a": lambda n: "".join(f'<a href="/xw/{i}.html">第{i}条新闻' for i in range(n)),
    "closing_tags": lambda n: "</div>" * n,
    "headings": lambda n: "".join(f"<h2>第{i}节 水利建设</h2>" for i in range(n)),
    "images": lambda n: "".join(f'<p><img src="/a{i}.jpg"></p>' for i in range(n)),
    "captions": lambda n: "".join(f'<p><img src="/a{i}.jpg"></p><p>西湖 记者林晓芳摄</p>' for i in range(n // 2)),
    "links": lambda n: "".join(f'<li><a href="/202011/{i}.shtml">福州新闻标题第{i}条</a></li>' for i in range(n // 2)),
    "pager": lambda n: "".join(f'<a href="/a_{i}.html">{i}</a> ' for i in range(n)) + "<a href=/b.html>下一页</a>",
    "breaks": lambda n: "<br>" * n,
    "lines": lambda n: "文字，天气晴好<br>" * n,
    "cells": lambda n: f"<table><tr>{'<td>文字</td>' * n}</tr></table>",
    "rows": lambda n: f"<table>{'<tr><td>文</td><td>字</td></tr>' * (n // 3)}</table>",
    "dates": lambda n: "<p>" + "2020年11月18日 " * n,
    "date_lines": lambda n: "".join(f"<p>2020-11-18 09:{i % 60:02d}</p>" for i in range(n)),
    "credits": lambda n: "".join(f"<p>责任编辑：陈{chr(0x4E00 + i % 5000)}</p>" for i in range(n)),
    "role_lines": lambda n: "".join(f"<p>第{i}场，记者林晓芳。</p>" for i in range(n)),
    "names": lambda n: "<p>记者 " + "林晓芳 陈静 " * n,
    "photographers": lambda n: "".join(f"<p>陈{chr(0x4E00 + i % 5000)} 摄</p>" for i in range(n)),
    "long_line": lambda n: "<p>" + "福州市民生活" * n,
    "blanks": lambda n: "<p>" + "　" * 10 * n + "福州",
    "entities": lambda n: "<p>" + "&#x798f;&amp;amp;" * n,
    "comments": lambda n: "<!--福州-->" * n,
    "unclosed_comments": lambda n: "<!--" * n,
    "cdata": lambda n: "<![CDATA[" * n,
    "scripts": lambda n: "<script>var a=1;</script>" * n,
    "long_script": lambda n: "<script>" + "var a='页';createPageHTML(" * n + "</script>",
    "jsonld": lambda n: '<script type="application/ld+json">[' + '{"@type":"Thing"},' * n + "{}]</script>",
    "nested_json": lambda n: '<script type="application/ld+json">' + '{"a":[' * n + "</script>",
    "attributes": lambda n: "<div " + " ".join(f'a{i}="x"' for i in range(n)) + ">文字</div>",
    "long_attribute": lambda n: f'<div class="{"content " * n}">文字</div>',
    "crumbs": lambda n: "<div class=crumb>" + "<a href=/>首页</a> &gt; " * n + "</div>",
    "options": lambda n: "<select>" + "<option>福州" * n + "</select>",
    "utf8_as_latin1": lambda n: "<p>" + "福州新闻".encode().decode("cp1252", "ignore") * n,
    "gbk_as_latin1": lambda n: "<p>" + "福州新闻".encode("gbk").decode("latin-1") * n,
    "utf8_as_gbk": lambda n: "<p>" + "锟斤拷绂忓窞" * n,
    "combining": lambda n: "<p>a" + "\u0301" * 10 * n,
    "glosses": lambda n: "<p>" + "農(nóng)業(yè)" * n,
    "escapes": lambda n: "<p>" + "\\u798f\\u5dde" * n,
    "brackets": lambda n: "<p>" + "（记者" * n,
    "title": lambda n: "<h1>" + "标题_" * n + "</h1>",
    "metas": lambda n: '<meta name="keywords" content="福州">' * n,
}


def seconds(read: Callable[..., object], page: bytes) -> float:
    began = time.process_time()
    read(page, URL, content_type="text/html")
    return time.process_time() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("constructs", nargs="*", help=f"of {', '.join(CONSTRUCTS)}")
    parser.add_argument("--size", type=int, default=30_000, help="n")
    parser.add_argument("--seconds", type=float, default=2.0, help="the most that a page of 2n may take")
    options = parser.parse_args()
    if unknown := set(options.constructs) - set(CONSTRUCTS):
        parser.error(f"no construct {', '.join(sorted(unknown))}")
    seconds(read_article, f"{HEAD}{TEXT}".encode())  # tables and models are loaded
    seconds(read_listing, f"{HEAD}{TEXT}".encode())
    slow = []
    print(f"{'construct':18}{'kB':>7}{'article':>9}{'ratio':>7}{'listing':>9}{'ratio':>7}")
    for name in options.constructs or CONSTRUCTS:
        once, twice = (f"{HEAD}{TEXT}{CONSTRUCTS[name](size)}".encode() for size in (options.size, 2 * options.size))
        figures = []
        for read in (read_article, read_listing):
            first, second = seconds(read, once), seconds(read, twice)
            figures.append(f"{first:8.2f}s{second / max(first, 0.005):7.1f}")
            if second > options.seconds:
                slow.append(name)
        print(f"{name:18}{len(once) // 1000:>7}{''.join(figures)}", flush=True)
    if slow:
        print(f"longer than {options.seconds:g} s: {', '.join(dict.fromkeys(slow))}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
