"""Prepare a text for the index: all that needs no index, and so can be done in another
process.

The hashes of its 4-grams are kept for the comparison where nothing is passed on;
another process computes them anew, since they are four times as large as the text.
"""

from dataclasses import dataclass

from newscrawl.dedup.canonical import canonical_parts
from newscrawl.dedup.fingerprint import Grams, Keys, fingerprints


@dataclass(frozen=True, slots=True, eq=False)
class PreparedText:
    """A text in the forms that the index uses."""

    canonical: str
    paragraphs: tuple[str, ...]
    """Canonical paragraphs at its edges, where a site's own words would be."""
    sentences: tuple[str, ...]
    """Its canonical sentences, in order."""
    keys: Keys
    """Its fingerprints."""
    hashes: Grams | None = None
    """The hashes of its 4-grams, if they were kept."""


def prepare_text(source: str, *, keep_hashes: bool = False) -> PreparedText:
    """Prepare a text with its line breaks.

    >>> prepare_text("福州地铁\\n今日开通。").canonical
    '福州地铁今日开通'
    """
    parts = canonical_parts(source)
    keys, hashes = fingerprints(parts.text)
    return PreparedText(parts.text, parts.edges, parts.sentences, keys, hashes if keep_hashes else None)
