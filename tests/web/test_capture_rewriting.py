"""What is left of hostile captures: nothing that acts, and their words."""

from __future__ import annotations

import re
import time

from lxml import html

from newscrawl.web.capture_rewriting import ATTRIBUTES, DROPPED, TAGS, rewrite
from tests.web.hostile_captures import PAGES


def test_only_harmless_elements_and_attributes_are_left() -> None:
    assert len(PAGES) >= 50
    assert not TAGS & DROPPED
    for page in PAGES:
        made = rewrite(page)
        body = made.partition("</style>")[2]
        for element in html.document_fromstring(body).iter():
            if element.tag in ("html", "head", "body"):
                continue
            assert element.tag in TAGS, made
            assert not {name for name in element.attrib if name != "class"} - ATTRIBUTES, made
        assert "敌意" in body
        assert not re.search(r"<[^>]*\b(?:src|href|on\w+|style|srcset|background|action)\s*=", body), made


def test_deep_wide_and_broken_pages_take_no_time() -> None:
    begun = time.process_time()
    for page in (
        "<div>" * 50_000,
        "<b>" * 20_000 + "福州",
        "<p>" + "<i>x</i>" * 50_000,
        "<" * 100_000,
        "&#x0;" * 1000,
        "",
    ):
        assert rewrite(page).startswith("<!doctype html>")
    assert time.process_time() - begun < 5
