"""Give Scrapy's responses the charset that their bytes are really in, before any selector or link extractor reads them.

A downloader middleware for place 585: behind decompression (590), before anything that looks at text. Body and headers
stay as received, so that what is kept is what was sent; only where a page mixes charsets, which no single codec reads,
the body is replaced by its text in UTF-8. The evidence stands in the meta of request and response.
"""

from scrapy.http import Request, Response, TextResponse

from newscrawl.text.decode import decode

DECODING = "decoding"
"""Key of meta: the charset, the evidence for it, and how many characters were lost."""


class DecodingMiddleware:
    """Set the encoding of every text response by evidence; see `newscrawl.text.decode`."""

    def process_response(self, request: Request, response: Response) -> Response:
        if not isinstance(response, TextResponse) or not response.body:
            return response
        header = response.headers.get("Content-Type")
        decoded = decode(response.body, header.decode("latin-1") if header else None)
        request.meta[DECODING] = {
            "encoding": decoded.encoding,
            "evidence": decoded.evidence,
            "replaced": decoded.replaced,
        }
        if decoded.mixed:
            return response.replace(body=decoded.text.encode("utf-8", "replace"), encoding="utf-8")
        # Asking for response.encoding first would set off Scrapy's own search for it.
        return response.replace(encoding=decoded.encoding)
