"""Texts used last → the same again, without reading them: what one article is compared
with, the next ones often are, too.
"""

from collections import OrderedDict

from newscrawl.dedup.store import KEPT_LONGEST, LENGTHS, StoredText

CHARACTERS = 350_000
"""Characters of the texts kept: 4 MB with their grams, of five hundred usual ones."""
_LENGTHS = LENGTHS.astype(int).tolist()


class KeptTexts:
    """The texts used last, as many as a number of characters allows; long ones are
    never kept.

    How long a text is, its number shows, of one that is not unpacked yet, too.
    """

    def __init__(self) -> None:
        self._texts: OrderedDict[int, StoredText] = OrderedDict()
        self._characters = 0

    def __len__(self) -> int:
        return len(self._texts)

    def get(self, number: int) -> StoredText | None:
        """Return the text of a number, if it is kept."""
        known = self._texts.get(number)
        if known is not None:
            self._texts.move_to_end(number)
        return known

    def keep(self, number: int, known: StoredText) -> StoredText:
        """Keep a text, and drop those that were not used for longest."""
        length = _length(number)
        if length <= KEPT_LONGEST:
            self._texts[number] = known
            self._characters += length
            while self._characters > CHARACTERS:
                self._characters -= _length(self._texts.popitem(last=False)[0])
        return known

    def drop(self, number: int) -> None:
        """Forget a text that was removed."""
        if self._texts.pop(number, None) is not None:
            self._characters -= _length(number)

    def clear(self) -> None:
        """Forget all texts."""
        self._texts.clear()
        self._characters = 0


def _length(number: int) -> int:
    """Return about how long a text is.

    >>> from newscrawl.dedup.store import numbered
    >>> _length(numbered(3, 700))
    669
    """
    length: int = _LENGTHS[number % len(_LENGTHS)]
    return length
