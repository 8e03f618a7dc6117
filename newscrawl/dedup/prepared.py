"""Read a text for the index: what can be known of it without the index, and so in another process.

The rest, its set of 4-grams, is made only where the text is compared.
"""

from dataclasses import dataclass

from newscrawl.dedup.canonical import canonical_parts
from newscrawl.dedup.fingerprint import Keys, fingerprints, grams


@dataclass(frozen=True, slots=True, eq=False)
class PreparedText:
    """A text as the index looks at it."""

    canonical: str
    paragraphs: tuple[str, ...]
    """Canonical paragraphs at its end, where a site's own words stand."""
    keys: Keys
    """Its fingerprints."""


def prepare_text(source: str) -> PreparedText:
    """Read a text with its line breaks.

    >>> prepare_text("福州地铁\\n今日开通。").canonical
    '福州地铁今日开通'
    """
    canonical, paragraphs = canonical_parts(source)
    return PreparedText(canonical, tuple(paragraphs), fingerprints(canonical, grams(canonical)))
