"""Scrapy's responses → the same with the charset that their bytes really have.

A downloader middleware for place 585: after decompression (590), before any selector or
link extractor. Body and headers stay as received. Only where a page mixes charsets,
which no single codec reads, the body is replaced by its text in UTF-8. The decoded text
is passed on in the meta, so that nothing is decoded twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Request, Response, TextResponse

from newscrawl.late_imports import import_late
from newscrawl.reader.file_kinds import file_kind

if TYPE_CHECKING:
    from newscrawl.text.decode import Decoded

DECODED = "decoded"
"""Key of meta: the page as decoded, with the evidence for its charset."""


class Decoding:
    """A middleware that sets the encoding of text responses by evidence."""

    def process_response(self, request: Request, response: Response) -> Response:
        request.meta.pop(DECODED, None)  # of an answer that redirected here
        if not isinstance(response, TextResponse) or not response.body or file_kind(response.body):
            return response
        import_late("newscrawl.text.decode")
        from newscrawl.text.decode import decode

        header = response.headers.get("Content-Type")
        decoded = request.meta[DECODED] = decode(response.body, header.decode("latin-1") if header else None)
        if decoded.mixed:
            return response.replace(body=decoded.text.encode("utf-8", "replace"), encoding="utf-8")
        # Reading response.encoding first would start Scrapy's own search for it, and
        # `replace` makes all of the response anew.
        response._encoding = decoded.encoding
        return response


def body_of(response: Response) -> bytes | Decoded:
    """Return the page of a response as decoded, else its bytes."""
    decoded: Decoded | None = response.meta.get(DECODED)
    return response.body if decoded is None else decoded
