"""Prepare a text for the index: all that needs no index, and so can be done in another
process.

Its set of 4-grams is computed only where the text is compared.
"""

from dataclasses import dataclass

from newscrawl.dedup.canonical import canonical_parts
from newscrawl.dedup.fingerprint import Keys, fingerprints, grams


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


def prepare_text(source: str) -> PreparedText:
    """Prepare a text with its line breaks.

    >>> prepare_text("福州地铁\\n今日开通。").canonical
    '福州地铁今日开通'
    """
    parts = canonical_parts(source)
    return PreparedText(parts.text, parts.edges, parts.sentences, fingerprints(parts.text, grams(parts.text)))
