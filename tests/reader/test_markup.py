"""Line breaks that a page shows: those of preformatted elements, and no more than a hostile page may have."""

from __future__ import annotations

from lxml import etree

from newscrawl.reader import markup


def broken(source: bytes) -> bytes:
    root = markup.parse_html(source)
    markup.break_preformatted(root)
    return etree.tostring(root[0][0])


def test_breaks_around_elements_of_a_preformatted_text_are_kept_in_order() -> None:
    assert broken(b"<pre>a\nb<i>c\nd</i>e\nf\ng</pre>") == b"<pre>a<br/>b<i>c<br/>d</i>e<br/>f<br/>g</pre>"


def test_a_page_of_breaks_has_no_more_of_them_than_an_article() -> None:
    nested = b"<pre>" * 300 + b"<i>a</i>\n" * 9_000
    assert broken(nested).count(b"<br/>") == markup._MOST_BREAKS
