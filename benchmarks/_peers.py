"""Other readers of articles, by name: HTML and an address → the fields that
`score.py` measures.

Each import is inside its function: a peer that is not installed raises ImportError.
`pip install trafilatura readability-lxml lxml_html_clean gne 'newspaper4k[zh]'`;
magic-html is a wheel on its GitHub page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PEERS = ("trafilatura", "readability", "gne", "newspaper4k", "magic_html")

Reader = Callable[[str, str], dict[str, Any]]


def trafilatura() -> Reader:
    from trafilatura import bare_extraction

    def read(html: str, url: str) -> dict[str, Any]:
        found = bare_extraction(html, url=url, with_metadata=True)
        values = found if isinstance(found, dict) else found.as_dict() if found else {}
        return {
            "title": values.get("title"),
            "body": values.get("text"),
            "published": values.get("date"),
            "author": values.get("author"),
        }

    return read


def readability() -> Reader:
    from lxml import html as lxml_html
    from readability import Document

    def read(html: str, url: str) -> dict[str, Any]:
        document = Document(html)
        return {"title": document.short_title(), "body": lxml_html.fromstring(document.summary()).text_content()}

    return read


def gne() -> Reader:
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()

    def read(html: str, url: str) -> dict[str, Any]:
        found = extractor.extract(html)
        return {
            "title": found.get("title"),
            "body": found.get("content"),
            "published": found.get("publish_time"),
            "author": found.get("author"),
        }

    return read


def newspaper4k() -> Reader:
    from newspaper import Article

    def read(html: str, url: str) -> dict[str, Any]:
        article = Article(url, language="zh", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        published = article.publish_date
        return {
            "title": article.title,
            "body": article.text,
            "published": published.isoformat() if published else None,
            "author": article.authors,
        }

    return read


def magic_html() -> Reader:
    from lxml import html as lxml_html
    from magic_html import GeneralExtractor

    extractor = GeneralExtractor()

    def read(html: str, url: str) -> dict[str, Any]:
        found = extractor.extract(html, base_url=url)
        body = found.get("html")
        return {"title": found.get("title"), "body": lxml_html.fromstring(body).text_content() if body else None}

    return read
