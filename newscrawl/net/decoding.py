"""Give Scrapy's responses the charset that their bytes are really in, before any selector or link extractor reads them.

A downloader middleware for place 585: behind decompression (590), before anything that looks at text. Body and headers
stay as received, so that what is kept is what was sent; only where a page mixes charsets, which no single codec reads,
the body is replaced by its text in UTF-8. The text goes along in the meta, so that nothing is decoded twice.
"""

from __future__ import annotations

from scrapy.http import Request, Response, TextResponse

from newscrawl.text.decode import Decoded, decode

DECODED = "decoded"
"""Key of meta: the page as decoded, with the evidence for its charset."""


class Decoding:
    """Set the encoding of every text response by evidence; see `newscrawl.text.decode`."""

    def process_response(self, request: Request, response: Response) -> Response:
        request.meta.pop(DECODED, None)  # of an answer that redirected here
        if not isinstance(response, TextResponse) or not response.body:
            return response
        header = response.headers.get("Content-Type")
        decoded = request.meta[DECODED] = decode(response.body, header.decode("latin-1") if header else None)
        if decoded.mixed:
            return response.replace(body=decoded.text.encode("utf-8", "replace"), encoding="utf-8")
        # Asking for response.encoding first would set off Scrapy's own search for it.
        return response.replace(encoding=decoded.encoding)


def body_of(response: Response) -> bytes | Decoded:
    """Give what a response is read from: its page as decoded, else its bytes."""
    decoded: Decoded | None = response.meta.get(DECODED)
    return response.body if decoded is None else decoded
