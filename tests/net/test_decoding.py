"""Responses on their way to a spider: decoded once, by the bytes and not by their labels."""

from __future__ import annotations

from scrapy.http import HtmlResponse, Request, Response

from newscrawl.net.decoding import DECODED, Decoding, body_of
from newscrawl.text.decode import decode
from tests.text.prose import SIMPLIFIED
from tests.text.test_decode import HTML, page


def test_scrapys_selectors_see_the_right_charset_and_nothing_is_decoded_twice() -> None:
    request = Request("http://a.cn/")
    body = page(SIMPLIFIED, "gb18030", "utf-8")
    response = Decoding().process_response(
        request, HtmlResponse("http://a.cn/", headers={"Content-Type": HTML + "utf-8"}, body=body, request=request)
    )
    assert response.body == body, "what is kept is what was sent"
    assert response.css("p::text").get() == SIMPLIFIED  # type: ignore[attr-defined]
    assert body_of(response) is request.meta[DECODED]


def test_a_mixed_page_is_whole_for_selectors_too() -> None:
    request = Request("http://a.cn/")
    body = page(SIMPLIFIED, "gb18030").replace(b"</p>", "</p><i>版权所有，未经许可不得转载</i>".encode())
    response = Decoding().process_response(request, HtmlResponse("http://a.cn/", body=body, request=request))
    assert response.css("p::text").get() == SIMPLIFIED  # type: ignore[attr-defined]
    assert response.css("i::text").get() == "版权所有，未经许可不得转载"  # type: ignore[attr-defined]


def test_what_is_no_text_is_left_alone_and_forgets_what_came_before() -> None:
    request = Request("http://a.cn/x.jpg", meta={DECODED: decode(b"an earlier answer")})
    response = Response("http://a.cn/x.jpg", body=b"\xff\xd8", request=request)
    assert Decoding().process_response(request, response) is response
    assert body_of(response) == b"\xff\xd8"
