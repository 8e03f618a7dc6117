"""Turn the bytes of a page into text, and tell by what evidence the charset was chosen."""

from dataclasses import dataclass

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom


@dataclass(frozen=True)
class Decoded:
    """Text of a page, the charset it was read in (a Python codec name), why, and how many bytes were lost.

    `evidence` is one line for people (`header; strict`); `replaced` counts U+FFFD put in for bytes that say nothing.
    """

    text: str
    encoding: str
    evidence: str
    replaced: int

    @property
    def plausible(self) -> bool:
        """Whether this can be the page's text at all; if not, it is quarantined rather than exported."""
        return self.replaced * 20 <= len(self.text)


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page by evidence: BOM, strict UTF-8, then what header and page declare.

    >>> decode("福州新闻".encode("gbk"), "text/html; charset=gbk").text
    '福州新闻'
    """
    bom, rest = read_bom(body)
    if bom and rest is not None:
        text = rest.decode(bom, "replace")
        return Decoded(text, bom, "bom", text.count("\ufffd"))
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body) or "gb18030"
    for encoding in ("utf-8", declared):
        try:
            return Decoded(body.decode(encoding), encoding, "strict", 0)
        except (UnicodeDecodeError, LookupError):
            continue
    text = body.decode("gb18030", "replace")
    return Decoded(text, "gb18030", "guess", text.count("\ufffd"))
